"""Where the parts of a message lie."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from heloworld.mbox.mime.structure import DEEPEST, MOST_PARTS, Structure, structure

NESTED = (
    b'Subject: all\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\npreamble\r\n'
    b"--b\r\n\r\none\r\ntwo\r\n"
    b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inside\r\n\r\ntext\r\n"
    b"--b\r\nContent-Type: image/gif\r\n\r\nR0lG\r\n--b--\r\n"
)


def every(part: Structure) -> Iterator[Structure]:
    yield part
    for each in (*part.parts, *([part.inner] if part.inner is not None else [])):
        yield from every(each)


def test_parts_with_their_offsets() -> None:
    whole = structure(NESTED)
    assert (whole.start, whole.stop, whole.kind) == (0, len(NESTED), "multipart/mixed")
    assert whole.header == NESTED[: whole.body]
    assert [NESTED[part.body : part.stop] for part in whole.parts] == [
        b"one\r\ntwo",
        b"Subject: inside\r\n\r\ntext",
        b"R0lG",
    ]
    assert [(part.kind, part.lines) for part in whole.parts] == [
        ("text/plain", 1),
        ("message/rfc822", 2),
        ("image/gif", 0),
    ]
    assert [part.header for part in whole.parts] == [
        b"\r\n",
        b"Content-Type: message/rfc822\r\n\r\n",
        b"Content-Type: image/gif\r\n\r\n",
    ]
    inner = whole.parts[1].inner
    assert inner is not None
    assert NESTED[inner.start : inner.body] == b"Subject: inside\r\n\r\n"
    assert NESTED[inner.body : inner.stop] == b"text"


def test_a_digest_is_made_of_messages() -> None:
    digest = structure(b"Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: x\n\ntext\n--b--\n")
    assert digest.parts[0].kind == "message/rfc822"
    assert digest.parts[0].inner is not None


def test_what_has_no_boundary_has_no_parts() -> None:
    assert structure(b"Content-Type: multipart/mixed\n\n--b\n\ntext\n--b--\n").parts == ()


def test_parts_are_so_many_and_so_deep_and_no_more() -> None:
    many = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * (MOST_PARTS + 5)
    assert len(structure(many).parts) == MOST_PARTS
    deep = b"Content-Type: message/rfc822\n\n" * (DEEPEST + 5) + b"text\n"
    assert len(list(every(structure(deep)))) == DEEPEST + 1


lines = st.sampled_from(
    [
        b"--b",
        b"--b--",
        b"",
        b"x",
        b"Content-Type: message/rfc822",
        b"Content-Type: multipart/mixed; boundary=b",
        b"\xff",
    ]
)


@given(st.lists(st.one_of(lines, st.binary(max_size=10)), max_size=30), st.sampled_from([b"\n", b"\r\n"]))
def test_every_part_lies_in_the_one_that_it_belongs_to(stream: list[bytes], end: bytes) -> None:
    message = b"Content-Type: multipart/mixed; boundary=b" + end + end.join(stream)
    for part in every(structure(message)):
        assert 0 <= part.start <= part.body <= part.stop <= len(message)
        assert part.header == message[part.start : part.body]
        assert part.lines == message.count(b"\n", part.body, part.stop)
        for each in (*part.parts, *([part.inner] if part.inner is not None else [])):
            assert part.body <= each.start <= each.stop <= part.stop
        ends = [0, *(each.stop for each in part.parts)]
        assert all(stop <= each.start for stop, each in zip(ends, part.parts, strict=False))

"""Messages on their way to the client."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from heloworld.pop.answers.dot_stuffing import stuffed, top

LINES = st.lists(st.sampled_from([b"", b".", b"..", b".x", b"x", b"x.", b"\r", b"\r.", b"Subject: x", b"\0"]))
CUTS = st.lists(st.integers(1, 5), min_size=1)


def cut(text: bytes, sizes: list[int]) -> Iterator[bytes]:
    """The text in pieces."""
    start = turn = 0
    while start < len(text):
        size = sizes[turn % len(sizes)]
        yield text[start : start + size]
        start, turn = start + size, turn + 1


def received(data: bytes) -> list[bytes]:
    """The lines that a client takes from what crosses, up to the lone dot (RFC 1939 §3); nothing may come after it."""
    *lines, end, nothing = data.split(b"\r\n")
    assert (end, nothing) == (b".", b"")
    assert b"." not in lines
    return [line.removeprefix(b".") for line in lines]


@given(LINES, CUTS)
def test_a_client_gets_the_lines_that_there_were(lines: list[bytes], sizes: list[int]) -> None:
    text = b"".join(line + b"\r\n" for line in lines)
    assert received(b"".join(stuffed(cut(text, sizes)))) == lines


@given(LINES, LINES, st.integers(0, 5), CUTS)
def test_the_top_of_a_message(header: list[bytes], body: list[bytes], count: int, sizes: list[int]) -> None:
    header = list(filter(None, header))
    text = b"".join(line + b"\r\n" for line in [*header, b"", *body])
    expected = b"".join(line + b"\r\n" for line in [*header, b"", *body[:count]])
    assert b"".join(top(cut(text, sizes), count)) == expected


@given(LINES, CUTS)
def test_a_message_without_a_body(header: list[bytes], sizes: list[int]) -> None:
    text = b"".join(line + b"\r\n" for line in filter(None, header))
    assert b"".join(top(cut(text, sizes), 3)) == text


def test_no_more_is_read_than_is_wanted() -> None:
    def chunks() -> Iterator[bytes]:
        yield b"Subject: x\r\n\r"
        yield b"\nfirst\r\nsecond\r\n"
        raise AssertionError

    assert b"".join(top(chunks(), 0)) == b"Subject: x\r\n\r\n"
    assert b"".join(top(chunks(), 2)) == b"Subject: x\r\n\r\nfirst\r\nsecond\r\n"


def test_nothing_at_all() -> None:
    assert b"".join(stuffed([])) == b".\r\n"
    assert b"".join(stuffed([b"", b""])) == b".\r\n"

"""Messages in files of their own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.errors import MailboxError, MailboxGone
from heloworld.mbox.dialects import Dialect
from heloworld.mbox.reading.message import record
from heloworld.mbox.reading.messages import extent_of
from heloworld.mbox.writing.export import eml, save, several, with_crlf


@pytest.fixture
def box(tmp_path: Path) -> Iterator[int]:
    fd = os.open(tmp_path / "box", os.O_RDWR | os.O_CREAT)
    yield fd
    os.close(fd)


def put(fd: int, data: bytes) -> int:
    os.ftruncate(fd, 0)
    os.pwrite(fd, data, 0)
    return len(data)


def test_a_message_alone(box: int) -> None:
    stop = put(box, b"From ana Mon\nA: b\r\n\n>From here\n>>From there\r\nend\n\n")
    assert b"".join(eml(box, extent_of(box, 0, stop))) == b"A: b\r\n\r\nFrom here\r\n>From there\r\nend\r\n"


@pytest.mark.parametrize(
    ("stored", "alone"),
    [
        (b"From ana\nA: b\n\n", b"A: b\r\n\r\n"),
        (b"From ana\nA: b\n\n\n", b"A: b\r\n\r\n"),
        (b"From ana\n\nbody", b"\r\nbody"),
        (b"From ana", b""),
        (b"From ana\nA: b\n\na\rb\r", b"A: b\r\n\r\na\rb\r"),
    ],
)
def test_messages_at_their_edges(box: int, stored: bytes, alone: bytes) -> None:
    assert b"".join(eml(box, extent_of(box, 0, put(box, stored)))) == alone


@given(body=st.text("From >\n", max_size=60).map(str.encode))
def test_what_was_delivered_comes_out_again(tmp_path_factory: pytest.TempPathFactory, body: bytes) -> None:
    message = b"Subject: x\r\n\r\n" + body.replace(b"\n", b"\r\n")
    message += b"" if message.endswith(b"\r\n") else b"\r\n"
    path = tmp_path_factory.getbasetemp() / "delivered"
    path.write_bytes(record(message, sender="ana@harbour.test", at=0, dialect=Dialect.MBOXRD))
    fd = os.open(path, os.O_RDONLY)
    try:
        assert b"".join(eml(fd, extent_of(fd, 0, path.stat().st_size))) == message
    finally:
        os.close(fd)


@given(st.lists(st.sampled_from([b"\r", b"\n", b"a", b"\r\n", b""])))
def test_line_ends_wherever_a_text_is_cut(pieces: list[bytes]) -> None:
    text = b"".join(pieces)
    assert b"".join(with_crlf(pieces)) == text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@pytest.mark.parametrize("ending", [b"", b"\n", b"\n\n"])
def test_several_end_so_that_more_may_follow(box: int, ending: bytes) -> None:
    stop = put(box, b"From ana\n\nx" + ending)
    assert b"".join(several(box, 0, stop)) == b"From ana\n\nx\n\n"


def test_nothing_is_overwritten_and_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "new"
    assert save(path, [b"ab", b"c"]) == 3
    with pytest.raises(MailboxError, match="already something named"):
        save(path, [b"x"])
    assert path.read_bytes() == b"abc"
    with pytest.raises(MailboxError, match="already something named"):
        save(tmp_path, [b"x"])
    with pytest.raises(MailboxGone, match=r"There is no folder .*/nowhere\. Make it first, or type another\."):
        save(tmp_path / "nowhere" / "new", [b"x"])

    def breaks() -> Iterator[bytes]:
        yield b"x"
        raise OSError(28, "No space left on device")

    with pytest.raises(MailboxError, match="full"):
        save(tmp_path / "other", breaks())
    assert not (tmp_path / "other").exists()

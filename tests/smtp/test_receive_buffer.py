"""What has arrived: lines and messages, however they were cut up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.smtp.receive_buffer import ReceiveBuffer, TooLong

LIMIT = 40


def lines(inbox: ReceiveBuffer, limit: int = LIMIT) -> list[bytes | None]:
    """All complete lines; None for one that was too long."""
    found: list[bytes | None] = []
    while True:
        try:
            line = inbox.line(limit)
        except TooLong:
            found.append(None)
            continue
        if line is None:
            return found
        found.append(line)


def message(inbox: ReceiveBuffer, limit: int = 1000) -> bytes | str | None:
    try:
        return inbox.message(limit)
    except TooLong:
        return "too long"


def filled(*chunks: bytes) -> ReceiveBuffer:
    inbox = ReceiveBuffer()
    for chunk in chunks:
        inbox.feed(chunk)
    return inbox


def cut(data: bytes, draw: st.DataObject) -> list[bytes]:
    cuts = sorted(draw.draw(st.sets(st.integers(0, len(data)), max_size=8)))
    return [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]


def test_lines() -> None:
    inbox = filled(b"EHLO x\r\nNOOP\nab\rc\r\n\r\r\n\r\n\nrest")
    assert lines(inbox) == [b"EHLO x", b"NOOP", b"ab\rc", b"\r", b"", b""]
    assert len(inbox) == 4
    inbox.feed(b"\r\n")
    assert lines(inbox) == [b"rest"]


def test_a_line_that_is_too_long_is_gone_whole() -> None:
    inbox = filled(b"x" * LIMIT + b"\r\nNOOP\r\n" + b"y" * (LIMIT - 2) + b"\r\n")
    assert lines(inbox) == [None, b"NOOP", b"y" * (LIMIT - 2)]


def test_a_line_without_end_takes_no_room() -> None:
    inbox = ReceiveBuffer()
    for _ in range(1000):
        inbox.feed(b"x" * 1000)
        assert lines(inbox) == []
        assert len(inbox) <= 1000
    inbox.feed(b"\nNOOP\n")
    assert lines(inbox) == [None, b"NOOP"]


def test_a_message() -> None:
    inbox = filled(b"Subject: hi\r\n\r\n..\r\n.x\r\n.\r\nQUIT\r\n")
    assert message(inbox) == b"Subject: hi\r\n\r\n.\r\nx\r\n"
    assert lines(inbox) == [b"QUIT"]


def test_an_empty_message() -> None:
    assert message(filled(b".\r\n")) == b""
    assert message(filled(b"\r\n.\r\n")) == b"\r\n"


@pytest.mark.parametrize("end", [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n.\r", b"\r\n\0.\r\n", b"\r\n..\r\n"])
def test_what_does_not_end_a_message(end: bytes) -> None:
    inbox = filled(b"x" + end)
    assert message(inbox) is None
    inbox.feed(b"\r\n.\r\n")
    assert message(inbox) == (b"x" + end + b"\r\n").replace(b"\r\n.", b"\r\n")


def test_a_message_may_be_as_large_as_the_limit() -> None:
    assert message(filled(b"x" * 998 + b"\r\n.\r\n")) == b"x" * 998 + b"\r\n"
    inbox = filled(b"x" * 999 + b"\r\n.\r\nQUIT\r\n")
    assert message(inbox) == "too long"
    assert lines(inbox) == [b"QUIT"]


def test_what_is_stuffed_counts_as_it_crossed() -> None:
    assert message(filled(b"..\r\n" * 250 + b".\r\n")) == b".\r\n" * 250
    assert message(filled(b"..\r\n" * 251 + b".\r\n")) == "too long"


def test_after_a_message_that_was_too_long_the_next_is_itself() -> None:
    inbox = filled(b"x" * 5000)
    assert message(inbox) is None
    inbox.feed(b"\r\n.\r\nshort\r\n.\r\n")
    assert message(inbox) == "too long"
    assert message(inbox) == b"short\r\n"


@pytest.mark.parametrize("cut", range(1, 6))
def test_the_end_of_a_message_that_was_too_long_may_come_in_pieces(cut: int) -> None:
    end = b"\r\n.\r\n"
    inbox = filled(b"x" * 5000 + end[:cut])
    if cut < len(end):
        assert message(inbox) is None
    inbox.feed(end[cut:] + b"QUIT\r\n")
    assert message(inbox) == "too long"
    assert lines(inbox) == [b"QUIT"]


def test_what_is_cleared_is_gone() -> None:
    inbox = filled(b"STARTTLS\r\nMAIL FROM:<evil@island.test>\r\nhalf")
    assert inbox.line(LIMIT) == b"STARTTLS"
    inbox.clear()
    inbox.feed(b"NOOP\r\n")
    assert lines(inbox) == [b"NOOP"]


stream = st.lists(
    st.sampled_from([b"\r\n", b"\n", b"\r", b".", b"..", b"x", b"y" * 15, b"\0", b"\r\n.\r\n", b"\r\n..\r\n"]),
    max_size=30,
).map(b"".join)


@given(stream, st.data())
def test_lines_do_not_depend_on_chunks(data: bytes, draw: st.DataObject) -> None:
    inbox, found = ReceiveBuffer(), []
    for chunk in cut(data, draw):
        inbox.feed(chunk)
        found += lines(inbox)
    assert found == lines(filled(data))
    expected = [None if len(line) + 1 > LIMIT else line.removesuffix(b"\r") for line in data.split(b"\n")[:-1]]
    assert found == expected


@given(stream, st.integers(0, 60), st.data())
def test_messages_do_not_depend_on_chunks(data: bytes, limit: int, draw: st.DataObject) -> None:
    data += b"\r\n.\r\nREST\r\n"
    inbox, found = ReceiveBuffer(), None
    for chunk in cut(data, draw):
        inbox.feed(chunk)
        found = message(inbox, limit) if found is None else found
    text, _, rest = (b"\r\n" + data).partition(b"\r\n.\r\n")
    if len(text) > limit:
        assert found == "too long"
    else:
        assert found == (text + b"\r\n").replace(b"\r\n.", b"\r\n")[2:]
    remaining = inbox.line(10_000)
    assert remaining == rest.partition(b"\n")[0].removesuffix(b"\r")

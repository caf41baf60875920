"""Replies are read strictly, and the first wrong byte is named, however they come in pieces."""

from __future__ import annotations

import pytest

from heloworld.judge.smtp import codes
from heloworld.judge.smtp.causes import SmtpCause
from heloworld.judge.smtp.reply import LONGEST, BadReply, parse

BAD = {
    b"2 50 ok\r\n": (1, SmtpCause.NO_CODE),
    b"hello\r\n": (0, SmtpCause.NO_CODE),
    b"199 ok\r\n": (0, SmtpCause.NO_CODE),
    b"270 ok\r\n": (1, SmtpCause.NO_CODE),
    b"25\r\n": (2, SmtpCause.NO_CODE),
    b"\r\n": (0, SmtpCause.NO_CODE),
    b"250_ok\r\n": (3, SmtpCause.NO_SPACE),
    b"2500 ok\r\n": (3, SmtpCause.NO_SPACE),
    b"250 ok\n": (6, SmtpCause.BARE_LF),
    b"250\n": (3, SmtpCause.BARE_LF),
    b"250 o\rk\r\n": (6, SmtpCause.BARE_CR),
    b"250 ok\r\r\n": (7, SmtpCause.BARE_CR),
    b"250 o\x00k\r\n": (5, SmtpCause.CONTROL),
    b"250 \x1b[31mred\r\n": (4, SmtpCause.CONTROL),
    b"250-one\r\n251 two\r\n": (11, SmtpCause.OTHER_CODE_INSIDE),
    b"250-one\r\ntwo\r\n": (9, SmtpCause.OTHER_CODE_INSIDE),
    b"250-one\n250 two\r\n": (7, SmtpCause.BARE_LF),
}


def read_in_pieces(data: bytes, size: int) -> None:
    for stop in range(size, len(data) + size, size):
        assert parse(data[:stop], 100) is None


@pytest.mark.parametrize(("data", "fault"), BAD.items(), ids=repr)
def test_the_first_wrong_byte(data: bytes, fault: tuple[int, SmtpCause]) -> None:
    for size in (1, 2, len(data)):
        with pytest.raises(BadReply) as bad:
            read_in_pieces(data, size)
        assert (bad.value.at - 100, bad.value.cause) == fault


@pytest.mark.parametrize(
    ("data", "code", "lines"),
    [
        (b"220 mail.harbour.test\r\n", 220, (b"mail.harbour.test",)),
        (b"250\r\n", 250, (b"",)),
        (b"250-one\r\n250-\r\n250 two\r\n", 250, (b"one", b"", b"two")),
        ("250 gr\u00fc\u00df dich\ttab\r\n".encode(), 250, ("gr\u00fc\u00df dich\ttab".encode(),)),
        (b"354 go on\r\n250 not yet\r\n", 354, (b"go on",)),
    ],
)
def test_what_is_right(data: bytes, code: int, lines: tuple[bytes, ...]) -> None:
    reply = parse(data, 7)
    assert reply is not None
    assert (reply.code, reply.lines, reply.offset) == (code, lines, 7)
    assert data[: reply.stop - 7].endswith(lines[-1] + b"\r\n")


def test_the_example_is_a_code_that_was_waited_for() -> None:
    with pytest.raises(BadReply) as bad:
        parse(b"Welcome\r\n", 0, codes.example(("220",)))
    assert bad.value.expected == "Three digits, such as 220."
    assert [codes.example(each) for each in (("552", "5xx"), ("5xx", "4xx"))] == ["552", "550"]


def test_what_is_not_complete_is_no_fault() -> None:
    whole = b"250-one\r\n250 two\r\n"
    assert [parse(whole[:stop], 0) for stop in range(1, len(whole))] == [None] * (len(whole) - 1)


def test_a_reply_has_an_end() -> None:
    with pytest.raises(BadReply) as bad:
        parse(b"250-" + b"x" * LONGEST, 0)
    assert bad.value.cause is SmtpCause.TOO_LONG

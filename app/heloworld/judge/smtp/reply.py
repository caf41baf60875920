"""Reading a reply strictly: what a client would forgive is said here, with the byte (RFC 5321 §4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from heloworld.judge.smtp.causes import SmtpCause
from heloworld.wire.visible import visible

LONGEST: Final = 64 * 1024
"""Bytes of a reply, all its lines together, that are waited for."""

_CODE: Final = 3
_FIRST: Final = b"2345"
_SECOND: Final = b"012345"
_DIGITS: Final = b"0123456789"


@dataclass(frozen=True, slots=True)
class Reply:
    """A complete reply.

    Attributes:
        code: Its three digits.
        lines: The text of its lines, without digits and line ends.
        offset: Where its first byte stands in all that the server has sent.
        stop: Where the byte behind it would stand.
    """

    code: int
    lines: tuple[bytes, ...]
    offset: int
    stop: int

    @property
    def is_accepted(self) -> bool:
        """Whether it says that all is done."""
        return self.code // 100 == 2

    @property
    def is_refused(self) -> bool:
        """Whether it says no, for now or for good."""
        return self.code // 100 in {4, 5}

    @property
    def shown(self) -> str:
        """Its first line, safe to show."""
        return f"{self.code} {visible(self.lines[0])}".rstrip()


class BadReply(Exception):  # noqa: N818 - what came, not what is wrong with us
    """What came is no reply: where its first wrong byte stands, what should stand there, and why that may be."""

    def __init__(self, at: int, expected: str, cause: SmtpCause) -> None:
        super().__init__(expected)
        self.at = at
        self.expected = expected
        self.cause = cause


def parse(data: bytes, offset: int, example: str = "250") -> Reply | None:
    """The reply with which some bytes begin; None while it is not complete and nothing is wrong yet.

    Args:
        data: What has come.
        offset: Where that begins in all that the server has sent; a `BadReply` counts from there, too.
        example: Three digits that would be right.

    Raises:
        BadReply: A byte cannot stand there.
    """
    at, code, lines = 0, b"", []
    while True:
        end = data.find(b"\n", at)
        line = data[at : end + 1] if end >= 0 else data[at:]
        _check_code(line, code, offset + at, example)
        _check_text(line, offset + at)
        if end < 0:
            if len(data) > LONGEST:
                raise BadReply(offset + LONGEST, "The end of the reply.", SmtpCause.TOO_LONG)
            return None
        code = line[:_CODE]
        lines.append(line[_CODE + 1 : -2])
        at = end + 1
        if line[_CODE : _CODE + 1] != b"-":
            return Reply(int(code), tuple(lines), offset, offset + at)


def _check_code(line: bytes, code: bytes, offset: int, example: str) -> None:
    """Make sure of the digits of a line and of what stands behind them, as far as they have come."""
    for at, byte in enumerate(line[:_CODE]):
        if code and byte != code[at]:
            raise BadReply(offset + at, f"{visible(code)} again, as in the line before.", SmtpCause.OTHER_CODE_INSIDE)
        if byte not in (_FIRST, _SECOND, _DIGITS)[at]:
            raise BadReply(offset + at, f"Three digits, such as {example}.", SmtpCause.NO_CODE)
    behind = line[_CODE : _CODE + 1]
    if behind and behind not in b" -\r\n":
        raise BadReply(offset + _CODE, "A space after the three digits.", SmtpCause.NO_SPACE)


def _check_text(line: bytes, offset: int) -> None:
    """Make sure of the text of a line and of how it ends, as far as that has come."""
    text = line[:-2] if line.endswith(b"\r\n") else line[:-1] if line.endswith(b"\r") else line
    for at, byte in enumerate(text):
        if byte == 0x0A:
            raise BadReply(offset + at, "CR LF at the end of the line.", SmtpCause.BARE_LF)
        if byte == 0x0D:
            raise BadReply(offset + at + 1, "LF after the CR.", SmtpCause.BARE_CR)
        if (byte < 0x20 and byte != 0x09) or byte == 0x7F:
            raise BadReply(offset + at, "Printable text.", SmtpCause.CONTROL)

"""A message as verdicts look at it: header fields and a body, each with its place in the bytes that were given."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from heloworld.trust.verdict import Extract

CRLF: Final = b"\r\n"
_END: Final = re.compile(rb"(?P<before>\A|\n)\r?\n")
_NAME: Final = re.compile(rb"([!-9;-~]+)[ \t]*:")
_FIELD: Final = re.compile(rb"[^\n]*(?:\n[ \t][^\n]*)*\n?")


@dataclass(frozen=True, slots=True)
class Field:
    """A header field.

    Attributes:
        name: In lower case, without white space behind it.
        data: All of it, from its name to its last line end; line ends are CRLF.
        start: Where it begins in the message as it was given.
        end: Where the next one begins.
    """

    name: str
    data: bytes
    start: int = -1
    end: int = -1

    @property
    def value(self) -> bytes:
        """What stands behind the colon, unfolded, without white space around it."""
        return self.data.partition(b":")[2].replace(CRLF, b"").strip(b" \t")

    @property
    def extract(self) -> Extract:
        """The field as bytes that were looked at."""
        return Extract(f"field {self.name}", self.data, self.start, self.end)


@dataclass(frozen=True, slots=True)
class Message:
    """A message.

    Attributes:
        fields: The header fields, from the top.
        body: The body; line ends are CRLF.
        body_start: Where the body begins in the message as it was given.
        given: The message as it was given.
        strays: Lines of the header that are no field; they are left alone.
    """

    fields: tuple[Field, ...]
    body: bytes
    body_start: int = 0
    given: bytes = b""
    strays: tuple[bytes, ...] = field(default=())

    def named(self, name: str) -> list[Field]:
        """The fields of a name, from the top."""
        return [each for each in self.fields if each.name == name.lower()]

    def given_offset(self, lines: int) -> int:
        """Where a line of the body begins in the message as it was given; counted from 0."""
        at = self.body_start
        for _ in range(lines):
            at = self.given.find(b"\n", at) + 1
            if not at:
                return len(self.given)
        return at


def parse(data: bytes) -> Message:
    """Take a message apart.

    Args:
        data: The message without a ``From_`` line; line ends may be CRLF, LF or both, as a file has them.
    """
    end = _END.search(data)
    head_length = len(data) if end is None else end.start() + len(end["before"])
    body_start = len(data) if end is None else end.end()
    fields: list[Field] = []
    strays: list[bytes] = []
    for found in _FIELD.finditer(data, 0, head_length):
        raw = found[0]
        name = _NAME.match(raw)
        if name:
            fields.append(Field(name[1].lower().decode("ascii"), _whole_field(raw), found.start(), found.end()))
        elif raw:
            strays.append(raw)
    return Message(tuple(fields), with_crlf(data[body_start:]), body_start, data, tuple(strays))


def with_crlf(text: bytes) -> bytes:
    """A text with CRLF as line ends; bare CRs stay. What has them already, however long it is, is not copied."""
    if text.count(b"\n") == text.count(CRLF):
        return text
    return text.replace(CRLF, b"\n").replace(b"\n", CRLF)


def _whole_field(raw: bytes) -> bytes:
    """A field with CRLF as line ends, also behind its last line."""
    lines = with_crlf(raw)
    return lines if lines.endswith(CRLF) else lines + CRLF


def without(data: bytes, fields: Iterable[Field]) -> bytes:
    """A message without some of its fields; all other bytes are as they were.

    Args:
        data: The message as it was given to `parse`.
        fields: Fields of it, from the top.
    """
    kept = bytearray()
    at = 0
    for each in fields:
        kept += data[at : each.start]
        at = each.end
    return bytes(kept + data[at:])


def listed(names: Iterable[str], most: int = 12) -> str:
    """Names one after the other, in a sentence; of many the first alone."""
    shown = list(names)
    return ", ".join(shown[:most]) + (f" and {len(shown) - most} more" if len(shown) > most else "")

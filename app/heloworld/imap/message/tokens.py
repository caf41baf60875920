"""The words of a structured header field: atoms, quoted strings, comments, special characters (RFC 5322 §3.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

DEEPEST: Final = 50
"""How many comments may lie within each other."""

LONGEST: Final = 64 * 1024
"""Octets of a field that are looked at."""


class Sort(Enum):
    """What a token is."""

    ATOM = auto()
    QUOTED = auto()
    SPECIAL = auto()
    COMMENT = auto()
    LITERAL = auto()
    """A domain literal, brackets included."""
    SPACE = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A token.

    Attributes:
        sort: What it is.
        text: What it says: of a quoted string and a comment what is inside, quoting undone.
    """

    sort: Sort
    text: bytes

    def is_special(self, character: bytes) -> bool:
        """Whether it is a certain special character."""
        return self.sort is Sort.SPECIAL and self.text == character


_SPACE: Final = re.compile(rb"[ \t\r\n]+")
_QUOTED: Final = re.compile(rb'"([^"\\]*+(?:\\.[^"\\]*+)*)(?:"|\\?\Z)', re.DOTALL)
_DOMAIN: Final = re.compile(rb"\[[^\]]*(?:\]|\Z)")
_IN_COMMENT: Final = re.compile(rb"[^()\\]+|\\.|[()]|\\\Z", re.DOTALL)
_ESCAPED: Final = re.compile(rb"\\(.)", re.DOTALL)
_ATOM_OF_ADDRESS: Final = re.compile(rb'[^ \t\r\n"(<>@,;:.\[]+')
_ATOM_OF_MIME: Final = re.compile(rb'[^ \t\r\n"(;=]+')


def tokens(value: bytes) -> Iterator[Token]:
    """The tokens of a field that holds addresses."""
    return _split(value[:LONGEST], _ATOM_OF_ADDRESS, b"<>@,;:.)]")


def mime_tokens(value: bytes) -> Iterator[Token]:
    """The tokens of a field with parameters (RFC 2045 §5.1)."""
    return _split(value[:LONGEST], _ATOM_OF_MIME, b";=")


def _split(value: bytes, atom: re.Pattern[bytes], specials: bytes) -> Iterator[Token]:
    at = 0
    while at < len(value):
        if found := _SPACE.match(value, at):
            yield Token(Sort.SPACE, found[0])
        elif found := _QUOTED.match(value, at):
            yield Token(Sort.QUOTED, _ESCAPED.sub(rb"\1", found[1]))
        elif value[at : at + 1] == b"(":
            text, at = _comment(value, at + 1)
            yield Token(Sort.COMMENT, text)
            continue
        elif value[at] in specials:
            yield Token(Sort.SPECIAL, value[at : at + 1])
            at += 1
            continue
        elif found := atom.match(value, at):
            yield Token(Sort.ATOM, found[0])
        elif found := _DOMAIN.match(value, at):
            yield Token(Sort.LITERAL, found[0])
        else:
            yield Token(Sort.ATOM, value[at : at + 1])
            at += 1
            continue
        at = found.end()


def _comment(value: bytes, at: int) -> tuple[bytes, int]:
    """What a comment says, from behind its bracket on, and where it ends."""
    depth, said = 1, bytearray()
    for found in _IN_COMMENT.finditer(value, at):
        piece = found[0]
        if piece == b"(":
            depth = min(depth + 1, DEEPEST)
        elif piece == b")":
            depth -= 1
        if not depth:
            return bytes(said), found.end()
        said += piece[1:] if piece.startswith(b"\\") else piece
    return bytes(said), len(value)

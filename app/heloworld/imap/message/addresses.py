"""The addresses of a header field as ENVELOPE tells them: name, route, mailbox, host (RFC 3501 §7.4.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from heloworld.imap.message.tokens import Sort, Token, tokens

MOST: Final = 1_000
"""How many addresses of one field are told."""

NO_DOMAIN: Final = b"MISSING_DOMAIN"
NO_MAILBOX: Final = b"MISSING_MAILBOX"


@dataclass(frozen=True, slots=True)
class Address:
    """An address, or where a group begins or ends.

    Attributes:
        name: The name beside it.
        route: The hosts on its way, which nobody uses any more.
        mailbox: What stands before the ``@``; of the beginning of a group its name; None at its end.
        host: What stands behind it; None at a group's ends.
    """

    name: bytes | None = None
    route: bytes | None = None
    mailbox: bytes | None = None
    host: bytes | None = None


def addresses(value: bytes) -> list[Address]:
    """The addresses of a field, groups taken apart. What is no address is told as Dovecot does, with a host missing."""
    return _Reader().read(tokens(value))[:MOST]


class _Reader:
    """Reads one field."""

    def __init__(self) -> None:
        self._found: list[Address] = []
        self._words: list[Token] = []
        self._inside: list[Token] | None = None
        self._route: bytes | None = None
        self._comment: bytes | None = None
        self._is_open = self._is_group = False

    def read(self, field: Iterable[Token]) -> list[Address]:
        for token in field:
            if token.sort is Sort.COMMENT:
                self._comment = token.text
            elif self._is_open and self._inside is not None:
                self._take_inside(token, self._inside)
            else:
                self._take(token)
        self._flush()
        if self._is_group:
            self._found.append(Address())
        return self._found

    def _take_inside(self, token: Token, inside: list[Token]) -> None:
        """A token between ``<`` and ``>``."""
        if token.is_special(b">"):
            self._is_open = False
        elif token.is_special(b":") and any(each.is_special(b"@") for each in inside):
            self._route = _joined(inside)
            inside.clear()
        else:
            inside.append(token)

    def _take(self, token: Token) -> None:
        if token.is_special(b"<") and self._inside is None:
            self._inside, self._is_open = [], True
        elif token.is_special(b","):
            self._flush()
        elif token.is_special(b":") and not self._is_group:
            self._found.append(Address(mailbox=_phrase(self._words)))
            self._words, self._comment, self._is_group = [], None, True
        elif token.is_special(b";"):
            self._flush()
            self._found += [Address()] if self._is_group else []
            self._is_group = False
        elif self._inside is None:
            self._words.append(token)

    def _flush(self) -> None:
        """An address is complete."""
        words, inside = self._words, self._inside
        route, comment = self._route, self._comment
        self._words, self._inside, self._route, self._comment, self._is_open = [], None, None, None, False
        spec = words if inside is None else inside
        if inside is None and not _joined(spec):
            return
        name = _phrase(words) if inside is not None else b""
        at = max((number for number, each in enumerate(spec) if each.is_special(b"@")), default=None)
        mailbox = _joined(spec if at is None else spec[:at])
        host = b"" if at is None else _joined(spec[at + 1 :])
        self._found.append(Address(name or comment, route, mailbox or NO_MAILBOX, host or NO_DOMAIN))


def _joined(words: Sequence[Token]) -> bytes:
    return b"".join(word.text for word in words if word.sort is not Sort.SPACE)


def _phrase(words: Sequence[Token]) -> bytes:
    """Words with one space where there was any."""
    said, has_gap = b"", False
    for word in words:
        if word.sort is Sort.SPACE:
            has_gap = True
            continue
        said += (b" " if has_gap and said else b"") + word.text
        has_gap = False
    return said

"""A message as a mail program shows it: decoded header fields, the tree of its parts, their text.

The parts are found by Python's email package, with the policy that takes header fields as they are: the newer one
parses every field when it is touched, and raises on some of those that strangers write. Fields are decoded here
(`encoded_words`). All text is a stranger's and goes through `heloworld.wire.visible` before it is shown.
"""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message
from functools import partial
from itertools import islice
from typing import Final, TypeVar

from heloworld.mbox.dialects import Dialect, unquote
from heloworld.mbox.reading.encoded_words import decode_words
from heloworld.mbox.reading.message import header_fields, split

LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a message that are taken apart; of a larger one, the rest is left out and the tree says so."""

MOST_PARTS: Final = 500
"""Parts that are listed."""

LONGEST_TEXT: Final = 1024 * 1024
"""Characters of a part that are shown."""

FIRST_FIELDS: Final = ("from", "to", "cc", "reply-to", "date", "subject")
"""What a reader wants to know first, in this order."""


_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message, the message itself among them.

    Attributes:
        lead: What is drawn before it to show whose part it is.
        kind: Its media type, such as ``text/plain``.
        name: The file name that it asks for; empty where there is none.
        size: Its bytes once decoded; of a part that has parts, none.
        is_attached: Whether it is meant to be kept as a file rather than read.
        text: What can be read of it; None where that is no text.
    """

    lead: str
    kind: str
    name: str
    size: int
    is_attached: bool
    text: str | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A message taken apart.

    Attributes:
        fields: Names and decoded values, those of `FIRST_FIELDS` first.
        first: How many of them those are.
        parts: Its parts, each behind the one that it belongs to.
        best: The number of the part to show first.
        left_out: Bytes at its end that were not looked at.
    """

    fields: tuple[tuple[str, str], ...]
    first: int
    parts: tuple[Part, ...]
    best: int
    left_out: int


def letter(raw: bytes, length: int, largest: int = LARGEST) -> Letter:
    """Take a message apart, however broken it is.

    Args:
        raw: The message as it stands in the mailbox, from its ``From_`` line; its first `largest` bytes suffice.
        length: How many bytes it has in all.
        largest: Bytes of it that are taken apart.
    """
    pieces = split(raw[:largest])
    fields = [
        (name.decode("utf-8", "surrogateescape"), decode_words(value)) for name, value in header_fields(pieces.header)
    ]
    first = sorted(
        (field for field in fields if field[0].lower() in FIRST_FIELDS),
        key=lambda field: FIRST_FIELDS.index(field[0].lower()),
    )
    rest = [field for field in fields if field[0].lower() not in FIRST_FIELDS]
    body = unquote(Dialect.MBOXRD, pieces.body)
    parts = _tree(pieces.header + b"\n" + body)
    return Letter(tuple(first + rest), len(first), parts, _best(parts), max(length - len(raw[:largest]), 0))


def _tree(message: bytes) -> tuple[Part, ...]:
    """The parts of a message; all of it as one text, where they are nested deeper than anybody means it."""
    try:
        parsed = email.message_from_bytes(message, policy=email.policy.compat32)
        return tuple(islice(_parts(parsed, "", ""), MOST_PARTS))
    except RecursionError:
        return (Part("", "text/plain", "", len(message), is_attached=False, text=_decoded(message, None)),)


def _parts(part: Message, lead: str, below: str) -> Iterator[Part]:
    """A part and the parts in it.

    Args:
        part: The part.
        lead: What is drawn before it.
        below: What is drawn before the leads of its own parts.
    """
    inner = part.get_payload() if part.is_multipart() else None
    if not isinstance(inner, list):
        yield _leaf(part, lead)
        return
    yield Part(lead, part.get_content_type(), _name(part), 0, is_attached=False, text=None)
    for number, each in enumerate(inner):
        is_last = number + 1 == len(inner)
        if isinstance(each, Message):
            yield from _parts(each, below + ("└─ " if is_last else "├─ "), below + ("   " if is_last else "│  "))


def _leaf(part: Message, lead: str) -> Part:
    kind, name = part.get_content_type(), _name(part)
    payload = _asked(partial(part.get_payload, decode=True), None)
    data = payload if isinstance(payload, bytes) else b""
    is_attached = bool(name) or _asked(part.get_content_disposition, None) == "attachment"
    charset = _asked(part.get_content_charset, None)
    text = _decoded(data, charset) if kind.startswith(("text/", "message/")) else None
    return Part(lead, kind, name, len(data), is_attached, text)


def _name(part: Message) -> str:
    name = _asked(part.get_filename, None) or ""
    return decode_words(name.encode("utf-8", "surrogateescape"))


def _asked(question: Callable[[], _Answer], otherwise: _Answer) -> _Answer:
    """What the package answers about a part; what strangers write makes it fail in many ways."""
    try:
        return question()
    except (ValueError, LookupError, TypeError, AttributeError):
        return otherwise


def _decoded(data: bytes, charset: str | None) -> str:
    """Text in whichever character set it says; bytes that are none in it stay apart, to be shown as marks."""
    try:
        text = data.decode(
            charset or "utf-8", "surrogateescape" if charset in {None, "utf-8", "us-ascii"} else "strict"
        )
    except (LookupError, ValueError):
        text = data.decode("utf-8", "surrogateescape")
    return text[:LONGEST_TEXT]


def _best(parts: tuple[Part, ...]) -> int:
    """The part to show first: plain text that is not attached, else any text, else the first."""
    to_read = [number for number, part in enumerate(parts) if part.text is not None]
    here = [number for number in to_read if not parts[number].is_attached]
    plain = [number for number in here if parts[number].kind == "text/plain"]
    return next(iter([*plain, *here, *to_read]), 0)

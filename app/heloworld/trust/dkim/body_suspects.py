"""What may have happened to a body whose hash is wrong.

A hash says that something differs, and never what. The usual suspects can be tried all the same: undo what mail
software is known to do, and see whether the hash is right then.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import quopri
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from heloworld.trust.dkim.canonicalization import METHODS, canonical_body
from heloworld.trust.dkim.hashing import hash_of
from heloworld.trust.dkim.signature import Signature
from heloworld.trust.message import CRLF, Message
from heloworld.trust.verdict import Extract

LARGEST: Final = 200_000
"""Bytes of a body that is tried; of a larger one nothing is told."""

MOST_ENDS: Final = 2_000
"""Line ends, counted from the last, behind which a footer may begin."""

MOST_STARTS: Final = 40
"""Lines at the top that may be a banner."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """What explains a wrong hash: with it undone, the hash is right.

    Attributes:
        clause: What fits, and what follows; without a full stop.
        place: Where, in the message as it was given; None where it is all over the body.
    """

    clause: str
    place: Extract | None = None


def body_suspect(message: Message, signature: Signature) -> Suspect | None:
    """Find out what was done to a body; None where no suspect fits.

    Args:
        message: The message, whose body's hash is wrong.
        signature: The signature, with the right one.
    """
    if len(message.body) > LARGEST:
        return None
    for find in (_undone, _other_method, _footer, _banner):
        found = find(message, signature)
        if found:
            return found
    return None


def _fits(body: bytes, signature: Signature, method: str = "") -> bool:
    canonical = canonical_body(body, method or signature.body_method)
    return hash_of(canonical if signature.length is None else canonical[: signature.length]) == signature.body_hash


def _undone(message: Message, signature: Signature) -> Suspect | None:
    for clause, undo in _UNDO:
        body = undo(message)
        if body is not None and body != message.body and _fits(body, signature):
            return Suspect(clause)
    return None


def _other_method(message: Message, signature: Signature) -> Suspect | None:
    other = METHODS[signature.body_method == METHODS[0]]
    if not _fits(message.body, signature, other):
        return None
    return Suspect(f"with the {other} canonicalisation the hash is right, so white space was changed, or c= is wrong")


def _footer(message: Message, signature: Signature) -> Suspect | None:
    """Whether the hash is that of the body's beginning: then something was added at its end."""
    if signature.length is not None:
        return None
    for lines, data in _beginnings(canonical_body(message.body, signature.body_method)):
        if data == signature.body_hash:
            start = message.given_offset(lines)
            place = Extract("added at the end", message.given[start:], start, len(message.given))
            return Suspect("its hash is that of the beginning, so something was added at the end, as lists do", place)
    return None


def _beginnings(body: bytes) -> Iterator[tuple[int, str]]:
    """How many lines a beginning has, and its hash; those of the last lines, and of nothing at all."""
    yield 0, hash_of(b"")
    yield 0, hash_of(CRLF)
    ends = [found.end() for found in re.finditer(CRLF, body)]
    first = max(0, len(ends) - MOST_ENDS)
    at = ends[first - 1] if first else 0
    running = hashlib.sha256(body[:at])
    for number in range(first, len(ends) - 1):
        running.update(body[at : ends[number]])
        at = ends[number]
        yield number + 1, base64.b64encode(running.digest()).decode("ascii")


def _banner(message: Message, signature: Signature) -> Suspect | None:
    """Whether the hash is that of the body's end: then something was added at its beginning."""
    body = canonical_body(message.body, signature.body_method)
    at = 0
    for lines in range(1, MOST_STARTS + 1):
        at = body.find(CRLF, at) + 2
        if not 2 <= at < len(body):
            return None
        if hash_of(body[at:] if signature.length is None else body[at : at + signature.length]) == signature.body_hash:
            end = message.given_offset(lines)
            place = Extract("added at the beginning", message.given[message.body_start : end], message.body_start, end)
            return Suspect("its hash is that of the end, so something was added at the beginning", place)
    return None


def _plain(message: Message, encoding: str) -> bytes | None:
    """The body with its transfer encoding taken off, where it has this one."""
    fields = message.named("content-transfer-encoding")
    if not fields or fields[0].value.lower() != encoding.encode():
        return None
    try:
        decoded = base64.b64decode(message.body) if encoding == "base64" else quopri.decodestring(message.body)
    except (binascii.Error, ValueError):
        return None
    return re.sub(rb"\r?\n", CRLF, decoded)


_UNDO: Final[tuple[tuple[str, Callable[[Message], bytes | None]], ...]] = (
    (
        "without white space at the ends of lines the hash is right, so it was added on the way, or whoever signed did "
        "not count it",
        lambda message: re.sub(rb"[ \t]+(?=\r\n)", b"", message.body),
    ),
    (
        "with “From ” instead of “>From ” the hash is right, so an mbox file quoted the line",
        lambda message: re.sub(rb"(?m)^>(?=>*From )", b"", message.body),
    ),
    (
        "with one dot less at the beginning of lines the hash is right, so the dots of SMTP were left in",
        lambda message: re.sub(rb"(?m)^\.(?=\.)", b"", message.body),
    ),
    (
        "with a dot more at the beginning of lines the hash is right, so a dot was taken away",
        lambda message: re.sub(rb"(?m)^\.", b"..", message.body),
    ),
    (
        "with bare CRs as line ends the hash is right, so line ends were changed",
        lambda message: re.sub(rb"\r(?!\n)", CRLF, message.body),
    ),
    (
        "with the base64 taken off the hash is right, so the letter was encoded on the way",
        lambda message: _plain(message, "base64"),
    ),
    (
        "with the quoted-printable taken off the hash is right, so the letter was encoded on the way",
        lambda message: _plain(message, "quoted-printable"),
    ),
    (
        "with runs of white space as one space the hash is right, so white space was added on the way, or whoever "
        "signed did not count it",
        lambda message: re.sub(rb"[ \t]+", b" ", message.body),
    ),
    (
        "with tabs as spaces the hash is right, so tabs took their place",
        lambda message: message.body.replace(b"\t", b" "),
    ),
)
"""What happened, and how it is undone; what cannot be undone is None."""

"""What a message says, for SEARCH: headers and texts decoded, case folded (RFC 3501 §6.4.4, RFC 2047)."""

from __future__ import annotations

import base64
import binascii
import quopri
from collections.abc import Iterator
from datetime import date
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parsedate_tz
from typing import Final

from heloworld.imap.mailbox import Structure
from heloworld.imap.message import fields
from heloworld.imap.message.body_structure import parameters

LONGEST: Final = 64 * 1024
"""Octets of one header field that are decoded."""


def folded(text: str) -> str:
    """A text for comparing, whatever the case of its letters."""
    return text.casefold()


def decoded(value: bytes) -> str:
    """The value of a header field, encoded words decoded."""
    text = value[:LONGEST].decode("utf-8", "replace")
    if "=?" not in text:
        return text
    try:
        return "".join(_text(piece, charset) for piece, charset in decode_header(text))
    except (HeaderParseError, ValueError):
        return text


def values(header: bytes, name: bytes) -> Iterator[str]:
    """The values of all fields of a name, in upper case, decoded and folded."""
    return (folded(decoded(value)) for value in fields.values(header, name))


def sent_on(header: bytes) -> date | None:
    """The day in the Date field, whatever the time zone; None where there is none."""
    value = fields.last_fields(header).get(b"DATE")
    parsed = parsedate_tz(value[:LONGEST].decode("latin-1")) if value else None
    if parsed is None:
        return None
    try:
        return date(*parsed[:3])
    except ValueError:
        return None


def texts(message: bytes, part: Structure) -> Iterator[str]:
    """The texts of a message, part by part, decoded and folded; headers are none, as in Dovecot."""
    if part.inner is not None:
        yield from texts(message, part.inner)
    elif part.kind.startswith("multipart/"):
        for each in part.parts:
            yield from texts(message, each)
    elif part.kind.startswith(("text/", "message/")):
        yield folded(_content(message, part))


def headers(part: Structure) -> Iterator[str]:
    """The headers of a message and of all its parts, decoded and folded."""
    yield folded(decoded_lines(part.header))
    for each in (*part.parts, *([part.inner] if part.inner is not None else [])):
        yield from headers(each)


def decoded_lines(header: bytes) -> str:
    """A header as people read it."""
    return "\n".join(f"{name.decode('latin-1')}: {decoded(value)}" for name, value in fields.fields(header))


def _content(message: bytes, part: Structure) -> str:
    said = fields.last_fields(part.header)
    body = message[part.body : part.stop]
    encoding = said.get(b"CONTENT-TRANSFER-ENCODING", b"").lower()
    if encoding == b"base64":
        try:
            body = base64.b64decode(body)
        except binascii.Error:
            return _text(body, None)
    elif encoding == b"quoted-printable":
        body = quopri.decodestring(body)
    told = parameters(said.get(b"CONTENT-TYPE", b""))[1]
    charset = next((value.decode("latin-1") for name, value in told if name.lower() == b"charset"), None)
    return _text(body, charset)


def _text(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    try:
        return piece.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):
        return piece.decode("latin-1")

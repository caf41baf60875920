"""Mails as strangers write them, taken apart."""

from __future__ import annotations

from heloworld.mbox.mime.letter import Letter, letter
from heloworld.mbox.mime.parts import Part

FROM_LINE = b"From ana@harbour.test Sat Jan  3 01:05:34 2026\nFrom: Ana Quay <ana@harbour.test>\n"


def taken_apart(header: bytes, body: bytes) -> Letter:
    """A message with some header fields and a body."""
    raw = FROM_LINE + header + b"\n" + body + b"\n"
    return letter(raw, len(raw))


def opened(header: bytes, body: bytes) -> Part:
    """The part of a message that is shown first."""
    told = taken_apart(header, body)
    return told.read_at(told.best)


def text(header: bytes, body: bytes) -> str:
    """The text that is shown first, without the line end behind it."""
    return (opened(header, body).text or "").removesuffix("\n")


def of_parts(*parts: bytes, kind: bytes = b"mixed") -> tuple[bytes, bytes]:
    """Header and body of a multipart message."""
    body = b"".join(b"--rope\n" + part + b"\n" for part in parts) + b"--rope--\n"
    return b"Content-Type: multipart/" + kind + b'; boundary="rope"\n', body

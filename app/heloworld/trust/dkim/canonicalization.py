"""Canonicalisation: what of a letter counts, so that harmless changes on the way do no harm (RFC 6376 §3.4)."""

from __future__ import annotations

import re
from typing import Final

CRLF: Final = b"\r\n"
METHODS: Final = ("simple", "relaxed")
_SPACES: Final = re.compile(rb"[ \t]+")


def canonical_field(field: bytes, method: str) -> bytes:
    """A header field as it is hashed.

    Args:
        field: All of it, with its CRLFs.
        method: ``simple``: as it stands (§3.4.1). ``relaxed``: the name in lower case, unfolded, runs of white space
            as one space, none at the ends (§3.4.2).
    """
    if method == "simple":
        return field
    name, _, value = field.partition(b":")
    return name.strip(b" \t").lower() + b":" + _single_spaces(value.replace(CRLF, b"")).strip(b" \t\r\n") + CRLF


def canonical_body(body: bytes, method: str) -> bytes:
    """A body as it is hashed.

    Args:
        body: With CRLF as line ends.
        method: ``simple``: without empty lines at its end (§3.4.3). ``relaxed``: also with runs of white space as one
            space, and none at the end of a line (§3.4.4).
    """
    if method == "relaxed":
        body = _single_spaces(body).replace(b" \r\n", CRLF).removesuffix(b" ")
    end = _end_of_text(body)
    if method == "relaxed" and not end:
        return b""
    return body if body.endswith(CRLF) and end + len(CRLF) == len(body) else body[:end] + CRLF


def _end_of_text(body: bytes) -> int:
    """Where the CRLFs begin that stand at the end of a body, however many there are."""
    if not body.endswith(CRLF):
        return len(body)
    start = len(body.rstrip(CRLF))
    start = max(start, body.rfind(b"\r\r", start) + 1, body.rfind(b"\n\n", start) + 1)
    return start if body.startswith(CRLF, start) else start + 1


def _single_spaces(text: bytes) -> bytes:
    """A text with each run of white space as one space."""
    return _SPACES.sub(b" ", text) if b"\t" in text or b"  " in text else text

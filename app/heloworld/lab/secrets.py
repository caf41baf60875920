"""What nobody else is to read: passwords that were typed to somebody else's server."""

from __future__ import annotations

from typing import Final

from heloworld.lab.protocols import protocol_of
from heloworld.wire.rows import Kind, Row

HIDDEN: Final = b"(hidden)"
"""What stands in the place of a secret."""


def without_secrets(row: Row) -> bytes:
    """The line of a row with `HIDDEN` for what logs somebody in; the bytes of any other line as they are.

    A command's verb stays, and in IMAP the tag before it; all behind it goes.
    """
    if row.line is None or row.source != "client":
        return b"" if row.line is None else row.line.text
    if row.kind is Kind.ANSWER:
        return HIDDEN
    secret = protocol_of(row.protocol).secret
    words = row.line.text.split(b" ")
    if row.kind is Kind.COMMAND:
        for at, word in enumerate(words[:2], 1):
            if word.decode("latin-1").upper() in secret and words[at:]:
                return b" ".join([*words[:at], HIDDEN])
    return row.line.text

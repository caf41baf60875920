"""What nobody else is to read: passwords that were typed to somebody else's server."""

from __future__ import annotations

import itertools
import re
from typing import Final

from heloworld.lab.protocols import protocol_of
from heloworld.wire.rows import Kind, Row

HIDDEN: Final = b"(hidden)"
"""What stands in the place of a secret."""

_WORD = re.compile(rb"[^ \t]+")


def without_secrets(row: Row) -> bytes:
    """The line of a row with `HIDDEN` for what logs somebody in; the bytes of any other line as they are.

    A command's verb stays, and in IMAP the tag before it; all behind it goes.
    """
    if row.line is None or row.source != "client":
        return b"" if row.line is None else row.line.text
    if row.kind is Kind.ANSWER:
        return HIDDEN
    secret = protocol_of(row.protocol).secret
    if row.kind is Kind.COMMAND:
        for word in itertools.islice(_WORD.finditer(row.line.text), 2):
            if word[0].decode("latin-1").upper() in secret and row.line.text[word.end() :].strip():
                return row.line.text[: word.end()] + b" " + HIDDEN
    return row.line.text

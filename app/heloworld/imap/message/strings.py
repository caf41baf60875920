"""Strings as the server sends them: quoted, as literals, or NIL where there is none (RFC 3501 §4.3, §4.5)."""

from __future__ import annotations

import re
from typing import Final

LONGEST_QUOTED: Final = 4_096
"""Octets of a string that still stands between quotes; some clients have a limit for a line."""

_ESCAPE: Final = re.compile(rb'(["\\])')
_UNQUOTABLE: Final = re.compile(rb"[\x00\r\n\x80-\xff]")
_ATOM: Final = re.compile(rb'[^(){%*"\\\]\x00-\x20\x7f-\xff]+')

NIL: Final = b"NIL"


def literal(octets: bytes) -> bytes:
    """Octets with their count before them. A NUL cannot cross (RFC 3501 §9, CHAR8); Dovecot sends 0x80 for it."""
    return b"{%d}\r\n%s" % (len(octets), without_nul(octets))


def without_nul(octets: bytes) -> bytes:
    """Octets that may cross, as many as before."""
    return octets.replace(b"\0", b"\x80")


def string(octets: bytes) -> bytes:
    """Octets between quotes, or as a literal where they cannot stand there."""
    if len(octets) > LONGEST_QUOTED or _UNQUOTABLE.search(octets):
        return literal(octets)
    return b'"' + _ESCAPE.sub(rb"\\\1", octets) + b'"'


def nstring(octets: bytes | None) -> bytes:
    """The same, or NIL."""
    return NIL if octets is None else string(octets)


def astring(name: str) -> bytes:
    """The name of a mailbox: as it is where it is one word, else as a string."""
    octets = name.encode("utf-8", "surrogateescape")
    return octets if _ATOM.fullmatch(octets) and octets.upper() != NIL else string(octets)

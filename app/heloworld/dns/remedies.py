"""What helps where a name server says no: its status tells."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from heloworld.wire.rows import Exchange

_REMEDIES: Final[Mapping[str, str]] = {
    "NXDOMAIN": "Nobody has this name. Look for a slip in it; in a zone a missing final dot makes another name.",
    "REFUSED": "It asks nobody else either. Ask for a name in its own zones.",
    "SERVFAIL": "The server has a problem of its own, perhaps with the zone. Try again later.",
    "FORMERR": "The server could not read the question. It has to be a message as RFC 1035 §4 has it.",
    "NOTIMP": "The server does not do this. Ask an ordinary question, for example: MX harbour.test",
    "NOTAUTH": "The server answers no questions that are signed.",
    "BADVERS": "The server does not know this version of EDNS; 0 is the one in use.",
}


def remedy(exchange: Exchange) -> str:
    """What helps with a question that was refused."""
    return _REMEDIES.get(exchange.status, "Ask an ordinary question, for example: MX harbour.test")

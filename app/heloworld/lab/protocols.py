"""The protocols of our world by their names in a transcript: the one table that knows them all.

A new protocol is a room of its own and an entry here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from heloworld.lab.plain import PLAIN
from heloworld.wire.protocol import Dialogue, Protocol


def _smtp() -> Protocol:
    from heloworld.smtp.protocol import SMTP

    return SMTP


def _pop3() -> Protocol:
    from heloworld.pop.protocol import POP

    return POP


def _imap() -> Protocol:
    from heloworld.imap.protocol import IMAP

    return IMAP


def _dns() -> Protocol:
    from heloworld.dns.protocol import DNS

    return DNS


PROTOCOLS: dict[str, Callable[[], Protocol]] = {"smtp": _smtp, "pop3": _pop3, "imap": _imap, "dns": _dns}
"""Name → what loads the protocol's room, which happens with the first connection that speaks it."""


def protocol_of(name: str) -> Protocol:
    """A protocol by its name in a transcript; lines both ways where nobody here knows it."""
    load = PROTOCOLS.get(name)
    return load() if load is not None else PLAIN


def protocols() -> Iterator[Protocol]:
    """All of them."""
    return (load() for load in PROTOCOLS.values())


def is_open(dialogue: Dialogue) -> bool:
    """Whether a connection is still there."""
    return dialogue.state is not protocol_of(dialogue.opened.protocol).machine.closed

"""Who is on the envelope of each connection, as far as commands and their replies tell (RFC 5321 §3.3)."""

from __future__ import annotations

from typing import Final

from heloworld.course.conditions.smtp_argument import address
from heloworld.wire.rows import Exchange, Outcome

_OPEN: Final = frozenset({"MAIL", "RCPT"})
"""The states, by their words, in which there is an envelope that a recipient can be put on."""


class Envelopes:
    """Follows the commands of all connections, each once."""

    def __init__(self) -> None:
        self._of: dict[int, tuple[str, ...]] = {}

    def hear(self, exchange: Exchange) -> tuple[str, ...]:
        """Take in a command and its reply; returns the addresses that were on the envelope before."""
        before = self._of.get(exchange.conn, ()) if exchange.before.word in _OPEN else ()
        is_done = exchange.outcome is Outcome.DONE
        if is_done and exchange.verb == "RCPT":
            self._of[exchange.conn] = (*before, address("RCPT", exchange.argument))
        elif is_done and exchange.verb == "MAIL":
            self._of[exchange.conn] = ()
        return before

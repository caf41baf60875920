"""Who is on the envelope of each connection, as far as commands and their replies tell (RFC 5321 §3.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from heloworld.course.conditions.smtp_argument import address
from heloworld.wire.rows import Exchange, Outcome

_OPEN: Final = frozenset({"MAIL", "RCPT"})
"""The states, by their words, in which there is an envelope that a recipient can be put on."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What is on an envelope.

    Attributes:
        sender: The address, empty for ``<>``; None where there is no envelope.
        recipients: Their addresses.
    """

    sender: str | None = None
    recipients: tuple[str, ...] = ()


NO_ENVELOPE: Final = Envelope()


class Envelopes:
    """Follows the commands of all connections, each once."""

    def __init__(self) -> None:
        self._of: dict[int, Envelope] = {}

    def hear(self, exchange: Exchange) -> Envelope:
        """Take in a command and its reply; returns the envelope as it was before."""
        before = self._of.get(exchange.conn, NO_ENVELOPE) if exchange.before.word in _OPEN else NO_ENVELOPE
        is_done = exchange.outcome is Outcome.DONE
        if is_done and exchange.verb == "RCPT":
            recipients = (*before.recipients, address("RCPT", exchange.argument))
            self._of[exchange.conn] = replace(before, recipients=recipients)
        elif is_done and exchange.verb == "MAIL":
            self._of[exchange.conn] = Envelope(address("MAIL", exchange.argument))
        return before

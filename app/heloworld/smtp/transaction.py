"""A mail transaction: what MAIL and RCPT have said so far, until a message ends it or the client drops it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(slots=True)
class Transaction:
    """A mail transaction under way (RFC 5321 §3.3).

    Attributes:
        sender: The reverse-path without brackets; empty for the null sender.
        smtputf8: Whether MAIL asked for SMTPUTF8 (RFC 6531 §3.4).
        recipients: User → forward-path, for those that were accepted.
        elsewhere: The forward-paths that other servers are to take, each once.
        fields: Header fields for the top of the letter, without line ends.
        accepted: How many RCPT commands were accepted, repeated ones among them.
        attempts: How many RCPT commands there were.
        finding: What an inquiry about its sender has found: the reply to each recipient, or an empty text where they
            are taken; None before one was made.
        queue_id: The name of the letter that is to come, where an inquiry was made about it; else empty.
    """

    sender: str = ""
    smtputf8: bool = False
    recipients: dict[str, str] = field(default_factory=dict)
    elsewhere: dict[str, None] = field(default_factory=dict)
    fields: dict[str, None] = field(default_factory=dict)
    accepted: int = 0
    attempts: int = 0
    finding: str | None = None
    queue_id: str = ""

    def copy(self) -> Transaction:
        """The same, for what comes to stay out of it."""
        return replace(
            self, recipients=self.recipients.copy(), elsewhere=self.elsewhere.copy(), fields=self.fields.copy()
        )

"""What became of one recipient at one try, in Postfix's words."""

from __future__ import annotations

from dataclasses import dataclass, replace

TEXT_LIMIT = 1000
"""Characters of a server's words that are kept."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recipient at one try.

    Attributes:
        status: The enhanced status code (RFC 3463): ``2.0.0``, ``4.4.1``, ``5.1.1``.
        text: What happened, as Postfix's log and ``mailq`` say it:
            ``host mail.island.test[127.0.0.20] said: 550 5.1.1 … (in reply to RCPT TO command)``.
        relay: The server that was asked, ``mail.island.test[127.0.0.20]:2525``; ``none`` where there was none.
        remote: Its name, where it was its reply that counted; else empty.
        reply: That reply; else empty.
        conn: The number of the connection; 0 where there was none.
    """

    status: str
    text: str
    relay: str = "none"
    remote: str = ""
    reply: str = ""
    conn: int = 0

    @property
    def is_delivered(self) -> bool:
        """Whether another server has the letter now."""
        return self.status.startswith("2")

    @property
    def is_final(self) -> bool:
        """Whether no further try can change it."""
        return not self.status.startswith("4")

    def softened(self) -> Outcome:
        """The same, as something that may be otherwise next time."""
        return replace(self, status=f"4{self.status[1:]}")

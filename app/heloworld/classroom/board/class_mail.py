"""Mail to the class itself, a vote, a question or a hand-in: saying it is no mistake in the lesson."""

from __future__ import annotations

from typing import Final

from heloworld.classroom.reports.report import DOMAIN
from heloworld.wire.dissector import Dissector
from heloworld.wire.rows import Exchange

CLASS: Final = DOMAIN.encode()
"""What stands in the addresses of the class itself."""

OTHER_MAIL: Final = frozenset({"MAIL", "RSET", "HELO", "EHLO", "QUIT"})
"""What ends the mail before it, or begins another."""


class ClassMail:
    """On which connections a mail to the class is on its way.

    Attributes:
        is_undecided: Whether MAIL was accepted last, and the RCPT is still to come that tells what kind of mail it is.
    """

    def __init__(self) -> None:
        self._conns: set[int] = set()
        self._sent: set[int] = set()
        self.is_undecided = False

    def __contains__(self, conn: int) -> bool:
        """Whether a mail to the class is on its way on a connection."""
        return conn in self._conns

    def heed(self, exchange: Exchange, dissector: Dissector) -> None:
        """A command has its reply.

        Args:
            exchange: Both.
            dissector: Has seen it.
        """
        conn = exchange.conn
        if conn in self._sent and exchange.verb == "QUIT":  # a program's goodbye goes with the mail that it has sent
            return
        if conn in self._sent:
            self._sent.discard(conn)
            self._conns.discard(conn)
        if exchange.verb == ".":
            self._sent.add(conn)
        elif exchange.verb == "RCPT" and CLASS in exchange.argument.lower():
            self._conns.add(conn)
        elif exchange.verb in OTHER_MAIL or conn not in dissector.sessions:
            self._conns.discard(conn)
        self.is_undecided = exchange.verb == "MAIL" and not exchange.is_refused

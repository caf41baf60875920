"""Mail to the class itself, a vote, a question or a hand-in: saying it is no mistake in the lesson."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from heloworld.classroom.reports.report import DOMAIN
from heloworld.course.conditions.evidence import Evidence, Sent, Spoken
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


def of_the_lesson(evidence: Evidence) -> Evidence:
    """What happened, but for mail to the class and to its people: an ana who sits there is not the ana of a lesson."""
    sent = [each for each in evidence.sent if not _is_to_class(each)]
    return replace(evidence, spoken=list(_apart(evidence)), sent=sent)


def _apart(evidence: Evidence) -> Iterator[Spoken]:
    """What was said, with no recipient of the class on any envelope, and no DATA where nobody else is on it."""
    for spoken in evidence.spoken:
        exchange, envelope = spoken.exchange, spoken.envelope
        if exchange.verb == "RCPT" and CLASS in exchange.argument.lower():
            continue
        others = tuple(each for each in envelope.recipients if DOMAIN not in each.lower())
        if others == envelope.recipients:
            yield spoken
        elif others or exchange.verb != "DATA":
            yield replace(spoken, envelope=replace(envelope, recipients=others))


def _is_to_class(sent: Sent) -> bool:
    return bool(sent.mail.recipients) and all(CLASS in each.lower() for each in sent.mail.recipients)

"""The postman: takes reports from the spool to the class, by SMTP, in a thread of its own.

Whoever is offline tries again, less and less often.
"""

from __future__ import annotations

import re
import smtplib
import threading
import time
from collections.abc import Callable
from typing import Final

from heloworld.classroom.reports.calling import call
from heloworld.classroom.reports.membership import Membership
from heloworld.classroom.reports.report import BOARD, DOMAIN, MOST, mail, report
from heloworld.classroom.reports.spool import Spool
from heloworld.classroom.reports.told import Told
from heloworld.errors import ConnectError

TIMEOUT: Final = 10.0
"""Seconds that the server may take for an answer."""

SOONEST, LATEST = 1.0, 30.0
"""Seconds between two tries: the first, and after many the longest."""


_CALLED: Final = re.compile(rb"\S+ You are ([a-z0-9-]{1,40})(?:\n|\Z)")
"""A reply to EHLO that says what somebody is called, as `classroom.server.class_plan.answers` words it."""


class NotTakenError(ConnectError):
    """The server takes nothing from somebody: it is no class, or one with another word."""


def deliver(member: Membership, spool: Spool) -> int:
    """Take what waits to the class; returns how many reports it took.

    Raises:
        ConnectError: The class cannot be reached, or takes nothing from this member; what it has not taken waits on.
    """
    with spool.alone() as is_alone:
        if not is_alone or not spool.waiting():
            return 0
        taken = 0
        try:
            with _connect(member) as server:
                while files := spool.waiting()[:MOST]:
                    if reports := spool.read(files):
                        server.sendmail(f"{member.name}@{DOMAIN}", [BOARD], mail(reports, member.name))
                    spool.remove(files)
                    taken += len(reports)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise _trouble(member, error) from error
        return taken


def check(member: Membership) -> str:
    """See whether the class takes reports from somebody.

    Returns:
        What they are called there: the name that they say, unless somebody else has it.

    Raises:
        ConnectError: It cannot be reached, or does not know the word.
    """
    try:
        with _connect(member) as server:
            server.mail(f"{member.name}@{DOMAIN}")
            code, reply = server.rcpt(BOARD)
            if code >= 400:
                raise smtplib.SMTPResponseException(code, reply)
            called = _CALLED.match(server.ehlo_resp or b"")
            return member.name if called is None else called[1].decode("ascii")
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise _trouble(member, error) from error


def _connect(member: Membership) -> smtplib.SMTP:
    """A connection on which the class knows who is there; the key is said under TLS, where that can be had."""
    return call(member.host, member.port, member.badge, TIMEOUT)


def _trouble(member: Membership, error: Exception) -> ConnectError:
    """What kept the mail from being taken, as a sentence and a remedy."""
    where = f"{member.host}:{member.port}"
    if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException):
        return NotTakenError(
            f"The server at {where} takes no reports from {member.name}.{member.word}.",
            "Look at the board for the word of the class, and join again.",
        )
    return ConnectError(
        f"The class at {where} cannot be reached.",
        "What you do is kept, and told when it can be. Look at the board for the address.",
    )


class Postman:
    """Takes reports to the class as soon as they are there.

    Args:
        member: Who reports to which class, asked for each time; None for nobody, to none.
        spool: Where reports wait.
        now: The time, in seconds since the epoch.
    """

    def __init__(
        self, member: Callable[[], Membership | None], spool: Spool, now: Callable[[], float] = time.time
    ) -> None:
        self._member, self._spool, self._now = member, spool, now
        self._news = threading.Event()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="helo postman", daemon=True)

    def start(self) -> None:
        """Begin with what waits from earlier."""
        self._news.set()
        self._thread.start()

    def tell(self, told: Told) -> None:
        """Have the class told of something; it is in the spool when this returns."""
        self._spool.put(report(told, self._now()))
        self._news.set()

    def close(self, patience: float = 1.0) -> None:
        """Give it a moment to take what waits; the rest is taken when the program runs again."""
        self._over.set()
        self._news.set()
        if self._thread.is_alive():
            self._thread.join(patience)

    def _run(self) -> None:
        pause: float | None = None
        while True:
            self._news.wait(pause)
            self._news.clear()
            member = self._member()
            try:
                if member is not None:
                    deliver(member, self._spool)
            except ConnectError:
                pause = min(2 * (pause or SOONEST / 2), LATEST)
                if self._over.wait(SOONEST):
                    return
            else:
                pause = LATEST if member is not None and self._spool.waiting() else None
            if self._over.is_set():
                return

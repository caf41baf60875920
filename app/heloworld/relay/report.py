"""Reports to a letter's sender: it has failed, or it is late (RFC 3464, in the form of Postfix's).

A report has three parts: one for people, one for programs (``message/delivery-status``), and the letter or its header.
It comes from the null sender, so that nobody ever answers it (RFC 5321 §4.5.5, §6.1).
"""

from __future__ import annotations

import textwrap
import time
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import formatdate

from heloworld.relay import content as texts
from heloworld.relay.outcome import Outcome
from heloworld.relay.queued_letter import QueuedLetter, Recipient
from heloworld.relay.schedule import DAY, Schedule

SOFTWARE = "HELO World"
_PREFIX = "X-HELO-World"
_WIDTH = 79

RETURN_LIMIT = 50_000
"""Bytes of a letter that is sent back whole; of a larger one only the header is (Postfix: bounce_size_limit)."""

_HELP = """
For further assistance, please send mail to postmaster.

If you do so, please include this problem report. You can
delete your own text from the attached returned message.

                   The mail system
"""
_FAILED = """
I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.
"""
_DELAYED = """
####################################################################
# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #
####################################################################

Your message could not be delivered for more than {hours} hour(s).
It will be retried until it is {days} day(s) old.
"""


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who writes reports.

    Attributes:
        hostname: The name of the server.
        domain: The domain of its ``MAILER-DAEMON``.
    """

    hostname: str
    domain: str


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a report is about.

    Attributes:
        letter: The letter; its sender is told.
        recipients: Those it is about, each with what was said last.
        original: The letter's text, with our own Received field on top.
        at: The moment, on the world's clock.
        queue_id: A name for the report itself.
    """

    letter: QueuedLetter
    recipients: Sequence[Recipient]
    original: bytes
    at: float
    queue_id: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report that is written.

    Attributes:
        queue_id: Its own name.
        content: Its text, with CRLF line ends; those of the letter in it are as they were.
    """

    queue_id: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Kind:
    """What makes one report another than the other."""

    subject: str
    action: str
    text: str
    is_whole: bool
    until: float | None = None


def failed(reporter: Reporter, about: Occasion) -> Report:
    """The report that a letter could not be delivered to some recipients."""
    is_whole = len(about.original) <= RETURN_LIMIT
    return _report(_Kind("Undelivered Mail Returned to Sender", "failed", _FAILED, is_whole), reporter, about)


def delayed(reporter: Reporter, about: Occasion, schedule: Schedule) -> Report:
    """The report that a letter still waits, and how long it will."""
    hours, days = int(schedule.delay_warning // 3600), int(schedule.lifetime // DAY)
    text = _DELAYED.format(hours=hours, days=days)
    until = about.letter.arrived + schedule.lifetime
    return _report(
        _Kind("Delayed Mail (still being retried)", "delayed", text, is_whole=False, until=until), reporter, about
    )


def _report(kind: _Kind, reporter: Reporter, about: Occasion) -> Report:
    names = _Names.utf8() if about.letter.smtputf8 else _Names()
    original = f"Return-Path: <{about.letter.sender}>\n".encode() + about.original
    if not kind.is_whole:
        original = texts.header(original)
    boundary = _boundary(f"{about.letter.queue_id}.{int(about.at)}/{reporter.hostname}", original)
    last = ("Undelivered Message", names.letter) if kind.is_whole else ("Undelivered Message Headers", names.header)
    parts = (
        _part("Notification", "text/plain; charset=utf-8", _for_people(kind, reporter, about), is_8bit=True),
        _part("Delivery report", names.status, _for_programs(kind, reporter, about, names)),
    )
    top = _top(kind, reporter, about, boundary)
    text = "".join(f"--{boundary}\n{part}\n" for part in parts)
    opening = f"--{boundary}\n{_part(*last, '', is_8bit=True)}"
    first = (top + text + opening).encode("utf-8", "replace").replace(b"\n", b"\r\n")
    gap = b"\r\n" if original.endswith(b"\n") else b"\r\n\r\n"
    return Report(about.queue_id, first + original + gap + f"--{boundary}--\r\n".encode())


@dataclass(frozen=True, slots=True)
class _Names:
    """What the types are called: for a letter with addresses beyond ASCII as RFC 6533 has it."""

    status: str = "message/delivery-status"
    letter: str = "message/rfc822"
    header: str = "text/rfc822-headers"
    address: str = "rfc822"

    @classmethod
    def utf8(cls) -> _Names:
        return cls("message/global-delivery-status", "message/global", "message/global-headers", "utf-8")


def _top(kind: _Kind, reporter: Reporter, about: Occasion, boundary: str) -> str:
    """The header of the report (Postfix's fields, in its order), and what is said where MIME is not known."""
    date = long_date(about.at)
    stamp = time.strftime("%Y%m%d%H%M%S", time.gmtime(about.at))
    return (
        f"Received: by {reporter.hostname} ({SOFTWARE})\n\tid {about.queue_id}; {date}\n"
        f"Date: {date}\n"
        f"From: Mail Delivery System <MAILER-DAEMON@{reporter.domain}>\n"
        f"Subject: {kind.subject}\n"
        f"To: {about.letter.sender}\n"
        "Auto-Submitted: auto-replied\n"
        "MIME-Version: 1.0\n"
        f'Content-Type: multipart/report; report-type=delivery-status;\n\tboundary="{boundary}"\n'
        "Content-Transfer-Encoding: 8bit\n"
        f"Message-Id: <{stamp}.{about.queue_id}@{reporter.hostname}>\n"
        "\n"
        "This is a MIME-encapsulated message.\n"
        "\n"
    )


def _part(description: str, kind: str, text: str, *, is_8bit: bool = False) -> str:
    encoding = "Content-Transfer-Encoding: 8bit\n" * is_8bit
    return f"Content-Description: {description}\nContent-Type: {kind}\n{encoding}\n{text}"


def _for_people(kind: _Kind, reporter: Reporter, about: Occasion) -> str:
    said = (_wrapped(f"<{each.address}>: {_said(each).text}") for each in about.recipients)
    return f"This is the mail system at host {reporter.hostname}.\n{kind.text}{_HELP}\n" + "\n".join(said)


def _for_programs(kind: _Kind, reporter: Reporter, about: Occasion, names: _Names) -> str:
    """The fields of RFC 3464 §2.2 about the letter, then those of §2.3 about each recipient."""
    groups = [
        f"Reporting-MTA: dns; {reporter.hostname}\n"
        f"{_PREFIX}-Queue-ID: {about.letter.queue_id}\n"
        f"{_PREFIX}-Sender: {names.address}; {about.letter.sender}\n"
        f"Arrival-Date: {long_date(about.letter.arrived)}\n"
    ]
    for each in about.recipients:
        said = _said(each)
        remote = f"Remote-MTA: dns; {said.remote}\n" if said.remote else ""
        diagnostic = f"smtp; {said.reply}" if said.reply else f"{_PREFIX}; {said.text}"
        until = "" if kind.until is None else f"Will-Retry-Until: {long_date(kind.until)}\n"
        groups.append(
            f"Final-Recipient: {names.address}; {each.address}\n"
            f"Original-Recipient: {names.address};{each.address}\n"
            f"Action: {kind.action}\n"
            f"Status: {said.status}\n"
            f"{remote}{_wrapped(f'Diagnostic-Code: {diagnostic}')}{until}"
        )
    return "\n".join(groups)


def _said(recipient: Recipient) -> Outcome:
    return recipient.said or Outcome("4.4.7", "delivery time expired")


def _wrapped(text: str) -> str:
    """A text folded at blanks as Postfix does it: a field stays one field (RFC 5322 §2.2.3)."""
    lines = textwrap.wrap(
        text, _WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    )
    return "\n".join(lines) + "\n"


def _boundary(wanted: str, original: bytes) -> str:
    """A boundary that stands nowhere in a letter (RFC 2046 §5.1.1)."""
    boundary, number = wanted, 0
    while boundary.encode() in original:
        number += 1
        boundary = f"{number}.{wanted}"
    return boundary


def long_date(at: float) -> str:
    """A date as Postfix writes it (RFC 5322 §3.3)."""
    return f"{formatdate(int(at), localtime=False).replace('-0000', '+0000')} (UTC)"

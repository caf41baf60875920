"""A report: what somebody has done, when, and a name of its own, so that it counts once however often it comes.

It goes by mail to ``board@class.test``: one JSON object a line, after a header that a person can read.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from email.utils import formatdate
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

from heloworld.classroom.reports.told import Told

DOMAIN: Final = "class.test"
"""The domain of a class."""

BOARD: Final = f"board@{DOMAIN}"
"""Where reports go."""

MOST: Final = 64
"""Reports in one mail at most."""

LONGEST: Final = 1_000
"""Bytes of a line that is taken for a report."""


class Report(Struct, frozen=True, kw_only=True):
    """What somebody has done.

    Attributes:
        id: Its own name.
        at: When it happened, by their clock, in seconds since the epoch.
        told: What.
    """

    id: Annotated[str, Meta(min_length=8, max_length=64)]
    at: float
    told: Told


def report(told: Told, at: float) -> Report:
    """A new report.

    Args:
        told: What happened.
        at: When.
    """
    return Report(id=uuid.uuid4().hex, at=at, told=told)


def mail(reports: Sequence[Report], name: str) -> bytes:
    """The mail in which reports go, line ends CRLF.

    Args:
        reports: At least one, and `MOST` at most.
        name: Who sends it.
    """
    first = reports[0]
    more = f" and {len(reports) - 1} more" if len(reports) > 1 else ""
    header = (
        f"From: {name}@{DOMAIN}",
        f"To: {BOARD}",
        f"Subject: {first.told.lesson or 'class'}: {first.told.kind} {first.told.what}".rstrip() + more,
        f"Date: {formatdate(first.at)}",
        f"Message-ID: <{first.id}@{name}.{DOMAIN}>",
        "Content-Type: text/plain; charset=utf-8",
    )
    lines = (msgspec.json.encode(each).decode() for each in reports)
    return "".join(f"{line}\r\n" for line in (*header, "", *lines)).encode()


def reports_in(content: bytes) -> Iterator[Report]:
    """The reports in a mail; what is none is passed over.

    Args:
        content: The mail's text, transparency undone.
    """
    body = content.partition(b"\r\n\r\n")[2] or content.partition(b"\n\n")[2]
    for line in body[: MOST * LONGEST].split(b"\n")[:MOST]:
        if line.startswith(b"{") and len(line) <= LONGEST:
            try:
                yield msgspec.json.decode(line.rstrip(), type=Report)
            except (msgspec.MsgspecError, RecursionError):
                continue

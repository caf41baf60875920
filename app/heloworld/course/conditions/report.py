"""The condition on what servers tell a letter's sender: a report in a mailbox (RFC 3464)."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator
from email.message import Message
from typing import Annotated, Final, Literal, NamedTuple

from msgspec import Meta, Struct

from heloworld.course.conditions import mailbox_facts
from heloworld.course.conditions.base import Condition, Count, Moment, OfServer
from heloworld.course.conditions.evidence import Evidence
from heloworld.course.conditions.message_text import parsed
from heloworld.course.conditions.patterns import matches

STATUS: Final = "message/delivery-status"
"""The type of the part for programs (RFC 3464 §2.1)."""


class Report(Struct, Condition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A report that lies in a mailbox."""

    about = "a server's report on a letter lies in a mailbox, now; each recipient that it is about counts"
    example = '{ report = "failed", of = "ana", recipient = "nobody@island.test", status = "5.1.1" }'

    report: Annotated[
        Literal["failed", "delayed"], Meta(description="What the report says: the letter failed, or it is late.")
    ]
    of: Annotated[str, Meta(description="In whose mailbox it lies.")]
    recipient: Annotated[str | None, Meta(description="A pattern for the address that the letter did not reach.")] = (
        None
    )
    status: Annotated[str | None, Meta(description="A pattern for the enhanced status code, such as `5.1.1`.")] = None
    by: Annotated[
        str | None, Meta(description="A pattern for the name of the server that reports, such as `mail.harbour.test`.")
    ] = None
    server: OfServer = None
    count: Count = 1

    def moments(self, evidence: Evidence) -> Iterator[Moment]:
        """Now, for each recipient of whom it is so."""
        boxes = evidence.mailboxes.at(self.server)
        if self.of not in boxes.users:
            return
        for it in reported(boxes.content(self.of)):
            if (
                it.action == self.report
                and (self.recipient is None or matches(self.recipient, it.recipient))
                and (self.status is None or matches(self.status, it.status))
                and (self.by is None or matches(self.by, it.by))
            ):
                yield Moment(evidence.now, None)


class Reported(NamedTuple):
    """What a report says of one recipient.

    Attributes:
        by: The name of the server that reports.
        recipient: The address.
        action: What became of the letter, in lower case.
        status: The enhanced status code.
    """

    by: str
    recipient: str
    action: str
    status: str


@functools.lru_cache(maxsize=64)
def reported(content: bytes) -> tuple[Reported, ...]:
    """What the reports in a mailbox say, in order."""
    offsets = mailbox_facts.starts(content, "mboxrd")
    spans = itertools.pairwise((*offsets, len(content)))
    messages = (parsed(content[start:stop].partition(b"\n")[2]) for start, stop in spans)
    return tuple(itertools.chain.from_iterable(map(_in_message, messages)))


def _in_message(message: Message) -> Iterator[Reported]:
    """What one message says, if it is a report: a group of fields about the letter, then one for each recipient."""
    parts = message.get_payload() if message.get_content_type() == "multipart/report" else None
    for part in parts if isinstance(parts, list) else ():
        groups = part.get_payload() if isinstance(part, Message) and part.get_content_type() == STATUS else None
        if isinstance(groups, list) and groups:
            by = _value(groups[0], "Reporting-MTA")
            for group in groups[1:]:
                action = _value(group, "Action").lower()
                yield Reported(by, _value(group, "Final-Recipient"), action, _value(group, "Status"))


def _value(group: object, name: str) -> str:
    """A field's value without the type before the semicolon; empty where it is not there."""
    value = str(group.get(name, "")) if isinstance(group, Message) else ""
    return value.rpartition(";")[2].strip()

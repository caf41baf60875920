"""Conditions on letters in a mailbox file, and on what was changed there in place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta, Struct

from heloworld.course.conditions import mailbox_facts
from heloworld.course.conditions.base import (
    By,
    Condition,
    Count,
    Moment,
    OfFolder,
    OfServer,
    Outside,
    Protocol,
    any_line,
    is_by,
)
from heloworld.course.conditions.evidence import Evidence, in_folder
from heloworld.course.conditions.patterns import text
from heloworld.mbox.reading.flags import SYSTEM_FLAGS, flags_of
from heloworld.wire import events


class Letter(Struct, Condition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A letter in a mailbox file, and its flags."""

    about = "a letter like this lies in a mailbox file, now; each counts"
    example = '{ letter = "Subject: Bread", of = "ana", flags = [\'\\Seen\'] }'

    letter: Annotated[str, Meta(description="A pattern for one line of its header, case and all.")]
    of: Annotated[str, Meta(description="Whose mailbox.")]
    flags: Annotated[tuple[str, ...], Meta(description="Flags that it has, in IMAP's words, such as `\\Seen`.")] = ()
    without: Annotated[tuple[str, ...], Meta(description="Flags that it has not.")] = ()
    server: OfServer = None
    folder: OfFolder = None
    count: Count = 1

    def __post_init__(self) -> None:
        """Look at what nobody else looks at."""
        for flag in (*self.flags, *self.without):
            if flag.startswith("\\") and flag not in SYSTEM_FLAGS:
                raise ValueError(f"There is no flag `{flag}`. There are: {', '.join(SYSTEM_FLAGS)}.")

    def moments(self, evidence: Evidence) -> Iterator[Moment]:
        """Now, for each letter of which it is so."""
        boxes = evidence.mailboxes.at(self.server)
        if self.of not in boxes.users:
            return
        for header in mailbox_facts.headers(boxes.content(in_folder(self.of, self.folder))):
            flags = flags_of(header)
            if (
                any_line(self.letter, text(header).split("\n"))
                and flags.issuperset(self.flags)
                and flags.isdisjoint(self.without)
            ):
                yield Moment(evidence.now, None)


class Rewritten(Struct, Condition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A mailbox file was changed in place."""

    about = "a mailbox file was changed because a client of POP3 or IMAP said so"
    example = '{ rewritten = "ana", why = "EXPUNGE", outside = true }'

    rewritten: Annotated[str, Meta(description="Whose mailbox.")]
    why: Annotated[
        Literal["QUIT", "FETCH", "STORE", "EXPUNGE", "APPEND", "COPY", "MOVE"] | None,
        Meta(description="What was to be done; CLOSE, too, is an `EXPUNGE`."),
    ] = None
    protocol: Protocol = None
    outside: Outside = None
    who: By = None
    server: OfServer = None
    count: Count = 1

    def moments(self, evidence: Evidence) -> Iterator[Moment]:
        """When it was changed."""
        path = str(evidence.mailboxes.at(self.server).path(self.rewritten))
        return (
            Moment(each.number, each.event.conn)
            for each in evidence.happened
            if isinstance(each.event, events.Rewritten)
            and each.event.path == path
            and self.why in {None, each.event.why}
            and self.protocol in {None, each.protocol}
            and is_by(self.outside, self.who, each.who)
        )

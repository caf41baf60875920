"""Conditions on mailbox files: what was added, and what readers make of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, TypeAlias

from msgspec import Meta, Struct

from heloworld.course.conditions import mailbox_facts
from heloworld.course.conditions.base import Condition, Count, Moment, OfFolder, OfServer, any_line, is_so
from heloworld.course.conditions.evidence import Evidence, in_folder
from heloworld.course.conditions.patterns import text

Natural: TypeAlias = Annotated[int, Meta(ge=0)]
Positive: TypeAlias = Annotated[int, Meta(ge=1)]


class Mailbox(Struct, Condition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a mailbox file holds now."""

    is_state = True
    about = "a mailbox file is as it says, now"
    example = '{ mailbox = "ana", added = ">From *" }'

    mailbox: Annotated[str, Meta(description="Whose mailbox.")]
    server: OfServer = None
    folder: OfFolder = None
    grew: Annotated[bool | None, Meta(description="Whether bytes were added since the lesson began.")] = None
    unchanged: Annotated[bool | None, Meta(description="Whether it is byte for byte as when the lesson began.")] = None
    holds: Annotated[str | None, Meta(description="A pattern for one line of the whole file, case and all.")] = None
    lacks: Annotated[str | None, Meta(description="A pattern that no line of the file may fit.")] = None
    added: Annotated[str | None, Meta(description="A pattern for one line of what was added, case and all.")] = None
    added_without: Annotated[str | None, Meta(description="A pattern that no added line may fit.")] = None
    newest: Annotated[
        bool, Meta(description="Whether `added` and `added_without` are about the newest delivery alone.")
    ] = False
    reader: Annotated[str, Meta(description="Whose eyes count the messages: a reader of `helo mbox --as`.")] = "mboxrd"
    messages: Annotated[Natural | None, Meta(description="How many messages that reader sees in the whole file.")] = (
        None
    )
    fewer: Annotated[
        Positive | None, Meta(description="How many messages less than at the beginning that reader sees, at least.")
    ] = None
    more: Annotated[
        Positive | None, Meta(description="How many messages more than at the beginning that reader sees, at least.")
    ] = None
    count: Count = 1

    def moments(self, evidence: Evidence) -> Iterator[Moment]:
        """Now, if it is so."""
        if self._holds(evidence):
            yield Moment(evidence.now, None)

    def _holds(self, evidence: Evidence) -> bool:
        boxes = evidence.mailboxes.at(self.server)
        if self.mailbox not in boxes.users:
            return False
        name = self._name
        added = boxes.added(name)
        looked_at = evidence.newest_delivery(name, self.server) if self.newest else added
        lines, content = _lines(looked_at), boxes.content(name)
        return (
            is_so(self.grew, bool(added))
            and is_so(self.unchanged, content == boxes.seeds.get(name, b""))
            and (self.holds is None or any_line(self.holds, _lines(content)))
            and (self.lacks is None or not any_line(self.lacks, _lines(content)))
            and (self.added is None or any_line(self.added, lines))
            and (self.added_without is None or not any_line(self.added_without, lines))
            and (self.messages is None or mailbox_facts.count(content, self.reader) == self.messages)
            and (self.more is None or self._more(evidence) >= self.more)
            and (self.fewer is None or -self._more(evidence) >= self.fewer)
        )

    def _more(self, evidence: Evidence) -> int:
        boxes = evidence.mailboxes.at(self.server)
        before = mailbox_facts.count(boxes.seeds.get(self._name, b""), self.reader)
        return mailbox_facts.count(boxes.content(self._name), self.reader) - before

    @property
    def _name(self) -> str:
        return in_folder(self.mailbox, self.folder)


class Readers(Struct, Condition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How readers see one mailbox."""

    is_state = True
    about = "readers see a mailbox alike, or not"
    example = '{ readers = ["python", "mutt"], of = "ana", agree = false }'

    readers: Annotated[tuple[str, ...], Meta(min_length=2, description="Readers of `helo mbox --as`, two or more.")]
    of: Annotated[str, Meta(description="Whose mailbox.")]
    server: OfServer = None
    agree: Annotated[bool, Meta(description="Whether they all see messages start at the same places.")]
    count: Count = 1

    def moments(self, evidence: Evidence) -> Iterator[Moment]:
        """Now, if it is so."""
        boxes = evidence.mailboxes.at(self.server)
        content = boxes.content(self.of) if self.of in boxes.users else b""
        if content and (len({mailbox_facts.starts(content, reader) for reader in self.readers}) == 1) is self.agree:
            yield Moment(evidence.now, None)


def _lines(content: bytes) -> list[str]:
    """The whole lines of a mailbox or of a part of it."""
    return [text(line) for line in content.split(b"\n")[:-1]]

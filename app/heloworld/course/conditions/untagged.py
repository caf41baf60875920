"""The condition on what an IMAP server says without a tag: data for a command, and news that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

from heloworld.course.conditions.base import AtServer, By, Condition, Count, Moment, Outside, Tls, is_by, is_so, listed
from heloworld.course.conditions.evidence import Evidence, Spoken
from heloworld.course.conditions.imap_response import Told, check_name, told
from heloworld.course.conditions.mailbox import Natural
from heloworld.course.conditions.patterns import matches
from heloworld.wire.rows import OF_MESSAGE, Rows


class Untagged(Struct, Condition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Something that the server said without a tag."""

    about = "an IMAP server told something without a tag"
    example = '{ untagged = "EXPUNGE", number = 2 }'

    untagged: Annotated[str, Meta(description="The response's name, such as `EXISTS`, `FETCH` or `SEARCH`.")]
    number: Annotated[Natural | None, Meta(description="The number before the name.")] = None
    says: Annotated[
        str | None, Meta(description="A pattern for all that follows the name; of a literal only its mark.")
    ] = None
    state: Annotated[
        str | tuple[str, ...] | None,
        Meta(description="The state in which it was told, as the strip names it, or a list of them: `IDLE`."),
    ] = None
    tls: Tls = None
    outside: Outside = None
    who: By = None
    server: AtServer = None
    count: Count = 1

    def __post_init__(self) -> None:
        """Look at what nobody else looks at."""
        check_name(self.untagged)

    def moments(self, evidence: Evidence) -> Iterator[Moment]:
        """When it was told."""
        return (
            Moment(number, spoken.conn)
            for spoken in evidence.spoken
            if spoken.protocol == "imap"
            and is_so(self.tls, spoken.tls)
            and is_by(self.outside, self.who, spoken.who)
            and self.server in {None, spoken.server}
            and (self.state is None or spoken.exchange.before.word in listed(self.state))
            for number, each in told(_lines(spoken, evidence.rows))
            if self._fits(each)
        )

    def _fits(self, it: Told) -> bool:
        return (
            it.name == self.untagged.upper()
            and self.number in {None, it.number}
            and (self.says is None or matches(self.says, it.words))
        )


def _lines(spoken: Spoken, rows: Rows) -> Iterator[tuple[int, bytes]]:
    """Row and text of each line that the server has said for a command, or unasked."""
    first = spoken.exchange.asked if spoken.exchange.asked >= 0 else spoken.number
    for number in range(max(first, rows.first), spoken.number + 1):
        row = rows[number]
        if row.line is None or row.kind in OF_MESSAGE:
            continue
        if row.exchange is spoken.exchange and row.source == "server":
            yield number, row.line.text

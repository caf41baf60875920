"""Conditions on names: what a name server was asked, and what a zone says now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from msgspec import Meta, Struct

from heloworld.course.conditions.base import Condition, Count, Moment, is_so, listed
from heloworld.course.conditions.evidence import Evidence, Spoken
from heloworld.course.conditions.patterns import matches, text
from heloworld.lab.hosts.host_table import SeatName
from heloworld.lab.names.zone_edits import records_of

_DNS = "dns"
_ANY = "any"


class Asked(Struct, Condition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A question to the name server, and its answer."""

    about = "the name server answered a question"
    example = '{ asked = "MX", name = "island.test", by = "laptop", answer = "10 mail.island.test." }'

    asked: Annotated[
        str | tuple[str, ...],
        Meta(description="The type of record, or a list of types of which each will do; `any` for all."),
    ]
    name: Annotated[
        str | None, Meta(description="A pattern for the name of which it was asked, without a final dot.")
    ] = None
    by: Annotated[
        SeatName | None,
        Meta(description="Which host has asked; the learner's programs are on the laptop. Left out, it is all one."),
    ] = None
    answer: Annotated[
        str | None,
        Meta(description="A pattern for what one record of the answer says, with a dot after each name."),
    ] = None
    rcode: Annotated[
        str | None, Meta(description="The answer's status: `NOERROR`, `NXDOMAIN`, `REFUSED` and so on.")
    ] = None
    found: Annotated[
        bool | None,
        Meta(description="Whether the answer holds a record. `false` with `NOERROR`: the name exists, and has none."),
    ] = None
    count: Count = 1

    def moments(self, evidence: Evidence) -> Iterator[Moment]:
        """When such a question got its answer."""
        return (
            Moment(each.number, each.conn) for each in evidence.spoken if each.protocol == _DNS and self._fits(each)
        )

    def _fits(self, spoken: Spoken) -> bool:
        it = spoken.exchange
        kinds = {kind.upper() for kind in listed(self.asked)}
        values = [text(each.split(b" ", _BEFORE_VALUE)[-1]) for each in it.reply[1:]]
        return (
            (_ANY.upper() in kinds or it.verb in kinds)
            and (self.name is None or matches(self.name, text(it.argument)))
            and self.by in {None, spoken.client}
            and (self.answer is None or any(matches(self.answer, value) for value in values))
            and (self.rcode is None or self.rcode.upper() == it.status)
            and is_so(self.found, bool(values))
        )


_BEFORE_VALUE = 4
"""Words of a record before what it says: name, TTL, class, type."""


class ZoneNow(Struct, Condition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Records of a zone, as the name server answers by it now."""

    is_state = True
    about = "a record like this stands in a zone, now; each counts"
    example = '{ zone = "harbour.test", name = "_dmarc", type = "TXT", value = "v=DMARC1*p=reject*" }'

    zone: Annotated[str, Meta(description="The domain.")]
    name: Annotated[
        str,
        Meta(description="Whose it is: a name in the zone, `@` for the domain itself, or a whole name with its dot."),
    ] = "@"
    type: Annotated[str, Meta(description="The type of record, such as `MX`.")]
    value: Annotated[
        str, Meta(description="A pattern for what it says, with a dot after each name; a TXT has no quotes here.")
    ] = "*"
    unlike: Annotated[str | None, Meta(description="A pattern that what it says must not fit.")] = None
    case: Annotated[bool, Meta(description="`true`: capitals count, in both patterns.")] = False
    absent: Annotated[bool, Meta(description="`true`: there must be no such record.")] = False
    count: Count = 1

    def moments(self, evidence: Evidence) -> Iterator[Moment]:
        """Now, once for each such record."""
        zone = evidence.zones.text(self.zone)
        found = [] if zone is None else records_of(self.zone, zone, self.name, self.type.upper())
        fitting = sum(map(self._fits, found))
        times = int(not fitting) if self.absent else fitting
        return (Moment(evidence.now, None) for _ in range(times))

    def _fits(self, value: str) -> bool:
        fits = matches(self.value, value, ignore_case=not self.case)
        return fits and not (self.unlike is not None and matches(self.unlike, value, ignore_case=not self.case))

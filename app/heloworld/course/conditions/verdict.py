"""The condition on what a receiver thinks of a letter: a verdict of SPF, DKIM, DMARC or the spam judge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta, Struct

from heloworld.course.conditions.base import Condition, Count, Moment, listed
from heloworld.course.conditions.evidence import Evidence
from heloworld.course.conditions.patterns import matches
from heloworld.lab.hosts.host_table import ServerName
from heloworld.wire.events import Judged


class Verdict(Struct, Condition, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a host found out about a letter, or about whoever wanted to send one."""

    about = "a host has judged a letter, or whoever wants to send one"
    example = '{ verdict = "spf", result = "fail", domain = "harbour.test", server = "island" }'

    verdict: Annotated[Literal["spf", "dkim", "dmarc", "spam"], Meta(description="By which method.")]
    result: Annotated[
        str | tuple[str, ...] | None,
        Meta(
            description="What it came to: `pass`, `fail`, `softfail`, `neutral`, `none`, `policy`, `permerror` or "
            "`temperror`; of the spam judge `spam` or `clean`; or a list of which each will do. Left out, it is all "
            "one."
        ),
    ] = None
    domain: Annotated[
        str | None,
        Meta(
            description="A pattern for the domain that it is about: of SPF the envelope's or that of HELO, of DKIM the "
            "signer's, of DMARC the one in From."
        ),
    ] = None
    selector: Annotated[str | None, Meta(description="Of DKIM: a pattern for the selector of the key.")] = None
    policy: Annotated[
        Literal["none", "quarantine", "reject"] | None,
        Meta(description="Of DMARC: what the owner of the domain asks for."),
    ] = None
    says: Annotated[str | None, Meta(description="A pattern for the reason, such as `*body*`.")] = None
    server: Annotated[ServerName | None, Meta(description="Which host has judged. Left out, it is all one.")] = None
    count: Count = 1

    def __post_init__(self) -> None:
        """Look at what nobody else looks at."""
        for each in listed(self.result or ()):
            if each not in _RESULTS:
                raise ValueError(f"{each!r} is no result of a verdict: write pass, fail, softfail, neutral, none …")

    def moments(self, evidence: Evidence) -> Iterator[Moment]:
        """When there was such a verdict."""
        return (Moment(number, event.conn or None) for number, event in evidence.verdicts if self._fits(event))

    def _fits(self, event: Judged) -> bool:
        return (
            event.method == self.verdict
            and (self.result is None or event.result in listed(self.result))
            and (self.domain is None or matches(self.domain, event.domain))
            and (self.selector is None or matches(self.selector, event.selector))
            and self.policy in {None, event.policy}
            and (self.says is None or matches(self.says, event.reason))
            and self.server in {None, event.server}
        )


_RESULTS = frozenset(
    {"pass", "fail", "softfail", "neutral", "none", "policy", "permerror", "temperror", "spam", "clean"}
)

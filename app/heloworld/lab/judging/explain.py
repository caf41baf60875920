"""A verdict in words for a learner: what the method asks, what its result means, and each step that led there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from heloworld.wire.events import Judged
from heloworld.wire.protocol import Note
from heloworld.wire.visible import visible_text

MOST_STEPS: Final = 40
"""Lines of a trace that are shown; the `--json` form has all of them."""


class Method(NamedTuple):
    """What there is to say of a method.

    Attributes:
        asks: The question that it answers, of a domain.
        source: Where it is written down.
    """

    asks: str
    source: str


_METHODS: Final[Mapping[str, Method]] = {
    "spf": Method("SPF asks whether this client may send for {domain}", "RFC 7208 §2.6"),
    "dkim": Method("DKIM asks whether {domain} vouches for these bytes", "RFC 6376 §6"),
    "dmarc": Method("DMARC asks whether anybody vouches for the name in From, {domain}", "RFC 9989 §5.3"),
    "spam": Method("The spam judge counts points for what spam often looks like", ""),
}
_NOBODY: Final = "nobody that can be named"


def explain(event: Judged) -> Note:
    """Explain one verdict.

    Args:
        event: The verdict.
    """
    method = _METHODS.get(event.method, Method("A server has judged a letter", ""))
    headline = method.asks.format(domain=visible_text(event.domain) or _NOBODY)
    asks = visible_text(_asks(event)) if event.policy else ""
    steps = [visible_text(line) for line in event.trace[:MOST_STEPS]]
    left = len(event.trace) - len(steps)
    more = (f"… and {left} more steps.",) if left > 0 else ()
    return Note(
        f"{headline}: {visible_text(event.result)}.",
        tuple(filter(None, (asks, *steps, *more))),
        method.source,
    )


def _asks(event: Judged) -> str:
    """What the owner of a domain wants done, whichever tag of the record says so, and what is done."""
    if event.fault:
        return f"Nothing that can be done is asked for letters from {event.domain}: {event.fault}."
    said = f"For letters from {event.domain} the policy is “{event.policy}”"
    milder = event.disposition not in {"", event.policy} and event.result == "fail"
    return f"{said}, and for this one “{event.disposition}”." if milder else f"{said}."

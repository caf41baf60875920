"""A domain on the envelope with a letter too few or too many: told where a lesson has nothing of its own to say."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from typing import Final

from heloworld.course.conditions.evidence import Evidence
from heloworld.course.conditions.smtp_argument import address
from heloworld.course.model.lesson import Goal, Misstep, Step

SAYS: Final = "Look at the domain: `{typed}` is not `{meant}`. {remedy}"
AGAIN: Final = "Type the line again."
TAKEN: Final = "It is on the envelope now: drop that with `RSET`, and begin again with `MAIL FROM`."

_ENVELOPE: Final = frozenset({"MAIL", "RCPT"})
_ALIKE: Final = 0.85
"""From which likeness on one domain is a slip for another, from 0 to 1."""

_NAME: Final = re.compile(r"[\w.-]+")
_DOMAIN: Final = re.compile(r"@([\w.-]+)>")


def mistyped(step: Step, goal: Goal, evidence: Evidence, since: int) -> Misstep | None:
    """What is to be said of the last domain that somebody has mistyped; None where there is none.

    Args:
        step: The step where the learner is: its solution has the domains that may be meant.
        goal: Its first open goal.
        evidence: All that happened since the lesson began.
        since: The row from which on it counts.
    """
    wanted = set(_domains(step))
    for spoken in reversed(evidence.spoken):
        if spoken.number < since:
            break
        exchange = spoken.exchange
        if spoken.who == "relay" or spoken.protocol != "smtp" or exchange.verb not in _ENVELOPE:
            continue
        domain = address(exchange.verb, exchange.argument).rpartition("@")[2].lower()
        if _NAME.fullmatch(domain) is None:  # it is another slip, for which no address is found
            continue
        meant = difflib.get_close_matches(domain, wanted, 1, _ALIKE)
        if meant and domain not in wanted and not domain.endswith(f".{meant[0]}"):
            remedy = AGAIN if exchange.is_refused else TAKEN
            return Misstep(on=goal.id, match=(), say=SAYS.format(typed=domain, meant=meant[0], remedy=remedy))
    return None


def _domains(step: Step) -> Iterator[str]:
    """The domains on the envelopes of a step's solution."""
    for act in step.solution:
        if act.line is not None and act.line.upper().startswith(tuple(_ENVELOPE)):
            yield from (each.lower() for each in _DOMAIN.findall(act.line))

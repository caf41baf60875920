"""What a server does with letters besides taking them: it judges those that come in, and signs those that go out.

The rooms that it takes are loaded by worlds that need them alone: most lessons do not.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from heloworld.lab.plan import Plan
from heloworld.smtp.letter import Letter
from heloworld.smtp.screening import Inquire
from heloworld.wire.events import Event
from heloworld.wire.transcript import Transcript

if TYPE_CHECKING:
    from heloworld.dns.resolver import LooksUp

Examine: TypeAlias = Callable[[Letter], Awaitable[Letter | str]]
"""Judges a letter; returns it with what was found on top of it, or the reply that refuses it."""

Seal: TypeAlias = Callable[[Letter], Letter]
"""Signs a letter that goes out, and returns any other as it is."""


@dataclass(frozen=True, slots=True)
class Judging:
    """What one server does.

    Attributes:
        inquire: Finds out about a caller before a text comes; None where nobody does.
        examine: Judges letters that come in; None where nobody does.
        seal: Signs those that go out; None where nobody does.
    """

    inquire: Inquire | None = None
    examine: Examine | None = None
    seal: Seal | None = None


NOBODY = Judging()
"""Neither judges nor signs."""


def judging(
    plan: Plan,
    resolver: LooksUp | None,
    now: Callable[[], float],
    record: Callable[[Event], None],
    transcript: Transcript,
) -> Judging:
    """What a server does, by its plan.

    Args:
        plan: What the server is like.
        resolver: Whom it asks; None in a world without names, where nobody judges.
        now: The world's clock.
        record: Takes the verdicts.
        transcript: Where the name server records.
    """
    seal = None
    if plan.sign:
        from heloworld.lab.judging.signer import signer

        seal = signer(plan, now)
    if resolver is None or not (plan.checks or plan.spam):
        return Judging(seal=seal)
    from heloworld.lab.judging.question_numbers import QuestionNumbers
    from heloworld.lab.judging.receiver import Receiver

    receiver = Receiver(plan, resolver, now, record, QuestionNumbers(transcript))
    return Judging(receiver.inquire if receiver.asks_early else None, receiver.examine, seal)

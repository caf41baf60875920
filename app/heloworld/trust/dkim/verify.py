"""Verifying: each signature of a letter comes to a verdict that says why (RFC 6376 §6)."""

from __future__ import annotations

from typing import Final

from heloworld.trust.dkim.check import Check
from heloworld.trust.dkim.hashing import Canonical
from heloworld.trust.dkim.results import DkimVerdict
from heloworld.trust.look_up import Ask
from heloworld.trust.message import Message, parse
from heloworld.trust.moment import THIS_CHECK
from heloworld.trust.verdict import Step

MOST_SIGNATURES: Final = 10
"""Signatures that are verified, from the top; each costs a question and a calculation (RFC 6376 §6.1)."""


async def verify(
    ask: Ask, message: bytes | Message, *, now: float, whence: str = THIS_CHECK
) -> tuple[DkimVerdict, ...]:
    """Verify all signatures of a letter, from the top.

    Args:
        ask: Whom to ask for the keys.
        message: The letter as it came over the wire, or as it stands in a file; without a ``From_`` line.
        now: The moment by which it is judged, in seconds since the epoch: signatures expire. It should be that of
            receipt (RFC 6376 §3.5, x=).
        whence: What moment that is, as a phrase.

    Returns:
        A verdict for each signature; where there is none, one that says so. Of too many, the last verdict, with the
        result ``policy``, stands for all that were left out.
    """
    letter = message if isinstance(message, Message) else parse(message)
    fields = letter.named("dkim-signature")
    if not fields:
        reason = "The letter has no signature."
        return (DkimVerdict("dkim", "none", "", reason=reason, trace=(Step(reason, "RFC 6376 §6.1"),)),)
    canonical = Canonical(letter)
    verdicts = [await Check(ask, canonical, field, now, whence).verdict() for field in fields[:MOST_SIGNATURES]]
    if len(fields) > MOST_SIGNATURES:
        reason = f"The letter has {len(fields):,} signatures, and no more than {MOST_SIGNATURES} are looked at."
        step = Step(reason, "RFC 6376 §6.1", looked_at=tuple(each.extract for each in fields[MOST_SIGNATURES:20]))
        verdicts.append(DkimVerdict("dkim", "policy", "", reason=reason, trace=(step,)))
    return tuple(verdicts)

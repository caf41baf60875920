"""A letter judged as its receiver would: who is asked, how it came in as far as that is known, and the verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from heloworld.lab.judging.trace_fields import Moment, Trace, read_trace
from heloworld.trust.authentication import Arrival, authenticate
from heloworld.trust.look_up import Ask, TempError
from heloworld.trust.message import parse
from heloworld.trust.moment import THIS_CHECK, date_of
from heloworld.trust.verdict import Verdict, shown
from heloworld.wire.visible import visible_text

GIVEN_CLIENT: Final = "--ip"
"""Who says so, where the caller has named the client."""

GIVEN_TIME: Final = "--at"
"""Who says so, where the caller has named the time of receipt."""

_GLANCE: Final = 256 * 1024
"""Bytes in which the trace is looked for; it stands on top."""

_LEFT_OUT: Final = "SPF is left out, and DMARC goes by DKIM alone."

_OWN_MACHINE: Final = frozenset({"127.0.0.1", "::1"})
"""The client, where a filter on the receiver's own machine has handed the letter on, or the class is on one machine."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a receiver would think.

    Attributes:
        notes: How the letter came in, and who says so; safe to show.
        verdicts: All verdicts.
    """

    notes: tuple[str, ...]
    verdicts: tuple[Verdict, ...]

    @property
    def unanswered(self) -> list[str]:
        """Why questions had no answer, as sentences, each once; safe to show."""
        asked = (question.said for verdict in self.verdicts for question in verdict.questions)
        return [*dict.fromkeys(visible_text(said.reason) for said in asked if isinstance(said, TempError))]


async def judge(ask: Ask, data: bytes, given: Trace, envelope_from: str | None, *, now: float) -> Judgement:
    """Judge a letter.

    Args:
        ask: Whom to ask.
        data: The letter, without a ``From_`` line.
        given: What is known about how it came in; for the rest its own trace is read.
        envelope_from: The sender in its ``From_`` line; None where it has none.
        now: The moment, in seconds since the epoch. Signatures are judged by it where it is not known when the letter
            was received.
    """
    own = read_trace(parse(data[:_GLANCE]), envelope_from)
    trace = Trace(
        given.client or own.client,
        given.helo or own.helo,
        given.sender or own.sender,
        given.receiver or own.receiver,
        given.at or _own_time(given, own),
    )
    arrival, notes = _arrival(trace)
    moment, whence = (now, THIS_CHECK) if trace.at is None else (trace.at.seconds, _whence(trace.at))
    found = await authenticate(ask, data, arrival, now=moment, whence=whence)
    return Judgement(tuple(map(visible_text, notes)), found.verdicts)


def _own_time(given: Trace, own: Trace) -> Moment | None:
    """When the letter was received, as its own trace has it (RFC 6376 §3.5, x=).

    Where the caller has named another client, that trace is not of the hand-over that is judged.
    """
    return own.at if given.client is None or (own.client and own.client.value == given.client.value) else None


def _whence(moment: Moment) -> str:
    """What moment it is, as a phrase."""
    return "the time of --at" if moment.where == GIVEN_TIME else f"the date in {moment.where}"


def _arrival(trace: Trace) -> tuple[Arrival | None, list[str]]:
    """How the letter came in, for SPF, and what is to be said about that; None where SPF has to be left out."""
    notes = []
    for what, told in (("Client", trace.client), ("HELO", trace.helo), ("Sender of the envelope", trace.sender)):
        if told is not None:
            notes.append(f"{what}: {shown(told.value, 254) or '<>'} ({told.where})")
    if trace.at is not None:
        notes.append(f"Received on: {date_of(trace.at.seconds)} ({trace.at.where})")
    if trace.client is None:
        said = "The letter does not say from which address it came: give it with --ip."
        return None, [*notes, f"{_LEFT_OUT} {said}"]
    if trace.sender is None:
        said = "The letter does not name the sender of its envelope: give it with --from."
        return None, [*notes, f"{_LEFT_OUT} {said}"]
    if trace.helo is None and not trace.sender.value:
        said = "Neither a sender nor a name in HELO is known: give one with --from or --helo."
        return None, [*notes, f"{_LEFT_OUT} {said}"]
    if trace.client.where != GIVEN_CLIENT and trace.client.value in _OWN_MACHINE:
        notes.append(
            "This client is the receiver's own machine; where a filter there handed the letter on, give the client "
            "that brought it with --ip."
        )
    receiver = trace.receiver.value if trace.receiver else ""
    helo = trace.helo.value if trace.helo else ""
    return Arrival(trace.client.value, helo, trace.sender.value, receiver), notes

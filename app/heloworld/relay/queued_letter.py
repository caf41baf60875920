"""A letter in the queue: for whom it still waits, and what the last try said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from heloworld.relay.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a letter carries besides its text.

    Attributes:
        sender: The reverse-path without brackets; empty for the null sender.
        recipients: The forward-paths without brackets that other servers are to take, each once.
        smtputf8: Whether it may go only to servers that know SMTPUTF8 (RFC 6531 §3.4).
        conn: The number of the connection it came over; 0 for a report of our own.
    """

    sender: str
    recipients: tuple[str, ...]
    smtputf8: bool = False
    conn: int = 0


@dataclass(frozen=True, slots=True)
class Recipient:
    """One recipient that is not done with.

    Attributes:
        address: The forward-path without brackets.
        said: What the last try has brought; None before the first.
        is_given_up: Whether it is too old to be tried again.
    """

    address: str
    said: Outcome | None = None
    is_given_up: bool = False

    @property
    def domain(self) -> str:
        """What stands behind the ``@``, in lower case."""
        return self.address.rpartition("@")[2].lower()

    @property
    def waits(self) -> bool:
        """Whether it is to be tried again; else its sender is still to be told that it has failed."""
        return not self.is_given_up and (self.said is None or not self.said.is_final)


@dataclass(frozen=True, slots=True)
class QueuedLetter:
    """A letter that other servers are to take.

    Attributes:
        queue_id: Its name.
        sender: The reverse-path without brackets; empty for the null sender.
        recipients: Those that are not done with.
        arrived: When it was taken, on the world's clock.
        length: Bytes of its text.
        next_try: When it is tried next, on the world's clock.
        tries: How often it has been tried.
        is_late: Whether its sender has been told that it waits.
        smtputf8: Whether it may go only to servers that know SMTPUTF8.
        conn: The number of the connection it came over.
    """

    queue_id: str
    sender: str
    recipients: tuple[Recipient, ...]
    arrived: float
    length: int
    next_try: float
    tries: int = 0
    is_late: bool = False
    smtputf8: bool = False
    conn: int = 0

    def with_outcomes(self, outcomes: Mapping[str, Outcome]) -> QueuedLetter:
        """The same after some recipients were tried: those that were delivered are not in it any more."""
        after = (replace(each, said=outcomes.get(each.address, each.said)) for each in self.recipients)
        return replace(
            self, recipients=tuple(each for each in after if each.said is None or not each.said.is_delivered)
        )

    def without(self, recipients: frozenset[str]) -> QueuedLetter:
        """The same without some recipients, which are done with."""
        return replace(self, recipients=tuple(each for each in self.recipients if each.address not in recipients))

    def given_up(self) -> QueuedLetter:
        """The same as one that is too old to be tried again."""
        return replace(self, recipients=tuple(replace(each, is_given_up=each.waits) for each in self.recipients))

    def earlier(self, seconds: float) -> QueuedLetter:
        """The same on a clock that is so much slow: its age and its wait stay as they were."""
        return replace(self, arrived=self.arrived - seconds, next_try=self.next_try - seconds)


def to_fields(letter: QueuedLetter) -> dict[str, Any]:
    """A queued letter as plain data."""
    return asdict(letter)


def from_fields(fields: dict[str, Any]) -> QueuedLetter:
    """A queued letter from plain data.

    Raises:
        KeyError, TypeError, ValueError: It is not one.
    """
    recipients = tuple(
        Recipient(str(each["address"]), Outcome(**each["said"]) if each["said"] else None, bool(each["is_given_up"]))
        for each in fields["recipients"]
    )
    letter = QueuedLetter(**(fields | {"recipients": recipients, "conn": 0}))
    numbers = (letter.arrived, letter.next_try, letter.length, letter.tries)
    if not recipients or not all(isinstance(each, int | float) for each in numbers):
        raise ValueError(letter.queue_id)
    return letter

"""The class book: the fold over a class, kept up to date in one thread and looked at in another."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from heloworld.classroom.board.ballots import Asked
from heloworld.classroom.board.board import Board, board_of
from heloworld.classroom.board.register import Register
from heloworld.classroom.board.syllabus import Syllabus
from heloworld.course.conditions.evidence import Mailboxes
from heloworld.wire.events import Bytes, Event

KEEP_EVENTS: Final = 48 * 1024 * 1024
"""Bytes of memory, roughly, of the events that are held to show somebody's wire; the oldest go first."""

_EVENT_COST: Final = 300


class ClassBook:
    """Everything that is known of a class.

    Args:
        word: The word of the class.
        course: Its lessons by their ids.
        lesson: The id of the lesson that is done on the class server; None where none is.
        boxes: The mailboxes of that lesson's world.

    Attributes:
        asked: What is voted on; before the first vote, all votes by mail count.
    """

    def __init__(
        self, word: str, course: Mapping[str, Syllabus], lesson: str | None = None, boxes: Mailboxes | None = None
    ) -> None:
        self._lock = threading.Lock()
        self.register = Register(word, course, lesson, boxes)
        self.asked = Asked()
        self._events: deque[Event] = deque()
        self._cost = self._first = 0

    def take(self, events: Sequence[Event]) -> None:
        """Take in what happened, in its order."""
        with self._lock:
            for event in events:
                self.register.take(event)
                self._events.append(event)
                self._cost += _cost(event)
            while self._cost > KEEP_EVENTS:
                self._cost -= _cost(self._events.popleft())
                self._first += 1

    def settle(self, seconds: float = 60.0) -> None:
        """See how far everybody is in the lesson of the class who was heard since, as far as the time goes."""
        stop = time.perf_counter() + seconds
        is_behind = True
        while is_behind and time.perf_counter() < stop:
            with self._lock:
                is_behind = self.register.look(1)

    def board(self, asked: Asked, now: float | None = None) -> Board:
        """The board as it is now.

        Args:
            asked: What is voted on.
            now: Seconds since the epoch; None for when the last event happened.
        """
        with self._lock:
            return board_of(self.register, self.register.now if now is None else now, asked)

    def wire(self, number: int, position: int = 0) -> tuple[list[Event], int]:
        """What happened on the connections of a participant, from a position on, and the position after it.

        Args:
            number: Which participant.
            position: 0 for the beginning, or what an earlier call returned.
        """
        with self._lock:
            conns = frozenset(self.register.conns.get(number, ()))
            start = max(position - self._first, 0)
            events = [each for each in islice(self._events, start, None) if each.conn in conns]
            return events, self._first + len(self._events)

    def lower(self, number: int) -> None:
        """The teacher has seen a hand."""
        with self._lock:
            self.register.lower(number)

    def lower_all(self, lowered: Mapping[int, float]) -> None:
        """The teacher has seen hands, as `Register.lower_all`."""
        with self._lock:
            self.register.lower_all(lowered)

    @property
    def begun(self) -> float:
        """When the lesson of the class began, in seconds since the epoch; what was done before does not count in it."""
        return self.register.begun

    @begun.setter
    def begun(self, at: float) -> None:
        with self._lock:
            self.register.begun = at

    @property
    def lowered(self) -> dict[int, float]:
        """By participant: when the hand went up that the teacher has seen last, in seconds since the epoch."""
        with self._lock:
            return dict(self.register.lowered)

    def begin_anew(self) -> None:
        """Another lesson begins: hands that are up and votes were about the one before."""
        with self._lock:
            self.register.begin_anew()
            self.asked = Asked(self.register.now)

    def people_on(self, conns: frozenset[int]) -> frozenset[int]:
        """The participants on some connections that are open, by their numbers."""
        with self._lock:
            return self.register.people_on(conns)

    def from_where(self, number: int) -> int:
        """How many of those on the board come from where a participant comes from."""
        with self._lock:
            return self.register.from_where(number)

    def send_away(self, number: int) -> None:
        """Have nobody on the board who comes from where a participant comes from."""
        with self._lock:
            self.register.send_away(number)

    def let_back(self) -> None:
        """Have everybody on the board again."""
        with self._lock:
            self.register.let_back()


def _cost(event: Event) -> int:
    return _EVENT_COST + (len(event.data) if isinstance(event, Bytes) else 0)

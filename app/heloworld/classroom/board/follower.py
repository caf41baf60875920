"""How far somebody is in the lesson of the class who does it on the class server, with whatever program.

It is the runner behind every lesson, on the evidence of this participant alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final

from heloworld.classroom.board.class_mail import ClassMail, of_the_lesson
from heloworld.classroom.board.deliveries import Deliveries
from heloworld.classroom.reports.told import Told, key
from heloworld.course.conditions.evidence import Mailboxes, Witness
from heloworld.course.model.lesson import Lesson
from heloworld.course.play.runner import Runner
from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Closed, Delivered, Event
from heloworld.wire.rows import Rows

MOST_ROWS: Final = 2_000
"""Rows of one participant; after so many they begin anew, and keep what they have reached."""

MOST_BYTES: Final = 2 * 1024 * 1024
"""Bytes of their lines, and of their letters."""

MOST_SESSIONS: Final = 100

MOST_LOOKS: Final = 200
"""Events that may wait and still be looked at one by one; of more, only what has become of all of them is seen."""


class Follower:
    """One participant in one lesson.

    Args:
        lesson: The lesson.
        boxes: The mailboxes of its world, which all participants share.
    """

    def __init__(self, lesson: Lesson, boxes: Mailboxes) -> None:
        self._runner = Runner(lesson)
        self._boxes = boxes
        self._waiting: deque[Event] = deque(maxlen=10 * MOST_LOOKS)
        self._begin()

    def _begin(self) -> None:
        self._deliveries = Deliveries(self._boxes)
        rows = Rows(MOST_ROWS, MOST_BYTES)
        self._dissector = Dissector(protocol_of, rows, keep_sessions=MOST_SESSIONS, keep_content=MOST_BYTES)
        self._to_class = ClassMail()
        self._witness = Witness(self._dissector, lambda _: False, self._deliveries)

    def feed(self, event: Event) -> None:
        """Something has happened on a connection of theirs; `look` finds out what it means."""
        self._waiting.append(event)

    def look(self) -> Iterator[tuple[Told, float]]:
        """What has come of it since the last look, and when; there may be nothing.

        It is looked at after every exchange, however many have come together: so the same events tell the same. What
        is said in a mail to the class itself, a vote or a question, is no mistake in the lesson; an accepted MAIL waits
        for the RCPT that tells what kind of mail it is.
        """
        hurries = len(self._waiting) > MOST_LOOKS
        while self._waiting:
            event = self._waiting.popleft()
            before = self._dissector.exchange_count
            self._take(event)
            said = tuple(self._dissector.exchanges_since(min(before, self._dissector.exchange_count)))
            for exchange in said:
                self._to_class.heed(exchange, self._dissector)
            is_open = bool(said) and self._to_class.is_undecided
            if (said or isinstance(event, Closed)) and not is_open and not (hurries and self._waiting):
                yield from ((told, event.at) for told in self._news(event.conn))

    def _take(self, event: Event) -> None:
        if len(self._dissector.rows) > MOST_ROWS:
            self._begin()
        if isinstance(event, Delivered):
            self._deliveries.note(event)
        self._dissector.feed((event,))

    def _news(self, conn: int) -> Iterator[Told]:
        runner, lesson = self._runner, self._runner.lesson
        news = runner.look(of_the_lesson(self._witness.look()))
        for goal in news.reached:
            yield Told(kind="goal", lesson=lesson.id, step=runner.at, what=goal.id)
        if news.misstep is not None and conn not in self._to_class:
            yield Told(kind="misstep", lesson=lesson.id, step=runner.at, what=key(lesson, news.misstep))
        while runner.is_step_done and not runner.is_last_step:
            runner.go(runner.at + 1)

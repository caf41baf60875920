"""Playing a transcript through the goals of its lesson again: what it says of itself does not count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from heloworld.classroom.board.class_mail import ClassMail, of_the_lesson
from heloworld.course.conditions.evidence import Mailboxes, Witness
from heloworld.course.journal.notes import At, Begun, Line, Rested
from heloworld.course.model.lesson import Lesson
from heloworld.course.play.runner import Runner
from heloworld.course.play.world_plan import mailboxes_of, plan_for, zones_of
from heloworld.course.progress.records import Standing
from heloworld.lab.protocols import protocol_of
from heloworld.lab.recorded.held_notes import Held, Note, Ours
from heloworld.lab.recorded.mailbox_film import MailboxFilm
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Delivered, Event, Opened, Rewritten

MAIL: Final = Path("mail")
"""Where the mailboxes of a world lie that is played again: nowhere."""

EFFORT: Final = 1_000_000
"""How much a world may take, as lines times looks at the goals: of very many lines, not each is looked at."""


@dataclass(slots=True)
class Reached:
    """What came of a world.

    Attributes:
        goals: The ids of the goals that were reached.
        missteps: How often a mistake was made, by the goal that it keeps from being reached.
    """

    goals: set[str] = field(default_factory=set)
    missteps: Counter[str] = field(default_factory=Counter)


def play_again(lesson: Lesson, lines: Sequence[Line], *, counts_all: bool = False) -> Reached:
    """What is reached in a world.

    Args:
        lesson: The lesson.
        lines: Its transcript.
        counts_all: Whether all of it counts, from its beginning, as on a class server, where a mail to the class
            itself is no mistake; else from where the learner's part begins.

    Raises:
        HeloError: The lesson asks for a world that cannot be.
    """
    return _Performance(lesson, lines).run(lines, counts_all=counts_all)


class _Performance:
    """One world that is played again."""

    def __init__(self, lesson: Lesson, lines: Iterable[Line]) -> None:
        self._lesson = lesson
        self._film = MailboxFilm()
        ours = frozenset(each.conn for each in lines if isinstance(each, Ours))
        self._dissector = Dissector(protocol_of)
        boxes = _from_film(mailboxes_of(lesson, MAIL), self._film)
        zones = zones_of(plan_for(lesson, MAIL))
        self._witness = Witness(self._dissector, lambda opened: opened.conn in ours, boxes, zones)
        self._found = Reached()
        self._runner: Runner | None = None
        self._since = 0
        self._turns_by_itself = False
        self._to_class = ClassMail()
        self._conn = 0

    def run(self, lines: Sequence[Line], *, counts_all: bool) -> Reached:
        """Play it."""
        stride = 1 + len(lines) ** 2 // EFFORT
        behind = 0
        self._turns_by_itself = counts_all
        if counts_all:
            self._begin(0)
        for line in lines:
            if isinstance(line, Note):
                self._look(is_news=behind > 0)
                behind = 0
                if isinstance(line, Rested):
                    break
                self._note(line)
            elif self._happens(line):
                behind += 1
                if behind >= stride and not (counts_all and self._to_class.is_undecided):
                    self._look(is_news=True)
                    behind = 0
        self._look(is_news=behind > 0)
        return self._found

    def _note(self, note: Note) -> None:
        """What the learner chose, and what a mailbox held."""
        match note:
            case Begun(step=step):
                self._begin(step)
            case At(step=step) if self._runner is not None:
                self._runner.go(step)
            case Held(path=path, content=content):
                self._film.set(str(MAIL / path), content)
                self._look(is_news=True)

    def _begin(self, step: int) -> None:
        """From here on, what happens counts; what brought the world here is nobody's merit."""
        self._runner = Runner(self._lesson, Standing(step))
        self._since = self._runner.at
        self._runner.look(self._witness.look(), heeds_missteps=False, since=self._since)

    def _happens(self, event: Event) -> bool:
        """Take in an event; returns whether a goal may be reached with it."""
        if isinstance(event, Delivered | Rewritten):
            event = replace(event, path=str(MAIL / event.path))
            self._film.forward(event)
        before, self._conn = self._dissector.exchange_count, event.conn
        self._dissector.feed([event])
        for exchange in self._dissector.exchanges_since(min(before, self._dissector.exchange_count)):
            self._to_class.heed(exchange, self._dissector)
        return not (isinstance(event, Opened) or (isinstance(event, Bytes) and event.source == "client"))

    def _look(self, is_news: bool) -> None:
        if self._runner is None or not is_news:
            return
        evidence = self._witness.look()
        if self._turns_by_itself:  # on a class server, where there is mail to the class
            evidence = of_the_lesson(evidence)
        news = self._runner.look(evidence, since=self._since)
        self._found.goals |= {goal.id for goal in news.reached}
        is_to_class = self._turns_by_itself and self._conn in self._to_class
        if news.misstep is not None and not is_to_class:
            self._found.missteps[news.misstep.on] += 1
        while self._turns_by_itself and self._runner.is_step_done and not self._runner.is_last_step:
            self._runner.go(self._runner.at + 1)


def _from_film(boxes: Mailboxes, film: MailboxFilm) -> Mailboxes:
    """Mailboxes that hold what a film says, from what the lesson begins with on."""

    def read(path: Path) -> bytes:
        return film.content(str(path))

    def made(each: Mailboxes, neighbours: Mapping[str, Mailboxes]) -> Mailboxes:
        for user, seed in each.seeds.items():
            film.set(str(each.path(user)), seed)
        return Mailboxes(each.folder, each.users, each.seeds, neighbours, read)

    return made(boxes, {name: made(each, {}) for name, each in boxes.neighbours.items()})

"""A lesson on paper, as blocks: all of it, with notes for the teacher, as a worksheet, or its answers alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from msgspec.structs import replace

from heloworld.course.handout.blocks import (
    Answer,
    Ask,
    Block,
    Code,
    Heading,
    Notes,
    Prose,
    Room,
    Tasks,
    Terms,
    Whose,
)
from heloworld.course.handout.screen_keys import without_keys
from heloworld.course.handout.ways_in import Joining, calls_front, ways_in
from heloworld.course.model.lesson import Lesson, Question, Step
from heloworld.course.model.placeholders import ADDRESSES, JUDGES, Places
from heloworld.course.play.world_plan import own_screen, shares_mail
from heloworld.lab.doors import DOORS, FRONT, door_of, option_of
from heloworld.lab.hosts.host_table import LOOPBACK
from heloworld.lab.plan import usual_port
from heloworld.lab.protocols import protocol_of

_ELSEWHERE: Final = {
    "MAIL-FOLDER": "the folder of the mailboxes, which the lesson says on the screen",
    "YOUR-LETTERS": "the mailbox of your own letters, which the lesson says on the screen",
}

_SHARED: Final = (
    " Its mailboxes are the same for all: what one learner deletes or marks is so for the next. Start it anew for each "
    "learner, or start several, each with ports of its own."
)

_ROOM: Final = 3
"""Lines for what happened in a step."""


class Edition(Enum):
    """Whom a handout is for, and so what stands in it."""

    FULL = "full"
    """Text, goals, questions, the solution as it was played, answers."""
    TEACHER = "teacher"
    """The same, with the notes for whoever holds the class."""
    STUDENT = "student"
    """A worksheet: text, questions, goals and lines to write on; nothing that gives an answer away."""
    KEY = "key"
    """The answers alone."""

    @property
    def is_played(self) -> bool:
        """Whether the solution stands in it."""
        return self in {Edition.FULL, Edition.TEACHER}


@dataclass(frozen=True, slots=True)
class Performance:
    """A solution that was played.

    Attributes:
        steps: What crossed in each step, with ``C:`` and ``S:``; lines without ends, safe to show.
        mailboxes: What lay in the mailboxes afterwards, by user; lines without ends, safe to show.
        is_complete: Whether all goals were reached.
    """

    steps: tuple[tuple[str, ...], ...] = ()
    mailboxes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    is_complete: bool = True


def places_on_paper(host: str, port: int, others: Mapping[str, int] | None = None) -> Places:
    """What stands on paper where the lesson has a placeholder: folders are other ones for each learner.

    Args:
        host: The server's name or address; one of IPv6 without brackets.
        port: Its port.
        others: The ports of other doors; else these have the usual ones, on which ``helo serve --lesson`` has them.
    """
    ports = {door: usual_port(door) for door in DOORS} | {FRONT: port} | dict(others or {})
    doors: dict[str, tuple[str, int | str]] = {door: (host, number) for door, number in ports.items()}
    return Places(doors, "MAIL-FOLDER", "YOUR-LETTERS")


@dataclass(frozen=True)
class Sheet:
    """One lesson on its way to paper.

    Attributes:
        lesson: The lesson.
        places: Where its server is.
        edition: Whom it is for.
        played: Its solution; nothing where the edition does without.
        course: What `helo lessons run` needs behind it to find the lesson.
        joining: How a class is joined, on a worksheet for one; else None.
    """

    lesson: Lesson
    places: Places
    edition: Edition = Edition.FULL
    played: Performance = Performance()
    course: str = ""
    joining: Joining | None = None

    @property
    def title(self) -> str:
        """Number and title."""
        return f"{self.lesson.number} {self.lesson.title}".strip()

    def blocks(self, *, anchor: str = "") -> list[Block]:
        """What stands on it.

        Args:
            anchor: The name by which the contents lead here; empty where there are none.
        """
        writers = {Edition.STUDENT: self._worksheet, Edition.KEY: self._key}
        begins_page = bool(anchor) and self.edition is not Edition.KEY
        heading = Heading(1, self.title, begins_page, anchor)
        return [heading, *writers.get(self.edition, self._whole)()]

    def _whole(self) -> Iterator[Block]:
        yield Prose(self._summary())
        for step in self.lesson.steps:
            yield from self._step(step)
        yield from self._way()
        if self._numbers:
            yield Heading(2, "Answers")
            yield from (Answer(self._numbers[each.id], self._on_paper(each)) for each in self._questions())
        head = self.lesson.head
        terms = tuple(
            (term, head.recap[term].means, head.recap[term].rfc) for term in head.teaches if term in head.recap
        )
        if terms:
            yield Heading(2, "What you know now")
            yield Terms(terms)

    def _worksheet(self) -> Iterator[Block]:
        yield Whose()
        yield Prose(self._summary())
        yield from self._how_to_begin()
        for step in self.lesson.steps:
            yield Heading(2, step.title)
            yield Prose(self._filled(step.before))
            yield from self._asked("Before you type", step.predictions)
            if step.goals:
                yield from () if step.predictions else self._tasks(step)
                yield Room("What happened?", _ROOM)
            yield from self._asked("Now that it has happened", step.checks)
        yield from self._held_back()
        if self.lesson.head.teaches:
            yield Heading(2, "In your own words")
            yield from (Room(term, 1) for term in self.lesson.head.teaches)

    def _how_to_begin(self) -> Iterator[Block]:
        """How the server of the class is reached, and how somebody joins it."""
        if self._is_from_afar:
            yield Heading(2, "Connect")
            yield Prose(ways_in(self.lesson, self.places))
            if self.joining is not None:
                says_hello = calls_front(self.lesson)
                join = self.joining
                yield Prose(join.by_hello if says_hello else join.by_program_instead(self.lesson.id))
        elif self.joining is not None:
            yield Heading(2, "Join your class")
            yield Prose(self.joining.by_program)

    def _held_back(self) -> Iterator[Block]:
        """On a page of their own the goals of steps that ask first: they could give the answers away."""
        steps = [step for step in self.lesson.steps if step.predictions and step.goals]
        if steps:
            yield Heading(2, "To do, once you have written down what you expect", begins_page=True)
        for step in steps:
            yield Heading(3, step.title)
            yield Tasks(tuple(goal.title for goal in step.goals))
            yield from self._judged(step)

    def _key(self) -> Iterator[Block]:
        if not self._numbers:
            yield Prose("This lesson asks no questions.")
        for step in self.lesson.steps:
            questions = (*step.predictions, *step.checks)
            if questions:
                yield Heading(2, step.title)
            yield from (Answer(self._numbers[each.id], self._on_paper(each), is_alone=True) for each in questions)

    def _step(self, step: Step) -> Iterator[Block]:
        yield Heading(2, step.title)
        yield Prose(self._filled(step.before))
        yield from self._asked("Before you type", step.predictions)
        if step.goals:
            yield from self._tasks(step)
        if step.after:
            yield Heading(3, "And then")
            yield Prose(self._filled(step.after))
        yield from self._asked("Now that it has happened", step.checks)
        if self.edition is Edition.TEACHER and step.notes:
            yield Notes(self.places.fill(step.notes))

    def _asked(self, heading: str, questions: tuple[Question, ...]) -> Iterator[Block]:
        """Questions below a heading of their own; on a worksheet, with room for the reason."""
        is_form = self.edition is Edition.STUDENT
        if questions:
            yield Heading(3, heading)
        for each in questions:
            yield Ask(self._numbers[each.id], self._on_paper(each), is_form)
            if is_form:
                yield Room("Because", 1)

    def _tasks(self, step: Step) -> Iterator[Block]:
        yield Heading(3, "To do")
        yield Tasks(tuple(goal.title for goal in step.goals))
        yield from self._judged(step)

    def _judged(self, step: Step) -> Iterator[Block]:
        """How a program of one's own is judged without that screen."""
        if step.judge is not None:
            yield Prose(f"Judge it: `helo judge {step.judge} --stage {step.stages[-1]} --`, and how it is started.")

    def _way(self) -> Iterator[Block]:
        """The solution as it was played; nothing where each step is about a program of one's own."""
        if all(step.judge is not None for step in self.lesson.steps):
            return
        yield Heading(2, "One way through it")
        yield Prose(
            "Another way is as good. These lines were sent to a real server when this page was made, and it answered. "
            "Only the times and queue IDs are made up, so that they are the same on every copy."
        )
        before: tuple[str, ...] = ()
        for step, lines in zip(self.lesson.steps, self.played.steps, strict=True):
            if lines:
                yield Heading(3, step.title)
                yield Code(FRONT, lines, before)
            before += lines
        for user, lines in self.played.mailboxes:
            yield Heading(3, f"The mailbox of {user} afterwards")
            yield Code("mbox", lines)

    @property
    def _numbers(self) -> dict[str, int]:
        """What each question is called on paper, by its id."""
        return {question.id: number for number, question in enumerate(self._questions(), 1)}

    def _questions(self) -> Iterator[Question]:
        """The questions in the order in which they are asked."""
        return (each for step in self.lesson.steps for each in (*step.predictions, *step.checks))

    def _on_paper(self, question: Question) -> Question:
        """A question with everything in its place, and with the one reason that is printed."""
        options = tuple(map(self._filled, question.options))
        why = self._filled(question.because(question.answer))
        return replace(question, ask=self._filled(question.ask), options=options, why=why)

    def _summary(self) -> str:
        head = self.lesson.head
        minutes = "1 minute" if head.minutes == 1 else f"{head.minutes} minutes"
        text = self._filled("\n\n".join(each for step in self.lesson.steps for each in (step.before, step.after)))
        where = [f"Where it says {word}, put {what}." for word, what in _ELSEWHERE.items() if word in text]
        start = f"About {minutes}. On the screen: `helo lessons run {self.lesson.id}{self.course}`."
        room = "" if self.edition is Edition.STUDENT and not own_screen(self.lesson) else self._room()
        start = f"About {minutes}." if self._is_from_afar else start
        return "\n\n".join([head.summary, " ".join(filter(None, [start, room, *where]))])

    @property
    def _is_from_afar(self) -> bool:
        """Whether it is a worksheet for the class's own machines: a server is named that they can reach."""
        is_named = self.places.doors != places_on_paper(LOOPBACK, usual_port(FRONT)).doors
        is_for_class = is_named or self.joining is not None
        return self.edition is Edition.STUDENT and is_for_class and not own_screen(self.lesson)

    def _room(self) -> str:
        """Where this is done without that screen: on a server that has the lesson's world, or with the judge alone."""
        if self.lesson.is_judged:
            return "In a terminal alone, `helo judge` does the same for your program."
        if own_screen(self.lesson):
            return f"It needs this program: its mailboxes and servers are there and nowhere else.{self._own_address()}"
        host, doors = self.places.doors[FRONT][0], self.lesson.head.world.all_doors
        ports = {door: self.places.doors[door][1] for door in (FRONT, *doors)}
        where = "" if host == LOOPBACK else f" --host {host}"
        where += "".join(f" {option_of(door)} {port}" for door, port in ports.items() if port != usual_port(door))
        others = [f"{_label(each)} on {ports[each]}" for each in doors]
        listens = f", with {' and '.join(others)}" if others else ""
        command = f"helo serve --lesson {self.lesson.id}{self.course}{where}"
        whom, then = ("one learner at a time", _SHARED) if shares_mail(self.lesson) else ("a whole room", "")
        return f"A server with the world of this lesson, for {whom}: `{command}`{listens}.{then}"

    def _own_address(self) -> str:
        """What to put into command lines where the learner's own screen has another address than stands there."""
        if not any(f"{{{word}}}" in step.before + step.after for step in self.lesson.steps for word in ADDRESSES):
            return ""
        host, port = self.places.doors[FRONT]
        return f" Where the title of its screen names another address than {host}:{port}, put that into command lines."

    def _filled(self, text: str) -> str:
        places = self.places.keeping(JUDGES) if self.lesson.is_judged else self.places
        return places.fill(without_keys(text))


def _label(door: str) -> str:
    """What is spoken at a door."""
    there = door_of(door)
    return protocol_of(there.protocol).label + (" over TLS" if there.implicit_tls else "")

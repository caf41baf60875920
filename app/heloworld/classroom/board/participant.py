"""One participant as the board knows them: a frozen record, and what each thing that happens makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from heloworld.classroom.board.syllabus import Syllabus
from heloworld.classroom.reports.told import Told
from heloworld.wire.rows import Exchange
from heloworld.wire.visible import visible

LAST: Final = 80
"""Characters of a line that are kept to be shown."""


@dataclass(frozen=True, slots=True)
class Hand:
    """A hand that is up.

    Attributes:
        at: Since when, in seconds since the epoch.
        words: What the mail said that raised it, safe to show; perhaps empty.
    """

    at: float
    words: str = ""


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in the class.

    Attributes:
        number: From 1: what stands for the name on a projector.
        name: What they are called here.
        seen: When they did something last, in seconds since the epoch.
        lesson: The id of the lesson where they did something last; empty before the first.
        reached: Lesson id → the ids of the goals reached in it.
        answers: Lesson id → question id → the option chosen last, from 0, or -1.
        held: Mistakes whose goals are still open: lesson id and name of the misstep.
        tries: Mistakes since the last goal.
        hints: Hints taken.
        last: What they did last, safe to show.
        is_refused: Whether the server refused that.
        hand: Their hand, if it is up.
    """

    number: int
    name: str
    seen: float
    lesson: str = ""
    reached: Mapping[str, frozenset[str]] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    held: frozenset[tuple[str, str]] = frozenset()
    tries: int = 0
    hints: int = 0
    last: str = ""
    is_refused: bool = False
    hand: Hand | None = None

    def reached_in(self, lesson: str) -> frozenset[str]:
        """The ids of the goals reached in a lesson, by its id."""
        return self.reached.get(lesson, frozenset())


def heard(who: Participant, exchange: Exchange, at: float) -> Participant:
    """Somebody has said something to the class server, and got the reply."""
    verb = "end of data" if exchange.verb == "." else visible(exchange.verb.encode("latin-1", "replace")[:LAST])
    said = f"{verb} {exchange.status}" if verb else "connected"
    if exchange.is_refused and exchange.reply:
        said = f"{verb} {visible(exchange.reply[-1])}".strip()
    return replace(who, seen=max(who.seen, at), last=said[:LAST], is_refused=exchange.is_refused)


def alive(who: Participant, at: float) -> Participant:
    """Somebody's program has said something to the class server: they are there, and have done nothing by that."""
    return replace(who, seen=max(who.seen, at))


def in_bare_lines(who: Participant, at: float) -> Participant:
    """Somebody types a letter in lines that end in LF alone, and no dot of theirs will end it."""
    last = "letter with bare LFs: no dot ends it (nc -C)"
    return replace(who, seen=max(who.seen, at), last=last, is_refused=True)


def raised(who: Participant, hand: Hand | None) -> Participant:
    """A hand goes up, or down for None; nothing else lowers it, for a question outlasts the next goal."""
    if hand is None:
        return replace(who, hand=None)
    return replace(who, hand=hand, seen=max(who.seen, hand.at), last="raised a hand", is_refused=False)


def after(who: Participant, told: Told, at: float, known: Syllabus) -> Participant:
    """Somebody has done something in a lesson.

    Args:
        who: Who.
        told: What; the lesson knows it.
        at: When it was heard of.
        known: The lesson.
    """
    lesson = told.lesson
    who = replace(who, seen=max(who.seen, at), lesson=lesson, is_refused=told.kind == "misstep")
    match told.kind:
        case "goal":
            reached = {**who.reached, lesson: who.reached_in(lesson) | {told.what}}
            over = {each for each in who.held if each[0] == lesson and known.mistakes[each[1]].goal == told.what}
            who = replace(who, reached=reached, held=who.held - over, tries=0)
            return replace(who, last=f"reached: {known.goals[told.what]}"[:LAST])
        case "misstep":
            is_open = known.mistakes[told.what].goal not in who.reached_in(lesson)
            held = who.held | {(lesson, told.what)} if is_open else who.held
            goal = known.goals.get(known.mistakes[told.what].goal, "")
            return replace(who, held=held, tries=who.tries + 1, last=f"a mistake at: {goal}"[:LAST])
        case "hint":
            return replace(who, hints=who.hints + 1, last=f"hint {told.number}: {known.goals[told.what]}"[:LAST])
        case "answer":
            answers = {**who.answers, lesson: {**who.answers.get(lesson, {}), told.what: told.number}}
            return replace(who, answers=answers, last="answered a question")
        case _:
            return replace(who, last=f"began {known.name}")


def beliefs(who: Participant, course: Mapping[str, Syllabus]) -> Iterator[str]:
    """What somebody believes, as far as their mistakes and answers show it; the same belief may come twice.

    Args:
        who: Who.
        course: The lessons by their ids.
    """
    for lesson, misstep in who.held:
        yield course[lesson].mistakes[misstep].belief
    for lesson, answers in who.answers.items():
        for question, option in answers.items():
            yield course[lesson].belief(question, option)

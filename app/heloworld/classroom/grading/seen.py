"""What a class server has seen itself: its record, taken apart by who has said hello with a name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from heloworld.classroom.board.beginnings import Beginnings
from heloworld.classroom.board.hearing import Hearing
from heloworld.classroom.grading.grade import Grade
from heloworld.classroom.grading.marker import moment
from heloworld.classroom.grading.points import goal_grades
from heloworld.classroom.grading.replay import play_again
from heloworld.classroom.hand_in.hand_in import Refused
from heloworld.classroom.roster import Member, Roster, badge
from heloworld.classroom.server.folder import ClassFolder, about
from heloworld.course.model.lesson import Lesson
from heloworld.errors import HeloError, TranscriptError
from heloworld.lab.doors import HARBOUR
from heloworld.wire.events import Delivered, Event, Rewritten
from heloworld.wire.rows import Exchange, Outcome
from heloworld.wire.transcript import parse

_TOO: Final = "Their own lessons told the class things, too, which are not in this record. Ask for a hand-in."
_ELSEWHERE: Final = (
    "Nothing was typed at the class server: with helo join, lessons are done elsewhere. Ask for a hand-in."
)
_NO_RECORD: Final = "--lesson is for records of a class; hand-ins are graded without it."


def seen(path: Path, lesson: Lesson) -> list[Grade | Refused]:
    """The grades of everybody in the record of a class, in one lesson; all of it counts.

    Args:
        path: The record: what the class server has written, or ``helo serve --json``.
        lesson: The lesson.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            people = by_name(list(parse(lines, str(path))), about(ClassFolder(path.absolute().parent)).word)
        return [_grade(name, theirs, lesson, path) for name, theirs in people.items()]
    except TranscriptError as error:
        return [Refused(str(path), f"{error.sentence} {_NO_RECORD}")]
    except (OSError, UnicodeDecodeError, HeloError, ArithmeticError, ValueError, RecursionError):
        return [Refused(str(path), "This cannot be read as the record of a class.")]


@dataclass(slots=True)
class Theirs:
    """What somebody did.

    Attributes:
        events: The events of their connections.
        is_told: Whether a program of theirs told the class what they did elsewhere.
    """

    events: list[Event] = field(default_factory=list)
    is_told: bool = False

    @property
    def remarks(self) -> tuple[str, ...]:
        """What is said of it beside the grade."""
        return () if not self.is_told and self.events else (_TOO if self.events else _ELSEWHERE,)


def by_name(events: Iterable[Event], word: str = "") -> Mapping[str, Theirs]:
    """What everybody did who takes part, by what they are called there; see `roster`.

    A connection is of whoever said hello on it last, as on the board. Nothing of it counts where a key was said: it is
    their program that reports there, and what it says is not what they have typed; they are named all the same.

    Args:
        events: The record.
        word: The word of the class; empty where it is not known, and any will do.
    """
    roster, hearing, beginnings = Roster(word), Hearing(), Beginnings()
    people: dict[str, Theirs] = {}
    names: dict[int, str] = {}
    reporting: set[int] = set()
    for event in events:
        hearing.feed((event,))
        said = [each for each in hearing.take_news() if isinstance(each, Exchange)]
        for exchange in said:
            member = _greeted(exchange, hearing, roster)
            if member is None:
                continue
            theirs = people.setdefault(member.name, Theirs())
            if (shown := badge(exchange.argument)) is not None and shown.key:
                reporting.add(event.conn)
                theirs.is_told = True
            elif names.get(event.conn) != member.name:
                theirs.events += beginnings.told(event.conn)
            names[event.conn] = member.name
        is_theirs = event.conn in names and event.conn not in reporting
        if is_theirs:
            people[names[event.conn]].events.append(event)
        beginnings.keep(event, is_known=is_theirs and bool(said))
    return people


def _greeted(exchange: Exchange, hearing: Hearing, roster: Roster) -> Member | None:
    """Who has said hello with an exchange; None where nobody has who takes part."""
    dialogue = hearing.sessions.get(exchange.conn)
    if dialogue is None or exchange.verb not in {"HELO", "EHLO"} or exchange.outcome is not Outcome.DONE:
        return None
    return roster.hear(exchange.argument, dialogue.opened.client[0])


def _within(event: Event) -> Event:
    """An event with its mailbox named within the folder of mail, wherever that was."""
    if not isinstance(event, Delivered | Rewritten):
        return event
    folder = f"{event.server}/" if event.server not in {"", HARBOUR} else ""
    return replace(event, path=f"{folder}{Path(event.path).name}")


def _grade(name: str, theirs: Theirs, lesson: Lesson, path: Path) -> Grade:
    events = theirs.events
    found = play_again(lesson, list(map(_within, events)), counts_all=True)
    moments = [at for event in events if (at := moment(event.at))]
    return Grade(
        str(path),
        name,
        lesson.id,
        lesson.number,
        lesson.title,
        "seen",
        goal_grades(lesson, found.goals, {}, found.missteps),
        at=max(moments, default=0.0),
        seconds=max(moments) - min(moments) if moments else 0.0,
        remarks=theirs.remarks,
    )

"""What a class server has seen itself: its record, taken apart by who has said hello with a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from heloworld.classroom.grading.grade import Grade
from heloworld.classroom.grading.marker import moment
from heloworld.classroom.grading.points import goal_grades
from heloworld.classroom.grading.replay import play_again
from heloworld.classroom.hand_in.hand_in import Refused
from heloworld.course.model.lesson import Lesson
from heloworld.errors import HeloError, TranscriptError
from heloworld.lab.doors import HARBOUR
from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Delivered, Event, Opened, Rewritten
from heloworld.wire.transcript import parse

_HELLO: Final = re.compile(rb"([a-z0-9][a-z0-9-]{0,31})\.[a-z][a-z0-9-]*(?:\.([0-9a-f]{16,40}))?", re.IGNORECASE)
"""A name, the word of the class, and perhaps a key by which a program is known again."""

_MOST_SESSIONS: Final = 100_000
"""Connections of a class that are held."""


def seen(path: Path, lesson: Lesson) -> list[Grade | Refused]:
    """The grades of everybody in the record of a class, in one lesson; all of it counts.

    Args:
        path: The record: what the class server has written, or ``helo serve --json``.
        lesson: The lesson.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            people = by_name(list(parse(lines, str(path))))
        return [_grade(name, events, lesson, path) for name, events in people.items()]
    except TranscriptError as error:
        return [Refused(str(path), error.sentence)]
    except (OSError, UnicodeDecodeError, HeloError, ArithmeticError, ValueError, RecursionError):
        return [Refused(str(path), "This cannot be read as the record of a class.")]


def by_name(events: Iterable[Event]) -> Mapping[str, list[Event]]:
    """The events of everybody who has said hello with a name and a word: ``HELO ana7.reef``.

    The first to say a name owns it, and is known again by the address or by the key; somebody else who says it is
    ``ana7-2``. A connection is of whoever said hello on it first.
    """
    events = list(events)
    hosts = {each.conn: each.client[0] for each in events if isinstance(each, Opened)}
    owners: dict[str, str] = {}
    names: dict[int, str] = {}
    for conn, name, key in _hellos(events):
        if conn not in names:
            names[conn] = _known_as(name, key or hosts.get(conn, ""), owners)
    people: dict[str, list[Event]] = {}
    for event in events:
        if event.conn in names:
            people.setdefault(names[event.conn], []).append(event)
    return people


def _known_as(name: str, mark: str, owners: dict[str, str]) -> str:
    """What somebody is called who says a name; whoever says it first owns it."""
    number, known = 1, name
    while owners.setdefault(known, mark) != mark:
        number += 1
        known = f"{name}-{number}"
    return known


def _hellos(events: Iterable[Event]) -> Iterable[tuple[int, str, str]]:
    """Connection, name and key of every hello that was taken, in order."""
    dissector = Dissector(protocol_of, keep_sessions=_MOST_SESSIONS)
    heard = 0
    for event in events:
        dissector.feed((event,))
        for exchange in dissector.exchanges_since(heard):
            found = _HELLO.fullmatch(exchange.argument.strip()) if exchange.verb in {"HELO", "EHLO"} else None
            if found is not None and exchange.code // 100 == 2:
                yield exchange.conn, found[1].decode().lower(), (found[2] or b"").decode().lower()
        heard = dissector.exchange_count


def _within(event: Event) -> Event:
    """An event with its mailbox named within the folder of mail, wherever that was."""
    if not isinstance(event, Delivered | Rewritten):
        return event
    folder = f"{event.server}/" if event.server not in {"", HARBOUR} else ""
    return replace(event, path=f"{folder}{Path(event.path).name}")


def _grade(name: str, events: list[Event], lesson: Lesson, path: Path) -> Grade:
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
    )

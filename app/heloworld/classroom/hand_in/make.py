"""Making a hand-in: a mail that any mail program, LMS or version control can carry."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from heloworld.classroom.hand_in.hand_in import ADDRESS, DIGEST, LARGEST, LARGEST_WORLD, MARK, MOST_WORLDS
from heloworld.course.journal.archive import Archive
from heloworld.course.model.lesson import Lesson
from heloworld.errors import HeloError

_ROOM: int = LARGEST // 2
"""Bytes of transcripts in a hand-in: Base64 makes a third more of them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a lesson.

    Attributes:
        lesson: The lesson.
        worlds: The transcript of each world, the oldest first.
    """

    lesson: Lesson
    worlds: tuple[bytes, ...]


def collect(archive: Archive, lessons: Iterable[Lesson]) -> list[Kept]:
    """What is kept of some lessons; where that is very much, the newest.

    Raises:
        HeloError: Nothing is kept of one of them.
    """
    found, room = [], _ROOM
    for lesson in lessons:
        worlds: list[bytes] = []
        for path in reversed(archive.worlds(lesson.id)):
            data = _read(path)
            if len(data) <= min(room, LARGEST_WORLD) and len(worlds) < MOST_WORLDS:
                worlds.insert(0, data)
                room -= len(data)
        if not worlds:
            raise HeloError(
                f"Nothing is there yet of the lesson {lesson.id}.", f"Take it first: helo lessons run {lesson.id}"
            )
        found.append(Kept(lesson, tuple(worlds)))
    return found


def make(name: str, kept: Sequence[Kept], now: datetime | None = None) -> bytes:
    """A hand-in as a mail, line ends LF.

    Args:
        name: The name of whoever hands in.
        kept: What of which lessons.
        now: The date that it has, with its time zone; this very moment where it is not said.
    """
    digest = hashlib.sha256(b"".join(world for each in kept for world in each.worlds)).hexdigest()
    mail = EmailMessage()
    mail["From"] = f"{name}@class.test"
    mail["To"] = ADDRESS
    mail["Subject"] = f"Hand-in of {name}: {', '.join(each.lesson.id for each in kept)}"
    mail["Date"] = format_datetime(now or datetime.now(UTC))
    mail["Message-ID"] = f"<{digest[:24]}.{name}@class.test>"
    mail[MARK] = name
    mail[DIGEST] = digest
    mail.set_content("".join(f"{line}\n" for line in _words(name, kept)))
    for each in kept:
        for number, world in enumerate(each.worlds, 1):
            file = f"{each.lesson.id}-{number}.jsonl"
            mail.add_attachment(world, maintype="application", subtype="x-ndjson", filename=file)
    mail.set_boundary(f"hand-in-{digest[:24]}")
    return mail.as_bytes()


def _words(name: str, kept: Sequence[Kept]) -> Iterable[str]:
    """What somebody reads who opens it in a mail program."""
    yield f"{name} hands in:"
    yield ""
    for each in kept:
        count = len(each.worlds)
        yield f"  {each.lesson.number} {each.lesson.title}: {count} transcript{'' if count == 1 else 's'}".rstrip()
    yield ""
    yield "Each transcript says line by line what crossed, what became of the mailboxes, and what was answered."
    yield "To grade it: helo grade FILE. To see it as it happened, save an attachment: helo replay FILE."


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_WORLD + 1)
    except OSError:
        return b""
    return data[: data.rfind(b"\n") + 1]  # the last line may still be written

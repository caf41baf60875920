"""Hand-ins that tests take apart and put together otherwise."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from heloworld.classroom.grading.grade import Grade
from heloworld.classroom.grading.marker import Marker
from heloworld.classroom.hand_in.hand_in import MARK, Refused
from heloworld.course.model.lesson import Course, Lesson
from heloworld.course.model.loader import load_course
from heloworld.course.model.who import secret_in, who_of

VARIED = Path(__file__).with_name("course")
"""A course of one lesson, which is another one for each learner."""


def signed(name: str, folder: Path = VARIED) -> tuple[Course, Lesson]:
    """That course and its lesson, as they are for a name."""
    course, faults = load_course(folder, who_of(name, secret_in(folder)))
    assert not faults
    return course, next(course.lessons)


def worlds(mail: bytes) -> list[list[dict[str, Any]]]:
    """The transcripts in a hand-in, line by line."""
    message = BytesParser(policy=policy.default).parsebytes(mail)
    parts = [part.get_content() for part in message.iter_attachments()]
    return [[json.loads(line) for line in part.decode().splitlines()] for part in parts]


def sealed(name: str, transcripts: Iterable[Sequence[dict[str, Any]]]) -> bytes:
    """A hand-in with such transcripts, whole as far as its own words go."""
    from heloworld.classroom.hand_in.make import Kept, make
    from shipped import LESSONS

    data = tuple("".join(f"{json.dumps(line)}\n" for line in each).encode() for each in transcripts)
    return make(name, [Kept(LESSONS[0], data)])


def changed(mail: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """A hand-in whose transcripts somebody has changed, with all its header fields as they were."""
    message = BytesParser(policy=policy.default).parsebytes(mail)
    other = EmailMessage()
    for field in (MARK, "X-HELO-Digest"):
        other[field] = str(message[field])
    other.set_content("")
    for part in message.iter_attachments():
        data = change(part.get_content())
        other.add_attachment(data, maintype="application", subtype="x-ndjson", filename=part.get_filename())
    return other.as_bytes()


def found_in(marker: Marker, mail: bytes, folder: Path) -> list[Grade | Refused]:
    """What comes of a file."""
    file = folder / "hand-in.eml"
    file.write_bytes(mail)
    return list(marker.grades_in(file))


def graded(marker: Marker, mail: bytes, folder: Path) -> Grade:
    """The one grade that comes of a file."""
    (grade,) = found_in(marker, mail, folder)
    assert isinstance(grade, Grade), grade
    return grade


def refused(marker: Marker, mail: bytes, folder: Path) -> str:
    """Why a file is refused."""
    (found,) = found_in(marker, mail, folder)
    assert isinstance(found, Refused), found
    return found.says

"""What the teacher has done at the board, beside the record of the class: hands that were seen, and what is asked.

No client hears of it, so no transcript has it. Without the file a board shows all hands up, and counts every vote.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Final

import msgspec

from heloworld.classroom.board.ballots import Asked
from heloworld.classroom.board.syllabus import Syllabus
from heloworld.classroom.server.folder import ClassFolder

NAME: Final = "desk.json"


class Desk(msgspec.Struct, frozen=True):
    """What the teacher has done.

    Attributes:
        lowered: By participant: when the hand went up that the teacher has seen last, in seconds since the epoch.
        begun: When the lesson of the class began, in the same: what was done before was done in another one.
        since: When what is voted on was asked, in the same.
        lesson: The id of its lesson; empty where nothing has been asked.
        question: The id of the question; empty for one that was asked aloud.
        is_told: Whether its right answer is shown.
    """

    lowered: dict[int, float] = {}
    begun: float = 0.0
    since: float = 0.0
    lesson: str = ""
    question: str = ""
    is_told: bool = False

    def asked(self, course: Mapping[str, Syllabus]) -> Asked:
        """What is voted on, as far as the course still has it.

        Args:
            course: The lessons by their ids.
        """
        known = course.get(self.lesson)
        question = None if known is None else known.questions.get(self.question)
        return Asked(self.since, self.lesson, question, self.is_told)


def read(folder: ClassFolder) -> Desk:
    """What was written down; nothing where nothing was, or it makes no sense."""
    try:
        return msgspec.json.decode((folder.path / NAME).read_bytes(), type=Desk)
    except (OSError, msgspec.MsgspecError):
        return Desk()


def write(folder: ClassFolder, lowered: Mapping[int, float], begun: float, asked: Asked) -> None:
    """Write it down, all of it or nothing; where that cannot be, the class goes on without.

    Args:
        folder: The folder of the class.
        lowered: As `Desk.lowered`.
        begun: As `Desk.begun`.
        asked: What is voted on.
    """
    question = "" if asked.question is None else asked.question.id
    desk = Desk(dict(lowered), begun, asked.since, asked.lesson, question, asked.is_told)
    new = folder.path / f"{NAME}.new"
    with contextlib.suppress(OSError):
        new.write_bytes(msgspec.json.encode(desk))
        new.replace(folder.path / NAME)


def changed(folder: ClassFolder) -> int:
    """When it was written last, in nanoseconds; 0 where it is not there."""
    try:
        return (folder.path / NAME).stat().st_mtime_ns
    except OSError:
        return 0

"""What a presenter wants to know and the class is not to see: where the lesson is, what comes next, the notes.

The program that presents writes it to a file whenever it changes; ``helo notes`` reads it in another terminal.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from pathlib import Path

import msgspec

from heloworld.course.model.lesson import Question
from heloworld.course.play.session import LessonSession, Mode


class CueCard(msgspec.Struct, frozen=True):
    """One moment of a presentation.

    Attributes:
        lesson: Number and title of the lesson.
        step: The step's title.
        at: Which step it is, from 1.
        of: How many there are.
        played: How many lines of the step's solution have been played.
        lines: How many it has.
        next_line: What the next key plays; empty where it plays no line.
        question: What is asked now, or was asked last in this step; empty where nothing was.
        answer: The right answer to that.
        why: Why it is right.
        mistakes: How many mistakes can be played here.
        notes: The teacher's notes, as Markdown.
        aside: Where the presenter is off the script: what the next key does before it plays a line; else empty.
        is_asked: Whether that question is still open.
    """

    lesson: str
    step: str
    at: int
    of: int
    played: int
    lines: int
    next_line: str
    question: str
    answer: str
    why: str
    mistakes: int
    notes: str
    aside: str = ""
    is_asked: bool = True


_ENTER = "Enter on an empty line: it connects"
_FREE = "Free play: nothing counts here. ^l brings you back to the step."
_BY_CLASS = "The class has done this step by itself. Page Down goes on; Page Up brings the script back."
_STRAYED = "Off the script: Page Down undoes what was done since and goes on here; Page Up only undoes it."


def card_of(session: LessonSession, fill: Callable[[str], str]) -> CueCard:
    """The card of a lesson as it stands.

    Args:
        session: The lesson.
        fill: Puts values in the place of placeholders.
    """
    page, step = session.page, session.runner.step
    asked, left = page.question or _discussed(session), step.solution[session.cue :]
    act = left[0] if left and not session.is_done_by_class else None
    return CueCard(
        page.lesson,
        page.step,
        page.at,
        page.of,
        len(step.solution) if session.is_done_by_class else session.cue,
        len(step.solution),
        "" if act is None else _ENTER if act.connect == "prompt" else act.in_words,
        fill(asked.ask) if asked is not None else "",
        fill(asked.options[asked.answer]) if asked is not None else "",
        fill(asked.because(asked.answer)) if asked is not None else "",
        len(step.wrongs),
        fill(step.notes),
        _aside(session),
        is_asked=page.question is not None,
    )


def _discussed(session: LessonSession) -> Question | None:
    """What a class still talks about: the last question of the step that it has answered, was told, or passed by."""
    passed = [each for each in session.runner.step.predictions if session.runner.answered(each) is not None]
    heard = [each.question for each in session.page.answered]
    return next(reversed((*passed, *heard)), None)


def _aside(session: LessonSession) -> str:
    """What the next key does first, where the presenter is off the script."""
    if session.mode is Mode.FREE:
        return _FREE
    if session.is_done_by_class:
        return _BY_CLASS
    return _STRAYED if session.has_strayed else ""


class CueFile:
    """Where the card lies.

    Args:
        path: The file. Where it cannot be written, there are no notes elsewhere, and nothing else is lost.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._written: CueCard | None = None
        self._card: CueCard | None = None
        self._stamp: tuple[int, int, int] | None = None

    def follow(self, session: LessonSession, fill: Callable[[str], str]) -> None:
        """Keep the card of what is presented there, and none while nothing is."""
        if session.is_presenting:
            self.write(card_of(session, fill))
        else:
            self.remove()

    def write(self, card: CueCard) -> None:
        """Put a card there, whole or not at all, if it is another one."""
        if card == self._written:
            return
        self._written = card
        beside = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside.write_bytes(msgspec.json.encode(card))
            beside.replace(self.path)

    def read(self) -> CueCard | None:
        """The card; None while nothing is presented. A file that is as it was is not read anew."""
        try:
            facts = self.path.stat()
            stamp = (facts.st_ino, facts.st_size, facts.st_mtime_ns)
            if stamp != self._stamp:
                self._card, self._stamp = msgspec.json.decode(self.path.read_bytes(), type=CueCard), stamp
        except (OSError, msgspec.MsgspecError):
            self._card, self._stamp = None, None
        return self._card

    def remove(self) -> None:
        """The presentation is over; where another one has begun meanwhile, that goes on."""
        is_ours, self._written = self._written is not None and self.read() == self._written, None
        if is_ours:
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)

"""The key that types the beginning of a step: what goes with the conversation before it, and what comes after it."""

from __future__ import annotations

from typing import Final, Protocol

from heloworld.course.play.advice.letter_lines import is_written
from heloworld.course.play.asking import Asking
from heloworld.course.play.session import LessonSession
from heloworld.ui.widgets.workbench import Workbench

_LETTER: Final = "The letter that you have begun goes with that."


class Stage(Protocol):
    """Where it is typed."""

    workbench: Workbench
    asking: Asking

    def may_cut_off(self, key: str, loss: str = "") -> bool:
        """Whether a fresh world may come: where something is lost, only when a key asks for it twice."""


class KnownBeginning:
    """What a player asks of the screen before and after it; `course.play.player.Beginning` says what each is.

    Args:
        session: The lesson.
        stage: Where it is typed.
    """

    def __init__(self, session: LessonSession, stage: Stage) -> None:
        self._session = session
        self._stage = stage

    def may_begin(self) -> bool:
        """A letter that has a line is not thrown away at the first key; before a class, nobody writes any."""
        witness = self._session.witness
        is_lost = not self._session.is_presenting and witness is not None and is_written(witness.look())
        return self._stage.may_cut_off("Shift+Tab", _LETTER if is_lost else "")

    def empty(self) -> bool:
        """What stands in the prompt goes."""
        line = self._stage.workbench.wire.line
        was, line.value = line.value, ""
        return bool(was)

    def is_sent(self) -> None:
        """Many a learner presses Enter after that."""
        self._stage.asking.expect_enter()

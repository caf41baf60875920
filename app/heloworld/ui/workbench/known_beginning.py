"""The key that types the beginning of a step: what goes with the conversation before it, and what comes after it."""

from __future__ import annotations

from typing import Final, Protocol

from heloworld.course.play.advice.letter_lines import is_written
from heloworld.course.play.asking import Asking
from heloworld.course.play.session import LessonSession
from heloworld.ui.widgets.workbench import Workbench
from heloworld.wire.events import Published

_LETTER: Final = "The letter that you have begun goes with that."
_ZONE: Final = "The zone that you have saved goes with that."


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
        """What a learner has written is not thrown away at the first key; before a class, nobody writes anything."""
        return self._stage.may_cut_off("Shift+Tab", "" if self._session.is_presenting else self._loss())

    def _loss(self) -> str:
        """What a fresh world takes from the learner, as a sentence: a letter that has a line, or a zone."""
        if (witness := self._session.witness) is None:
            return ""
        evidence = witness.look()
        if is_written(evidence):
            return _LETTER
        rows = (evidence.rows[number] for number in range(evidence.rows.first, len(evidence.rows)))
        saved = sum(isinstance(row.event, Published) for row in rows)
        return _ZONE if saved > sum(act.zone is not None for act in self._session.runner.way_back) else ""

    def empty(self) -> bool:
        """What stands in the prompt goes."""
        line = self._stage.workbench.wire.line
        was, line.value = line.value, ""
        return bool(was)

    def is_sent(self) -> None:
        """Many a learner presses Enter after that."""
        self._stage.asking.expect_enter()

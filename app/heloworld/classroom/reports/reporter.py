"""Follows a learner through lessons, and tells the class that they are in what they do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from heloworld.classroom.reports.membership import Membership
from heloworld.classroom.reports.told import Told, key
from heloworld.course.model.lesson import Lesson
from heloworld.course.play.runner import News
from heloworld.course.progress.records import Standing
from heloworld.wire.events import Opened
from heloworld.wire.transcript import Transcript


class Reporter:
    """A follower of a learner.

    Args:
        tell: Is told each thing once.
        belongs: Which class the learner is in just now. Who comes into one in the middle of a lesson is told of there
            as if they had opened it anew; while they are in none, nobody is told anything.
    """

    def __init__(self, tell: Callable[[Told], None], belongs: Callable[[], Membership | None]) -> None:
        self._tell, self._belongs = tell, belongs
        self._lesson: Lesson | None = None
        self._member: Membership | None = None
        self._before = Standing()
        self._ahead: frozenset[str] = frozenset()

    def stands(self, lesson: Lesson, standing: Standing) -> None:
        """A lesson was opened, or something was reached, answered or asked for."""
        before, self._before = self._before, standing
        member_before, self._member = self._member, self._belongs()
        lesson_before, self._lesson = self._lesson, lesson
        if self._member is None:
            return
        if lesson_before is not lesson or member_before != self._member:
            self._tell(Told(kind="begun", lesson=lesson.id, step=standing.step))
            before = Standing(standing.step, frozenset(), standing.answers, standing.hints)
            self._ahead = frozenset()
        self._tell_goals(lesson, standing.step, standing.reached - before.reached - self._ahead)
        self._ahead -= standing.reached
        for goal_id, count in standing.hints.items():
            for number in range(before.hints.get(goal_id, 0) + 1, count + 1):
                self._tell(Told(kind="hint", lesson=lesson.id, step=standing.step, what=goal_id, number=number))
        for question, option in standing.answers.items():
            if before.answers.get(question) != option:
                self._tell(Told(kind="answer", lesson=lesson.id, step=standing.step, what=question, number=option))

    def _tell_goals(self, lesson: Lesson, step: int, reached: frozenset[str]) -> None:
        for goal in lesson.goals:
            if goal.id in reached:
                self._tell(Told(kind="goal", lesson=lesson.id, step=step, what=goal.id))

    def looked(self, news: News) -> None:
        """What happened was taken in. Goals come with `stands`; with the last of all, those of later steps as well."""
        if news.is_lesson_done and self._lesson is not None:
            self.stands(self._lesson, self._before)
            now = frozenset(goal.id for goal in self._lesson.goals) - self._before.reached - self._ahead
            self._ahead |= now
            if self._member is not None:
                self._tell_goals(self._lesson, self._before.step, now)
        if news.misstep is None or self._lesson is None:
            return
        self.stands(self._lesson, self._before)
        if self._member is not None:
            what = key(self._lesson, news.misstep)
            self._tell(Told(kind="misstep", lesson=self._lesson.id, step=self._before.step, what=what))

    def hear(self, transcript: Transcript, is_ours: Callable[[Opened], bool], mail: Path) -> None:
        """A fresh world: nothing that a class wants to know."""

    def began(self, step: int) -> None:
        """The world is where a step begins: neither."""

    def rested(self) -> None:
        """Nothing counts any more: neither."""

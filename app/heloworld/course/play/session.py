"""One learner in a lesson: what is going on (doing, being shown, free play), kept from one day to the next.

Whoever shows the lesson, as a screen or in words, holds one of these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from heloworld.course.conditions.evidence import Evidence, Witness
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Course, Lesson, Question
from heloworld.course.play.followers import Followers
from heloworld.course.play.page import Page, page
from heloworld.course.play.runner import News, Runner
from heloworld.course.play.world_plan import mailboxes_of, zones_of
from heloworld.course.progress.progress import Progress
from heloworld.course.progress.records import LEFT_OPEN
from heloworld.lab.plan import Plan
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Opened
from heloworld.wire.transcript import Transcript


class Mode(Enum):
    """What is going on."""

    SETTING = "setting"
    """The world is being brought to where the step begins."""
    DOING = "doing"
    """The learner is at work: what happens counts."""
    SHOWING = "showing"
    """The solution is being played."""
    SHOWN = "shown"
    """It has been played, and the learner is to do it."""
    FREE = "free"
    """Nothing counts."""


class LessonSession:
    """One learner in one lesson of a course.

    Args:
        course: The course.
        lesson: The lesson to begin with.
        progress: What is known of the learner.
        plan_of: The world of a lesson; raises a `HeloError` where it asks for one that cannot be.
        followers: Who follows the learner, beside whoever shows the lesson.

    Attributes:
        mode: What is going on.
        followers: Who follows the learner.
        plan: The lesson's world.
        runner: How far the learner is.
        cue: How many lines of the step's solution a presenter has played.
        has_strayed: Whether something else was done since, which the presenter's next key undoes.
        is_presenting: Whether a class looks on.
        witness: Knows what happens in the world; None before there is one.
    """

    def __init__(
        self,
        course: Course,
        lesson: Lesson,
        progress: Progress,
        plan_of: Callable[[Lesson], Plan],
        followers: Followers | None = None,
    ) -> None:
        self.course, self.progress = course, progress
        self.mode = Mode.SETTING
        self.cue, self.has_strayed = 0, False
        self.is_presenting = False
        self._told: set[str] = set()
        self._plan_of = plan_of
        self.followers = followers or Followers()
        self.witness: Witness | None = None
        self._is_fresh = True
        self._since = self._brought_to = 0
        self.open(lesson)

    def open(self, lesson: Lesson) -> None:
        """Turn to a lesson, at the step where it was left.

        Raises:
            HeloError: It asks for a world that cannot be; then everything is as it was.
        """
        self.plan = self._plan_of(lesson)
        self.runner = Runner(lesson, self.progress.standing(lesson.id))
        self.mode = Mode.SETTING
        self.cue, self.has_strayed = 0, False
        self._told.clear()
        self._keep()

    def begin_at(self, step: int) -> None:
        """Go to a step, from 0, before the world is there."""
        self.runner.go(step)
        self._keep()

    @property
    def lesson(self) -> Lesson:
        """The lesson."""
        return self.runner.lesson

    @property
    def at(self) -> str:
        """Lesson and step, as a name."""
        return f"{self.lesson.id} {self.runner.at}"

    @property
    def page(self) -> Page:
        """What is shown now."""
        return page(self.runner, told=self._told, asks_first=self.is_presenting)

    @property
    def is_counting(self) -> bool:
        """Whether what happens counts."""
        return self.mode is Mode.DOING

    # What happens

    def follow(self, dissector: Dissector, is_ours: Callable[[Opened], bool], transcript: Transcript) -> None:
        """A new transcript has begun."""
        self.followers.hear(transcript, is_ours, self.plan.mail)
        self.witness = Witness(dissector, is_ours, mailboxes_of(self.lesson, self.plan.mail), zones_of(self.plan))

    def look(self) -> News:
        """Take in what happened in the transcript that is followed; nothing, while it does not count."""
        if self.witness is None or not self.is_counting:
            return News()
        return self.take(self.witness.look())

    def take(self, evidence: Evidence) -> News:
        """Take in all that happened since the lesson began, and keep what was reached."""
        self.followers.see(evidence, is_played=self._is_fresh)
        heeds, presents = not self._is_fresh, self.is_presenting
        news = self.runner.look(evidence, heeds_missteps=heeds, since=self._since, is_before_class=presents)
        self.followers.looked(news)
        if news.is_step_done and self.is_presenting and not self._is_fresh and not self.cue:
            self.has_strayed = bool(self.runner.step.solution)  # nothing of it was played: somebody else has done it
        self._is_fresh = False
        if news.reached or news.lost:
            self._keep()
        if news.is_lesson_done:
            self.progress.finished(self.lesson.id)
        return news

    def resume(self, *, credits_way: bool = False) -> None:
        """The world is where the step begins: from now on, what happens counts.

        Args:
            credits_way: Whether the goals of earlier steps are reached by what has brought it there; else it is
                nobody's merit.
        """
        self.mode = Mode.DOING
        self.runner.arrive()
        self._is_fresh = True
        self._since = 0 if credits_way else self.runner.at
        self._brought_to = self.runner.at
        self.followers.began(self.runner.at)

    # What the learner chooses

    def answer(self, question: Question, option: int) -> None:
        """A question was answered."""
        self.runner.answer(question, option)
        self._keep()

    def tell(self, question: Question) -> None:
        """Go on from a question before a class, which nobody has answered: a prediction is left open, a check told."""
        if question.when == "before":
            self.answer(question, LEFT_OPEN)
        else:
            self._told.add(question.id)

    def ask_again(self, questions: Sequence[Question]) -> bool:
        """Ask questions once more that were answered, passed over or told; returns whether any was."""
        was = [each for each in questions if each.id in self._told or self.runner.answered(each) is not None]
        self._told -= {each.id for each in was}
        self.runner.ask_again(was)
        self._keep()
        return bool(was)

    def hint(self) -> str | None:
        """What has to be undone first, if anything has; else the next hint, if there is another."""
        if self.runner.undo:
            return self.runner.undo
        hint = self.runner.hint()
        self._keep()
        return hint

    def turn(self, by: int) -> tuple[Act, ...] | None:
        """Turn to another step.

        Returns:
            What brings a fresh world to where it has to be; None where the world is right as it is.
        """
        skips, is_shown = by > 0 and not self.runner.is_step_done, self.mode in {Mode.SHOWING, Mode.SHOWN}
        if is_shown:
            self.way_again()  # what was shown has not happened
        if skips:
            self.runner.take_back()
        self.runner.go(self.runner.at + by)
        self.cue = 0
        self._keep()
        if skips:
            return self.runner.way_here
        if self.runner.is_step_done or (not is_shown and self._stands_here(by)):
            return self.runner.way_back if is_shown else None
        return self.begin_step_again(asks_again=by < 0 and not self.is_presenting)

    def _stands_here(self, by: int) -> bool:
        """Whether the world stands where an open step begins: all that comes before it was done in this world.

        It never does after turning back: what has happened since then is what later steps ask for.
        """
        between = self.lesson.steps[self._brought_to : self.runner.at]  # a class keeps the world that it sees
        return self.is_presenting or (by > 0 and all(map(self.runner.is_done_here, between)))

    def begin_step_again(self, *, asks_again: bool = False) -> tuple[Act, ...]:
        """Forget what was reached in this step; returns what brings a fresh world to its beginning.

        Args:
            asks_again: Whether a prediction that was left open is asked for once more; before a class, all questions.
        """
        if asks_again and self.is_presenting:
            self.ask_again([*self.runner.step.predictions, *self.runner.step.checks])
        self.runner.take_back(all_of_world=self.is_presenting)  # a class plays it all again
        self.runner.begin_step_again(asks_again=asks_again)
        self.cue, self.has_strayed = 0, False
        self._keep()
        return self.runner.way_here

    def way_again(self) -> tuple[Act, ...]:
        """What brings a fresh world to where the step stands; what was reached in a step that is done stays reached."""
        return self.runner.way_back if self.runner.is_step_done else self.begin_step_again()

    def next_act(self) -> Act | None:
        """The next line of the step's solution, for a presenter; None after the last."""
        solution = self.runner.step.solution
        if self.cue >= len(solution):
            return None
        self.cue += 1
        return solution[self.cue - 1]

    @property
    def is_done_by_class(self) -> bool:
        """Whether the step's goals are reached by something else than the presenter's lines, which then go unplayed."""
        is_behind = self.cue < len(self.runner.step.solution)
        return self.has_strayed and self.mode is not Mode.FREE and is_behind and self.runner.is_step_done

    def act_back(self) -> tuple[Act, ...] | None:
        """What brings a fresh world to where it was one line ago, or to the end of the step before.

        At a lesson's beginning that is the end of the lesson before; None at the very beginning of all.

        Raises:
            HeloError: The lesson before asks for a world that cannot be; then everything is as it was.
        """
        if self.cue:
            self.ask_again(self.runner.step.checks)
            return self._played(self.cue - 1)
        if self.runner.at:
            self.runner.go(self.runner.at - 1)
        elif (before := self.course.before(self.lesson)) is not None:
            self.open(before)
            self.runner.go(len(before.steps) - 1)
        else:
            return None
        return self._played(len(self.runner.step.solution))

    def played_again(self) -> tuple[Act, ...]:
        """What brings a fresh world to where a presenter was before something else was done in it."""
        return self._played(self.cue)

    def _played(self, cue: int) -> tuple[Act, ...]:
        way = (*self.begin_step_again(), *self.runner.step.solution[:cue])
        self.cue = cue
        return way

    def begin_lesson_again(self) -> None:
        """Forget all about this lesson."""
        self.runner.begin_again()
        self._told.clear()
        self.cue = 0
        self._keep()

    def _keep(self) -> None:
        self.progress.keep(self.lesson.id, self.runner.standing)
        self.followers.stands(self.lesson, self.runner.standing)

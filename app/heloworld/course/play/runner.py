"""A lesson that is being learned: where somebody is in it, what is reached, what helps. No screen, no I/O.

Whoever shows a lesson, as a screen or as plain lines, asks a runner what to show, hands it the evidence whenever
something happened, and says what the learner chose.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from heloworld.course.conditions.evidence import Evidence
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Goal, Lesson, Misstep, Question, Step
from heloworld.course.play.advice.mistakes import Mistakes
from heloworld.course.play.advice.off_track import (
    Begun,
    Stand,
    conn_of,
    is_no_mistake,
    off_track,
    stand_of,
    where_begun,
)
from heloworld.course.play.head_start import HeadStart, of_whole_steps
from heloworld.course.progress.records import LEFT_OPEN, Standing
from heloworld.lab.doors import door_of


def _can_be(question: Question, option: int) -> bool:
    return 0 <= option < len(question.options) or (option == LEFT_OPEN and question.when == "before")


@dataclass(frozen=True, slots=True)
class News:
    """What has changed.

    Attributes:
        reached: Goals that are reached now and were not.
        lost: Goals that are not reached any more; only those that must hold.
        misstep: The mistake that was just made, where the goal it keeps from being reached is still open.
        off_track: What has to be undone now and was not to be undone before; empty where there is nothing like that.
        is_step_done: Whether the last goal of the step where the learner is was among those reached.
        is_lesson_done: Whether the last goal of all was.
    """

    reached: tuple[Goal, ...] = ()
    lost: tuple[Goal, ...] = ()
    misstep: Misstep | None = None
    off_track: str = ""
    is_step_done: bool = False
    is_lesson_done: bool = False

    def __bool__(self) -> bool:
        return self != News()


class Runner:
    """One lesson, one learner.

    Args:
        lesson: The lesson.
        standing: How far they were; what is not of this lesson any more is left out, and so are half-done steps.

    Attributes:
        reopened: The ids of goals that were reached on another day, in steps that begin anew.
        plays_mistake: Whether a presenter plays a mistake, which is spoken of although the class still thinks.
    """

    def __init__(self, lesson: Lesson, standing: Standing | None = None) -> None:
        known = standing or Standing()
        self.lesson = lesson
        self.at = min(max(known.step, 0), len(lesson.steps) - 1)
        self._ids = {goal.id: goal for goal in lesson.goals}
        questions = {each.id: each for each in lesson.questions}
        self._reached = set(of_whole_steps(lesson.steps, known.reached))
        self.reopened = frozenset(known.reached & self._ids.keys() - self._reached)
        self._answers = {
            id_: option for id_, option in known.answers.items() if id_ in questions and _can_be(questions[id_], option)
        }
        self._hints = {id_: count for id_, count in known.hints.items() if id_ in self._ids}
        self._mistakes = Mistakes()
        self._head_start = HeadStart()
        self._evidence: Evidence | None = None
        self._begun: Stand | None = None
        self._begun_at = Begun()
        self._home = door_of(lesson.head.world.prompt).protocol
        self._is_beginning, self.plays_mistake = True, False
        self.off_track = ""

    # What to show

    @property
    def standing(self) -> Standing:
        """How far the learner is, for another day, on which nothing is left of this world."""
        kept = self._reached - self._head_start.ahead(self.lesson.steps[self.at :])
        return Standing(self.at, frozenset(kept), dict(self._answers), dict(self._hints))

    @property
    def step(self) -> Step:
        """The step where the learner is."""
        return self.lesson.steps[self.at]

    @property
    def prediction(self) -> Question | None:
        """The prediction that is to be made before anything is typed in this step."""
        return next((each for each in self.step.predictions if each.id not in self._answers), None)

    @property
    def goal(self) -> Goal | None:
        """The first goal of the step that is still open."""
        return next((each for each in self.step.goals if each.id not in self._reached), None)

    @property
    def misstep(self) -> Misstep | None:
        """The mistake that was made last, while its goal is open and it is not mended."""
        return self._mistakes.told(self._reached)

    @property
    def is_no_mistake(self) -> bool:
        """Whether only the next thing is to be done: the server hung up on silence, or a conversation began anew."""
        return is_no_mistake(self.off_track, self._evidence)

    @property
    def undo(self) -> str:
        """What has to be undone before the step can go on, as Markdown; empty where there is nothing like that."""
        return self.off_track or (self.misstep.say if self.misstep is not None and self.misstep.lasting else "")

    @property
    def hints(self) -> tuple[str, ...]:
        """The hints given for the open goal."""
        return self.step.hints(self.goal.id)[: self._hints.get(self.goal.id, 0)] if self.goal is not None else ()

    @property
    def has_more_hints(self) -> bool:
        """Whether there is another hint for the open goal."""
        return self.goal is not None and self._hints.get(self.goal.id, 0) < len(self.step.hints(self.goal.id))

    @property
    def is_step_done(self) -> bool:
        """Whether all goals of the step are reached."""
        return self._has_done(self.step)

    @property
    def is_done(self) -> bool:
        """Whether all goals of the lesson are reached."""
        return self._ids.keys() <= self._reached

    @property
    def skipped(self) -> int | None:
        """The first step with an open goal before this one, where all goals of this one are reached; else None."""
        if not self.is_step_done:
            return None
        return next((at for at, step in enumerate(self.lesson.steps[: self.at]) if not self._has_done(step)), None)

    @property
    def is_last_step(self) -> bool:
        """Whether no step follows."""
        return self.at == len(self.lesson.steps) - 1

    def is_reached(self, goal: Goal) -> bool:
        """Whether a goal is reached."""
        return goal.id in self._reached

    def _has_done(self, step: Step) -> bool:
        return all(map(self.is_reached, step.goals))

    def is_done_here(self, step: Step) -> bool:
        """Whether a step's goals were reached in the world that there is now, and not in an earlier one."""
        return all(map(self._head_start.has, step.goals))

    def answered(self, question: Question) -> int | None:
        """The option that was chosen; None before that."""
        return self._answers.get(question.id)

    # What happened

    def look(
        self, evidence: Evidence, *, heeds_missteps: bool = True, since: int = 0, is_before_class: bool = False
    ) -> News:
        """Take in what happened since the last look.

        Args:
            evidence: All that happened since the lesson began.
            heeds_missteps: Whether mistakes are spoken of; not those of a past that was replayed.
            since: The step at which the learner set out; what was played to get there is nobody's merit.
            is_before_class: Whether others may be connected, of whose mistakes nobody is told: see `_of_prompt`.
        """
        was_done, was_step_done = self.is_done, self.is_step_done
        reached, lost = [], []
        for goal in (goal for step in self.lesson.steps[since:] for goal in step.goals):
            if goal.id in self._reached and not goal.hold:
                continue
            reach = self._head_start.reach(goal, evidence)
            if reach is not None and goal.id not in self._reached:
                reached.append(goal)
                self._head_start.note(goal, reach, is_ahead=goal not in self.step.goals)
            elif reach is None and goal.id in self._reached:
                lost.append(goal)
        self._reached |= {goal.id for goal in reached}
        self._reached -= {goal.id for goal in lost}
        misstep = self._misstep(evidence, is_before_class=is_before_class) if heeds_missteps else None
        self._mistakes.tell(misstep, evidence, is_on=bool(reached))
        was_off, self._evidence = self.off_track, evidence
        self._begin(evidence)
        begun = (self._begun, evidence, self._home, self._begun_at)
        self.off_track = off_track(self.step, self.goal, *begun) if heeds_missteps else ""
        return News(
            tuple(reached),
            tuple(lost),
            misstep,
            self.off_track if self.off_track != was_off else "",
            self.is_step_done and not was_step_done,
            self.is_done and not was_done,
        )

    def _misstep(self, evidence: Evidence, *, is_before_class: bool) -> Misstep | None:
        if is_before_class and self.prediction is not None and not self.plays_mistake:  # the class still thinks
            return None
        return self._mistakes.made(self.step, self._reached, evidence, is_before_class=is_before_class)

    def _begin(self, evidence: Evidence) -> None:
        """Remember where the session stands when a step begins."""
        if self._is_beginning:
            self._is_beginning = False
            stood = stand_of(evidence.own)
            self._begun = where_begun(stood, self.step, self.way_here, self._home)
            self._begun_at = Begun(conn_of(evidence.own), evidence.now)

    # What the learner chose

    def answer(self, question: Question, option: int) -> None:
        """An option was chosen, or a prediction left open; a prediction is sealed with that."""
        if question.when == "after" or question.id not in self._answers:
            self._answers[question.id] = option

    def ask_again(self, questions: Iterable[Question]) -> None:
        """Forget how questions were answered."""
        for question in questions:
            self._answers.pop(question.id, None)

    def hint(self) -> str | None:
        """Give the next hint for the open goal; None where there is no other."""
        goal = self.goal
        if goal is None or not self.has_more_hints:
            return None
        given = self._hints[goal.id] = self._hints.get(goal.id, 0) + 1
        return self.step.hints(goal.id)[given - 1]

    def go(self, step: int) -> None:
        """Go to a step; beyond the ends there is none."""
        self.at = min(max(step, 0), len(self.lesson.steps) - 1)
        self._mistakes.drop()
        self.off_track, self._is_beginning = "", True
        if self._evidence is not None:
            self._reached -= self._head_start.come_to(self.step, self._evidence, is_done=self.is_step_done)
            self._begin(self._evidence)

    def arrive(self) -> None:
        """The world is a fresh one, brought to where the step begins: all that happened before is gone."""
        self.take_back()
        self._evidence, self._is_beginning = None, True
        self._head_start.forget()

    def begin_step_again(self, *, asks_again: bool = False) -> None:
        """Forget what was reached in this step, and its hints; what was predicted stays sealed.

        A prediction that was left open is asked for again, where that is wanted: a told answer goes with the rest.
        """
        if asks_again:
            self.ask_again([each for each in self.step.predictions if self.answered(each) == LEFT_OPEN])
        self._forget(self.step.goals)
        self.take_back()

    def take_back(self, *, all_of_world: bool = False) -> bool:
        """What goes with the world is not reached any more; returns whether a later step that was done is open again.

        Args:
            all_of_world: See `HeadStart.gone`.
        """
        done = [step for step in self.lesson.steps[self.at + 1 :] if self._has_done(step)]
        self._reached -= self._head_start.gone(self.lesson.steps[self.at :], self._reached, all_of_world=all_of_world)
        return not all(map(self._has_done, done))

    def begin_again(self) -> None:
        """Forget everything, answers too."""
        self._forget(self._ids.values())
        self._answers.clear()
        self.go(0)

    def _forget(self, those: Iterable[Goal]) -> None:
        for goal in those:
            self._reached.discard(goal.id)
            self._hints.pop(goal.id, None)
        self._mistakes.forget()
        self.off_track, self.plays_mistake = "", False

    @property
    def way_back(self) -> tuple[Act, ...]:
        """What brings a fresh world to where somebody left: a done step asks about what its lines have made."""
        return self.way_here + (self.step.solution if self.is_step_done else ())

    @property
    def way_here(self) -> tuple[Act, ...]:
        """What brings a fresh world to where this step begins: the solutions of the steps before."""
        return tuple(act for step in self.lesson.steps[: self.at] for act in step.solution)

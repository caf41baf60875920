"""A lesson, as it is once it has been read: steps, and in them goals, missteps, hints, questions and solutions.

Everything a machine reads stands in fences; each kind of fence is a record here, and `FENCES` has them by their names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, ClassVar, Final, Literal, TypeAlias

from msgspec import Meta, Struct

from heloworld.course.conditions import Condition
from heloworld.course.conditions.mailbox import Mailbox
from heloworld.course.conditions.stages import STAGES, JudgeName
from heloworld.course.conditions.trial import Trial
from heloworld.course.model.act import Act
from heloworld.course.model.world import Id, Sentence, World

Reasons: TypeAlias = Sentence | Annotated[tuple[Sentence, ...], Meta(min_length=1)]


class Fence(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What stands in a fence.

    Attributes:
        line: The line of the file on which the fence opens, from 1.
    """

    about: ClassVar[str] = ""
    line: int = 0


class Recap(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a term means, in a sentence, and where that is written."""

    means: Annotated[Sentence, Meta(description="One sentence.")]
    rfc: Annotated[
        str, Meta(description="Number and section, such as `5321 §4.1.1.4`; left out where no RFC says it.")
    ] = ""


class Head(Fence, frozen=True):
    """What the lesson is."""

    about = "What the lesson is, and the world it plays in"

    id: Annotated[Id, Meta(description="Its name on the command line, and in other lessons' `needs`.")]
    summary: Annotated[Sentence, Meta(description="One sentence for the course map.")]
    minutes: Annotated[int, Meta(ge=1, le=60, description="How long it takes.")]
    needs: Annotated[tuple[Id, ...], Meta(description="The lessons that must come before.")] = ()
    teaches: Annotated[tuple[Sentence, ...], Meta(description="The terms that are new here.")] = ()
    recap: Annotated[dict[str, Recap], Meta(description="For each of them what it means.")] = {}
    world: Annotated[World, Meta(description="The servers and the mailboxes.")] = World()
    introduces: Annotated[
        tuple[Literal["digits", "rfc", "strip"], ...],
        Meta(
            description="What comes on the screen with this lesson, and is not there in those before: `digits` (what "
            "each digit of a reply means), `rfc` (where that is written down), `strip` (where the session stands, and "
            "which commands come next). What no lesson introduces is always there."
        ),
    ] = ()
    ends_part: Annotated[
        bool,
        Meta(description="Whether it is the page at a part's end: what can be done now, and a task to be done alone."),
    ] = False


class Goal(Fence, frozen=True):
    """What the learner is to reach."""

    about = "What the learner is to reach, and how to tell"

    id: Annotated[Id, Meta(description="Its name, used once in the lesson.")]
    title: Annotated[
        Sentence, Meta(max_length=120, description="What the learner reads; it names all that is checked.")
    ]
    need: Annotated[tuple[Condition, ...], Meta(description="All of these must be met.")] = ()
    any: Annotated[tuple[Condition, ...], Meta(description="One of these must be met.")] = ()
    none: Annotated[tuple[Condition, ...], Meta(description="None of these may be met.")] = ()
    seq: Annotated[tuple[Condition, ...], Meta(description="These must be met in this order.")] = ()
    hold: Annotated[bool, Meta(description="Whether it must stay true; otherwise what was reached stays reached.")] = (
        False
    )
    scope: Annotated[
        Literal["connection", "lesson"], Meta(description="Whether all must happen on one connection, or on any.")
    ] = "connection"
    points: Annotated[int, Meta(ge=0, le=100, description="What it is worth where hand-ins are graded.")] = 1


class Misstep(Fence, frozen=True):
    """A common mistake, and the sentence that helps."""

    about = "A common mistake, and the sentence that helps"

    on: Annotated[Id, Meta(description="The goal that it keeps from being reached.")]
    match: Annotated[tuple[Condition, ...], Meta(min_length=1, description="What it looks like: these, in this order.")]
    say: Annotated[Sentence, Meta(description="What arrived, what was expected, why.")]
    id: Annotated[Id | None, Meta(description="Its name, where a `wrong` refers to it.")] = None
    belief: Annotated[str | None, Meta(description="What somebody believes who does this, for the teacher.")] = None
    lasting: Annotated[
        bool, Meta(description="Whether it keeps being true, and being said, until the step begins again.")
    ] = False


class Hint(Fence, frozen=True):
    """A ladder of hints."""

    about = "A ladder of hints, the last nearly the answer"

    on: Annotated[Id, Meta(description="The goal that it leads to.")]
    say: Annotated[tuple[Sentence, ...], Meta(min_length=1, max_length=3, description="One to three hints, in order.")]


class Question(Fence, frozen=True):
    """A prediction, or a check."""

    about = "A prediction that is sealed before anything is typed, or a check afterwards"

    id: Annotated[Id, Meta(description="Its name, used once in the lesson.")]
    when: Annotated[Literal["before", "after"], Meta(description="`before`: a prediction; `after`: a check.")]
    ask: Annotated[Sentence, Meta(description="The question.")]
    options: Annotated[tuple[Sentence, ...], Meta(min_length=2, max_length=5, description="What can be answered.")]
    answer: Annotated[int, Meta(ge=0, description="Which option is right, counted from 0.")]
    why: Annotated[Reasons, Meta(description="Why that is so; or one sentence for each option.")]
    belief: Annotated[
        str | None, Meta(description="What somebody believes who answers otherwise, for the teacher.")
    ] = None

    def because(self, option: int) -> str:
        """What to say to somebody who chose an option."""
        return self.why if isinstance(self.why, str) else self.why[min(option, len(self.why) - 1)]


class Solution(Fence, frozen=True):
    """The lines that reach every goal of the step."""

    about = "The lines that reach every goal of the step"

    play: Annotated[tuple[str | Act, ...], Meta(min_length=1, description="What is sent, in order.")]
    known: Annotated[
        int,
        Meta(
            ge=0,
            description="How many of these lines, from the first on, the learner knows by heart: one key types them.",
        ),
    ] = 0

    @property
    def acts(self) -> tuple[Act, ...]:
        """What is done, each as a record."""
        return tuple(Act(send=each) if isinstance(each, str) else each for each in self.play)


class Wrong(Fence, frozen=True):
    """Lines that must not reach a goal."""

    about = "Lines that must not reach a goal, and the misstep that they set off"

    on: Annotated[Id, Meta(description="The goal that they must not reach.")]
    misstep: Annotated[Id, Meta(description="The misstep that they set off.")]
    play: Annotated[tuple[str | Act, ...], Meta(min_length=1, description="What is sent, in order.")]

    @property
    def acts(self) -> tuple[Act, ...]:
        """What is done, each as a record."""
        return tuple(Act(send=each) if isinstance(each, str) else each for each in self.play)


class Teacher(Fence, frozen=True):
    """Notes for whoever holds the class."""

    about = "Notes for whoever holds the class; nobody else sees them"

    notes: Annotated[Sentence, Meta(description="Markdown.")]


FENCES: Final[Mapping[str, type[Fence]]] = {
    "lesson": Head,
    "goal": Goal,
    "misstep": Misstep,
    "hint": Hint,
    "question": Question,
    "solution": Solution,
    "wrong": Wrong,
    "teacher": Teacher,
}
"""The word after the backticks, and what stands in the fence."""


def number_of(path: Path) -> str:
    """Part and lesson, such as ``1.3``, as folder and file count; empty where they do not."""
    part, own = path.parent.name.partition("-")[0], path.name.partition("-")[0]
    return f"{part}.{int(own)}" if part.isdigit() and own.isdigit() else ""


def names_of(path: Path) -> frozenset[str]:
    """What a lesson is called by its file alone: number and id, as far as the file's name has them."""
    return frozenset({number_of(path), path.stem.partition("-")[2]}) - {""}


@dataclass(frozen=True)
class Step:
    """One page of a lesson.

    Attributes:
        title: Its heading.
        line: The heading's line in the file, from 1.
        before: What is read first, as Markdown.
        after: What is read once the goals are reached, as Markdown; perhaps empty.
        fences: What machines read, in the order of the file.
    """

    title: str
    line: int
    before: str
    after: str
    fences: tuple[Fence, ...]

    @cached_property
    def goals(self) -> tuple[Goal, ...]:
        """What is to be reached."""
        return tuple(each for each in self.fences if isinstance(each, Goal))

    @cached_property
    def missteps(self) -> tuple[Misstep, ...]:
        """The mistakes that are expected."""
        return tuple(each for each in self.fences if isinstance(each, Misstep))

    @cached_property
    def predictions(self) -> tuple[Question, ...]:
        """What is asked before."""
        return tuple(each for each in self.fences if isinstance(each, Question) and each.when == "before")

    @cached_property
    def checks(self) -> tuple[Question, ...]:
        """What is asked afterwards."""
        return tuple(each for each in self.fences if isinstance(each, Question) and each.when == "after")

    @cached_property
    def solution(self) -> tuple[Act, ...]:
        """What reaches all goals; empty where the step has none."""
        return next((each.acts for each in self.fences if isinstance(each, Solution)), ())

    @cached_property
    def known(self) -> tuple[Act, ...]:
        """The beginning of the solution that is known from earlier lessons."""
        return next((each.acts[: each.known] for each in self.fences if isinstance(each, Solution)), ())

    @cached_property
    def wrongs(self) -> tuple[Wrong, ...]:
        """What must reach nothing."""
        return tuple(each for each in self.fences if isinstance(each, Wrong))

    @cached_property
    def notes(self) -> str:
        """The teacher's notes, as Markdown, and what people may believe who answer or act otherwise."""
        notes = [each.notes.strip("\n") for each in self.fences if isinstance(each, Teacher)]
        if beliefs := "\n".join(dict.fromkeys(f"- {' '.join(each.split())}" for each in self._beliefs())):
            notes.append(f"What they may believe:\n\n{beliefs}")
        return "\n\n".join(notes)

    def _beliefs(self) -> Iterator[str]:
        """What somebody may believe who goes wrong, each with where that shows."""
        titles = {goal.id: goal.title for goal in self.goals}
        for each in self.fences:
            if isinstance(each, Question) and each.belief:
                yield f"“{each.belief}” (a wrong answer to: {each.ask})"
            elif isinstance(each, Misstep) and each.belief:
                yield f"“{each.belief}” (a mistake on the way to: {titles.get(each.on, each.on)})"

    @cached_property
    def mailbox(self) -> str:
        """Whose mailbox its goals look at first; empty where they look at none."""
        conditions = (each for goal in self.goals for each in (*goal.need, *goal.any, *goal.seq))
        return next((each.mailbox for each in conditions if isinstance(each, Mailbox)), "")

    @cached_property
    def judge(self) -> JudgeName | None:
        """What kind of program its goals ask the judge about; None where they ask for none."""
        return next((each.judge for each in self._trials()), None)

    @cached_property
    def stages(self) -> tuple[str, ...]:
        """The stages that its goals ask for, in the order in which they are played."""
        wanted = {each.stage for each in self._trials()}
        return tuple(each for each in STAGES[self.judge] if each in wanted) if self.judge is not None else ()

    def _trials(self) -> Iterator[Trial]:
        """What its goals ask of the judge."""
        conditions = (each for goal in self.goals for each in (*goal.need, *goal.any, *goal.seq))
        return (each for each in conditions if isinstance(each, Trial))

    def hints(self, goal: str) -> tuple[str, ...]:
        """The ladder of hints to a goal."""
        return tuple(say for each in self.fences if isinstance(each, Hint) and each.on == goal for say in each.say)


@dataclass(frozen=True)
class Lesson:
    """One lesson.

    Attributes:
        path: Its file.
        title: Its heading.
        head: What it is.
        steps: Its pages.
        is_varied: Whether it is another one for each learner: ``{who}`` stands in it.
    """

    path: Path
    title: str
    head: Head
    steps: tuple[Step, ...]
    is_varied: bool = False

    @property
    def id(self) -> str:
        """Its name."""
        return self.head.id

    @property
    def goals(self) -> Iterator[Goal]:
        """All that is to be reached, in order."""
        return (goal for step in self.steps for goal in step.goals)

    @property
    def questions(self) -> Iterator[Question]:
        """All that is asked, in order."""
        return (each for step in self.steps for each in step.fences if isinstance(each, Question))

    @property
    def is_judged(self) -> bool:
        """Whether a step of it is about a program of the learner's own."""
        return any(step.judge is not None for step in self.steps)

    @property
    def number(self) -> str:
        """Part and lesson, such as ``1.3``, as folder and file count; empty where they do not."""
        return number_of(self.path)


@dataclass(frozen=True)
class Part:
    """Lessons that belong together: one folder.

    Attributes:
        title: Its name.
        lessons: The lessons, in order.
    """

    title: str
    lessons: tuple[Lesson, ...]


@dataclass(frozen=True)
class Course:
    """All lessons of a folder, in the order of the file names.

    Attributes:
        folder: The folder.
        parts: The lessons, in their parts.
        left_out: Files that are named like lessons, and cannot be read as such.
    """

    folder: Path
    parts: tuple[Part, ...]
    left_out: tuple[Path, ...] = ()

    @property
    def lessons(self) -> Iterator[Lesson]:
        """All lessons, in order."""
        return (lesson for part in self.parts for lesson in part.lessons)

    def find(self, name: str) -> Lesson | None:
        """A lesson by its id or its number."""
        return next((each for each in self.lessons if name in {each.id, each.number}), None)

    def before(self, lesson: Lesson) -> Lesson | None:
        """The lesson that comes before."""
        lessons = list(self.lessons)
        at = lessons.index(lesson)
        return lessons[at - 1] if at else None

    def after(self, lesson: Lesson) -> Lesson | None:
        """The lesson that comes next."""
        lessons = list(self.lessons)
        following = lessons[lessons.index(lesson) + 1 :]
        return following[0] if following else None

    def hidden_in(self, lesson: Lesson) -> frozenset[str]:
        """What is not on the screen of a lesson yet, because a later one introduces it."""
        lessons = list(self.lessons)
        at = lessons.index(lesson) + 1
        known = {each for earlier in lessons[:at] for each in earlier.head.introduces}
        return frozenset(each for later in lessons[at:] for each in later.head.introduces if each not in known)

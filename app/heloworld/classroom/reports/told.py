"""What somebody does in a lesson, one thing at a time: what a report tells, and what the class server sees itself."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias, get_args

from msgspec import Meta, Struct

from heloworld.course.model.lesson import Lesson, Misstep

Kind: TypeAlias = Literal["begun", "goal", "misstep", "hint", "answer", "hand"]
"""A lesson was begun, a goal reached, a mistake made, a hint given, a question answered, a hand raised."""

KINDS: tuple[Kind, ...] = get_args(Kind)

Name: TypeAlias = Annotated[str, Meta(max_length=80)]
Number: TypeAlias = Annotated[int, Meta(ge=-1, le=999)]


class Told(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One thing that somebody has done.

    Attributes:
        kind: What it is.
        lesson: The lesson's id; empty where it is about none.
        step: The step where they were, from 0.
        what: The id of the goal, or of the goal that a hint was for; of the question; of the misstep, as `key` has it;
            what somebody asks who raises a hand.
        number: The option that was chosen, from 0, or -1 where none was; which hint it was, from 1; else 0.
    """

    kind: Kind
    lesson: Name = ""
    step: Number = 0
    what: Name = ""
    number: Number = 0


def key(lesson: Lesson, misstep: Misstep) -> str:
    """A name for a misstep that is the same wherever the lesson is the same.

    Its id, where it has one; else the goal that it is about, and which of the missteps about that goal it is, from 1.
    One that stands in no lesson, such as a mistyped domain, has 0 for that.
    """
    if misstep.id is not None:
        return misstep.id
    same = [each for step in lesson.steps for each in step.missteps if each.on == misstep.on]
    return f"{misstep.on}.{next((at for at, each in enumerate(same, 1) if each is misstep), 0)}"

"""What stands in a lesson's saved transcript beside the events of connections: what a learner chose."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

import msgspec

from heloworld.errors import TranscriptError
from heloworld.lab.recorded.held_notes import Held, Note, Ours
from heloworld.wire.events import Event
from heloworld.wire.transcript import parse_line


class World(Note, frozen=True, tag="world", kw_only=True):
    """A fresh world begins here: the first line.

    Attributes:
        lesson: The lesson's id; empty for free play.
        course: The course, as progress knows it.
        name: What the learner calls themselves; empty where that is not known.
    """

    lesson: str = ""
    course: str = ""
    name: str = ""


class Begun(Note, frozen=True, tag="begun", kw_only=True):
    """The world is where a step begins: from here on, what happens counts.

    Attributes:
        step: The step, from 0.
    """

    step: int


class At(Note, frozen=True, tag="step", kw_only=True):
    """The learner has turned to a step.

    Attributes:
        step: The step, from 0.
    """

    step: int


class Answered(Note, frozen=True, tag="answered", kw_only=True):
    """A question was answered.

    Attributes:
        question: Its id.
        option: The option, from 0; -1 where a prediction was left open.
    """

    question: str
    option: int


class Hinted(Note, frozen=True, tag="hint", kw_only=True):
    """A hint was given.

    Attributes:
        goal: The id of the goal.
        count: How many hints for it there have been.
    """

    goal: str
    count: int


class Reached(Note, frozen=True, tag="reached", kw_only=True):
    """A goal was reached; nobody believes that without the events.

    Attributes:
        goal: Its id.
    """

    goal: str


class Missed(Note, frozen=True, tag="misstep", kw_only=True):
    """A mistake was made that the lesson expects.

    Attributes:
        goal: The id of the goal that it keeps from being reached.
    """

    goal: str


class Rested(Note, frozen=True, tag="rested", kw_only=True):
    """From here on, nothing counts."""


AnyNote: TypeAlias = World | Held | Ours | Begun | At | Answered | Hinted | Reached | Missed | Rested

Line: TypeAlias = Event | AnyNote
"""What a line of a saved transcript says."""

_TAGS: Final = frozenset(
    kind.__struct_config__.tag for kind in (World, Held, Ours, Begun, At, Answered, Hinted, Reached, Missed, Rested)
)


def read_lines(lines: Iterable[str], source: str) -> Iterator[Line]:
    """Events and notes from lines of JSON; other lines of that kind are passed over.

    Args:
        lines: JSON objects, one a line.
        source: A name for the lines, for error messages.

    Raises:
        TranscriptError: A line is neither; its number is in the sentence.
    """
    for number, line in enumerate(lines, 1):
        fields, event = parse_line(line, source, number)
        if event is not None:
            yield event
        elif fields["event"] in _TAGS:
            try:
                yield msgspec.convert(fields, AnyNote)
            except msgspec.ValidationError as error:
                raise TranscriptError(
                    f"{source}, line {number}, is no event of a transcript.", "Hand in the file as it was saved."
                ) from error

"""What a handout consists of, whatever its format: headings, text, goals, questions, transcripts, room to write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from heloworld.course.model.lesson import Question


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading.

    Attributes:
        level: Its level, from 1.
        text: What it says, as plain text.
        begins_page: Whether a page of paper begins with it.
        anchor: A name by which the contents lead here; empty where nothing does.
    """

    level: int
    text: str
    begins_page: bool = False
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """What stands in a handout of several lessons: the anchor of each, its title, and how long it takes."""

    entries: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown."""

    markdown: str


@dataclass(frozen=True, slots=True)
class Tasks:
    """Goals, to be ticked off."""

    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """A question with its options; where it is answered on paper, each has a box."""

    number: int
    question: Question
    is_form: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, and why; where it stands by itself, the question and the option are repeated."""

    number: int
    question: Question
    is_alone: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """Room to write on: a label, which may be empty, and lines."""

    label: str
    lines: int


@dataclass(frozen=True, slots=True)
class Whose:
    """Where name and date are filled in."""

    labels: tuple[str, ...] = ("Name", "Date")


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of a session or a mailbox.

    Attributes:
        language: ``smtp`` or ``mbox``.
        lines: The lines.
        before: Those that came before and are not shown; they tell what these are.
    """

    language: str
    lines: tuple[str, ...]
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """What was learned: terms, what they mean, and where that is written."""

    terms: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """What is for the teacher alone, as Markdown."""

    markdown: str


Block: TypeAlias = Heading | Contents | Prose | Tasks | Ask | Answer | Room | Whose | Code | Terms | Notes


def letter(option: int) -> str:
    """What an option is called on paper: a, b, c and so on."""
    return "abcdefghij"[option]


def joined(lines: Sequence[str]) -> str:
    """Lines as one text that ends with a line end."""
    return "".join(f"{line}\n" for line in lines)

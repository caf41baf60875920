"""A lesson on paper, as blocks: text, goals, questions, the solution as it was played, answers. No format yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from msgspec.structs import replace

from heloworld.course.model.lesson import Lesson, Question, Step
from heloworld.course.model.placeholders import Places
from heloworld.lab.protocols import DEFAULT

PLACES: Final = Places("127.0.0.1", "2525", "TLS-PORT", "MAIL-FOLDER")
"""What stands on paper where the lesson has a placeholder; the last two are other ones each time."""

_ELSEWHERE: Final = {
    "TLS-PORT": "the port for TLS, which the lesson says on the screen",
    "MAIL-FOLDER": "the folder of the mailboxes, which the lesson says on the screen",
}


@dataclass(frozen=True, slots=True)
class Performance:
    """A solution that was played.

    Attributes:
        steps: What crossed in each step, with ``C:`` and ``S:``; lines without ends, safe to show.
        mailboxes: What lay in the mailboxes afterwards, by user; lines without ends, safe to show.
        is_complete: Whether all goals were reached.
    """

    steps: tuple[tuple[str, ...], ...]
    mailboxes: tuple[tuple[str, tuple[str, ...]], ...]
    is_complete: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; a page of paper may begin with it."""

    level: int
    text: str
    begins_page: bool = False


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
    """A question with its options."""

    number: int
    question: Question


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question, and why."""

    number: int
    question: Question


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


Block: TypeAlias = Heading | Prose | Tasks | Ask | Answer | Code | Terms | Notes


def handout(lesson: Lesson, played: Performance, *, for_teacher: bool) -> list[Block]:
    """A lesson on paper.

    Args:
        lesson: The lesson.
        played: Its solution.
        for_teacher: Whether the teacher's notes are wanted.
    """
    numbers = {question.id: number for number, question in enumerate(_questions(lesson), 1)}
    blocks: list[Block] = [Heading(1, f"{lesson.number} {lesson.title}".strip()), Prose(_summary(lesson))]
    for step in lesson.steps:
        blocks += _step(step, numbers, for_teacher=for_teacher)
    blocks += _played(lesson, played)
    if numbers:
        blocks.append(Heading(2, "Answers"))
        blocks += [Answer(numbers[question.id], question) for question in _questions(lesson)]
    head = lesson.head
    terms = tuple((term, head.recap[term].means, head.recap[term].rfc) for term in head.teaches if term in head.recap)
    return blocks + ([Heading(2, "What you know now"), Terms(terms)] if terms else [])


def _questions(lesson: Lesson) -> Iterator[Question]:
    """The questions in the order in which they are asked."""
    return (_on_paper(each) for step in lesson.steps for each in (*step.predictions, *step.checks))


def _on_paper(question: Question) -> Question:
    """A question with everything in its place, and with the one reason that is printed."""
    options = tuple(map(_filled, question.options))
    why = _filled(question.because(question.answer))
    return replace(question, ask=_filled(question.ask), options=options, why=why)


def _summary(lesson: Lesson) -> str:
    minutes = "1 minute" if lesson.head.minutes == 1 else f"{lesson.head.minutes} minutes"
    text = _filled("\n\n".join(each for step in lesson.steps for each in (step.before, step.after)))
    where = [f"Where it says {word}, put {what}." for word, what in _ELSEWHERE.items() if word in text]
    start = f"About {minutes}. On the screen: `helo lessons run {lesson.id}`."
    return "\n\n".join([lesson.head.summary, " ".join([start, *where])])


def _step(step: Step, numbers: dict[str, int], *, for_teacher: bool) -> Iterator[Block]:
    yield Heading(2, step.title)
    yield Prose(_filled(step.before))
    if step.predictions:
        yield Prose("**Before you type:**")
        yield from (Ask(numbers[each.id], _on_paper(each)) for each in step.predictions)
    if step.goals:
        yield Prose("**To do:**")
        yield Tasks(tuple(goal.title for goal in step.goals))
    if step.after or step.checks:
        yield Prose("**And then:**")
        yield Prose(_filled(step.after))
        yield from (Ask(numbers[each.id], _on_paper(each)) for each in step.checks)
    if for_teacher and step.notes:
        yield Notes(_filled(step.notes))


def _played(lesson: Lesson, played: Performance) -> Iterator[Block]:
    yield Heading(2, "One way through it", begins_page=True)
    yield Prose(
        "Another way is as good. These lines were sent to a real server when this page was made, and it answered."
    )
    before: tuple[str, ...] = ()
    for step, lines in zip(lesson.steps, played.steps, strict=True):
        if lines:
            yield Heading(3, step.title)
            yield Code(DEFAULT, lines, before)
        before += lines
    for user, lines in played.mailboxes:
        yield Heading(3, f"The mailbox of {user} afterwards")
        yield Code("mbox", lines)


def _filled(text: str) -> str:
    return PLACES.fill(text)


def letter(option: int) -> str:
    """What an option is called on paper: a, b, c and so on."""
    return "abcdefghij"[option]


def joined(lines: Sequence[str]) -> str:
    """Lines as one text that ends with a line end."""
    return "".join(f"{line}\n" for line in lines)

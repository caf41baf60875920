"""What the lesson pane says: from a page to styled text, in three parts above, at, and below the goals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from textual.content import Content

from heloworld.course.play.page import SKIPPED, Answered, Page
from heloworld.ui.markdown_text import prose

Fill = Callable[[str], str]

_COPIES: Final = " ^y copies a command, and then the next."

_GUESS: Final = "Your guess first: press its number, or ↑ ↓ and Enter."

GUESS_ELSEWHERE: Final = Content.styled("Your guess first: F8 shows the question.", "$faint")
"""The same on a narrow screen beside the wire, where the question is out of sight."""

_DONE, _HERE, _AHEAD = "[x] ", "[>] ", "[ ] "


def title(page: Page, *, is_presenting: bool = False) -> str:
    """Where one is; once the step is done, also which key goes on, and to a class which ones answer what is asked."""
    if is_presenting and page.is_done and page.question is not None:
        return f"Step {page.at} of {page.of} · 1–{len(page.question.options)} or PgDn answers"
    key = "PgDn" if is_presenting else "F8"
    return f"Step {page.at} of {page.of}" + (f" · done, {key} goes on" if page.is_done else "")


def reading(page: Page, fill: Fill) -> Content:
    """Heading and prose."""
    return Content("\n\n").join([Content.styled(page.step, "bold $separator"), prose(page.before, fill)])


def tasks(page: Page) -> Content:
    """The goals, ticked off as they are reached."""
    lines = []
    for task in page.tasks:
        mark, style = (_DONE, "$good") if task.is_done else (_HERE, "bold") if task.is_next else (_AHEAD, "$faint")
        lines.append(Content.assemble((mark, style), (task.title, style)))
    return Content("\n").join(lines)


def response(page: Page, fill: Fill) -> Content:
    """What is said to what the learner did: a misstep, hints, predictions; once all is done, the explanation."""
    return Content("\n\n").join(_response(page, fill))


def _response(page: Page, fill: Fill) -> Iterator[Content]:
    if page.misstep and not page.is_done:
        yield Content.assemble(("Not yet. ", "bold $refused"), prose(page.misstep, fill))
    if page.idle and not page.is_done:
        yield Content.assemble(("Waiting for you. ", "bold $separator"), prose(page.idle, fill))
    for answered in page.predicted:
        yield _prediction(answered, fill)
    for number, hint in enumerate(page.hints, 1):
        yield Content.assemble((f"Hint {number}. ", "bold $separator"), prose(hint, fill))
    if page.is_done and page.after:
        yield prose(page.after, fill)
    for answered in page.answered:
        yield _check(answered, fill)
    if page.skipped:
        yield Content.assemble((f"{SKIPPED} ", "bold $separator"), prose(page.skipped, fill))


def _prediction(answered: Answered, fill: Fill) -> Content:
    if not answered.chosen:
        answer = prose(answered.question.options[answered.question.answer], fill)
        asked = prose(answered.question.ask, fill)
        return Content.assemble(
            ("The question was: ", "bold"),
            asked,
            ("\nThe answer: ", "bold"),
            answer,
            "\n",
            prose(answered.why, fill),
        )
    said = Content.assemble(("You predicted: ", "bold"), prose(answered.chosen, fill))
    if answered.is_right is None:
        return Content.assemble(said, (" (sealed until the step is done)", "$faint"))
    verdict = ("And so it was. ", "bold $good") if answered.is_right else ("It went otherwise. ", "bold $refused")
    return Content.assemble(said, "\n", verdict, prose(answered.why, fill))


def _check(answered: Answered, fill: Fill) -> Content:
    asked = Content.assemble(prose(answered.question.ask, fill), "\n")
    if not answered.chosen:
        return Content.assemble(asked, _told(answered, fill))
    said = Content.assemble(("You answered: ", "bold"), prose(answered.chosen, fill), "\n")
    if not answered.is_right:
        said = Content.assemble(said, ("Look again. ", "bold $refused"), prose(answered.why, fill))
        return Content.assemble(said, "\n", _told(answered, fill)) if answered.is_told else said
    return Content.assemble(asked, said, ("Yes. ", "bold $good"), prose(answered.why, fill))


def _told(answered: Answered, fill: Fill) -> Content:
    """The right answer, as it is told to a class."""
    question = answered.question
    right = prose(question.options[question.answer], fill)
    return Content.assemble(("The answer: ", "bold"), right, "\n", prose(question.because(question.answer), fill))


def recap(page: Page) -> Content:
    """What was learned, at the lesson's end; nothing before."""
    if not page.recap:
        return Content()
    entries = [Content.styled("What you know now", "bold")]
    for term, means, rfc in page.recap:
        source = f"  RFC {rfc}" if rfc else ""
        entries.append(Content.assemble((term, "bold $name"), (source, "$faint"), f"\n  {means}"))
    return Content("\n\n").join(entries)


def footer(page: Page, aside: str | None = None, *, is_presenting: bool = False) -> Content:
    """The line that says what can be done next.

    Args:
        page: The page.
        aside: What is said while the learner is not at work on the step.
        is_presenting: Whether it is shown to a class, by somebody who knows the keys.
    """
    if aside is not None:
        return Content.styled(aside, "bold $separator")
    if is_presenting:
        return Content()
    if page.question is not None and page.question.when == "before":
        return Content.styled(_GUESS, "$faint")
    if page.question is not None:
        return Content.styled("A question is open: F8 until you see it, then the number of its answer.", "$faint")
    if page.is_done:
        on = (f"F8 goes on: {'the next lesson' if page.is_last else 'the next step'}.", "bold $good")
        return Content.assemble(on, (_COPIES if page.commands else "", "$faint"))
    hint = "F2 gives a hint. " if page.has_more_hints else ""
    if page.was_left_open:
        hint = f"No guess yet: F5 asks you again. {hint}"
    known = "Shift+Tab types and sends the beginning that you know. " if page.known else ""
    shows = "" if page.judge is not None else "F3 shows how it goes."
    return Content.styled(f"{known}{hint}{shows}{_COPIES if page.commands else ''}".strip(), "$faint")

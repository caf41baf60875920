"""What the digits of a reply mean, RFC numbers, the strip and the next commands come when lessons introduce them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from heloworld.ui.widgets.wire.explanation import Explanation
from heloworld.ui.widgets.wire.state_strip import StateStrip, next_words
from heloworld.ui.widgets.wire.wire_pane import WirePane
from shipped import COURSE
from ui.conftest import Seat
from ui.screens.lesson_desk import seats, write_course

ALL = frozenset({"digits", "rfc", "strip"})


def is_plain(seat: Seat) -> bool:
    """Whether nothing is seen of what has to be introduced; else all of it has to be."""
    pane = seat.screen.query_one(WirePane)
    bar = str(pane.query_one(Explanation).render())
    signs = ("2xx = done" in bar, "RFC 5321" in bar, pane.query_one(StateStrip).visible, bool(pane.border_subtitle))
    assert any(signs) is all(signs)
    return not any(signs)


@pytest.mark.parametrize("guided", [True, False], ids=["guide", "lab"])
async def test_the_guide_shows_what_a_newcomer_needs_and_the_lab_everything(
    sit: Callable[..., AbstractAsyncContextManager[Seat]], guided: bool
) -> None:
    async with sit(guided=guided) as seat:
        await seat.send("HELO me")
        await seat.until(lambda: seat.is_said("#wire-pane > Explanation", "250: done as asked"))
        await seat.pilot.pause()
        assert is_plain(seat) is guided


async def test_a_lesson_hides_what_a_later_one_introduces(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    second = course / "1-hello" / "02-again.md"
    text = second.read_text(encoding="utf-8")
    second.write_text(
        text.replace("minutes =", 'introduces = ["digits", "rfc", "strip"]\nminutes =', 1), encoding="utf-8"
    )
    async with seats(course)() as desk:
        await desk.until(lambda: desk.is_said("#wire-pane > Explanation", "220: the server is ready"))
        await desk.until(lambda: is_plain(desk))
    second.write_text(text, encoding="utf-8")
    async with seats(course)() as desk:
        await desk.until(lambda: desk.is_said("#wire-pane > Explanation", "RFC 5321"))
        assert not is_plain(desk), "what no lesson introduces is always there"


@pytest.mark.parametrize(
    ("number", "hidden"), [("1.1", ALL), ("1.2", frozenset({"strip"})), ("1.3", frozenset()), ("6.8", frozenset())]
)
def test_the_course_introduces_them_one_after_the_other(number: str, hidden: frozenset[str]) -> None:
    lesson = COURSE.find(number)
    assert lesson is not None
    assert COURSE.hidden_in(lesson) == hidden


@pytest.mark.parametrize(
    ("width", "said"), [(20, "next: MAIL EHLO HELO"), (19, "next: MAIL EHLO …"), (12, "next: MAIL …"), (9, "")]
)
def test_no_command_is_cut_in_the_middle_of_its_word(width: int, said: str) -> None:
    assert next_words(("MAIL", "EHLO", "HELO"), width) == said
    assert next_words((), width) == ""

"""The review asks one question after the other, says after each why it is so, and can be left at any time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Static

from heloworld.course.model.lesson import Question
from heloworld.course.progress.spaced_review import ReviewItem
from heloworld.ui.screens.review import ReviewScreen
from heloworld.ui.themes import VARIABLES
from heloworld.ui.widgets.lesson.question import Options
from shipped import LESSONS

ITEMS = tuple(ReviewItem(lesson, question, timedelta()) for lesson in LESSONS for question in lesson.questions)[:3]


class Room(App[None]):
    """Nothing but a review."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[str, bool]] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return VARIABLES

    def on_mount(self) -> None:
        self.push_screen(ReviewScreen(ITEMS, self._reviewed))

    def _reviewed(self, item: ReviewItem, is_right: bool) -> None:
        self.told.append((item.question.id, is_right))

    @property
    def is_asking(self) -> bool:
        return isinstance(self.focused, Options)

    def says(self, part: str) -> str:
        return str(self.screen.query_one(f"#{part}", Static).render())


@asynccontextmanager
async def asked(size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[Room, Pilot[None]]]:
    room = Room()
    async with room.run_test(size=size) as pilot:
        await pilot.pause()
        assert room.is_asking
        yield room, pilot


def right(question: Question) -> str:
    return str(question.answer + 1)


def wrong(question: Question) -> str:
    return "2" if question.answer == 0 else "1"


async def test_a_right_answer_and_a_wrong_one_each_with_its_reason() -> None:
    first, second = (item.question for item in ITEMS[:2])
    async with asked() as (room, pilot):
        assert ITEMS[0].lesson.title in room.says("from")
        await pilot.press(right(first))
        assert room.told == [(first.id, True)]
        assert "Yes. " in room.says("why")
        assert not room.is_asking, "what was answered is not answered again"
        await pilot.press("enter")
        await pilot.pause()
        assert room.is_asking
        assert room.says("why") == ""
        await pilot.press(wrong(second))
        assert room.told == [(first.id, True), (second.id, False)]
        assert "It is otherwise. " in room.says("why")
        assert second.because(int(wrong(second)) - 1)[:20] in room.says("why").replace("\n", " ")


async def test_after_the_last_question_it_closes() -> None:
    async with asked() as (room, pilot):
        for item in ITEMS:
            assert isinstance(room.screen, ReviewScreen)
            await pilot.press(right(item.question))
            await pilot.press("f8")
            await pilot.pause()
        assert not isinstance(room.screen, ReviewScreen)
        assert room.told == [(item.question.id, True) for item in ITEMS]


@pytest.mark.parametrize("key", ["escape", "q"])
@pytest.mark.parametrize("is_answered", [False, True])
async def test_it_can_be_left_in_the_middle(key: str, is_answered: bool) -> None:
    async with asked() as (room, pilot):
        if is_answered:
            await pilot.press(right(ITEMS[0].question))
        await pilot.press(key)
        await pilot.pause()
        assert not isinstance(room.screen, ReviewScreen)
        assert len(room.told) == is_answered


async def test_a_question_may_be_passed_over_and_stays_unanswered() -> None:
    async with asked() as (room, pilot):
        await pilot.press("f8")
        await pilot.pause()
        assert room.told == []
        assert room.is_asking
        await pilot.press(right(ITEMS[1].question))
        assert room.told == [(ITEMS[1].question.id, True)]


async def test_with_arrow_keys_on_a_small_screen() -> None:
    async with asked((40, 12)) as (room, pilot):
        while room.screen.query_one(Options).highlighted != ITEMS[0].question.answer:
            await pilot.press("down")
        await pilot.press("enter")
        assert room.told == [(ITEMS[0].question.id, True)]

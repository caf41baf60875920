"""A question that was left open: which key asks it again, and what is said of it in the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.screens.lesson_desk import Sit, seats, write_course


@pytest.fixture
def sit(tmp_path: Path) -> Sit:
    return seats(write_course(tmp_path))


async def test_who_went_on_without_a_guess_is_told_which_key_asks_again(sit: Sit) -> None:
    async with sit() as desk:
        await desk.pilot.press("escape")
        await desk.until_says("next", "You went on without a guess: F5 asks you again.")
        await desk.pilot.press("f5")
        await desk.until(lambda: desk.lesson.session.page.question is not None)
        await desk.begun()
        await desk.pilot.press("escape")
        await desk.enter("HELO localhost")
        await desk.until_says("response", "The question was: Who speaks next?\nThe answer: You")
        assert "F5" not in desk.says("next")

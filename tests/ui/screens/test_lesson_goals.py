"""The goals of a step stay in sight below a text that is longer than the pane, and leave it enough room."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from heloworld.ui.widgets.lesson.lesson_pane import LessonPane
from ui.screens.lesson_desk import Desk, Sit, seats, write_course
from ui.screens.saying_hi import FIRST

LONG = "\n\n".join(f"Paragraph {number} of a long text about very little." for number in range(1, 16))
SIZE = (100, 30)


def course_of(folder: Path, text: str) -> Sit:
    course = write_course(folder)
    asks_last = text.replace('"before"', '"after"', 1)
    (course / "1-hello" / "01-saying-hi.md").write_text(asks_last, encoding="utf-8")
    return seats(course)


@pytest.fixture
def sit(tmp_path: Path) -> Sit:
    return course_of(tmp_path, FIRST.replace("The server at", f"{LONG}\n\nThe server at"))


def pane_of(desk: Desk) -> LessonPane:
    return desk.lesson.query_one(LessonPane)


def is_in_sight(desk: Desk, part: str) -> bool:
    pane = pane_of(desk)
    return pane.region.contains_region(pane.query_one(f"#{part}").region)


async def test_the_goals_of_a_long_step_are_in_sight_wherever_its_text_is(sit: Sit) -> None:
    async with sit(SIZE) as desk:
        pane = pane_of(desk)
        await desk.until(lambda: pane.has_class("-pinned"))
        assert pane.max_scroll_y > 0
        await desk.until(lambda: is_in_sight(desk, "tasks"))
        seen = [pane.scroll_offset.y]
        while pane.scroll_offset.y < pane.max_scroll_y:
            await desk.pilot.press("pagedown")
            await desk.pilot.pause()
            seen.append(pane.scroll_offset.y)
            assert is_in_sight(desk, "tasks")
        rows = pane.size.height - pane.query_one("#tasks").outer_size.height
        assert all(later - earlier < rows for earlier, later in itertools.pairwise(seen)), "no row is left out"
        assert is_in_sight(desk, "next")
        await desk.enter("HELO localhost")
        await desk.until_says("tasks", "[x]")
        await desk.until(lambda: not pane.has_class("-pinned"))  # now there is an explanation to be read


async def test_no_goal_that_stays_in_sight_covers_a_hint(sit: Sit) -> None:
    async with sit(SIZE) as desk:
        pane = pane_of(desk)
        await desk.until(lambda: pane.has_class("-pinned"))
        for hints in (1, 2):
            await desk.pilot.press("f2")
            await desk.until_says("response", f"Hint {hints}.")
            said = pane.query_one("#response")
            await desk.until(lambda: said.region.bottom <= pane.query_one("#tasks").region.y)  # noqa: B023 - at once
            assert is_in_sight(desk, "tasks")


async def test_a_step_that_fits_has_its_goals_right_below_its_text(sit: Sit) -> None:
    async with sit(SIZE) as desk:
        await desk.until(lambda: pane_of(desk).has_class("-pinned"))
        desk.lesson.session.begin_at(1)
        desk.lesson._stage.show_page()
        await desk.until_says("reading", "And say goodbye.")
        await desk.until(lambda: not pane_of(desk).has_class("-pinned"))
        await desk.pilot.pause()
        pane = pane_of(desk)
        assert pane.query_one("#tasks").region.y - pane.query_one("#reading").region.bottom == 1


async def test_goals_that_need_more_than_a_third_of_the_pane_scroll_with_the_text(tmp_path: Path) -> None:
    start, end = FIRST.index("```goal"), FIRST.index("```misstep")
    goal = FIRST[start:end]
    many = "".join(
        goal.replace('"said"', f'"said-{number}"').replace("Say HELO", "Say again and again HELO")
        for number in range(9)
    )
    text = FIRST.replace("The server at", f"{LONG}\n\nThe server at").replace(goal, goal + many)
    async with course_of(tmp_path, text)(SIZE) as desk:
        await desk.pilot.pause()
        assert not pane_of(desk).has_class("-pinned")


async def test_on_a_small_screen_the_goals_beside_the_wire_stand_alone(sit: Sit) -> None:
    async with sit((80, 24)) as desk:
        await desk.pilot.press("escape")
        await desk.until(lambda: not pane_of(desk).query_one("#reading").display)
        await desk.pilot.pause()
        assert not pane_of(desk).has_class("-pinned")
        assert is_in_sight(desk, "tasks")

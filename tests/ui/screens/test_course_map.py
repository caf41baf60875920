"""The course map: what is done and begun, what waits to be asked again, and the way to every lesson."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import OptionList, Static

from heloworld.course.model.lesson import Course, Lesson, Part, Question
from heloworld.course.progress.left_over import LeftOver, left_over, steps_open
from heloworld.course.progress.progress import Progress
from heloworld.course.progress.records import Standing
from heloworld.course.progress.spaced_review import MOST, due
from heloworld.ui.screens.course_map import CourseMap
from heloworld.ui.screens.review import ReviewScreen
from heloworld.ui.themes import VARIABLES
from heloworld.ui.widgets.common.key_bar import KeyBar
from heloworld.ui.widgets.lesson.question import Options
from shipped import COURSE

LESSONS = list(COURSE.lessons)
FIRST, SECOND, *_ = LESSONS


class Hall(App[None]):
    """Nothing but a course map."""

    def __init__(self, progress: Progress, here: Lesson | None = None, course: Course = COURSE) -> None:
        super().__init__()
        self.map = CourseMap(course, progress, here)
        self.chosen: list[Lesson | None] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return VARIABLES

    def on_mount(self) -> None:
        self.push_screen(self.map, self.chosen.append)

    @property
    def options(self) -> OptionList:
        return self.map.query_one(OptionList)

    @property
    def lines(self) -> list[str]:
        return [str(option.prompt) for option in self.options.options]

    @property
    def here(self) -> str:
        """The line under the cursor."""
        assert self.options.highlighted is not None
        return self.lines[self.options.highlighted]


@asynccontextmanager
async def hall(
    progress: Progress, here: Lesson | None = None, course: Course = COURSE
) -> AsyncIterator[tuple[Hall, Pilot[None]]]:
    app = Hall(progress, here, course)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        yield app, pilot


@pytest.fixture
def progress() -> Progress:
    return Progress("test", None)


def finish(progress: Progress, lesson: Lesson, days_ago: int) -> None:
    """A lesson was done, and all its questions answered rightly, some days ago."""
    then = datetime.now(UTC) - timedelta(days=days_ago)
    answers = {question.id: question.answer for question in lesson.questions}
    goals = frozenset(goal.id for goal in lesson.goals)
    progress.keep(lesson.id, Standing(len(lesson.steps) - 1, goals, answers), then)
    progress.finished(lesson.id, then)


def questions(lesson: Lesson) -> int:
    return sum(1 for _ in lesson.questions)


async def test_it_says_how_far_everything_is(progress: Progress) -> None:
    finish(progress, FIRST, 0)
    progress.keep(SECOND.id, Standing(1))
    async with hall(progress) as (app, _):
        text = "\n".join(app.lines)
        assert f"[x] {FIRST.number:4} {FIRST.title}" in text
        assert f"[>] {SECOND.number:4} {SECOND.title}" in text
        assert f"step 2/{len(SECOND.steps)}" in text
        assert text.count("[ ] ") == len(LESSONS) - 2
        numbers = [part.lessons[0].number.partition(".")[0] for part in COURSE.parts]
        assert "5" in numbers, "a part has the number of its lessons, whichever part is missing before it"
        assert all(f"{number} {part.title}" in app.lines for number, part in zip(numbers, COURSE.parts, strict=True))
        assert "Review" not in text
        assert f"1 of {len(LESSONS)} done" in str(app.map.query_one("Vertical").border_title)


async def test_the_times_stand_below_each_other_and_are_summed_up(progress: Progress) -> None:
    finish(progress, FIRST, 0)
    async with hall(progress) as (app, _):
        lessons = [line for line in app.lines if " min" in line]
        assert len({line.index(" min") for line in lessons}) == 1
        left = sum(lesson.head.minutes for lesson in LESSONS[1:])
        assert f"about {left // 60} h {left % 60:02} min left" in str(app.map.query_one("Vertical").border_title)
    for lesson in LESSONS:
        finish(progress, lesson, 0)
    async with hall(progress) as (app, _):
        title = str(app.map.query_one("Vertical").border_title)
        assert title == f"Lessons · {len(LESSONS)} of {len(LESSONS)} done"


async def test_a_mark_says_where_one_is_wherever_the_cursor_goes(progress: Progress) -> None:
    async with hall(progress, SECOND) as (app, pilot):
        await pilot.press("down", "down")
        marked = [line for line in app.lines if line.startswith("▶ ")]
        assert len(marked) == 1
        assert marked[0].startswith(f"▶ [ ] {SECOND.number}")
        assert marked[0] != app.here
        assert "▶ you are here" in str(app.map.query_one("Vertical").border_subtitle)


async def test_questions_left_open_or_answered_wrongly_are_told(progress: Progress) -> None:
    first, second, *_ = FIRST.questions
    finish(progress, FIRST, 0)
    progress.keep(FIRST.id, Standing(0, frozenset(), {first.id: first.answer, second.id: (second.answer + 1) % 2}))
    async with hall(progress, FIRST) as (app, _):
        assert app.here.endswith(f" min  {questions(FIRST) - 2} open, 1 wrong")
        said = str(app.map.query_one("#summary", Static).render())
        assert said.endswith("You left 1 question open and answered 1 question wrongly.")


async def test_what_is_said_beside_a_lesson_is_not_cut_at_80_columns(progress: Progress) -> None:
    for lesson in LESSONS:
        progress.keep(lesson.id, Standing(len(lesson.steps) - 1, frozenset(goal.id for goal in lesson.goals)))
    async with hall(progress) as (app, _):
        lessons = app.map.query_one(OptionList)
        assert any(re.search(r" min  step \d/\d, \d open$", line.rstrip()) for line in app.lines)
        assert max(map(len, app.lines)) <= lessons.scrollable_content_region.width


async def test_numbers_of_two_digits_stand_apart_from_titles_and_no_word_is_cut(progress: Progress) -> None:
    for lesson in LESSONS:
        wrong = {each.id: (each.answer + 1) % len(each.options) for each in lesson.questions}
        done = frozenset(goal.id for goal in lesson.goals)
        progress.keep(lesson.id, Standing(len(lesson.steps) - 1, done, wrong))
        progress.finished(lesson.id)
    async with hall(progress) as (app, _):
        assert any(re.search(r"\b4\.10 +One dot", line) for line in app.lines)
        assert any(line.rstrip().endswith(" wrong") for line in app.lines)
        assert max(map(len, app.lines)) <= app.options.scrollable_content_region.width


async def test_a_step_that_was_skipped_is_named(progress: Progress) -> None:
    done = {goal.id for step in FIRST.steps[1:] for goal in step.goals}
    answers = {each.id: each.answer for each in FIRST.questions}
    progress.keep(FIRST.id, Standing(len(FIRST.steps) - 1, frozenset(done), answers))
    async with hall(progress, FIRST) as (app, _):
        assert app.here.endswith(" min  step 1 open")
        assert str(app.map.query_one("#summary", Static).render()).endswith("You left step 1 open.")


@pytest.mark.parametrize(
    ("numbers", "said"), [((), ""), ((1,), "step 1 open"), ((1, 3), "steps 1, 3 open"), ((1, 2, 3), "3 steps open")]
)
def test_steps_that_are_open_are_said_in_few_words(numbers: tuple[int, ...], said: str) -> None:
    assert steps_open(numbers) == said


def test_nothing_is_left_over_of_steps_that_are_to_come() -> None:
    asking = next(at for at, step in enumerate(FIRST.steps) if any(isinstance(each, Question) for each in step.fences))
    assert left_over(FIRST, Standing(asking), is_finished=False) == LeftOver()
    assert left_over(FIRST, Standing(asking + 1), is_finished=False).open > 0


@pytest.mark.parametrize(
    ("left", "short", "sentence"),
    [
        (LeftOver(), "", ""),
        (LeftOver(open=2), "2 questions open", "You left 2 questions open."),
        (LeftOver(wrong=1), "1 wrong", "You answered 1 question wrongly."),
    ],
)
def test_what_is_left_over_is_said_shortly_and_in_full(left: LeftOver, short: str, sentence: str) -> None:
    assert (left.short, left.sentence) == (short, sentence)


async def test_the_cursor_stands_where_one_is_or_else_where_one_goes_on(progress: Progress) -> None:
    async with hall(progress, LESSONS[4]) as (app, _):
        assert LESSONS[4].title in app.here
        assert LESSONS[4].head.summary[:20] in str(app.map.query_one("#summary", Static).render())
    finish(progress, FIRST, 0)
    async with hall(progress) as (app, _):
        assert SECOND.title in app.here
    for lesson in LESSONS:
        finish(progress, lesson, 0)
    async with hall(progress) as (app, _):
        assert FIRST.title in app.here


async def test_the_lesson_that_is_chosen_is_the_result(progress: Progress) -> None:
    async with hall(progress, FIRST) as (app, pilot):
        await pilot.press("down", "enter")
        await pilot.pause()
        assert app.chosen == [SECOND]


@pytest.mark.parametrize(("label", "chosen"), [("Open", [FIRST]), ("Back", [None])])
async def test_a_click_on_its_keys_does_what_they_do(
    progress: Progress, label: str, chosen: list[Lesson | None]
) -> None:
    async with hall(progress, FIRST) as (app, pilot):
        await pilot.click(KeyBar, offset=(1 + str(app.map.query_one(KeyBar).render()).index(label), 0))
        await pilot.pause()
        assert app.chosen == chosen


@pytest.mark.parametrize("key", ["escape", "q", "f9"])
async def test_it_can_be_left(progress: Progress, key: str) -> None:
    async with hall(progress, FIRST) as (app, pilot):
        await pilot.press(key)
        await pilot.pause()
        assert app.chosen == [None]


async def test_the_heading_of_a_part_cannot_be_chosen(progress: Progress) -> None:
    async with hall(progress, FIRST) as (app, pilot):
        await pilot.press("home", "up")
        assert "min" in app.here, "a lesson, and no heading"
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.chosen[0], Lesson)


async def test_a_title_is_text_and_nothing_else(progress: Progress) -> None:
    odd = Lesson(FIRST.path, "[b]\x1b]0;owned\x07", FIRST.head, FIRST.steps)
    async with hall(progress, odd, Course(COURSE.folder, (Part("[/]\x9b2J", (odd,)),))) as (app, _):
        assert any("[b]␛]0;owned␇" in line for line in app.lines)
        assert any("[/]⟨U+009B⟩2J" in line for line in app.lines)


# What waits


@pytest.mark.parametrize(("days", "is_due"), [(0, False), (2, True)])
async def test_questions_that_are_due_stand_above_everything(progress: Progress, days: int, is_due: bool) -> None:
    finish(progress, FIRST, days)
    async with hall(progress) as (app, _):
        waiting = [line for line in app.lines if "Review" in line]
        assert bool(waiting) == is_due
        if is_due:
            assert app.lines[0] == f"Review: {questions(FIRST)} questions wait to be asked again"
            assert SECOND.title in app.here, "nobody is forced"


async def test_at_most_a_few_wait_at_a_time(progress: Progress) -> None:
    for lesson in LESSONS:
        finish(progress, lesson, 30)
    async with hall(progress) as (app, _):
        assert app.lines[0].startswith(f"Review: {MOST} questions wait")


async def test_what_was_answered_waits_no_more_and_what_was_left_still_does(progress: Progress) -> None:
    finish(progress, FIRST, 2)
    async with hall(progress) as (app, pilot):
        await review(app, pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is app.map
        assert app.lines[0] == f"Review: {questions(FIRST) - 1} questions wait to be asked again"
        assert "Review" in app.here, "the cursor is where it was"
        for _ in range(questions(FIRST) - 1):
            await review(app, pilot)
            await pilot.press("escape")
            await pilot.pause()
        assert not any("Review" in line for line in app.lines)
        assert app.options.highlighted is not None, "the cursor is somewhere"
        await pilot.press("escape")
        await pilot.pause()
        assert app.chosen == [None]
    assert due(progress, COURSE, datetime.now(UTC)) == ()


async def review(app: Hall, pilot: Pilot[None]) -> None:
    """Go to the review, and answer its first question, rightly."""
    app.options.highlighted = 0
    await pilot.press("enter")
    await pilot.pause()
    assert isinstance(app.screen, ReviewScreen)
    assert isinstance(app.focused, Options)
    await pilot.press(str(due(progress_of(app), COURSE, datetime.now(UTC))[0].question.answer + 1))


def progress_of(app: Hall) -> Progress:
    return app.map._progress

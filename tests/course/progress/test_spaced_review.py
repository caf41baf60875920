"""Questions come back after 1, 3 and 7 days, as long as they are answered rightly."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from heloworld.course.model.lesson import Course, Lesson, Part
from heloworld.course.model.loader import load
from heloworld.course.progress.progress import Progress
from heloworld.course.progress.records import Review, Standing
from heloworld.course.progress.spaced_review import INTERVALS, MOST, again, due

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)

STEP = """
## Step {number}

```question
id = "before-{number}"
when = "before"
ask = "?"
options = ["yes", "no"]
answer = 0
why = "So it is."
```

```goal
id = "goal-{number}"
title = "Say HELO"
need = [{{ command = "HELO" }}]
```

```question
id = "after-{number}"
when = "after"
ask = "?"
options = ["yes", "no"]
answer = 0
why = "So it is."
```
"""


def _lesson(folder: Path, name: str, steps: int) -> Lesson:
    path = folder / f"01-{name}.md"
    head = f'# {name}\n\n```lesson\nid = "{name}"\nsummary = "…"\nminutes = 1\n```\n'
    path.write_text(head + "".join(STEP.format(number=number) for number in range(steps)))
    lesson = load(path).lesson
    assert lesson is not None
    return lesson


@pytest.fixture
def course(tmp_path: Path) -> Course:
    lessons = (_lesson(tmp_path, "one", 2), _lesson(tmp_path, "two", 6))
    return Course(tmp_path, (Part("Part", lessons),))


@pytest.fixture
def progress() -> Progress:
    return Progress("course", None)


def _ids(progress: Progress, course: Course, now: datetime) -> list[str]:
    return [f"{item.lesson.id} {item.question.id}" for item in due(progress, course, now)]


def test_a_question_comes_back_a_day_after_it_was_answered(course: Course, progress: Progress) -> None:
    progress.keep("one", Standing(0, frozenset({"goal-0"}), {"before-0": 1, "after-0": 0}), NOW)
    assert _ids(progress, course, NOW + DAY - HOUR) == []
    assert _ids(progress, course, NOW + DAY) == ["one before-0", "one after-0"]


def test_what_is_still_sealed_does_not_come_back(course: Course, progress: Progress) -> None:
    progress.keep("one", Standing(1, frozenset({"goal-0"}), {"before-0": 0, "before-1": 0}), NOW)
    assert _ids(progress, course, NOW + 2 * DAY) == ["one before-0"]
    progress.finished("one", NOW)
    assert _ids(progress, course, NOW + 2 * DAY) == ["one before-0", "one before-1"]


def test_right_answers_make_the_time_longer_and_in_the_end_it_is_known(course: Course, progress: Progress) -> None:
    progress.keep("one", Standing(0, frozenset({"goal-0"}), {"before-0": 0}), NOW)
    now = NOW
    for interval in INTERVALS:
        assert _ids(progress, course, now + interval - HOUR) == []
        now += interval
        assert _ids(progress, course, now) == ["one before-0"]
        progress.reviewed("one", "before-0", is_right=True, now=now)
    assert _ids(progress, course, now + 1000 * DAY) == []


def test_a_wrong_answer_starts_anew(course: Course, progress: Progress) -> None:
    progress.keep("one", Standing(0, frozenset({"goal-0"}), {"before-0": 0}), NOW)
    progress.reviewed("one", "before-0", is_right=True, now=NOW + DAY)
    progress.reviewed("one", "before-0", is_right=False, now=NOW + 4 * DAY)
    assert _ids(progress, course, NOW + 5 * DAY) == ["one before-0"]
    assert again(Review(NOW, 2), is_right=False, now=NOW + DAY) == Review(NOW + DAY, 0)


def test_eight_come_at_a_time_and_the_oldest_first(course: Course, progress: Progress) -> None:
    goals = frozenset(f"goal-{number}" for number in range(6))
    answers = {f"{when}-{number}": 0 for number in range(6) for when in ("before", "after")}
    progress.keep("two", Standing(5, goals, answers), NOW)
    progress.keep("one", Standing(0, goals, {"after-1": 0}), NOW - HOUR)
    found = _ids(progress, course, NOW + DAY)
    assert len(found) == MOST
    assert found[0] == "one after-1"
    assert found[1:3] == ["two before-0", "two after-0"]


@pytest.mark.parametrize("answered", [NOW.replace(year=1), NOW.replace(year=9999), NOW + 400 * DAY])
def test_a_clock_that_was_wrong_does_no_harm(course: Course, answered: datetime) -> None:
    progress = Progress("course", None)
    progress.keep("one", Standing(0, frozenset({"goal-0"}), {"before-0": 0}), answered)
    assert _ids(progress, course, NOW) == (["one before-0"] if answered < NOW else [])


def test_what_the_course_does_not_have_any_more_does_not_come_back(course: Course, progress: Progress) -> None:
    progress.keep("gone", Standing(0, frozenset({"goal-0"}), {"before-0": 0}), NOW)
    progress.keep("one", Standing(0, frozenset({"goal-0"}), {"gone": 0}), NOW)
    assert _ids(progress, course, NOW + 9 * DAY) == []

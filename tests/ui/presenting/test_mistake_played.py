"""Before a class that is still asked: a mistake that is played has its sentence, and the key back asks once more."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.screens.lesson_desk import Desk, Sit, play_first_step, seats, toasts, until_asked
from ui.screens.saying_hi import FIRST, SECOND

SENTENCE = "It wants to know first who is calling."
WRONG = """
```wrong
on = "said"
misstep = "too-soon"
play = ["MAIL FROM:<dora@island.test>"]
```
"""


@pytest.fixture
def sit(tmp_path: Path) -> Sit:
    part = tmp_path / "course" / "1-hello"
    part.mkdir(parents=True)
    named = FIRST.replace('on = "said"\nmatch', 'on = "said"\nid = "too-soon"\nmatch')
    head, mark, tail = named.partition("\n## Part")
    (part / "01-saying-hi.md").write_text(head + WRONG + mark + tail, encoding="utf-8")
    (part / "02-again.md").write_text(SECOND, encoding="utf-8")
    return seats(part.parent)


async def play_mistake(desk: Desk) -> None:
    """Play the step's mistake while the question is open, which is asked for twice."""
    await until_asked(desk)
    await desk.pilot.press("f3")
    await desk.until(lambda: any("what is said of it, may show its answer" in said for said in toasts(desk)))
    assert not any("MAIL FROM" in line for line in desk.lines("#wire"))
    await desk.pilot.press("f3")
    await desk.until_line("#wire", "503")


async def test_the_sentence_of_a_mistake_that_is_played_stands_there_while_the_question_is_open(sit: Sit) -> None:
    async with sit(is_presenting=True) as desk:
        await play_mistake(desk)
        await desk.until_says("response", SENTENCE)
        assert desk.lesson.session.page.question is not None
        await desk.pilot.press("1")
        await desk.until(lambda: desk.lesson.session.page.question is None)
        await desk.pilot.pause()
        assert SENTENCE in desk.says("response"), "and after the vote"
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[x] Say HELO")
        assert SENTENCE not in desk.says("response")


async def test_what_somebody_types_while_the_class_is_asked_is_not_spoken_of(sit: Sit) -> None:
    async with sit(is_presenting=True) as desk:
        await until_asked(desk)
        await desk.pilot.press(*"MAIL", "space", *"FROM:<a@b.test>", "enter")
        await desk.until_line("#wire", "503")
        await desk.pilot.pause()
        assert SENTENCE not in desk.says("response")


async def test_the_key_back_asks_the_question_of_the_step_that_begins_anew(sit: Sit) -> None:
    async with sit(is_presenting=True) as desk:
        await play_first_step(desk)
        while "say goodbye" not in desk.says("reading"):
            await desk.pilot.press("pagedown")
            await desk.pilot.pause()
        await desk.pilot.press("f7")
        await desk.until_says("reading", "Say it")
        await until_asked(desk)
        asked = desk.lesson.session.page.question
        assert asked is not None
        assert asked.id == "who"
        assert desk.lesson.session.cue == 0
        assert not desk.lesson.session.page.is_done

"""A lesson whose learner calls another door than the lesson's own: the screen follows, and the way back is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.screens.lesson_desk import Desk, Sit, answer, seats, write_course

POP = "teaches = [", 'world.doors = ["pop3"]\nteaches = ['


@pytest.fixture
def sit(tmp_path: Path) -> Sit:
    course = write_course(tmp_path)
    first = course / "1-hello" / "01-saying-hi.md"
    first.write_text(first.read_text(encoding="utf-8").replace(*POP), encoding="utf-8")
    return seats(course)


async def call(desk: Desk, door: str) -> None:
    await desk.pilot.press("ctrl+right_square_bracket")
    await desk.until(lambda: desk.said("#who") == "$ ▸")
    await desk.enter(f"telnet localhost {desk.bench.doors[door][1]}")


@pytest.mark.parametrize("is_presenting", [False, True])
async def test_the_prompt_goes_to_another_protocol_and_back_in_the_middle_of_a_step(
    sit: Sit, *, is_presenting: bool
) -> None:
    async with sit(is_presenting=is_presenting) as desk:
        await desk.pilot.press("pagedown") if is_presenting else await answer(desk, 1)
        await call(desk, "pop3")
        await desk.until_line("#wire", "S: +OK")
        await desk.until(lambda: desk.said("#who") == "POP3 ▸")
        await desk.until_says("response", "This conversation speaks POP3, and this step is about SMTP.")
        await desk.enter("USER ana")
        await desk.until_line("#wire", "C: USER ana")
        await call(desk, "smtp")
        await desk.until(lambda: desk.said("#who") == "SMTP ▸")
        await desk.enter("HELO localhost")
        await desk.until_says("tasks", "[x] Say HELO")

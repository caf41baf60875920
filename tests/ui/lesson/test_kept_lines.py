"""A step was shown to its end, and begins again elsewhere: what was typed for one is not sent to the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.course.play.session import Mode
from ui.screens.lesson_desk import Sit, answer, seats, to_step, toasts, write_course


@pytest.fixture
def sit(tmp_path: Path) -> Sit:
    """The first step leads into a letter, which the second one ends."""
    course = write_course(tmp_path)
    first = course / "1-hello" / "01-saying-hi.md"
    text = first.read_text(encoding="utf-8")
    opened = '["HELO localhost", "MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA"]'
    text = text.replace('play = ["HELO localhost"]', f"play = {opened}")
    first.write_text(text.replace('play = ["QUIT"]', 'play = ["Hello", ".", "QUIT"]'), encoding="utf-8")
    return seats(course)


async def test_a_command_that_was_typed_after_a_showing_does_not_become_text_of_a_letter(sit: Sit) -> None:
    async with sit() as desk:
        await answer(desk, 1)
        for line in ("HELO localhost", "MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA"):
            await desk.enter(line)
        await desk.until_line("#wire", "354")
        await to_step(desk, "And say goodbye.")
        await desk.pilot.press("escape", "f3")
        await desk.until(lambda: desk.mode is Mode.SHOWN)
        await desk.enter("MAIL FROM:<dora@island.test>")
        await desk.until(lambda: any("has not gone out" in each for each in toasts(desk)))
        assert desk.mode is Mode.DOING
        assert toasts(desk) == [
            "The step has begun again, at DATA. What you typed for SMTP has not gone out: it is in the prompt."
        ]
        assert desk.line.value == "MAIL FROM:<dora@island.test>"
        assert not any("MAIL" in each for each in desk.lines("#wire")[-2:])
        desk.line.value = ""
        await desk.enter("Hello", ".")
        await desk.until_line("#wire", "250 2.0.0")

"""A question that was left open: which key asks it again, and what is said of it in the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.ui.widgets.lesson.question import Options, QuestionBox
from heloworld.ui.widgets.mailbox.mailbox_view import MailboxView
from ui.screens.lesson_desk import Sit, seats, toasts, write_course


@pytest.fixture
def sit(tmp_path: Path) -> Sit:
    return seats(write_course(tmp_path))


async def test_who_went_on_without_a_guess_is_told_which_key_asks_again(sit: Sit) -> None:
    async with sit() as desk:
        await desk.pilot.press("escape")
        await desk.until_says("next", "No guess yet: F5 asks you again.")
        await desk.pilot.press("f5")
        await desk.until(lambda: desk.lesson.session.page.question is not None)
        await desk.begun()
        await desk.pilot.press("escape")
        await desk.enter("HELO localhost")
        await desk.until_says("response", "The question was: Who speaks next?\nThe answer: You")
        assert "F5" not in desk.says("next")


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
@pytest.mark.parametrize("is_done", [False, True])
async def test_a_step_that_begins_again_begins_with_an_empty_prompt_and_its_question(
    sit: Sit, size: tuple[int, int], *, is_done: bool
) -> None:
    async with sit(size) as desk:
        await desk.pilot.press("escape")
        if is_done:
            await desk.enter("HELO localhost")
            await desk.until(lambda: desk.lesson.session.page.is_done)
        desk.line.value = "Dear Ana"
        await desk.pilot.press("f5")
        await desk.begun()
        await desk.until(lambda: isinstance(desk.app.focused, Options))
        assert desk.line.value == ""
        assert desk.lesson.query_one(QuestionBox).has_class("-open")


async def test_a_warning_about_an_open_question_goes_with_the_answer(sit: Sit) -> None:
    async with sit() as desk:
        await desk.pilot.press("escape")
        await desk.enter("HELO localhost")
        await desk.until(lambda: desk.lesson.session.page.is_done)
        asked = desk.lesson.session.page.question
        assert asked is not None
        for _ in range(9):
            await desk.pilot.press("f8")
            await desk.pilot.pause()
            if any("You have not answered" in each.message for each in desk.app._notifications):
                break
        else:
            pytest.fail("F8 does not warn")
        await desk.pilot.press(str(asked.answer + 1))
        await desk.until(lambda: desk.lesson.session.page.question is None)
        assert not any("You have not answered" in each.message for each in desk.app._notifications)


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
async def test_a_line_that_begins_with_a_number_is_typed_beside_a_question(sit: Sit, size: tuple[int, int]) -> None:
    async with sit(size) as desk:
        await desk.until(lambda: isinstance(desk.app.focused, Options))
        await desk.pilot.press("2", "space", *"cheers")
        await desk.until(lambda: desk.line.value == "2 cheers")
        assert desk.lesson.query_one(QuestionBox).has_class("-open"), "nothing was answered"
        await desk.pilot.press("enter")
        await desk.until_line("#wire", "C: 2 cheers")


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
@pytest.mark.parametrize("number", ["3", "9", "0"])
async def test_a_number_that_no_answer_has_leaves_the_question_as_it_was_and_is_told(
    sit: Sit, number: str, size: tuple[int, int]
) -> None:
    async with sit(size) as desk:
        await desk.until(lambda: isinstance(desk.app.focused, Options))
        await desk.pilot.press(number)
        await desk.until(lambda: any(f"There is no answer {number}: press 1 or 2." in each for each in toasts(desk)))
        assert isinstance(desk.app.focused, Options)
        assert desk.line.value == ""
        assert desk.lesson.query_one(QuestionBox).has_class("-open"), "nothing was answered"
        await desk.pilot.press("2")
        await desk.until(lambda: not desk.lesson.query_one(QuestionBox).has_class("-open"))


@pytest.mark.parametrize("size", [(120, 50), (80, 50)])
async def test_a_number_at_the_empty_prompt_answers_what_is_asked_after_a_step(sit: Sit, size: tuple[int, int]) -> None:
    async with sit(size) as desk:
        await desk.pilot.press("escape")
        await desk.enter("HELO localhost")
        await desk.until(lambda: desk.lesson.session.page.is_done)
        desk.lesson._stage.question.lead()
        await desk.until(lambda: desk.lesson._stage.question.is_seen)
        desk.line.focus()
        await desk.until(lambda: desk.line.has_focus)
        await desk.pilot.press(*"NO2", *["backspace"] * 3, *"x2", "home", "delete")
        await desk.until(lambda: desk.line.value == "2")
        assert "You answered" not in desk.says("response"), "a number beside other text belongs to the server"
        await desk.pilot.press("delete", "1")
        await desk.until_says("response", "You answered: Wait\nLook again.")
        await desk.until(lambda: desk.line.value == "")
        desk.line.focus()
        await desk.until(lambda: desk.lesson._stage.question.is_seen and desk.line.has_focus)
        await desk.pilot.press("2")
        await desk.until_says("response", "You answered: Fine\nYes.")


async def test_enter_right_after_a_number_opens_no_mailbox(sit: Sit) -> None:
    async with sit((120, 50)) as desk:
        await desk.pilot.press("escape")
        await desk.enter("HELO localhost")
        await desk.until(lambda: desk.lesson.session.page.is_done)
        for line in ("MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA", "High tide.", "."):
            await desk.enter(line)
        await desk.until_line("#mailbox", "High tide.")
        desk.lesson._stage.question.lead()
        await desk.until(lambda: desk.lesson._stage.question.has_keys)
        desk.lesson.query_one(MailboxView).focus()
        await desk.until(lambda: isinstance(desk.app.focused, MailboxView))
        screen = desk.lesson
        await desk.pilot.press("1", "enter")
        await desk.until_says("response", "You answered: Wait\nLook again.")
        await desk.pilot.pause()
        assert desk.app.screen is screen, "the mailbox was opened"
        screen.query_one(MailboxView).focus()
        await desk.until(lambda: isinstance(desk.app.focused, MailboxView))
        await desk.pilot.press("enter")
        await desk.until(lambda: desk.app.screen is not screen)

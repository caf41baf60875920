"""A lesson before a class: one key leads through it, and nothing that a class does or a teacher tries leads astray."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.widgets import OptionList, Static
from textual.widgets._toast import Toast

from heloworld.course.play.cue_card import card_of
from heloworld.course.play.navigator import CUT_OFF
from heloworld.course.play.session import Mode
from heloworld.ui.screens.course_map import CourseMap
from heloworld.ui.screens.lesson import LessonScreen
from heloworld.ui.widgets.lesson.lesson_pane import LessonPane
from heloworld.ui.widgets.lesson.question import Options
from heloworld.ui.widgets.mailbox.mailbox_pane import MailboxPane
from ui.screens.lesson_desk import Sit, play_first_step, seats, toasts, until_asked, write_course

ANSWER = "The answer: You"


@pytest.fixture
def sit(tmp_path: Path) -> Sit:
    return seats(write_course(tmp_path))


async def test_free_play_leads_back_to_where_the_presenter_was(sit: Sit) -> None:
    async with sit(is_presenting=True) as desk:
        await play_first_step(desk)
        await desk.pilot.press("ctrl+l")
        await desk.until_says("next", "^l brings you back to the step.")
        await desk.enter("NOOP")
        await desk.until_line("#wire", "C: NOOP")
        await desk.pilot.press("ctrl+l")
        await desk.until(lambda: desk.mode is Mode.DOING)
        await desk.until_line("#wire", "C: HELO localhost")
        await desk.until_says("tasks", "[x] Say HELO")
        assert not any("NOOP" in line for line in desk.lines("#wire"))
        assert desk.lesson.session.cue == 1


async def test_the_key_that_ends_free_play_says_so_though_its_line_ends_the_step(sit: Sit) -> None:
    async with sit(is_presenting=True) as desk:
        await until_asked(desk)
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[>] Say HELO")
        await desk.pilot.press("ctrl+l")
        await desk.until(lambda: desk.mode is Mode.FREE)
        await desk.enter("NOOP")
        await desk.until_line("#wire", "C: NOOP")
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[x] Say HELO")
        await desk.pilot.pause()
        assert any("Free play ends here" in toast for toast in toasts(desk))


@pytest.mark.parametrize("size", [(100, 30), (80, 24)])
async def test_where_the_wire_fills_the_screen_the_explanation_is_shown_before_the_step_is_left(
    sit: Sit, size: tuple[int, int]
) -> None:
    async with sit(size, is_presenting=True) as desk:
        await until_asked(desk)
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[>] Say HELO")
        if size[0] > 80:
            await desk.pilot.press("ctrl+f")
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[x] Say HELO")
        guide = desk.screen.query_one(LessonPane)
        assert not desk.screen.workbench.shows_tab("guide")
        await desk.pilot.press("pagedown")
        await desk.until(lambda: desk.screen.workbench.shows_tab("guide"))
        await desk.pilot.pause()
        assert guide.has_in_sight(guide.query_one("#response"))
        assert "Say it" in desk.says("reading")


async def test_a_line_that_somebody_shouts_leaves_the_question_open(sit: Sit) -> None:
    async with sit(is_presenting=True) as desk:
        await until_asked(desk)
        await desk.pilot.press(*"HELO", "space", *"localhost", "enter")
        await desk.until_line("#wire", "250 mail.harbour.test")
        await desk.until(lambda: desk.lesson.session.runner.is_step_done)
        assert desk.lesson.session.page.question is not None
        assert ANSWER not in desk.says("response")
        await desk.pilot.press("pagedown")
        await until_asked(desk)
        await desk.pilot.press("pagedown")
        await desk.until_says("response", ANSWER)
        assert "Say it" in desk.says("reading")


async def test_what_a_student_does_while_the_question_is_open_does_not_answer_it_for_all(sit: Sit) -> None:
    async with sit(is_presenting=True) as desk:
        await until_asked(desk)
        assert desk.bench.address is not None
        _, writer = await asyncio.open_connection(*desk.bench.address)
        writer.write(b"HELO student\r\n")
        await desk.until(lambda: desk.lesson.session.runner.is_step_done)
        await desk.pilot.pause()
        assert ANSWER not in desk.says("response")
        card = card_of(desk.lesson.session, str)
        assert (card.question, card.next_line, card.played) == ("Who speaks next?", "", 1)
        await desk.pilot.press("pagedown")
        await desk.until_says("response", ANSWER)
        await desk.until_line("#wire", "student")  # the world goes on
        writer.close()
        await writer.wait_closed()


async def test_students_are_cut_off_only_by_a_second_key(sit: Sit) -> None:
    async with sit(is_presenting=True) as desk:
        await play_first_step(desk)
        assert desk.bench.address is not None
        reader, writer = await asyncio.open_connection(*desk.bench.address)
        await desk.until_line("#wire", "2 S: 220")
        await desk.pilot.press("pageup")
        await desk.until(lambda: any(CUT_OFF in toast for toast in toasts(desk)))
        assert "[x] Say HELO" in desk.says("tasks")
        await desk.pilot.press("pageup")
        await desk.until_says("tasks", "[>] Say HELO")
        await desk.begun()
        assert b"421" in await reader.read()
        assert not any(CUT_OFF in toast for toast in toasts(desk)), "it has been heeded"
        writer.close()


async def test_a_warning_goes_with_the_next_line_that_is_played(sit: Sit) -> None:
    async with sit((80, 24), is_presenting=True) as desk:
        await until_asked(desk)
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[>] Say HELO")
        assert desk.bench.address is not None
        _, writer = await asyncio.open_connection(*desk.bench.address)
        await desk.until_line("#wire", "2 S: 220")
        await desk.pilot.press("f5")
        await desk.until(lambda: f"{CUT_OFF} F5 again does it." in toasts(desk))
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[x] Say HELO")
        assert not any(CUT_OFF in toast for toast in toasts(desk))
        writer.close()


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_a_warning_leaves_the_border_that_says_where_there_is_more(sit: Sit, size: tuple[int, int]) -> None:
    async with sit(size, is_presenting=True) as desk:
        await until_asked(desk)
        desk.lesson.notify(f"{CUT_OFF} Page Down again does it.", severity="warning")
        await desk.until(lambda: desk.screen.query(Toast))
        await desk.pilot.pause()
        toast = desk.screen.query_one(Toast)
        assert toast.region.height == 1
        assert toast.region.bottom == size[1] - 1
        shown_pane = next(each for each in desk.screen.query(".pane") if each.region.bottom == size[1])
        assert toast.region.bottom == shown_pane.region.bottom - 1


async def test_notes_that_something_else_has_driven_out_of_sight_are_shown_by_the_next_key(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    file = course / "1-hello" / "01-saying-hi.md"
    notes = '```teacher\nnotes = "Ask them first."\n```\n\n'
    text = file.read_text().replace("The server at {host}, port {port}, waits.", "Waiting is half of it. " * 60)
    file.write_text(text.replace("## Part\n", f"{notes}## Part\n"))
    async with seats(course)((100, 30), is_presenting=True) as desk:
        await until_asked(desk)
        pane = desk.screen.query_one(LessonPane)
        await desk.pilot.press("f2")
        await desk.until(lambda: pane.shows_notes)
        pane.scroll_home(animate=False)
        await desk.until(lambda: not pane.shows_notes)
        await desk.pilot.press("f2")
        await desk.until(lambda: pane.shows_notes)
        await desk.pilot.press("f2")
        await desk.until(lambda: "Ask them first." not in desk.says("notes"))


@pytest.mark.parametrize("by_mouse", [False, True])
async def test_another_lesson_is_opened_from_the_map_by_the_key_that_it_names(sit: Sit, *, by_mouse: bool) -> None:
    async with sit(is_presenting=True) as desk:
        await play_first_step(desk)
        assert desk.bench.address is not None
        _, writer = await asyncio.open_connection(*desk.bench.address)
        await desk.until_line("#wire", "2 S: 220")
        await desk.pilot.press("f9")
        await desk.until(lambda: isinstance(desk.app.screen, CourseMap))
        await desk.pilot.press("down")
        await desk.pilot.pause()

        async def choose() -> None:
            lessons = desk.app.screen.query_one(OptionList)
            if by_mouse:
                await desk.pilot.click(OptionList, offset=(9, lessons.highlighted or 0))
            else:
                await desk.pilot.press("enter")
            await desk.pilot.pause()

        summary = desk.app.screen.query_one("#summary", Static)
        await choose()
        assert f"{CUT_OFF} Enter again opens 1.2; Escape goes back." == str(summary.content)
        await desk.pilot.press("up")
        await desk.pilot.press("down")
        await desk.pilot.pause()
        assert CUT_OFF not in str(summary.content), "elsewhere it would be something else"
        await choose()
        assert CUT_OFF in str(summary.content)
        await choose()
        await desk.until(lambda: isinstance(desk.app.screen, LessonScreen) and desk.lesson.session.lesson.id == "again")
        await desk.until(lambda: desk.mode is Mode.DOING)
        assert not desk.line.value
        assert not any("C: " in line for line in desk.lines("#wire")), "no Enter has come to the prompt"
        writer.close()


async def test_nobody_is_said_to_have_answered_what_the_presenter_told(sit: Sit) -> None:
    async with sit((120, 50), is_presenting=True) as desk:
        await play_first_step(desk)
        await desk.pilot.press("pagedown")
        await desk.until_says("response", "What does 250 say?\nThe answer: Fine\nIt does.")
        assert "You answered" not in desk.says("response")
        assert "done, PgDn goes on" in str(desk.screen.query_one(LessonPane).border_title)


async def test_a_wrong_answer_stays_what_was_answered_and_the_right_one_is_told(sit: Sit) -> None:
    async with sit((120, 50), is_presenting=True) as desk:
        await play_first_step(desk)
        desk.lesson.query_one(Options).focus()
        await desk.pilot.press("1")
        await desk.until_says("response", "You answered: Wait\nLook again.")
        await desk.pilot.press("pagedown")
        await desk.until_says("response", "You answered: Wait\nLook again. That would begin with 3.\nThe answer: Fine")


async def test_the_pane_shows_the_mailbox_that_a_step_is_about(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    file = course / "1-hello" / "01-saying-hi.md"
    about_ben = 'need = [{ command = "QUIT", reply = 221 }, { mailbox = "ben", grew = false }]'
    file.write_text(file.read_text().replace('need = [{ command = "QUIT", reply = 221 }]', about_ben))
    async with seats(course)(is_presenting=True) as desk:
        await play_first_step(desk)
        pane = desk.screen.query_one(MailboxPane)
        assert "ana" in str(pane.border_title)
        await desk.pilot.press("f8", "f8", "f8", "f8")
        await desk.until_says("reading", "And say goodbye.")
        await desk.until(lambda: "ben" in str(pane.border_title))
        await desk.pilot.press("ctrl+o")
        await desk.until(lambda: "cleo" in str(pane.border_title))
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[x] Send QUIT")
        assert "cleo" in str(pane.border_title), "from there on it is the user's"
        await desk.pilot.press("f5")
        await desk.until(lambda: "ben" in str(pane.border_title))


async def test_nothing_blank_is_offered_to_be_read(sit: Sit) -> None:
    async with sit(is_presenting=True) as desk:
        await play_first_step(desk)
        assert not desk.screen.query_one("#next").display


@pytest.mark.parametrize("size", [(120, 50), (100, 30), (80, 24)])
async def test_a_question_after_a_step_is_answered_by_its_number(sit: Sit, size: tuple[int, int]) -> None:
    async with sit(size, is_presenting=True) as desk:
        await play_first_step(desk)
        stage, bench = desk.lesson._stage, desk.lesson.workbench
        if stage.question.is_hidden:  # the wire fills the screen
            await desk.pilot.press("1")
            await desk.until(lambda: stage.question.is_seen)
            assert "You answered" not in desk.says("response"), "nothing is answered blindly"
        assert "1–2 or PgDn answers" in str(desk.screen.query_one(LessonPane).border_title)
        await desk.pilot.press("1")
        await desk.until_says("response", "You answered: Wait\nLook again.")
        await desk.pilot.pause()
        assert not bench.has_tabs or bench.shows_tab("guide")
        assert bench.wire.line.value == ""
        await desk.until(lambda: stage.question.is_seen)
        await desk.pilot.press("2")
        await desk.until_says("response", "You answered: Fine\nYes.")


@pytest.mark.parametrize("size", [(100, 30), (80, 24)])
async def test_a_number_answers_what_is_shown_though_nothing_has_the_focus(sit: Sit, size: tuple[int, int]) -> None:
    async with sit(size, is_presenting=True) as desk:
        await play_first_step(desk)
        desk.lesson.workbench.show_tab("guide")
        desk.lesson.set_focus(None)
        desk.lesson._stage._pane.reveal_question()
        await desk.until(lambda: desk.lesson._stage.question.is_seen)
        await desk.pilot.press("2")
        await desk.until_says("response", "You answered: Fine\nYes.")
        assert desk.lesson.workbench.shows_tab("guide") or not desk.lesson.workbench.has_tabs


async def test_a_number_that_was_typed_when_nothing_was_asked_is_not_in_the_way(sit: Sit) -> None:
    async with sit((120, 50), is_presenting=True) as desk:
        await until_asked(desk)
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[>] Say HELO")
        desk.lesson.set_focus(desk.line)
        await desk.pilot.press("3")
        assert desk.line.value == "3"
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[x] Say HELO")
        await desk.until(lambda: desk.lesson._stage.question.is_seen)
        desk.lesson.set_focus(desk.line)
        await desk.pilot.press("2")
        await desk.until_says("response", "You answered: Fine")
        await desk.until(lambda: desk.line.value == "")


async def test_a_number_with_a_space_behind_it_is_the_beginning_of_a_line(sit: Sit) -> None:
    async with sit((120, 50), is_presenting=True) as desk:
        await play_first_step(desk)
        await desk.pilot.press("2")
        await desk.until_says("response", "You answered: Fine")
        await desk.pilot.press("space")
        await desk.until(lambda: desk.lesson.workbench.wire.line.value == "2 ")
        assert desk.lesson.session.page.question is not None


async def test_the_map_tells_a_class_of_no_questions_left_over(sit: Sit) -> None:
    async with sit((120, 50), is_presenting=True) as desk:
        await play_first_step(desk)
        await desk.pilot.press("1")
        await desk.until_says("response", "You answered: Wait")
        await desk.pilot.press("f8", "f8", "f8", "f8")
        await desk.until_says("reading", "And say goodbye.")
        await desk.pilot.press("f9")
        await desk.until(lambda: isinstance(desk.app.screen, CourseMap))
        await desk.pilot.pause()
        assert "wrong" not in str(desk.app.screen.query_one("#summary", Static).render())
        assert not any("wrong" in str(each.prompt) for each in desk.app.screen.query_one(OptionList).options)


async def test_a_number_corrects_a_click(sit: Sit) -> None:
    async with sit(is_presenting=True) as desk:
        await until_asked(desk)
        await desk.pilot.click(Options, offset=(4, 0))
        await desk.until_says("tasks", "[>] Say HELO")
        assert list(desk.lesson.session.runner.standing.answers.values()) == [0]
        await desk.pilot.press("2")
        await desk.until(lambda: list(desk.lesson.session.runner.standing.answers.values()) == [1])
        await desk.until(lambda: desk.line.value == "")


async def test_a_second_number_corrects_the_vote_and_stays_out_of_the_prompt(sit: Sit) -> None:
    async with sit(is_presenting=True) as desk:
        await until_asked(desk)
        await desk.pilot.press("1")
        await desk.until_says("tasks", "[>] Say HELO")
        await desk.pilot.press("2")
        await desk.until(lambda: list(desk.lesson.session.runner.standing.answers.values()) == [1])
        await desk.until(lambda: desk.line.value == "")
        await desk.until_says("tasks", "[>] Say HELO")

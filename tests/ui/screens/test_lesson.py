"""A lesson on the screen: goals tick off, mistakes are answered, the world follows."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from textual import events
from textual.content import Content

from heloworld.course.model.lesson import Course
from heloworld.course.play.navigator import STILL_OPEN
from heloworld.course.play.session import Mode
from heloworld.course.progress.progress import Progress
from heloworld.ui.screens.course_map import CourseMap
from heloworld.ui.screens.lesson import LessonScreen
from heloworld.ui.widgets.common.key_bar import KeyBar
from heloworld.ui.widgets.lesson.lesson_pane import LessonPane
from heloworld.ui.widgets.lesson.question import Options, QuestionBox
from ui.screens.lesson_desk import Sit, answer, go_on, seats, to_question, to_step, write_course


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path)


@pytest.fixture
def sit(course: Path) -> Sit:
    return seats(course)


async def test_a_port_that_is_known_late_is_said_all_the_same(sit: Sit) -> None:
    async with sit() as desk:
        pane, page = desk.lesson.query_one(LessonPane), desk.lesson.session.page

        def fill(port: str, text: str) -> str:
            return text.replace("{port}", port)

        for port in ("2525", "40125"):
            pane.show(page, partial(fill, port), Content())
            assert f"port {port}, waits" in desk.says("reading")


async def test_predict_do_see_explain(sit: Sit) -> None:
    async with sit() as desk:
        address = desk.bench.address
        assert address is not None
        assert f"at 127.0.0.1, port {address[1]}, waits" in desk.says("reading")
        await answer(desk, 2)
        await desk.until_says("response", "You predicted: The server (sealed")
        assert desk.app.focused is desk.line
        await desk.enter("HELO localhost")
        await desk.until_says("tasks", "[x] Say HELO and get 250")
        assert "It went otherwise. It has greeted you already." in desk.says("response")
        assert "Now it knows you." in desk.says("response")
        await to_question(desk)
        await answer(desk, 1)
        await desk.until_says("response", "Look again. That would begin with 3.")
        await to_step(desk, "And say goodbye.")
        await desk.enter("QUIT")
        await desk.until_says("tasks", "[x] Send QUIT and get 221")
        await desk.until_says("recap", "HELO  RFC 5321 §4.1.1.1\n  Says who is calling.")
        assert desk.school.progress.is_finished("saying-hi")
        await go_on(desk, lambda: desk.lesson.session.lesson.id == "again")
        await desk.begun()
        assert len(desk.lines("#wire")) == 2, "a new lesson has a new world"


async def test_a_mistake_is_answered_at_once_and_hints_are_a_ladder(sit: Sit) -> None:
    async with sit() as desk:
        await desk.pilot.press("escape")
        await desk.enter("MAIL FROM:<dora@island.test>")
        await desk.until_says("response", "Not yet. It wants to know first who is calling.")
        await desk.pilot.press("f2", "f2")
        await desk.until_says("response", "Hint 2. HELO localhost")
        await desk.enter("EHLO localhost")
        await desk.until_says("tasks", "[x]")
        assert "Not yet" not in desk.says("response")
        assert "Hint" not in desk.says("response")


async def test_who_asks_for_a_hint_while_something_comes_first_is_told_so(sit: Sit) -> None:
    async with sit() as desk:
        await desk.pilot.press("escape")
        await to_step(desk, "And say goodbye.")
        await desk.begun()
        await desk.enter("MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA", "QUIT")
        await desk.until_says("response", "QUIT has become text of the letter")
        await desk.pilot.press("f2")
        await desk.until(
            lambda: any("First do what the lesson says" in each.message for each in desk.app._notifications)
        )
        assert "Hint" not in desk.says("response")


async def test_what_is_shown_does_not_count_and_then_it_is_the_learners_turn(sit: Sit) -> None:
    async with sit() as desk:
        await desk.pilot.press("escape", "f3")
        await desk.until(lambda: desk.mode is Mode.SHOWN)
        await desk.until_line("#wire", "S: 250 mail.harbour.test")
        assert "[x]" not in desk.says("tasks")
        assert "now you" in desk.says("next")
        await desk.enter("NOOP")
        await desk.begun()
        await desk.until_line("#wire", "C: NOOP")
        assert not any("HELO" in line for line in desk.lines("#wire")), "the world is a fresh one"
        assert "[x]" not in desk.says("tasks")


async def test_a_step_is_begun_again_with_what_came_before_it(sit: Sit) -> None:
    async with sit() as desk:
        await desk.pilot.press("escape")
        await desk.enter("HELO localhost")
        await desk.until_says("tasks", "[x]")
        await to_question(desk)
        await answer(desk, 2)
        await to_step(desk, "And say goodbye.")
        await desk.enter("NOOP", "QUIT")
        await desk.until_says("tasks", "[x] Send QUIT")
        await desk.pilot.press("f5")
        await desk.until_says("tasks", "[>] Send QUIT")
        await desk.begun()
        await desk.until_line("#wire", "C: HELO localhost")
        assert not any("NOOP" in line for line in desk.lines("#wire"))
        await desk.pilot.press("ctrl+r")
        await desk.pilot.pause()
        assert "[>] Send QUIT" in desk.says("tasks"), "what cannot be taken back is asked for twice"
        await desk.pilot.press("ctrl+r")
        await desk.until(lambda: desk.lesson.query_one(QuestionBox).has_class("-open"))
        assert desk.says("tasks") == "", "they could give the answer away"


async def test_where_one_left_one_goes_on(sit: Sit, course: Path) -> None:
    async with sit() as desk:
        await desk.pilot.press("escape")
        await desk.enter("HELO localhost")
        await desk.until_says("tasks", "[x]")
        await to_question(desk)
        await answer(desk, 2)
        await to_step(desk, "And say goodbye.")
    async with sit() as desk:
        await desk.until_says("reading", "And say goodbye.")
        await desk.until_line("#wire", "C: HELO localhost")
        await desk.enter("QUIT")
        await desk.until_says("tasks", "[x] Send QUIT")
    assert Progress.load(course).is_finished("saying-hi")


async def test_another_program_counts_as_well(sit: Sit) -> None:
    import asyncio

    async with sit() as desk:
        assert desk.bench.address is not None
        reader, writer = await asyncio.open_connection(*desk.bench.address)
        await reader.readline()
        writer.write(b"EHLO elsewhere.test\r\n")
        await desk.until_says("tasks", "[x] Say HELO")
        writer.close()
        await writer.wait_closed()


async def test_in_free_play_nothing_counts(sit: Sit) -> None:
    async with sit() as desk:
        await desk.pilot.press("escape")
        await desk.pilot.press("ctrl+l")
        await desk.until_says("next", "Free play")
        await desk.enter("HELO localhost")
        await desk.until_line("#wire", "250 mail.harbour.test")
        assert "[x]" not in desk.says("tasks")
        await desk.pilot.press("f5")
        await desk.begun()
        await desk.pilot.press("escape")  # the question that was left open is asked again
        await desk.enter("HELO localhost")
        await desk.until_says("tasks", "[x]")


async def test_a_line_after_the_step_was_shown_is_sent_in_sight(sit: Sit) -> None:
    async with sit((80, 24)) as desk:
        await desk.pilot.press("escape", "f3")
        await desk.until_says("next", "That is how it goes.")
        await desk.enter("NOOP")
        await desk.until_line("#wire", "C: NOOP")
        assert desk.lesson.workbench.shows_tab("wire")


@pytest.mark.parametrize(("columns", "keys"), [(60, "F1 Help  F2 Hint  F8 Go on  "), (42, "F1 Help  F8 Go on  ")])
async def test_the_key_that_goes_on_stays_where_there_is_little_room(sit: Sit, columns: int, keys: str) -> None:
    async with sit((columns, 20)) as desk:
        bar = str(desk.lesson.query_one(KeyBar).render())
        assert " ".join(bar.split()) == " ".join(f"{keys}^p Commands  ^q Quit".split())


async def test_the_map_leads_to_any_lesson(sit: Sit) -> None:
    async with sit() as desk:
        await desk.pilot.press("escape", "f9")
        await desk.until(lambda: isinstance(desk.app.screen, CourseMap))
        bar = " ".join(str(desk.app.screen.query_one(KeyBar).render()).split())
        assert bar == "Enter Open Esc Back ^p Commands ^q Quit"
        await desk.pilot.pause()
        await desk.pilot.press("down", "enter")
        await desk.until(lambda: isinstance(desk.app.screen, LessonScreen))
        await desk.until(lambda: desk.lesson.session.lesson.id == "again")
        await desk.begun()


async def test_the_map_leads_back_to_the_lesson_where_one_is(sit: Sit) -> None:
    async with sit() as desk:
        await desk.pilot.press("escape")
        await desk.enter("HELO localhost")
        await desk.until_says("tasks", "[x]")
        await desk.pilot.press("f9")
        await desk.until(lambda: isinstance(desk.app.screen, CourseMap))
        await desk.pilot.pause()
        await desk.pilot.press("enter")
        await desk.until(lambda: isinstance(desk.app.screen, LessonScreen))
        await desk.enter("NOOP")
        await desk.until_line("#wire", "C: NOOP")
        assert any("HELO localhost" in line for line in desk.lines("#wire")), "nothing is lost"


async def test_a_step_that_was_skipped_can_be_come_back_to_and_done(sit: Sit) -> None:
    async with sit() as desk:
        await desk.pilot.press("escape")
        await to_step(desk, "And say goodbye.")
        await desk.begun()
        await desk.until_line("#wire", "C: HELO localhost")
        await desk.pilot.press("f7")
        await desk.until(lambda: desk.app._notifications)
        assert [each.message for each in desk.app._notifications] == [STILL_OPEN]
        await desk.begun()
        await answer(desk, 1)
        await desk.until_says("tasks", "[>] Say HELO")
        assert not any("HELO" in line for line in desk.lines("#wire"))
        await desk.enter("HELO localhost")
        await desk.until_says("tasks", "[x] Say HELO")


async def test_a_clicker_plays_the_lines_and_takes_them_back(sit: Sit) -> None:
    async with sit(is_presenting=True) as desk:
        await desk.until(lambda: isinstance(desk.app.focused, Options))
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[>] Say HELO")
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[x] Say HELO")
        assert "The question was: Who speaks next?\nThe answer: You\nIt has greeted you already." in desk.says(
            "response"
        )
        await desk.pilot.press("pageup")
        await desk.until_says("tasks", "[>] Say HELO")
        await desk.begun()
        assert not any("HELO" in line for line in desk.lines("#wire"))
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[x] Say HELO")
        await desk.pilot.press("pagedown")
        await desk.until_says("response", "The answer: Fine\nIt does.")
        await desk.pilot.press("pagedown")
        await desk.until_says("reading", "And say goodbye.")
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[x] Send QUIT")
        await desk.pilot.press("pageup")
        await desk.until_line("#wire", "C: HELO localhost")
        await desk.until_says("tasks", "[>] Send QUIT")
    assert Progress.load(desk.school.course.folder if isinstance(desk.school.course, Course) else None).last is None


@pytest.mark.parametrize("size", [(80, 24), (59, 20), (200, 50)])
async def test_at_any_size(sit: Sit, size: tuple[int, int]) -> None:
    async with sit(size) as desk:
        await answer(desk, 1)
        await desk.until(lambda: desk.app.focused is desk.line)
        await desk.enter("HELO localhost")
        await desk.until_says("tasks", "[x]")
        for width, height in ((120, 36), (80, 24)):
            await desk.pilot.resize_terminal(width, height)
            await desk.pilot.pause()
        assert "Now it knows you." in desk.says("response")


async def test_what_is_typed_goes_to_the_prompt_wherever_the_focus_is(sit: Sit) -> None:
    async with sit() as desk:
        await desk.until(lambda: isinstance(desk.app.focused, Options))
        await desk.pilot.press(*"Rr", "enter")
        await desk.until_line("#wire", "C: Rr")
        assert desk.lesson.session.page.predicted == (), "no letter answers a question"
        for pane in ("#wire", "#mailbox", "LessonPane"):
            desk.lesson.query_one(pane).focus()
            await desk.pilot.press(*"NOOP")
            assert desk.app.focused is desk.line
            assert desk.line.value == "NOOP"
            desk.line.value = ""


async def test_enter_answers_nothing_that_was_not_looked_at(sit: Sit) -> None:
    async with sit() as desk:
        await desk.until(lambda: isinstance(desk.app.focused, Options))
        await desk.pilot.press("enter")
        assert desk.lesson.session.page.question is not None
        await desk.pilot.press("down", "enter")
        await desk.until_says("response", "You predicted: The server (sealed")


async def test_enter_stops_what_is_being_shown_and_sends_nothing(sit: Sit) -> None:
    async with sit() as desk:
        await answer(desk, 1)
        await desk.pilot.press("f3")
        await desk.until_says("next", "Watch")
        await desk.pilot.press("enter")
        await desk.begun()
        assert [line for line in desk.lines("#wire") if "C:" in line] == []


async def test_on_a_small_screen_a_step_begins_with_its_text(sit: Sit) -> None:
    async with sit((80, 24)) as desk:
        await answer(desk, 1)
        await desk.enter("HELO localhost")
        await desk.until_says("tasks", "[x]")
        await to_question(desk)
        await answer(desk, 2)
        await to_step(desk, "And say goodbye.")
        await desk.until(lambda: desk.lesson.workbench.has_class("-tab-guide"))
        await desk.pilot.press(*"QUIT", "enter")
        await desk.until_line("#wire", "C: QUIT")
        assert desk.lesson.workbench.has_class("-tab-wire")


async def test_the_right_answer_can_be_found_at_the_second_try(sit: Sit) -> None:
    async with sit() as desk:
        await answer(desk, 1)
        await desk.enter("HELO localhost")
        await desk.until_says("tasks", "[x]")
        await to_question(desk)
        await answer(desk, 1)
        await desk.until_says("response", "Look again.")
        await answer(desk, 2)
        await desk.until_says("response", "Yes. It does.")


async def test_a_burst_and_a_paste_beside_the_prompt_lose_nothing(sit: Sit) -> None:
    async with sit() as desk:
        await desk.until(lambda: isinstance(desk.app.focused, Options))
        for key in "HELO my host":
            desk.app.post_message(events.Key("space" if key == " " else key, key))
        await desk.until(lambda: desk.line.value == "HELO my host")
        desk.line.value = ""
        desk.lesson.query_one("#mailbox").focus()
        await desk.pilot.pause()
        desk.app.post_message(events.Paste("NOOP one\nNOOP two\n"))
        await desk.until_line("#wire", "C: NOOP two")


async def test_page_keys_scroll_the_lesson_from_the_prompt(sit: Sit) -> None:
    async with sit((120, 14)) as desk:
        await answer(desk, 1)
        pane = desk.lesson.query_one(LessonPane)
        await desk.until(lambda: pane.max_scroll_y > 0)
        pane.scroll_home(animate=False)
        assert desk.app.focused is desk.line
        await desk.pilot.press("pagedown")
        await desk.until(lambda: pane.scroll_offset.y > 0)
        await desk.pilot.press("pageup")
        await desk.until(lambda: pane.scroll_offset.y == 0)


async def test_back_on_the_first_step_says_that_it_is_the_first(sit: Sit) -> None:
    async with sit() as desk:
        await desk.pilot.press("f7")
        await desk.until(lambda: any("first step" in note.message for note in desk.app._notifications))
        assert "Step 1 of" in str(desk.screen.query_one(LessonPane).border_title)


async def test_a_click_into_the_wire_does_not_take_the_keys_away(sit: Sit) -> None:
    async with sit() as desk:
        await desk.pilot.click("#wire", offset=(5, 0))
        await desk.until(lambda: desk.app.focused is desk.screen.query_one("#wire"))
        await desk.pilot.press(*"clic")
        assert (desk.app.focused, desk.line.value) == (desk.line, "clic")

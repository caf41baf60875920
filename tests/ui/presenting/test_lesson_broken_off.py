"""A lesson before a class whose conversation breaks off: it is there again before the next line is played."""

from __future__ import annotations

import poplib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from heloworld.course.play.kept_conversation import KeptConversation
from heloworld.lab.protocols import is_open
from heloworld.paths import lessons
from patience import PATIENCE
from ui.screens.lesson_desk import Desk, Sit, play_first_step, seats, toasts, until_asked, write_course


@pytest.fixture
def sit(tmp_path: Path) -> Sit:
    return seats(write_course(tmp_path))


async def hang_up_on(desk: Desk, idle: float) -> None:
    """Give the world's server a short patience, from the step's beginning on."""
    session = desk.lesson.session
    session.plan = replace(session.plan, policy=replace(session.plan.policy, idle_limit=idle))
    await desk.pilot.press("f5")


async def until_over(desk: Desk) -> None:
    def is_over() -> bool:
        own = KeptConversation(desk.lesson.session).own
        return own is not None and not is_open(own)

    await desk.until(is_over)


async def pass_the_question(desk: Desk) -> None:
    await until_asked(desk)
    await desk.pilot.press("pagedown")
    await desk.until_says("tasks", "[>] Say HELO")


async def test_after_a_silence_that_the_server_has_ended_the_next_line_is_played_in_its_place(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    file = course / "1-hello" / "01-saying-hi.md"
    play = 'play = ["NOOP", "RSET", "HELO localhost"]'
    file.write_text(file.read_text().replace('play = ["HELO localhost"]', play))
    async with seats(course)(is_presenting=True) as desk:
        await hang_up_on(desk, idle=1.0)
        await pass_the_question(desk)
        await desk.pilot.press("pagedown")
        await desk.until_line("#wire", "C: NOOP")
        await until_over(desk)
        await desk.until_says("response", "press Page Down")
        await desk.pilot.press("pagedown")
        await desk.until(lambda: any("The conversation had ended" in toast for toast in toasts(desk)))
        await desk.until_line("#wire", "C: RSET")
        lines = desk.lines("#wire")
        order = [word for line in lines for word in ("220", "NOOP", "RSET", "421") if word in line]
        assert order == ["220", "NOOP", "RSET"], "the lines before it are there again, in the same conversation"
        assert desk.lesson.session.cue == 2


async def test_a_step_whose_conversation_broke_off_is_not_left_unreached(tmp_path: Path) -> None:
    course = write_course(tmp_path)
    file = course / "1-hello" / "01-saying-hi.md"
    file.write_text(file.read_text().replace('play = ["HELO localhost"]', 'play = ["HELO localhost", "NOOP"]'))
    file.write_text(file.read_text().replace("reply = 250 }]", 'reply = 250 }, { command = "NOOP", reply = 250 }]'))
    async with seats(course)(is_presenting=True) as desk:
        await pass_the_question(desk)
        await desk.enter("HELO localhost")
        await desk.until(lambda: desk.lesson.session.cue == 1)
        await desk.until_line("#wire", "S: 250 mail.harbour.test")
        desk.bench.hang_up()
        await until_over(desk)
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[x] Say HELO")
        lines = [line.rpartition("C: ")[2].strip() for line in desk.lines("#wire") if "C: " in line]
        assert lines == ["HELO localhost", "NOOP"]
        assert sum("S: 220" in line for line in desk.lines("#wire")) == 1, "both in one conversation, in a fresh world"
        assert "Say it" in desk.says("reading")


async def test_a_conversation_that_breaks_off_after_a_step_is_there_again_for_the_next(sit: Sit) -> None:
    async with sit((120, 50), is_presenting=True) as desk:
        await play_first_step(desk)
        desk.bench.hang_up()
        await until_over(desk)
        await desk.pilot.press("pagedown")
        await desk.until_says("response", "What does 250 say?\nThe answer: Fine")
        await desk.pilot.press("pagedown")
        await desk.until_says("reading", "And say goodbye.")
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[x] Send QUIT")
        lines = [line for line in desk.lines("#wire") if "C: " in line]
        assert [line.rpartition("C: ")[2].strip() for line in lines] == ["HELO localhost", "QUIT"]


async def test_what_the_script_itself_has_ended_is_no_loss(sit: Sit) -> None:
    async with sit(is_presenting=True) as desk:
        await play_first_step(desk)
        worlds = desk.lesson.workbench.feed.dissector
        await desk.pilot.press("f8", "f8", "f8", "f8")
        await desk.until_says("reading", "And say goodbye.")
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[x] Send QUIT")
        await until_over(desk)
        await desk.pilot.press("pagedown")
        await desk.until(lambda: any("The lesson ends here" in toast for toast in toasts(desk)))
        assert desk.lesson.workbench.feed.dissector is worlds, "nothing was played again"


async def test_a_lessons_server_waits_for_a_class_that_talks(sit: Sit) -> None:
    async with sit(is_presenting=True) as desk:
        assert desk.lesson.session.plan.policy.idle_limit >= 45 * 60


async def test_a_login_that_a_student_has_kept_from_the_class_is_played_again(tmp_path: Path) -> None:
    shutil.copytree(lessons() / "5-pulling-it-back", tmp_path / "1-pulling")
    async with seats(tmp_path, "+OK mail.harbour.test")(is_presenting=True) as desk:
        student = poplib.POP3(*desk.bench.doors["pop3"][:2], timeout=PATIENCE)
        student.user("ana")
        student.pass_("sesame")
        for _ in range(20):
            await desk.pilot.press("pagedown")
            await desk.pilot.pause()
            if any("The login before this line was refused." in toast for toast in toasts(desk)):
                break
        else:
            pytest.fail("nothing was played again")
        await desk.until_line("#wire", "S: +OK 3 ")
        assert sum("S: -ERR" in line for line in desk.lines("#wire")) == 1, "to the STAT that comes too early"
        student.close()

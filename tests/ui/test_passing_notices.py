"""What is said in passing goes as soon as it is not true any more, however short the time in which that happens."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.widgets._toast import Toast, ToastHolder

from heloworld.course.play.session import Mode
from heloworld.lab.typed_lines import BURST
from heloworld.ui.app import take_back
from heloworld.ui.widgets.wire.explanation import Explanation
from patience import PATIENCE
from ui.conftest import Seat
from ui.screens.lesson_desk import Sit, play_first_step, seats, to_step, toasts, until_asked, write_course

LONG = 60.0
"""Seconds for which a notice stands in these tests, where nothing takes it away: longer than anything is waited for."""


@pytest.fixture
def course_seat(tmp_path: Path) -> Sit:
    return seats(write_course(tmp_path))


@pytest.fixture(autouse=True)
def _notices_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have no notice go because its time is up."""
    from textual.app import App

    whole = App.notify

    def notify(app: App[object], message: str, **words: object) -> None:
        whole(app, message, **{**words, "timeout": LONG})  # type: ignore[arg-type]

    monkeypatch.setattr(App, "notify", notify)


def says(seat: Seat, words: str) -> bool:
    return any(words in note.message for note in seat.app._notifications)


async def until_it_goes(seat: Seat, words: str) -> None:
    await seat.until(lambda: not says(seat, words))


@pytest.mark.parametrize("key", ["1", "escape"])
async def test_that_there_is_no_such_answer_goes_with_an_answer(course_seat: Sit, key: str) -> None:
    async with course_seat() as desk:
        await until_asked(desk)
        await desk.pilot.press("9")
        await desk.until(lambda: toasts(desk) == ["There is no answer 9: press 1 or 2."])
        await desk.pilot.press("8")
        await desk.until(lambda: toasts(desk) == ["There is no answer 8: press 1 or 2."])
        await desk.pilot.press(key)
        await until_it_goes(desk, "There is no answer")


async def test_that_there_is_no_such_answer_goes_with_a_line_that_is_sent(course_seat: Sit) -> None:
    async with course_seat() as desk:
        await until_asked(desk)
        await desk.pilot.press("9")
        await desk.until(lambda: says(desk, "There is no answer 9"))
        await desk.pilot.press(*"NOOP", "enter")
        await until_it_goes(desk, "There is no answer")


async def test_that_the_question_was_passed_by_goes_where_its_answer_comes(course_seat: Sit) -> None:
    async with course_seat(is_presenting=True) as desk:
        await until_asked(desk)
        await desk.pilot.press("pagedown")
        await desk.until(lambda: says(desk, "The question was passed by"))
        await desk.pilot.press("pagedown")
        await desk.until_says("response", "The answer: You")
        await until_it_goes(desk, "The question was passed by")


async def test_that_the_question_was_passed_by_goes_where_it_is_asked_again(course_seat: Sit) -> None:
    async with course_seat(is_presenting=True) as desk:
        await until_asked(desk)
        await desk.pilot.press("pagedown")
        await desk.until(lambda: says(desk, "The question was passed by"))
        await desk.pilot.press("pageup")
        await until_it_goes(desk, "The question was passed by")


async def test_that_free_play_ends_goes_where_it_begins_again(course_seat: Sit) -> None:
    async with course_seat(is_presenting=True) as desk:
        await play_first_step(desk)
        await desk.pilot.press("ctrl+l")
        await desk.until(lambda: desk.mode is Mode.FREE)
        await desk.pilot.press("pagedown")
        await desk.until(lambda: desk.mode is Mode.DOING and says(desk, "Free play ends here"))
        await desk.pilot.press("ctrl+l")
        await desk.until(lambda: desk.mode is Mode.FREE)
        await until_it_goes(desk, "Free play ends here")


async def test_that_a_class_is_back_goes_where_somebody_types_again(course_seat: Sit) -> None:
    async with course_seat(is_presenting=True) as desk:
        await until_asked(desk)
        await desk.pilot.press("pagedown")
        await desk.until_says("tasks", "[>] Say HELO")
        await desk.enter("NOOP")
        await desk.until_line("#wire", "C: NOOP")
        await desk.pilot.press("pagedown")
        await desk.until(lambda: says(desk, "Back to the step's own lines"))
        await desk.until(lambda: desk.mode is Mode.DOING)
        await desk.enter("RSET")
        await desk.until_line("#wire", "C: RSET")
        await until_it_goes(desk, "Back to the step's own lines")


async def test_that_something_comes_first_goes_once_it_is_done(course_seat: Sit) -> None:
    async with course_seat() as desk:
        await desk.pilot.press("escape")
        await to_step(desk, "And say goodbye.")
        await desk.begun()
        await desk.enter("MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA", "QUIT")
        await desk.until_says("response", "QUIT has become text of the letter")
        await desk.pilot.press("f2")
        await desk.until(lambda: says(desk, "First do what the lesson says"))
        await desk.enter(".")
        await desk.until_line("#wire", "S: 250 2.0.0")
        await until_it_goes(desk, "First do what the lesson says")


async def test_that_a_connection_was_lost_goes_where_there_is_another(sit: Sit) -> None:
    async with sit() as seat:
        await seat.enter(*["x"] * 30)
        await seat.until(lambda: says(seat, "Press Enter on an empty line to connect again."))
        async with asyncio.timeout(PATIENCE):
            while len(seat.screen.workbench.feed.dissector.sessions) < 2:
                await seat.pilot.pause(2 * BURST)  # right after other lines, Enter belongs to them
                seat.line.value = ""
                await seat.pilot.press("enter")
        await until_it_goes(seat, "Press Enter on an empty line")


async def test_that_others_are_connected_goes_with_them(sit: Sit) -> None:
    async with sit() as seat:
        reader, writer = await asyncio.open_connection(*seat.bench.address or ("", 0))
        await reader.readline()
        await seat.until_line("#wire", "2 S: 220")
        await seat.pilot.press("f5")
        await seat.until(lambda: says(seat, "Others are connected"))
        writer.write(b"QUIT\r\n")
        assert (await reader.read()).startswith(b"221")
        writer.close()
        await until_it_goes(seat, "Others are connected")


async def test_that_a_class_is_cut_off_goes_with_it(course_seat: Sit) -> None:
    async with course_seat(is_presenting=True) as desk:
        reader, writer = await asyncio.open_connection(*desk.bench.address or ("", 0))
        await reader.readline()
        await desk.until_line("#wire", "2 S: 220")
        await desk.pilot.press("f5")
        await desk.until(lambda: says(desk, "This cuts others off"))
        writer.write(b"QUIT\r\n")
        assert (await reader.read()).startswith(b"221")
        writer.close()
        await until_it_goes(desk, "This cuts others off")


async def test_what_connects_again_is_said_of_ones_own_connection_alone(sit: Sit) -> None:
    async with sit() as seat:
        await seat.send("HELO localhost")
        reader, writer = await asyncio.open_connection(*seat.bench.address or ("", 0))
        await reader.readline()
        writer.writelines([b"xyzzy\r\n"] * 20)
        assert b"421 4.7.0" in await reader.read()
        writer.close()
        await seat.until_line("#wire", "connection 2 closed")
        explanation = seat.screen.query_one(Explanation)
        await seat.until(lambda: "last word was 421" in str(explanation.note))
        assert "That was connection 2, another program's." in str(explanation.note)
        assert "connects again" not in str(explanation.note)
        await seat.enter(*["xyzzy"] * 20)
        await seat.until_line("#wire", "connection 1 closed")
        await seat.until(lambda: "Enter connects again" in str(explanation.note))
        assert "another program" not in str(explanation.note)


async def test_what_is_taken_away_leaves_no_room_behind(course_seat: Sit) -> None:
    """Rows that notices have left would push those to come off the screen."""
    async with course_seat((80, 24)) as desk:
        for size in ((120, 36), (80, 24)) * 2:
            desk.screen.notify("Two lines of words that wrap on a small screen. " * 3)
            desk.screen.notify("What is taken back.")
            await desk.until(lambda: len(desk.screen.query(Toast)) == 2)
            await desk.pilot.resize_terminal(*size)
            take_back(desk.app, "What is taken back.")
            await desk.until(lambda: len(desk.screen.query(ToastHolder)) == 1)
            desk.app.clear_notifications()
            await desk.until(lambda: not desk.screen.query(ToastHolder))

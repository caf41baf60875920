"""`helo notes`: the second screen follows what is presented."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.widgets import Static

from classroom.still import class_of_sixteen
from heloworld.classroom.board.tally import TallyFile
from heloworld.course.play.cue_card import CueCard, CueFile
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.board import BoardScreen
from heloworld.ui.screens.notes import NotesScreen

CARD = CueCard(
    "1.1 Hi", "First", 1, 3, 0, 2, "HELO me", "Who speaks?", "The server", "It greets.", 2, "Wait.", "Off the script."
)


async def test_it_follows_what_is_presented(tmp_path: Path) -> None:
    cards = CueFile(tmp_path / "presenting.json")
    seconds = iter(range(1_000_000))
    app = HeloApp(lambda: NotesScreen(CueFile(tmp_path / "presenting.json"), clock=lambda: float(next(seconds))))
    async with app.run_test(size=(80, 24)) as pilot:

        async def until(text: str) -> None:
            async with asyncio.timeout(20):
                while text not in str(app.screen.query_one("#card", Static).render()):
                    await pilot.pause(0.02)

        await until("Nothing is being presented on this machine.")
        cards.write(CARD)
        await until("1.1 Hi · step 1 of 3: First · line 0 of 2")
        for text in ("Who speaks?", "The answer: The server", "Wait.", "Off the script."):
            await until(text)
        await until("Next line: HELO me")
        assert "q leaves" in str(app.screen.query_one("#time", Static).render())
        cards.remove()
        await until("Nothing is being presented on this machine.")
        await pilot.press("q")
    assert app.return_code == 0


async def test_it_has_the_votes_of_a_class_that_goes_on(tmp_path: Path) -> None:
    tallies, still = TallyFile(tmp_path / "class.json"), class_of_sixteen()
    board = HeloApp(lambda: BoardScreen(still, TallyFile(tmp_path / "class.json")))
    notes = HeloApp(lambda: NotesScreen(CueFile(tmp_path / "presenting.json"), tallies))
    async with board.run_test(size=(100, 30)) as teacher:
        await teacher.pause()
        async with notes.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            said = str(notes.screen.query_one("#class", Static).render())
            assert said == "Class: 16 here · 1 hand · 3 stuck · votes 1: 1  2: 1  3: 3, on: what was asked aloud"
        await teacher.press("v", "v")
        await teacher.pause()
        tally = tallies.read()
        assert tally is not None
        assert ", on: Between 354 and the dot" in tally.words, "votes are told with the question that they are about"
    assert tallies.read() is None, "the class is over"


async def test_what_says_the_same_is_not_drawn_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cards = CueFile(tmp_path / "presenting.json")
    cards.write(replace(CARD, is_asked=False))
    app = HeloApp(lambda: NotesScreen(CueFile(tmp_path / "presenting.json"), clock=lambda: 0.0))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, NotesScreen)
        assert "Asked: Who speaks?" in str(screen.query_one("#card", Static).render())
        monkeypatch.setattr("heloworld.ui.screens.notes.time.strftime", lambda _: "12:00")
        screen.follow()
        monkeypatch.setattr(Static, "update", lambda *_: pytest.fail("it is drawn anew"))
        screen.follow()
        monkeypatch.undo()

"""What is copied is said, in a line that is short enough."""

from __future__ import annotations

from textual.app import App
from textual.screen import Screen

from heloworld.ui.app import HeloApp
from heloworld.ui.clipboard import Commands, copy


async def test_the_text_is_copied_and_its_beginning_said() -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        copy(app, text := "[b]" + "x" * 100)
        assert app.clipboard == text
        copy(app, "QUIT", "the last line")
        assert app.clipboard == "QUIT"
        await pilot.pause()
        said = [note.message for note in app._notifications]
        sent = "Sent to the clipboard, if your terminal lets programs do that: "
        assert said == [f"{sent}{text[:60]}", f"{sent}the last line"]
        assert not any(note.markup for note in app._notifications)


async def test_what_is_said_of_a_copy_takes_the_place_of_what_was_said_of_the_one_before() -> None:
    app = HeloApp(Screen[None])
    async with app.run_test() as pilot:
        app.notify("Somebody else says this.")
        copy(app, "HELO localhost", "command 1 of 2.")
        await pilot.pause()
        copy(app, "QUIT", "command 2 of 2.")
        await pilot.pause()
        said = [note.message.removeprefix("Sent to the clipboard, ") for note in app._notifications]
        assert said == ["Somebody else says this.", "if your terminal lets programs do that: command 2 of 2."]


def test_commands_are_taken_in_turn_and_those_that_come_later_next() -> None:
    commands = Commands()
    assert commands.take(("a", "b")) == ("a", "command 1 of 2.")
    assert commands.take(("a", "b")) == ("b", "command 2 of 2.")
    assert commands.take(("a", "b")) == ("a", "command 1 of 2.")
    assert commands.take(("a", "b", "c")) == ("c", "command 3 of 3.")
    assert commands.take(("a", "b", "c")) == ("a", "command 1 of 3.")
    assert commands.take(("other",)) == ("other", "the command line of this step.")

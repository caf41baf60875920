"""What is copied is said, in a line that is short enough."""

from __future__ import annotations

from textual.app import App

from heloworld.ui.clipboard import copy


async def test_the_text_is_copied_and_its_beginning_said() -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        copy(app, text := "[b]" + "x" * 100)
        assert app.clipboard == text
        copy(app, "QUIT", "the last line")
        assert app.clipboard == "QUIT"
        await pilot.pause()
        said = [note.message for note in app._notifications]
        assert said == [f"Copied: {text[:60]}", "Copied: the last line"]
        assert not any(note.markup for note in app._notifications)

"""A line that is played in the prompt takes nothing away that somebody types there."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from heloworld.ui.widgets.wire.prompt import CommandLine
from heloworld.ui.workbench.shown_line import ShownLine


class Desk(App[None]):
    def compose(self) -> ComposeResult:
        yield CommandLine(id="line")


@pytest.mark.parametrize(
    ("before", "meanwhile", "after"),
    [
        ("", "EHLO me", ""),
        ("NO", "EHLO me", "NO"),
        ("", "EHLO meNOOP", "NOOP"),
        ("NO", "EHLO meOP", "NOOP"),
        ("", "NOOPEHLO me", "NOOP"),
        ("", "EHxLO me", "x"),
        ("NO", "EHLO", "NO"),
        ("", "", ""),
    ],
)
async def test_what_was_typed_stays(before: str, meanwhile: str, after: str) -> None:
    async with Desk().run_test() as pilot:
        line = pilot.app.query_one(CommandLine)
        shown = ShownLine(lambda: line)
        line.value = before
        shown.put("EHLO me")
        assert line.value == "EHLO me"
        line.value = meanwhile
        shown.take_away()
        assert (line.value, line.cursor_position) == (after, len(after))
        shown.take_away()
        assert line.value == after, "once is enough"

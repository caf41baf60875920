"""The palette: every action by name."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.command import CommandInput, CommandPalette

from heloworld.ui.widgets.common.typed_line import TypedLine


class PaletteLine(CommandInput, TypedLine):
    """The line in which a name is typed."""


class Palette(CommandPalette):
    """Textual's, but for the line."""

    def compose(self) -> ComposeResult:
        """The same, with a line in which no key overtakes another."""
        for each in super().compose():
            if isinstance(each, CommandInput):
                yield PaletteLine(placeholder=each.placeholder, select_on_focus=False)
            else:
                yield each

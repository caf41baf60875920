"""The text of a zone, to be written in; lines with a fault say so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import TextArea

FAULT, WARNING = "✗", "!"
"""The signs of a line that keeps the zone from being used, and of one that is hardly meant so."""


class ZoneText(TextArea):
    """An editor of a few lines, which are not wrapped."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"zone--fault", "zone--warning", "zone--comment"}
    DEFAULT_CSS = """
    ZoneText { border: none; padding: 0 0 0 1; background: $background; height: 1fr; scrollbar-size-horizontal: 0; }
    ZoneText:focus { border: none; }
    ZoneText > .zone--fault { color: $refused; text-style: bold; }
    ZoneText > .zone--warning { color: $mark; text-style: bold; }
    ZoneText > .zone--comment { color: $faint; }
    ZoneText > .text-area--cursor-line { background: $panel; }
    ZoneText > .text-area--gutter, ZoneText > .text-area--cursor-gutter { color: $faint; background: $background; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "indent", "Spaces", show=False)]

    def __init__(self) -> None:
        super().__init__("", id="zone", soft_wrap=False, show_line_numbers=True)
        self._signs: Mapping[int, str] = {}

    def mark(self, signs: Mapping[int, str]) -> None:
        """Mark lines.

        Args:
            signs: The number of the line, from 1 → its sign, `FAULT` or `WARNING`.
        """
        if signs != self._signs:
            self._signs = signs
            self.notify_style_update()
            self.refresh()

    def get_line(self, line_index: int) -> Text:
        """A line as it looks; its sign stands behind it."""
        line = super().get_line(line_index)
        comment = _comment(line.plain)
        if comment is not None:
            line.stylize(self._style("comment"), comment)
        sign = self._signs.get(line_index + 1)
        if sign is not None:
            line.stylize(self._style(_STYLES[sign]))
            line.append(f"  {sign}", self._style(_STYLES[sign]))
        return line

    def _style(self, name: str) -> str:
        return str(self.get_component_rich_style(f"zone--{name}", partial=True))

    def action_indent(self) -> None:
        """Put spaces where the cursor is."""
        self.insert(" " * 4)

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted here is for nobody else."""
        event.stop()


_STYLES: Final = {FAULT: "fault", WARNING: "warning"}


def _comment(line: str) -> int | None:
    """Where a comment begins: at a semicolon that is not in quotation marks."""
    is_quoted = False
    for at, letter in enumerate(line):
        if letter == '"':
            is_quoted = not is_quoted
        elif letter == ";" and not is_quoted:
            return at
    return None

"""What is shown instead of the screen where there is no room for it."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

LEAST = (60, 15)
"""Columns and rows below which nothing sensible can be shown."""


class TooSmall(Static):
    """A sentence and a remedy, over everything else; the layout decides when."""

    DEFAULT_CSS = """
    TooSmall {
        display: none; layer: over; dock: top; width: 100%; height: 100%; padding: 1 2; background: $background;
    }
    Screen.-tiny > TooSmall, Screen.-short > TooSmall { display: block; }
    """

    def render(self) -> Content:
        """How large the window is, and how large it has to be."""
        width, height = self.app.size
        return Content(
            f"This window has {width} columns and {height} rows; HELO World needs {LEAST[0]} and {LEAST[1]}.\n\n"
            "Make it larger, or its letters smaller. Ctrl+Q quits."
        )

"""The yardstick: the least that a Textual app with an `Input` can be."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Input


class Bare(App[None]):
    """One line to type into."""

    def compose(self) -> ComposeResult:
        """The line."""
        yield Input(placeholder="type here")


if __name__ == "__main__":
    Bare().run()

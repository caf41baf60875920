"""Copying to the terminal's clipboard, and saying so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App

from heloworld.ui.app import say_instead
from heloworld.ui.widgets.common.line_view import LineView

_SENT = "Sent to the clipboard, if your terminal lets programs do that: "

_SAID = 60
"""Characters of what was copied that are said, where nothing else is."""


def copy(app: App[Any], text: str, said: str = "") -> None:
    """Copy some text that is safe to show; whether the terminal heeds it, nobody is told.

    Args:
        app: Whose terminal it is.
        text: The text.
        said: What it is; if empty, its start is said.
    """
    app.copy_to_clipboard(text)
    say_instead(app, _SENT, said or text[:_SAID])


def copy_line(app: App[Any], view: LineView) -> None:
    """Copy the line under the cursor of a view, as it is shown; nothing where it has none."""
    if view.current is not None:
        copy(app, view.lines.to_copy(view.current).strip())


class Commands:
    """The command lines of a page, taken one after the other, and then from the first again."""

    def __init__(self) -> None:
        self._known: tuple[str, ...] = ()
        self._at = 0

    def take(self, commands: tuple[str, ...]) -> tuple[str, str]:
        """The next of them, and which it is, in words; of those that have come below others, the first.

        Args:
            commands: What the page shows now, at least one.
        """
        if commands != self._known:
            self._at = len(self._known) if commands[: len(self._known)] == self._known else 0
            self._known = commands
        at, self._at = self._at, (self._at + 1) % len(commands)
        which = "the command line of this step." if len(commands) == 1 else f"command {at + 1} of {len(commands)}."
        return commands[at], which

    def copy(self, app: App[Any], commands: tuple[str, ...], fill: Callable[[str], str]) -> bool:
        """Copy the next of them, with values in the place of placeholders; whether there is any."""
        if commands:
            command, which = self.take(commands)
            copy(app, fill(command), which)
        return bool(commands)

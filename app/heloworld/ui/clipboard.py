"""Copying to the terminal's clipboard, and saying so."""

from __future__ import annotations

from typing import Any

from textual.app import App

from heloworld.ui.widgets.common.line_view import LineView

_SAID = 60
"""Characters of what was copied that are said, where nothing else is."""


def copy(app: App[Any], text: str, said: str = "") -> None:
    """Copy some text that is safe to show.

    Args:
        app: Whose terminal it is.
        text: The text.
        said: What it is; if empty, its start is said.
    """
    app.copy_to_clipboard(text)
    app.notify(f"Copied: {said or text[:_SAID]}", timeout=3, markup=False)


def copy_line(app: App[Any], view: LineView) -> None:
    """Copy the line under the cursor of a view, as it is shown; nothing where it has none."""
    if view.current is not None:
        copy(app, view.text(view.current))

"""Copying, and saying so: the same everywhere."""

from __future__ import annotations

from typing import Any

from textual.app import App

SHOWN = 60
"""Characters of what was copied that are repeated at most."""


def copy(app: App[Any], text: str, said: str = "") -> None:
    """Put a text that is safe to show on the clipboard, and say so.

    Args:
        app: Whose clipboard.
        text: The text.
        said: What it is, in a few words; its beginning is repeated where nothing is said.
    """
    app.copy_to_clipboard(text)
    app.notify(f"Copied: {said or text[:SHOWN]}", timeout=3, markup=False)

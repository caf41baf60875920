"""What the user has chosen and wants to find again: so far the theme."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from heloworld import paths
from heloworld.ui.themes import THEMES


def _file() -> Path:
    return paths.learner() / "theme"


def theme() -> str | None:
    """The theme that was chosen, by ``TEXTUAL_THEME`` or the last time; None where there is none."""
    chosen = os.environ.get("TEXTUAL_THEME", "")
    if not chosen:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            chosen = _file().read_text(encoding="utf-8").strip()
    return chosen if chosen in {each.name for each in THEMES} else None


def keep_theme(name: str) -> None:
    """Remember a theme; where that cannot be, it is chosen for this time only."""
    file = _file()
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")
        fresh.write_text(name, encoding="utf-8")
        fresh.replace(file)

"""What the user has chosen and wants to find again: so far the theme."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from pathlib import Path

from heloworld import paths
from heloworld.ui.themes import DARK, PAPER, TERMINAL

_LIGHT = frozenset({"7", "15"})
"""White and bright white, as ``COLORFGBG`` numbers the colours."""


def _file() -> Path:
    return paths.learner() / "theme"


def theme(choices: Sequence[str]) -> str:
    """The theme to begin with: the one chosen by ``TEXTUAL_THEME`` or the last time, or what suits the terminal.

    Args:
        choices: The themes that this terminal can show.
    """
    chosen = os.environ.get("TEXTUAL_THEME", "")
    if not chosen:
        with contextlib.suppress(OSError, UnicodeDecodeError):
            chosen = _file().read_text(encoding="utf-8").strip()
    if chosen in choices:
        return chosen
    if DARK in choices:
        return DARK
    return PAPER if os.environ.get("COLORFGBG", "").rpartition(";")[2] in _LIGHT else TERMINAL


def keep_theme(name: str) -> None:
    """Remember a theme; where that cannot be, it is chosen for this time only."""
    file = _file()
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(".new")
        fresh.write_text(name, encoding="utf-8")
        fresh.replace(file)

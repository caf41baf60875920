"""What a visitor's program is told of the world around it: as little as it needs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from heloworld import visiting

_PASSED_ON: Final = ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LD_LIBRARY_PATH", "TZ", "SYSTEMROOT")
"""What of our own environment a Python needs to start and to tell the time."""

_FOLDERS: Final = {
    "HOME": "",
    "XDG_DATA_HOME": "data",
    "XDG_CONFIG_HOME": "config",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "run",
    "TMPDIR": "tmp",
}
"""Where a program keeps things, each in a folder below the visitor's."""

_SCREEN: Final = {
    "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver",
    "TEXTUAL_COLOR_SYSTEM": "truecolor",
    "TEXTUAL_FPS": "60",
    "TERM_PROGRAM": "textual",
    "LANG": "C.UTF-8",
    "PYTHONUTF8": "1",
}
"""That it is drawn in a browser, in all colours."""


def for_visitor(folder: Path, width: int, height: int) -> dict[str, str]:
    """The environment of a visitor's program; makes the folders that it names.

    Args:
        folder: The visitor's.
        width: Columns of their screen.
        height: Its rows.
    """
    places = {name: folder / below for name, below in _FOLDERS.items()}
    for place in places.values():
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    own = {"PATH": os.defpath, visiting.VARIABLE: "1"}
    return {**passed, **own, **{name: str(place) for name, place in places.items()}, **_screen(width, height)}


def for_owner(width: int, height: int) -> Mapping[str, str]:
    """The environment of a program that works in the folder of whoever has started the server."""
    return {**os.environ, **_screen(width, height)}


def _screen(width: int, height: int) -> dict[str, str]:
    return {**_SCREEN, "COLUMNS": str(width), "ROWS": str(height)}

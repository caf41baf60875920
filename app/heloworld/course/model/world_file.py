"""A world in a file of its own: what a lesson says in `[world]`, at the top level of a TOML file."""

from __future__ import annotations

from pathlib import Path

from heloworld.course.model import fences
from heloworld.course.model.world import World
from heloworld.errors import UsageError
from heloworld.wire.visible import visible_text

LARGEST = 512 * 1024
"""Bytes that such a file may have."""


def read(path: Path) -> World:
    """The world that a file asks for.

    Args:
        path: The file, TOML in UTF-8.

    Raises:
        UsageError: It cannot be read, or a line of it says what no world can be.
    """
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.", "Name a file with a world in it.") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no text in UTF-8.", "Save it as UTF-8.") from error
    if len(content) > LARGEST:
        raise UsageError(f"{path} is too large for a world.", f"It may have {LARGEST // 1024} KiB.")
    try:
        return fences.record_of(text, World)
    except fences.Refused as refused:
        where = f"{path}, line {refused.line}" if refused.line else str(path)
        raise UsageError(f"{where}: {visible_text(refused.says)}", _REMEDY) from refused


_REMEDY = "The tables are [harbour], [island] and [shore], with the keys that lessons/README.md lists for `[world]`."

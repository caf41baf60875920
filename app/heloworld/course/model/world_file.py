"""A world in a file of its own: what a lesson says in `[world]`, at the top level of a TOML file."""

from __future__ import annotations

from pathlib import Path

from heloworld.course.model import fences, toml_lines
from heloworld.course.model.world import World
from heloworld.errors import UsageError
from heloworld.lab.judging.keys import with_places
from heloworld.lab.names.zone_check import zone_faults
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
        raise UsageError(
            f"{path} cannot be read: {error.strerror}.", "Name a file with a world in it that you may read."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no text in UTF-8.", "Save it as UTF-8.") from error
    if len(content) > LARGEST:
        raise UsageError(f"{path} is too large for a world.", f"It may have {LARGEST // 1024} KiB.")
    try:
        world = fences.record_of(text, World)
    except fences.Refused as refused:
        where = f"{path}, line {refused.line}" if refused.line else str(path)
        raise UsageError(f"{where}: {visible_text(refused.says)}", _REMEDY) from refused
    for origin, line, says in zone_faults(with_places(world.zones)) if world.zones else ():
        begin = toml_lines.line_in_table(text, "zones", origin) or toml_lines.line_of(text, "zones")
        first = text.split("\n")[begin - 1] if begin else ""
        where = f"{path}, line {begin + toml_lines.line_in_text(first, line)}"
        raise UsageError(f"{where}: {visible_text(says)}", _REMEDY)
    return world


_REMEDY = "The tables are [harbour], [island], [shore] and [zones]; lessons/README.md lists their keys for `[world]`."

"""Zones in files: which zone a file holds, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from heloworld.dns.zones.parsing import parse_all
from heloworld.errors import UsageError
from heloworld.wire.visible import visible_text

_ORIGIN: Final = re.compile(r"^\$ORIGIN[ \t]+(\S+)", re.MULTILINE | re.IGNORECASE)
_ENDINGS: Final = (".zone", ".db", ".txt")


def read(files: Iterable[Path]) -> tuple[dict[str, str], list[str]]:
    """Origin → text of each zone, and warnings, each with file and line, safe to show.

    Args:
        files: The files; each holds the zone that its first ``$ORIGIN`` names, or else its own name.

    Raises:
        UsageError: A file cannot be read, has no zone's name, or a line of it is wrong.
    """
    texts: dict[str, str] = {}
    names: dict[str, Path] = {}
    for path in files:
        text = _text(path)
        origin = origin_of(path, text)
        if origin in texts:
            raise UsageError(f"{path} and {names[origin]} are both {origin}.", "Put all of a zone into one file.")
        texts[origin], names[origin] = text, path
    warnings: list[str] = []
    for origin, zone in parse_all(texts).items():
        where = names[origin]
        if zone.faults:
            fault = zone.faults[0]
            more = f" ({len(zone.faults) - 1} more after it.)" if len(zone.faults) > 1 else ""
            raise UsageError(
                f"{where}, line {fault.line}: {visible_text(fault.sentence)}", f"{visible_text(fault.remedy)}{more}"
            )
        warnings += [f"{where}, {visible_text(str(each))}" for each in zone.warnings]
    return texts, warnings


def origin_of(path: Path, text: str) -> str:
    """Which zone a file holds.

    Raises:
        UsageError: Nothing says so.
    """
    if found := _ORIGIN.search(text):
        return found[1].rstrip(".").lower() or "."
    name = path.name
    for ending in _ENDINGS:
        name = name.removesuffix(ending)
    if "." not in name and name != "test":
        raise UsageError(
            f"{path} does not say which zone it holds.",
            "Name the file after it, harbour.test.zone, or begin it with $ORIGIN harbour.test. and a final dot.",
        )
    return name.lower()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror}.", "Name a file with a zone in it that you may read."
        ) from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no text in UTF-8.", "Save it as UTF-8.") from error

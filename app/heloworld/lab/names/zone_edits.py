"""A zone's text changed by hand, a line at a time, and what it says then."""

from __future__ import annotations

import fnmatch
import functools
import re

from heloworld.dns.zones.parsing import parse
from heloworld.errors import HeloError
from heloworld.lab.names.zone_check import zone_faults

_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*"')


def with_line(origin: str, text: str, line: str) -> str:
    """A zone with one line more, at its end.

    Args:
        origin: Its name.
        text: Its text.
        line: The line.

    Raises:
        HeloError: There is a fault in it then, and no name server would answer by it.
    """
    changed = f"{text.rstrip()}\n{line}\n" if text.strip() else f"{line}\n"
    for _, number, says in zone_faults({origin: changed}):
        raise HeloError(f"Line {number} of the zone {origin} is wrong.", says)
    return changed


def without(origin: str, text: str, pattern: str) -> str:
    """A zone without the lines that fit a pattern, whatever white space is between their words.

    A record that goes on in brackets over several lines is one.

    Args:
        origin: Its name.
        text: Its text.
        pattern: The pattern, for a whole line.

    Raises:
        HeloError: There is no such line.
    """
    wanted = re.compile(fnmatch.translate(" ".join(pattern.split()).replace("[", "[[]")), re.IGNORECASE)
    lines = _entries(text)
    left = [line for line in lines if not wanted.match(" ".join(line.split()))]
    if len(left) == len(lines):
        raise HeloError(f"The zone {origin} has no line {pattern}.", "Name a line that stands in it.")
    return "".join(left)


def _entries(text: str) -> list[str]:
    """The lines of a zone with their line ends; what goes on in brackets belongs to the line where that began."""
    entries: list[str] = []
    depth = 0
    for line in text.splitlines(keepends=True):
        plain = _STRINGS.sub("", line).partition(";")[0]
        if depth > 0:
            entries[-1] += line
        else:
            entries.append(line)
        depth = max(depth, 0) + plain.count("(") - plain.count(")")
    return entries


@functools.lru_cache(maxsize=64)
def records_of(origin: str, text: str, name: str, kind: str) -> tuple[str, ...]:
    """What the records at a name of a zone say: every name in it whole, the strings of a text joined, without quotes.

    Args:
        origin: The zone's name.
        text: Its text.
        name: The name; without a final dot it is in the zone, and ``@`` is the zone itself.
        kind: The type of record, in upper case.
    """
    found = parse(text, origin).of(name, kind)
    return tuple(_joined(each.data) if kind == "TXT" else each.data for each in found)


def _joined(data: str) -> str:
    return "".join(each[1:-1].replace('\\"', '"') for each in _STRINGS.findall(data))

"""What an IMAP server says without a tag, taken apart for the conditions that ask about it (RFC 3501 §7)."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from heloworld.course.conditions.patterns import text
from heloworld.imap.responses import DATA, parse


@dataclass(frozen=True, slots=True)
class Told:
    """A response without a tag.

    Attributes:
        name: Its name in upper case.
        number: The number before its name; -1 where there is none.
        words: What comes after the name, in one line; of a literal only its mark.
    """

    name: str
    number: int
    words: str


def told(lines: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, Told]]:
    """The responses without a tag, each with the number of its first line; a line that begins none goes on with one.

    Args:
        lines: Number and text of what the server said, without line ends, and without the text of literals.
    """
    begun: list[tuple[int, str]] = []
    for number, line in lines:
        response = parse(line)
        if response.tag and begun:
            yield begun[0][0], _whole([each for _, each in begun])
            begun = []
        if response.tag == b"*" or (begun and not response.tag):
            begun.append((number, text(line)))
    if begun:
        yield begun[0][0], _whole([each for _, each in begun])


def check_name(name: str) -> None:
    """Look whether there is such a response.

    Raises:
        ValueError: There is none.
    """
    if name.upper() not in DATA:
        close = difflib.get_close_matches(name.upper(), DATA, n=1)
        raise ValueError(f"There is no response `{name}`." + (f" Is `{close[0]}` meant?" if close else ""))


def _whole(lines: list[str]) -> Told:
    response = parse(lines[0].encode("utf-8", "surrogateescape"))
    first, *rest = lines
    number = [str(response.number)] if response.number >= 0 else []
    words = first.split(" ", len(number) + 2)[len(number) + 2 :]
    return Told(response.status, response.number, " ".join([*words, *(each.strip() for each in rest)]))

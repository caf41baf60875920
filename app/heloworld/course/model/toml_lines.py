"""On which line of a TOML text something stands: `tomllib` says what a text means, and forgets where."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TOKEN = re.compile(
    r"""\"\"\"(?:\\.|[^\\])*?\"\"\"|'''.*?'''|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*|[\[\]{},]|[^\s"'\#\[\]{},]+""",
    re.DOTALL,
)
"""Strings, comments, brackets and what stands between them: enough to tell where an array's elements begin."""


def line_of(text: str, key: str) -> int:
    """The line, from 1, on which a key is given its value; 0 where it is nowhere.

    Args:
        text: The TOML.
        key: The key.
    """
    name = _named(key)
    pattern = re.compile(rf"^[ \t]*(?:{name}\s*=|\[\[?\s*(?:\w+\s*\.\s*)*{name}\s*[.\]])", re.MULTILINE)
    found = pattern.search(text)
    return _line(text, found.start()) if found else 0


def line_in_table(text: str, table: str, key: str) -> int:
    """The line, from 1, on which a key of a table is given its value; that of the table where it is nowhere in it.

    Where the table has no heading, it is 0 unless the key stands somewhere else.

    Args:
        text: The TOML.
        table: The names of the table and of those around it, with dots between.
        key: The key.
    """
    names = r"\s*\.\s*".join(map(_named, table.split(".")))
    begin = re.search(rf"^[ \t]*\[\s*{names}\s*\]", text, re.MULTILINE)
    if begin is None:
        return line_of(text, key)
    end = re.compile(r"^[ \t]*\[(?!\s*\[)", re.MULTILINE).search(text, begin.end())
    while end is not None and re.compile(rf"[ \t]*\[\[?\s*{names}\s*\.").match(text, end.start()):
        end = re.compile(r"^[ \t]*\[", re.MULTILINE).search(text, end.end())
    inside = text[begin.start() : end.start() if end is not None else len(text)]
    return _line(text, begin.start()) - 1 + (line_of(inside, key) or 1)


def line_in_text(first: str, number: int) -> int:
    """How many lines below the line of its key a line of a text value stands.

    Args:
        first: The line on which the key is given its value.
        number: The line of the value, from 1; 0 for the key itself.
    """
    opened = re.search(r"=\s*(\"{3}|'{3})(.*)", first)
    if opened is None or not number:
        return 0  # all of it stands on one line
    return number if not opened[2].strip() else number - 1


def line_of_mention(text: str, key: str) -> int:
    """The line, from 1, on which a key is first given a value, be it within braces; 0 where it is nowhere."""
    found = re.search(rf"(?<![\w-]){_named(key)}\s*=", text)
    return line_of(text, key) or (_line(text, found.start()) if found else 0)


def lines_of_elements(text: str, key: str) -> list[int]:
    """The line, from 1, on which each element of an array begins.

    Args:
        text: The TOML.
        key: The key whose value the array is; none is found where it has no array.
    """
    begin = re.search(rf"^[ \t]*{_named(key)}\s*=\s*\[", text, re.MULTILINE)
    if begin is not None:
        return [_line(text, place) for place in _elements(text, begin.end())]
    tables = re.finditer(rf"^[ \t]*\[\[\s*{_named(key)}\s*\]\]", text, re.MULTILINE)
    return [_line(text, table.start()) for table in tables]


def _named(key: str) -> str:
    """The regular expression for a key, bare or quoted."""
    word = re.escape(key)
    return rf"(?:{word}|\"{word}\"|'{word}')"


def _line(text: str, place: int) -> int:
    begin = re.compile(r"\s*").match(text, place)
    return text.count("\n", 0, begin.end() if begin else place) + 1


def _elements(text: str, start: int) -> Iterator[int]:
    """Where each element of an array begins, whose opening bracket ends at ``start``."""
    depth, is_new = 1, True
    for token in _TOKEN.finditer(text, start):
        word = token[0]
        if word.startswith("#"):
            continue
        if word == "," and depth == 1:
            is_new = True
            continue
        if word in "]}":
            depth -= 1
            if depth == 0:
                return
        elif is_new:
            yield token.start()
            is_new = False
        if word in "[{":
            depth += 1

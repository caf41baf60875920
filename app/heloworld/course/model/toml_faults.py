"""What keeps a text from being TOML, in words for its author."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from typing import Final

_AT: Final = re.compile(r" \(at line (\d+), column (\d+)\)| \(at end of document\)")
_CURLY: Final = "“”„‟‘’‚‛«»″′"
"""Quotes that word processors put where straight ones were typed."""

_OPEN: Final = 'a text in quotes does not end on its line. Close it, or write it between `"""` and `"""`'
_WORDS: Final = {
    "Invalid value": "what stands here is no value. A text stands in quotes",
    "Illegal character '\\n'": _OPEN,
    "Unterminated string": _OPEN,
    "Unescaped '\\' in a string": "in `\"…\"` a backslash is written twice, `\\\\`; in `'…'` it is written once",
    "Expected '=' after a key in a key/value pair": "`=` is missing between a key and its value",
    "Unclosed array": "a list is not closed: `]` or a comma is missing",
    "Unclosed inline table": "a table is not closed: `}` or a comma is missing",
    "Cannot overwrite a value": "a key is given its value twice",
    "Expected newline or end of document after a statement": "something is left over behind the value",
}
"""Python's sentences, and ours."""


def toml_fault(error: ValueError | RecursionError, text: str) -> tuple[str, int]:
    """What is wrong, as a sentence, and on which line of the text, from 1; 0 where that cannot be told.

    Args:
        error: What `tomllib` raised.
        text: What it was given.
    """
    lines = text.split("\n")
    found = _AT.search(str(error))
    last = len(text.rstrip().split("\n"))
    line = 0 if found is None else min(int(found[1] or last), len(lines))
    said = _AT.sub("", str(error)) if isinstance(error, tomllib.TOMLDecodeError) else "something in it is too large"
    here = lines[line - 1] if line else ""
    column = int(found[2]) - 1 if found is not None and found[2] else 0
    says = _strange_character(here, column, said) or _WORDS.get(said, said[:1].lower() + said[1:])
    return f"This is no TOML: {says}.", line


def _strange_character(line: str, column: int, said: str) -> str:
    """What to say where a character is at fault that only looks like the right one; empty where none is."""
    char = line[column : column + 1]
    if (
        said == "Illegal character '\\n'"
    ):  # a text began with a straight quote, and ends with a curly one, or not at all
        char = next((each for each in reversed(line) if each in _CURLY), "")
    if char and char in _CURLY:
        return f"`{char}` is a curly quote. Write a straight one, `\"` or `'`"
    if char > "\x7f":
        name = unicodedata.name(char, f"U+{ord(char):04X}").lower()
        return f"`{char}` ({name}) cannot stand here. A text stands in quotes"
    return ""

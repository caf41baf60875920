"""From the TOML in a fence to its record, with errors that a lesson's author understands."""

from __future__ import annotations

import difflib
import functools
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from heloworld.course.conditions import CONDITIONS, Condition, kind_of
from heloworld.course.model import toml_lines
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import FENCES, Fence, Recap, Refusing, World

_AT_LINE = re.compile(r" \(at line (\d+), column \d+\)| \(at end of document\)")


class Refused(Exception):  # noqa: N818 - it is always caught, and becomes a fault
    """A fence cannot be read.

    Attributes:
        rule: The rule's name.
        says: What is wrong, and what helps.
        line: The line of the fence's text, from 1; 0 for the fence itself.
    """

    def __init__(self, rule: str, says: str, line: int = 0) -> None:
        super().__init__(says)
        self.rule = rule
        self.says = says
        self.line = line


def read(word: str, text: str, line: int) -> Fence:
    """The record of a fence.

    Args:
        word: What stands after the backticks, one of `FENCES`.
        text: What stands in the fence.
        line: The fence's line in the file, for the record.

    Raises:
        Refused: It is no TOML, or says what no such fence can say.
    """
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise _not_toml(error, text) from error
    record = FENCES[word]
    _refuse_unknown(table, record, text)
    try:
        return msgspec.convert(table | {"line": line}, record, dec_hook=condition)
    except msgspec.ValidationError as error:
        says = _in_words(str(error))
        raise Refused(_rule(says), _place(str(error)) + says, _line_of(text, str(error))) from error


def _not_toml(error: ValueError | RecursionError, text: str) -> Refused:
    found = _AT_LINE.search(str(error))
    last = len(text.rstrip().split("\n"))
    line = 0 if found is None else int(found[1] or last)
    return Refused("no-toml", f"This is no TOML: {_AT_LINE.sub('', str(error))}.", line)


def condition(kind: type, value: Any) -> Any:  # noqa: ANN401 - given and wanted so by msgspec
    """A condition from its table."""
    if kind is not Condition:
        raise NotImplementedError
    if not isinstance(value, dict):
        raise TypeError(f"{_NO_CONDITION}a table in braces, with one of these keys: {_listed(CONDITIONS)}.")
    name = kind_of(value)
    if name is None:
        guess = _guess(next(iter(value), ""), CONDITIONS)
        raise ValueError(f"{_NO_CONDITION}a table with one of these keys: {_listed(CONDITIONS)}.{guess}")
    if unknown := _unknown(value, CONDITIONS[name]):
        raise ValueError(_no_key(unknown, CONDITIONS[name], f" of a `{name}` condition"))
    try:
        return msgspec.convert(value, CONDITIONS[name])
    except msgspec.ValidationError as error:
        raise ValueError(f"In the `{name}` condition: {_place(str(error))}{_in_words(str(error))}") from error


_NO_KEY, _NO_CONDITION = "There is no key ", "A condition is "


def _rule(says: str) -> str:
    """The rule that a sentence is about."""
    if says.startswith(_NO_KEY):
        return "unknown-key"
    return "unknown-condition" if says.startswith(_NO_CONDITION) else "wrong-value"


def _refuse_unknown(table: Mapping[str, Any], record: type[Fence], text: str) -> None:
    """Refuse keys that a fence does not have; what is in it is looked at by msgspec."""
    if unknown := _unknown(table, record):
        raise Refused("unknown-key", _no_key(unknown, record, ""), toml_lines.line_of(text, unknown))


def _unknown(table: Mapping[str, Any], record: type) -> str | None:
    """The first key of a table that its record does not have."""
    return next((key for key in table if key not in _keys(record)), None)


@functools.cache
def _keys(record: type) -> list[str]:
    return [field.name for field in msgspec.structs.fields(record) if field.name != "line"]


def _no_key(key: str, record: type, where: str) -> str:
    """What to say about a key that does not exist."""
    known = _keys(record)
    return f"{_NO_KEY}`{key}`{where}.{_guess(key, known) or f' There are: {_listed(known)}.'}"


def _guess(key: str, known: Iterable[str]) -> str:
    """What may have been meant by a key, as a sentence; empty where nothing is like it."""
    close = difflib.get_close_matches(key, list(known), n=1)
    return f" Is `{close[0]}` meant?" if close else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


_PATH = re.compile(r" - at `\$\.?([^`]*)`")
_UNKNOWN = re.compile(r"Object contains unknown field `([^`]+)`")
_WORDS = (
    (re.compile(r"Object missing required field `(\w+)`"), r"The key `\1` is missing"),
    (re.compile(r"Expected `(.+)`, got `(.+)`"), r"This should be \1, not \2"),
    (re.compile(r"Invalid enum value ('.*')"), r"\1 is not one of the words that can stand here"),
    (re.compile(r"Expected `str` matching regex .*"), "This should be lower-case words joined by hyphens"),
)


_NESTED: Mapping[str, type] = {"world": World, "world.refuse": Refusing, "recap": Recap, "play": Act}
"""What may stand inside a fence, by its place."""


def _place(error: str) -> str:
    """Where in a fence something is wrong, as the beginning of a sentence; empty for the fence itself."""
    place = _PATH.search(error)
    return f"`{place[1]}`: " if place and place[1] else ""


def _in_words(error: str) -> str:
    """What msgspec says, for somebody who does not know it."""
    place = _PATH.search(error)
    unknown = _UNKNOWN.search(error)
    if place is not None and unknown is not None:
        record = _NESTED.get(re.sub(r"\[[^\]]*\]", "", place[1]))
        if record is not None:
            return _no_key(unknown[1], record, "")
    says = _PATH.sub("", error)
    for pattern, words in _WORDS:
        says = pattern.sub(words, says)
    return says if says.endswith((".", "?")) else f"{says}."


def _line_of(text: str, error: str) -> int:
    """The line of the fence's text on which stands what an error is about; 0 where it cannot be told."""
    place = _PATH.search(error)
    key = re.match(r"(\w+)(?:\[(\d+)\])?", place[1]) if place else None
    unknown = _UNKNOWN.search(error)
    if unknown is not None and (line := toml_lines.line_of_mention(text, unknown[1])):
        return line
    if key is None:
        return 0
    elements = toml_lines.lines_of_elements(text, key[1])
    number = int(key[2] or 0)
    return elements[number] if key[2] and number < len(elements) else toml_lines.line_of(text, key[1])

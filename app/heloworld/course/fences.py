"""From the TOML in a fence to its record, with errors that a lesson's author understands."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from heloworld.course.conditions import CONDITIONS, Condition, kind_of
from heloworld.course.model import FENCES, Fence

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
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(error) from error
    record = FENCES[word]
    _refuse_unknown(table, record, "")
    try:
        return msgspec.convert(table | {"line": line}, record, dec_hook=_convert)
    except msgspec.ValidationError as error:
        raise Refused("wrong-value", _in_words(str(error)), _line_of(text, str(error))) from error


def _not_toml(error: tomllib.TOMLDecodeError) -> Refused:
    found = _AT_LINE.search(str(error))
    says = _AT_LINE.sub("", str(error))
    return Refused("no-toml", f"This is no TOML: {says}.", int(found[1]) if found and found[1] else 0)


def _convert(kind: type, value: Any) -> Any:  # noqa: ANN401 - given and wanted so by msgspec
    """A condition from its table."""
    if kind is not Condition:
        raise NotImplementedError
    if not isinstance(value, dict):
        raise TypeError(f"A condition is a table in braces, with one of these keys: {_listed(CONDITIONS)}.")
    name = kind_of(value)
    if name is None:
        guess = _meant(next(iter(value), ""), CONDITIONS)
        raise ValueError(f"A condition needs one of these keys: {_listed(CONDITIONS)}.{guess}")
    _refuse_unknown(value, CONDITIONS[name], f" of a `{name}` condition")
    try:
        return msgspec.convert(value, CONDITIONS[name])
    except msgspec.ValidationError as error:
        raise ValueError(f"In the `{name}` condition: {_in_words(str(error))}") from error


def _refuse_unknown(table: Mapping[str, Any], record: type, where: str) -> None:
    known = [name for name in record.__struct_fields__ if name != "line"]  # type: ignore[attr-defined]
    for key in table:
        if key not in known:
            says = f"There is no key `{key}`{where}.{_meant(key, known)}"
            raise Refused("unknown-key", says) if not where else ValueError(says)


def _meant(key: str, known: Iterable[str]) -> str:
    """What may have been meant by a key, as a sentence."""
    close = difflib.get_close_matches(key, list(known), n=1)
    return f" Is `{close[0]}` meant?" if close else f" There are: {_listed(known)}."


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names if name != "line")


_PATH = re.compile(r" - at `\$\.?([^`]*)`")
_WORDS = (
    (re.compile(r"Object missing required field `(\w+)`"), r"The key `\1` is missing"),
    (re.compile(r"Object contains unknown field `(\w+)`"), r"There is no key `\1`"),
    (re.compile(r"Expected `(.+)`, got `(.+)`"), r"This should be \1, not \2"),
    (re.compile(r"Invalid enum value ('.*')"), r"\1 is not one of the words that can stand here"),
    (re.compile(r"Expected `str` matching regex .*"), "This should be lower-case words joined by hyphens"),
)


def _in_words(error: str) -> str:
    """What msgspec says, for somebody who does not know it."""
    place = _PATH.search(error)
    says = _PATH.sub("", error).removesuffix(".")
    for pattern, words in _WORDS:
        says = pattern.sub(words, says)
    return f"{says}{f', at `{place[1]}`' if place and place[1] else ''}."


def _line_of(text: str, error: str) -> int:
    """The line of the fence's text on which the key stands that an error is about; 0 where it cannot be told."""
    place = _PATH.search(error)
    key = re.match(r"\w+", place[1]) if place else None
    if key is None:
        return 0
    lines = text.split("\n")
    return next((number for number, line in enumerate(lines, 1) if re.match(rf"\s*{key[0]}\s*=", line)), 0)

"""From the TOML in a fence to its record, with errors that a lesson's author understands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any, TypeVar

import msgspec

from heloworld.course.conditions import CONDITIONS, Condition, kind_of
from heloworld.course.model import toml_lines
from heloworld.course.model.lesson import FENCES, Fence
from heloworld.course.model.toml_faults import toml_fault
from heloworld.course.model.wrong_values import NO_KEY, guess, in_words, keys, listed, no_key, path_of, unknown_in

_Record = TypeVar("_Record", bound=msgspec.Struct)


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
    return record_of(text, FENCES[word], {"line": line})


def record_of(text: str, record: type[_Record], known: Mapping[str, Any] | None = None) -> _Record:
    """The record that a TOML text stands for.

    Args:
        text: The TOML.
        record: What it is to become.
        known: What is known of it besides.

    Raises:
        Refused: It is no TOML, or says what no such record can say.
    """
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused("no-toml", *toml_fault(error, text)) from error
    _refuse_unknown(table, record, text)
    try:
        return msgspec.convert({**table, **(known or {})}, record, dec_hook=condition)
    except msgspec.ValidationError as error:
        says = in_words(str(error), table, record)
        raise Refused(_rule(says), says, _line_of(text, str(error))) from error


def condition(kind: type, value: Any) -> Any:  # noqa: ANN401 - given and wanted so by msgspec
    """A condition from its table."""
    if kind is not Condition:
        raise NotImplementedError
    if not isinstance(value, dict):
        raise TypeError(f"{_NO_CONDITION}a table in braces, with one of these keys: {listed(CONDITIONS)}.")
    name = kind_of(value)
    if name is None:
        meant = guess(next(iter(value), ""), CONDITIONS)
        raise ValueError(f"{_NO_CONDITION}a table with one of these keys: {listed(CONDITIONS)}.{meant}")
    if unknown := _unknown(value, CONDITIONS[name]):
        raise ValueError(no_key(unknown, CONDITIONS[name], f" of a `{name}` condition"))
    try:
        return msgspec.convert(value, CONDITIONS[name])
    except msgspec.ValidationError as error:
        raise ValueError(f"In the `{name}` condition: {in_words(str(error), value, CONDITIONS[name])}") from error


_NO_CONDITION = "A condition is "


def _rule(says: str) -> str:
    """The rule that a sentence is about."""
    if says.startswith(NO_KEY):
        return "unknown-key"
    return "unknown-condition" if says.startswith(_NO_CONDITION) else "wrong-value"


def _refuse_unknown(table: Mapping[str, Any], record: type, text: str) -> None:
    """Refuse keys that a record does not have; what is in it is looked at by msgspec."""
    if unknown := _unknown(table, record):
        raise Refused("unknown-key", no_key(unknown, record, ""), toml_lines.line_of(text, unknown))


def _unknown(table: Mapping[str, Any], record: type) -> str | None:
    """The first key of a table that its record does not have."""
    return next((key for key in table if key not in keys(record)), None)


def _line_of(text: str, error: str) -> int:
    """The line of the fence's text on which stands what an error is about; 0 where it cannot be told."""
    key = re.match(r"(\w+)(?:\[(\d+)\])?", path_of(error))
    unknown = unknown_in(error)
    *tables, last = [re.sub(r"\[.*", "", each) for each in path_of(error).split(".")]
    if unknown is not None and last and (line := toml_lines.line_in_table(text, ".".join([*tables, last]), unknown)):
        return line
    if unknown is not None and (line := toml_lines.line_of_mention(text, unknown)):
        return line
    if tables and (line := toml_lines.line_in_table(text, ".".join(tables), last)):
        return line
    if key is None:
        return 0
    elements = toml_lines.lines_of_elements(text, key[1])
    number = int(key[2] or 0)
    return elements[number] if key[2] and number < len(elements) else toml_lines.line_of(text, key[1])

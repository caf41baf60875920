"""What msgspec says about a value that cannot stand where it stands, in words for somebody who does not know it."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import msgspec

NO_KEY: Final = "There is no key "
"""How a sentence about an unknown key begins."""

_PATH: Final = re.compile(r" - at `\$\.?([^`]*)`\Z")
_UNKNOWN: Final = re.compile(r"Object contains unknown field `([^`]+)`")
_TYPES: Final = {
    "str": "a text in quotes",
    "int": "a whole number",
    "float": "a number",
    "bool": "`true` or `false`",
    "array": "a list in brackets",
    "object": "a table in braces",
    "datetime": "a date",
    "date": "a date",
    "time": "a time",
}
_SEVERAL: Final = re.compile(r"\[\d+\]\Z")


def in_words(error: str, table: Mapping[str, Any], record: type) -> str:
    """A sentence that says what is wrong and what can stand there; what is in words already stays as it is.

    Args:
        error: What msgspec says.
        table: What it was given.
        record: What that was to become.
    """
    said = _PATH.sub("", error)
    path = path_of(error)
    for pattern, sentence in _SENTENCES:
        found = pattern.fullmatch(said)
        if found is not None:
            return sentence(found, path, _Place(table, record, path))
    return said if said.endswith((".", "?")) else f"{said}."


def path_of(error: str) -> str:
    """Where the value stands, such as ``say[2]`` or ``world.refuse[0].times``; empty for the table itself."""
    found = _PATH.search(error)
    return found[1] if found else ""


def unknown_in(error: str) -> str | None:
    """The key that an error calls unknown, if it is about one."""
    found = _UNKNOWN.search(error)
    return found[1] if found else None


def no_key(key: str, record: type, where: str) -> str:
    """What to say about a key that does not exist."""
    known = keys(record)
    return f"{NO_KEY}`{key}`{where}.{guess(key, known) or f' There are: {listed(known)}.'}"


def guess(key: str, known: Iterable[str]) -> str:
    """What may have been meant by a key, as a sentence; empty where nothing is like it."""
    close = difflib.get_close_matches(key, list(known), n=1)
    return f" Is `{close[0]}` meant?" if close else ""


def listed(names: Iterable[str]) -> str:
    """Names in backticks, with commas between."""
    return ", ".join(f"`{name}`" for name in names)


@functools.cache
def keys(record: type) -> list[str]:
    """The keys that a record's table can have."""
    return [field.name for field in msgspec.structs.fields(record) if field.name != "line"]


class _Place:
    """A place in a table: what stands there, and what can.

    Args:
        table: The whole table.
        record: What it was to become.
        path: The place in it.
    """

    def __init__(self, table: Mapping[str, Any], record: type, path: str) -> None:
        self.value: Any = table
        self._type: msgspec.inspect.Type | None = msgspec.inspect.type_info(record)
        for step in re.findall(r"\w+|\[[^\]]*\]", path):
            self.value, self._type = _inside(self.value, step), _type_inside(self._type, step)

    @property
    def words(self) -> list[str]:
        """The words that can stand here; none where other things can."""
        kinds = _alternatives(self._type)
        literals = [kind for kind in kinds if isinstance(kind, msgspec.inspect.LiteralType)]
        return [str(value) for kind in literals for value in kind.values]

    @property
    def record(self) -> type | None:
        """The record that the table here was to become; None where it was to become none."""
        records = [kind.cls for kind in _alternatives(self._type) if isinstance(kind, msgspec.inspect.StructType)]
        return records[0] if records else None


def _inside(value: Any, step: str) -> Any:  # noqa: ANN401 - it is whatever TOML holds
    """What stands one step deeper; None where that cannot be told, as behind a key that msgspec does not name."""
    if step.startswith("["):
        number = step[1:-1]
        is_there = isinstance(value, list) and number.isdigit() and int(number) < len(value)
        return value[int(number)] if is_there else None
    return value.get(step) if isinstance(value, dict) else None


def _alternatives(kind: msgspec.inspect.Type | None) -> list[msgspec.inspect.Type]:
    """What a type can be, each by itself."""
    while isinstance(kind, msgspec.inspect.Metadata):
        kind = kind.type
    if isinstance(kind, msgspec.inspect.UnionType):
        return [inner for each in kind.types for inner in _alternatives(each)]
    return [kind] if kind is not None else []


def _type_inside(kind: msgspec.inspect.Type | None, step: str) -> msgspec.inspect.Type | None:
    """The type of what stands one step deeper."""
    for each in _alternatives(kind):
        match each:
            case msgspec.inspect.VarTupleType(item_type=inner) if step.startswith("["):
                return inner
            case msgspec.inspect.DictType(value_type=inner) if step.startswith("["):
                return inner
            case msgspec.inspect.StructType(fields=fields) if not step.startswith("["):
                return next((field.type for field in fields if field.name == step), None)
    return None


def _named(path: str) -> str:
    """A place as the subject of a sentence."""
    if not path:
        return "This"
    above, _, last = path.rpartition(".")
    number = _SEVERAL.search(last)
    if number is not None:
        subject = f"Number {int(number[0][1:-1]) + 1} of `{_SEVERAL.sub('', last)}`"
    elif last.endswith("[...]"):
        subject = f"What stands in `{last.removesuffix('[...]')}`"
    else:
        subject = f"`{last}`"
    return subject + _within(above)


def _within(path: str) -> str:
    """Where a table is that stands in another one; empty for the outermost."""
    name = re.sub(r"\[[^\]]*\]", "", path).rpartition(".")[2]
    return f" in `{name}`" if name else ""


def _long(found: re.Match[str], path: str, place: _Place) -> str:
    if isinstance(place.value, str):
        return f"{_named(path)} has {len(place.value)} characters; {found[1]} are the limit."
    return f"{_named(path)} has too many characters; {found[1]} are the limit."


def _missing(found: re.Match[str], path: str, _: _Place) -> str:
    return f"The key `{found[1]}` is missing{_within(path)}."


def _few(found: re.Match[str], path: str, place: _Place) -> str:
    if not place.value:
        return f"{_named(path)} is empty; at least {_entries(int(found[1]))} must stand in it."
    return f"{_named(path)} has {_entries(len(place.value))}; at least {found[1]} are needed."


def _many(found: re.Match[str], path: str, place: _Place) -> str:
    return f"{_named(path)} has {_entries(len(place.value))}; {found[1]} are the limit."


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _number(found: re.Match[str], path: str, place: _Place) -> str:
    limit = f"{found[2]} is the {'limit' if found[1] == '<=' else 'least'}"
    it = "" if place.value is None else f"is {place.value}; "
    return f"{_named(path)} {it}{limit}."


def _type(found: re.Match[str], path: str, _: _Place) -> str:
    wanted = [_TYPES.get(each, each) for each in found[1].split(" | ") if each != "null"]
    return f"{_named(path)} should be {' or '.join(wanted)}, not {_TYPES.get(found[2], found[2])}."


def _enum(found: re.Match[str], path: str, place: _Place) -> str:
    words = " or ".join(f"`{word}`" for word in place.words)
    return f"{_named(path)} can be {words}, not `{found[1]}`."


def _id(_: re.Match[str], path: str, place: _Place) -> str:
    it = f", not `{place.value}`" if place.value else ""
    return f"{_named(path)} should be lower-case words joined by hyphens, such as `first-letter`{it}."


def _strange(found: re.Match[str], path: str, place: _Place) -> str:
    return no_key(found[1], place.record, _within(path)) if place.record else f"{NO_KEY}`{found[1]}`."


_Sentence = Callable[[re.Match[str], str, _Place], str]
_SENTENCES: Final[tuple[tuple[re.Pattern[str], _Sentence], ...]] = (
    (_UNKNOWN, _strange),
    (re.compile(r"Object missing required field `(\w+)`"), _missing),
    (re.compile(r"Expected `str` of length <= (\d+)"), _long),
    (re.compile(r"Expected `str` of length >= (\d+)"), lambda _, path, __: f"{_named(path)} is empty."),
    (re.compile(r"Expected `str` matching regex .*", re.DOTALL), _id),
    (re.compile(r"Expected `(?:array|object)` of length >= (\d+)"), _few),
    (re.compile(r"Expected `(?:array|object)` of length <= (\d+)"), _many),
    (re.compile(r"Expected `int` (>=|<=) (-?\d+)"), _number),
    (re.compile(r"Expected `([^`]+)`, got `([^`]+)`"), _type),
    (re.compile(r"Invalid enum value '(.*)'", re.DOTALL), _enum),
)

"""What can stand in a lesson, from the records that read it: the tables of the author's guide."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import inspect

from heloworld.course.conditions import CONDITIONS
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import FENCES, Recap, Refusing, World

_NAMES: Final = {"bool": "true or false", "str": "text", "int": "number", "none": "", "custom": "condition"}


def reference() -> str:
    """Tables of all fences, their keys, and all conditions, as Markdown."""
    return "\n".join([*_fences(), *_conditions()])


def _fences() -> Iterator[str]:
    yield from ("## Fences", "")
    for word, record in FENCES.items():
        yield from (f"### `{word}`", "", f"{record.about}.", "", *_table(record), "")
        if word == "lesson":
            yield from ("In `[world]`, all of it optional:", "", *_table(World), "")
            yield from ("In each of its `refuse`:", "", *_table(Refusing), "")
            yield from ("In each of `[recap]`, named for the term:", "", *_table(Recap), "")
        if word == "solution":
            yield from ("In `play`, a text is a line that goes out from the prompt. A table says more:", "")
            yield from (*_table(Act), "")


def _conditions() -> Iterator[str]:
    yield from ("## Conditions", "")
    for name, record in CONDITIONS.items():
        yield from (f"### `{name}`", "", f"Met when {record.about}: `{record.example}`", "", *_table(record), "")


def _table(record: type) -> Iterator[str]:
    yield "| key | what stands there | what it says |"
    yield "| --- | --- | --- |"
    info = inspect.type_info(record)
    assert isinstance(info, inspect.StructType)
    for field in info.fields:
        if field.name != "line":
            kind, says = _described(field.type)
            must = " **Must be there.**" if field.required else ""
            yield f"| `{field.name}` | {kind} | {says}{must} |"


def _described(kind: inspect.Type) -> tuple[str, str]:
    """What a value is, and what is said about it."""
    says = ""
    while isinstance(kind, inspect.Metadata):
        says = says or (kind.extra_json_schema or {}).get("description", "")
        kind = kind.type
    return _kind(kind), says


def _kind(kind: inspect.Type) -> str:
    match kind:
        case inspect.Metadata():
            return _kind(kind.type)
        case inspect.LiteralType():
            return " or ".join(f"`{value}`" for value in kind.values)
        case inspect.UnionType():
            return _or([_kind(each) for each in kind.types if not isinstance(each, inspect.NoneType)])
        case inspect.VarTupleType():
            inner = _kind(kind.item_type)
            return f"list of {inner if inner.endswith('s') or ' ' in inner else f'{inner}s'}"
        case inspect.DictType():
            return "table"
        case inspect.StructType():
            return "table"
        case _:
            name = type(kind).__name__.removesuffix("Type").lower()
            return _NAMES.get(name, name)


def _or(kinds: list[str]) -> str:
    return " or ".join(dict.fromkeys(kind for kind in kinds if kind))

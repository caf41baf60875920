"""The parts of lessons/README.md that are not prose: the example, and the reference at its end.

Run as a program, it writes the reference anew: ``make guide``.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import inspect

from heloworld import paths
from heloworld.course.conditions import CONDITIONS
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import FENCES, Recap
from heloworld.course.model.world import SERVER_KEYS, Members, Refusing, World
from heloworld.lab.hosts.host_table import SERVERS

ROOT: Final = Path(__file__).parents[3]
COMMAND: Final = "make guide"
GUIDE: Final = paths.lessons() / "README.md"
_REFERENCE: Final = re.compile(r"(?<=<!-- reference -->\n).*(?=<!-- end -->\n\Z)", re.DOTALL)
_NAMES: Final = {"bool": "true or false", "str": "text", "int": "number", "none": "", "custom": "condition"}
_MAILBOX: Final = re.compile(r"^`{3}mbox\n(.*?)^`{3}$", re.DOTALL | re.MULTILINE)
_EXAMPLE: Final = re.compile(r"^`{5}markdown\n(.*?)^`{5}$", re.DOTALL | re.MULTILINE)


def made() -> str:
    """The reference, as it stands between its marks."""
    return f"\n{reference().rstrip()}\n\n"


def written(guide: str) -> str:
    """The reference that a guide has."""
    found = _REFERENCE.search(guide)
    return found.group() if found else ""


def prose(guide: str) -> str:
    """What people wrote in a guide: all but the reference."""
    return _REFERENCE.sub("", guide)


def examples(guide: str) -> list[str]:
    """The whole lessons that stand in a guide."""
    return _EXAMPLE.findall(guide)


def mailbox(guide: str) -> str:
    """The mailbox that stands in a guide, for one of these lessons."""
    found = _MAILBOX.search(prose(guide))
    return found[1] if found else ""


def reference() -> str:
    """Tables of all fences, their keys, and all conditions, as Markdown."""
    return "\n".join([*_fences(), *_conditions()])


def _fences() -> Iterator[str]:
    yield from ("## Fences", "")
    for word, record in FENCES.items():
        yield from (f"### `{word}`", "", f"{record.about}.", "", *_table(record), "")
        if word == "lesson":
            yield from ("In `[world]`, all of it optional:", "", *_table(World), "")
            tables = ", ".join(f"`[world.{name}]`" for name in SERVERS)
            known = ", ".join(f"`{key}`" for key in SERVER_KEYS)
            yield from (f"In each of {tables}, as far as they are there: {known}, as in `[world]`.", "")
            yield from ("In each of its `refuse`:", "", *_table(Refusing), "")
            yield from ("In each of its `mailing_lists`:", "", *_table(Members), "")
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


if __name__ == "__main__":
    before, text = GUIDE.read_text(encoding="utf-8"), made()
    after = _REFERENCE.sub(lambda _: text, before)
    if after != before:  # other tests may be reading it just now
        GUIDE.write_text(after, encoding="utf-8")

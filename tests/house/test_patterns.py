"""Patterns mean the same on every Python that the program runs on."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

APP = Path(__file__).parents[2] / "app"

POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{\d*,?\d*\})\+")
"""A group that gives nothing back. Before Python 3.11.5 a group whose last round fails in the middle leaves the
position there, so that ``(?:[a-z]+:)*+`` matches ``a`` in ``ab`` (CPython issue 106052); Debian 12 has 3.11.2."""


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """The strings of a file with their lines, those in bytes and in f-strings among them."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        match node:
            case ast.Constant(value=str() as text):
                yield node.lineno, text
            case ast.Constant(value=bytes() as raw):
                yield node.lineno, raw.decode("latin-1")


def test_no_pattern_has_a_possessive_group() -> None:
    found = [
        f"{path.relative_to(APP)}:{line}"
        for path in sorted(APP.rglob("*.py"))
        for line, text in strings(path)
        if POSSESSIVE_GROUP.search(text)
    ]
    assert not found, "write (?:…)* and possessive sets inside it"

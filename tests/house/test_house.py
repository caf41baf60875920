"""The rules of the house: sizes, imports, what may not lie about."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "app").rglob("*.py"))
EVERYTHING = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))]

FILE_LIMIT, CLASS_LIMIT, FUNCTION_LIMIT = 400, 250, 40


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_nothing_is_too_long(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= FILE_LIMIT
    limits = {ast.ClassDef: CLASS_LIMIT, ast.FunctionDef: FUNCTION_LIMIT, ast.AsyncFunctionDef: FUNCTION_LIMIT}
    too_long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > limits[type(node)]
    ]
    assert too_long == []


def test_most_files_are_short() -> None:
    lengths = sorted(len(path.read_text(encoding="utf-8").splitlines()) for path in SOURCES)
    assert lengths[len(lengths) // 2] <= 150


@pytest.mark.parametrize("path", EVERYTHING, ids=_name)
def test_nothing_lies_about(path: Path) -> None:
    if path == Path(__file__):
        return
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(TODO|FIXME|XXX)\b|type: ignore(?!\[)|except[^:\n]*:\s*pass\b|time\.sleep\(", text)


@pytest.mark.parametrize(
    ("module", "forbidden"),
    [
        ("heloworld.cli.main", {"textual", "rich", "aiosmtpd", "cryptography", "pygments"}),
        ("heloworld.lab.serve", {"textual", "rich", "cryptography", "pygments"}),
        ("heloworld.wire.client", {"textual", "rich", "aiosmtpd", "cryptography", "click"}),
        ("heloworld.mbox.writing.append", {"textual", "rich", "aiosmtpd", "click"}),
        ("heloworld.mbox.reading.index", {"textual", "rich", "aiosmtpd", "click", "asyncio"}),
        ("heloworld.course.play.first_mail", {"textual", "rich", "aiosmtpd"}),
    ],
)
def test_what_a_module_does_not_load(module: str, forbidden: set[str]) -> None:
    code = f"import sys, {module}; print(*(name for name in sys.modules if '.' not in name))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT / "app")
    assert forbidden.isdisjoint(out.stdout.split())


def test_only_the_themes_hold_colour_values() -> None:
    where = [path for path in (ROOT / "app/heloworld/ui").rglob("*") if path.suffix in {".py", ".tcss"}]
    having = [path.name for path in where if re.search(r"#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8"))]
    assert having == ["themes.py"]

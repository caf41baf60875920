"""What may not lie about in this house."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OWN = ROOT / "tests/course/build_it"
"""Programs as learners write them: they may wait as they like."""

EVERYTHING = sorted({*(ROOT / "app").rglob("*.py"), *(ROOT / "tests").rglob("*.py")} - {*OWN.rglob("*.py")})


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", EVERYTHING, ids=_name)
def test_nothing_lies_about(path: Path) -> None:
    if path == Path(__file__):
        return
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(TODO|FIXME|XXX)\b|type: ignore(?!\[)|except[^:\n]*:\s*pass\b|time\.sleep\(", text)


def test_only_the_themes_hold_colour_values() -> None:
    where = [path for path in (ROOT / "app/heloworld/ui").rglob("*") if path.suffix in {".py", ".tcss"}]
    having = [path.name for path in where if re.search(r"#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8"))]
    assert having == ["themes.py"]

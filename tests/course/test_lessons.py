"""Every lesson that ships keeps the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld import paths
from heloworld.course.check import check, files_of


def _id(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", files_of([paths.lessons()]), ids=_id)
def test_a_lesson_has_no_fault(path: Path) -> None:
    assert [str(fault) for fault in check([path])] == []

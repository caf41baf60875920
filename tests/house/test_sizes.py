"""Sizes: of files, folders, functions, and of classes together with their bases."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest

from house.classes import APP, ROOT, HouseClass, house_classes

FILE_LIMIT: Final = 400
FOLDER_LIMIT: Final = 24
CLASS_LIMIT: Final = 250
FUNCTION_LIMIT: Final = 40

SOURCES: Final = sorted(APP.rglob("*.py"))
EVERYTHING: Final = [*SOURCES, *sorted((ROOT / "tests").rglob("*.py"))]
FOLDERS: Final = sorted({path.parent for path in EVERYTHING})


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _names(classes: Iterable[HouseClass]) -> set[str]:
    return {each.name.removeprefix("heloworld.") for each in classes}


def test_no_file_is_too_long() -> None:
    assert {_name(path) for path in EVERYTHING if _length(path) > FILE_LIMIT} == set()


def test_most_files_are_short() -> None:
    lengths = sorted(map(_length, SOURCES))
    assert lengths[len(lengths) // 2] <= 150


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_function_is_too_long(path: Path) -> None:
    too_long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION_LIMIT
    ]
    assert too_long == []


@pytest.mark.parametrize("folder", FOLDERS, ids=_name)
def test_no_folder_is_too_full(folder: Path) -> None:
    files = [path.name for path in folder.glob("*.py") if path.name != "__init__.py"]
    assert len(files) <= FOLDER_LIMIT


def test_no_class_is_too_large_with_its_bases() -> None:
    assert _names(each for each in house_classes().values() if each.lines_with_bases > CLASS_LIMIT) == set()


def test_no_class_is_a_tower_of_bases() -> None:
    assert _names(each for each in house_classes().values() if len(each.parents) > 1 and not each.is_error) == set()


def test_the_classes_are_all_found_with_their_bases() -> None:
    app = house_classes()["heloworld.mbox.lenses.ideal.MboxrdLens"]
    assert [each.name.rpartition(".")[2] for each in app.ancestors] == ["NaiveLens", "SeparatingLens", "Lens"]
    assert app.parents == ("heloworld.mbox.lenses.ideal.NaiveLens",)
    assert app.lines_with_bases == sum(each.lines for each in (app, *app.ancestors))

"""What the screen looks like in its named states: the pictures in screenshots/ are what it draws today."""

from __future__ import annotations

from pathlib import Path

import pytest

from pictured import picture, shows
from scenarios import PICTURES, SCENARIOS

KEPT = Path(__file__).parents[2] / "screenshots"


@pytest.mark.parametrize("name", PICTURES)
async def test_looks_like_its_picture(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    kept = (KEPT / f"{name}.svg").read_text(encoding="utf-8")
    drawn = await picture(PICTURES[name], tmp_path, kept)
    if drawn != kept:
        (tmp_path / f"{name}.svg").write_text(drawn, encoding="utf-8")
        pytest.fail(
            f"{name} looks different: see {tmp_path}/{name}.svg. If that is right: make screenshots", pytrace=False
        )


@pytest.mark.parametrize("name", sorted(SCENARIOS.keys() - PICTURES.keys()))
async def test_says_what_it_should(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    drawn = await picture(SCENARIOS[name], tmp_path)
    assert [text for text in SCENARIOS[name].says if not shows(drawn, text)] == []


def test_there_is_no_picture_of_what_is_gone() -> None:
    assert {path.stem for path in KEPT.glob("*.svg")} == set(PICTURES)

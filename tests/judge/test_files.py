"""Which files belong to a program under trial, and that a change of one of them is seen."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from heloworld import paths
from heloworld.judge import files
from heloworld.judge.files import ProgramFiles
from heloworld.judge.program.command import command_of
from patience import PATIENCE


@pytest.fixture
def here(tmp_path: Path) -> Path:
    for name in ("server.py", "helper.py", "mail.log", ".hidden", "node_modules/big.js", "lib/part.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    return tmp_path


def of(here: Path, *words: str, stays_here: bool = False) -> ProgramFiles:
    return ProgramFiles(command_of((sys.executable, *words), here, "", stays_here=stays_here), here)


def names(found: ProgramFiles, here: Path) -> set[str]:
    return {os.path.relpath(name, here) for name, _, _ in found.look()} - {os.path.relpath(sys.executable, here)}


def test_what_lies_beside_the_program(here: Path) -> None:
    assert names(of(here, "server.py", "{port}"), here) == {"server.py", "helper.py", "lib/part.py"}


def test_what_is_named_elsewhere_is_looked_at_alone(here: Path) -> None:
    assert names(of(here / "lib", "../server.py"), here) == {"server.py"}


def test_where_it_stays_everything_here(here: Path) -> None:
    assert names(of(here, "-m", "server", stays_here=True), here) == {"server.py", "helper.py", "lib/part.py"}


async def test_a_change_is_seen_once(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PAUSE", 0.01)
    found = of(here, "server.py")
    (here / "mail.log").write_text("a program writes")
    for name in ("lib/part.py", "new.py"):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(found.changed(), 0.05)
        (here / name).write_text("somebody saves")
        await asyncio.wait_for(found.changed(), PATIENCE)


def test_what_the_judge_writes_itself_belongs_to_no_program(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else each judging would be a reason to judge once more."""
    monkeypatch.setattr(paths, "learner", lambda: here / "data")
    for name in ("data/evidence.txt", "out.xml", "talk.jsonl"):
        (here / name).parent.mkdir(exist_ok=True)
        (here / name).write_text("")
    command = command_of((sys.executable, "server.py"), here, "", stays_here=False)
    found = ProgramFiles(command, here, [here / "out.xml"])
    assert names(found, here) == {"server.py", "helper.py", "lib/part.py"}

"""A lesson that is looked at again after each change, until Ctrl+C."""

from __future__ import annotations

import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from patience import PATIENCE
from serving import command, environment

GALLERY = Path(__file__).parents[1] / "gallery"
GOOD = (GALLERY / "01-good.md").read_text(encoding="utf-8")


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    shutil.copy(GALLERY / "ben.mbox", tmp_path)
    path = tmp_path / "01-good.md"
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture(params=["file", "folder"])
def watching(lesson: Path, request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    path = lesson if request.param == "file" else lesson.parent
    line = command("lessons", "check", "--watch", "--wanderings", "0", path)
    with subprocess.Popen(
        line, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment()
    ) as process:
        end = threading.Timer(4 * PATIENCE, process.kill)
        end.start()
        yield process
        end.cancel()
        process.kill()


def _until(process: subprocess.Popen[str], text: str) -> str:
    """What is printed up to a line that holds a text."""
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if text in line:
            return said
    raise AssertionError(said)


def test_each_change_is_looked_at_until_it_is_ended(lesson: Path, watching: subprocess.Popen[str]) -> None:
    _until(watching, "01-good.md. Waiting for a change; Ctrl+C ends it.")
    lesson.write_text(GOOD.replace("minutes = 3", "minute = 3"), encoding="utf-8")
    assert "01-good.md:6: In this `lesson` fence" in _until(watching, "There is 1 fault in 1 lesson. Waiting")
    lesson.unlink()
    lesson.with_name(".01-good.md.swp").write_text("an editor's own")
    lesson.write_text(GOOD, encoding="utf-8")
    _until(watching, "1 lesson, no faults: ")
    lesson.with_name("ben.mbox").write_text("not a mailbox")
    assert "ben.mbox is no mbox" in _until(watching, "There is 1 fault")
    watching.send_signal(signal.SIGINT)
    assert watching.wait(PATIENCE) == 0


def test_a_folder_without_a_lesson_is_told(tmp_path: Path) -> None:
    line = command("lessons", "check", "--watch", tmp_path)
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=environment()) as process:
        end = threading.Timer(4 * PATIENCE, process.kill)
        end.start()
        _until(process, f"There is no lesson in {tmp_path}.")
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        end.cancel()


def test_it_ends_when_its_reader_goes_though_nothing_changes(lesson: Path) -> None:
    line = command("lessons", "check", "--watch", "--wanderings", "0", lesson)
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True, env=environment()) as process:
        end = threading.Timer(4 * PATIENCE, process.kill)
        end.start()
        _until(process, "Waiting for a change")
        assert process.stdout is not None
        process.stdout.close()
        assert process.wait(PATIENCE) == 0
        end.cancel()

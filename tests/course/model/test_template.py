"""The beginning of a lesson: filled in, it is a good one; and nothing that exists is written over."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.cli.main import run
from heloworld.course.check.run import check
from heloworld.course.model.loader import load
from heloworld.course.model.template import BLANK


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "1-my-part" / "07-my-lesson.md"


def test_once_it_is_filled_in_it_is_a_good_lesson(path: Path) -> None:
    assert run(["lessons", "new", str(path)]) == 0
    text = path.read_text()
    filled = text.replace(f"{BLANK} ", "").replace(BLANK, "Something")
    path.write_text(filled)
    assert check([path]) == []
    lesson = load(path).lesson
    assert lesson is not None
    assert (lesson.id, lesson.number) == ("my-lesson", "1.7")
    assert [len(step.fences) for step in lesson.steps] == [7]


def test_the_recap_in_its_remarks_is_right(path: Path) -> None:
    assert run(["lessons", "new", str(path)]) == 0
    text = (
        path.read_text().replace("# [recap.HELO]", "[recap.HELO]").replace("# means", "means").replace("# rfc", "rfc")
    )
    path.write_text(
        text.replace("teaches = []", 'teaches = ["HELO"]').replace("… What is read first.", "HELO comes first.")
    )
    assert {fault.rule for fault in check([path])} == {"blank"}


def test_blanks_are_marked(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lessons", "new", str(path)]) == 0
    assert f"Fill in what is marked with {BLANK}, then: helo lessons check {path}" in capsys.readouterr().out
    lines = path.read_text().split("\n")
    for key in ("summary", "ask", "title", "say =", "belief"):
        assert all(BLANK in line for line in lines if line.startswith(key) and not line.endswith("["))
    marked = [number for number, line in enumerate(lines, 1) if BLANK in line]
    assert [(fault.rule, fault.line) for fault in check([path])] == [("blank", number) for number in marked]


def test_nothing_is_written_over(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.parent.mkdir()
    path.write_text("mine")
    assert run(["lessons", "new", str(path)]) == 1
    assert path.read_text() == "mine"
    assert "something is there already" in capsys.readouterr().err
    path.unlink()
    path.symlink_to(path.with_name("elsewhere.md"))
    assert run(["lessons", "new", str(path)]) == 1
    assert not path.exists()


@pytest.mark.parametrize("name", ["lesson.md", "01-Lesson.md", "01-lesson.txt", "01-.md", f"01-{'x' * 41}.md", ".."])
def test_lessons_have_names_that_are_found_again(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lessons", "new", str(tmp_path / "part" / name)]) == 2
    assert "Name it like 01-my-lesson.md" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_can_be_written_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "part").write_text("")
    assert run(["lessons", "new", str(tmp_path / "part" / "01-lesson.md")]) == 1
    assert "is a file, not a folder. Name another folder." in capsys.readouterr().err

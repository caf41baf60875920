"""What a learner has done is kept at once, survives, and never gets in anybody's way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld import paths
from heloworld.course.progress.file import alone, read
from heloworld.course.progress.progress import FILE_NAME, Progress, key_of
from heloworld.course.progress.records import FORMAT, OwnProgram, Standing
from patience import PATIENCE
from serving import environment

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SOME = Standing(1, frozenset({"hello", "bye"}), {"who-first": 1}, {"hello": 2})


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "learner" / FILE_NAME


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that everybody may look into, for a user who is not the superuser: that one may write anywhere."""
    user = os.geteuid()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "learner"
        folder.mkdir(mode=0o755)
        Path(name).chmod(0o755)
        if user == 0:
            os.chown(folder, 65534, 65534)
            os.seteuid(65534)
        try:
            yield folder
        finally:
            os.seteuid(user)
            folder.chmod(0o755)


def test_what_is_kept_is_there_the_next_day(file: Path) -> None:
    progress = Progress.load(file=file)
    assert progress.last is None
    assert progress.standing("good") == Standing()
    progress.keep("good", SOME)
    progress.finished("good", NOW)
    again = Progress.load(file=file)
    assert (again.standing("good"), again.last, again.trouble) == (SOME, "good", "")
    assert again.finished_at("good") == NOW
    assert again.is_finished("good")
    assert not again.is_finished("other")


def test_the_file_is_in_the_learners_folder_and_their_own() -> None:
    Progress.load().keep("good", SOME)
    written = paths.learner() / FILE_NAME
    assert json.loads(written.read_bytes())["format"] == FORMAT
    assert written.stat().st_mode & 0o077 == 0
    assert sorted(paths.learner().iterdir()) == [written]


def test_the_first_time_that_a_lesson_is_finished_counts(file: Path) -> None:
    progress = Progress.load(file=file)
    progress.finished("good", NOW)
    progress.keep("good", Standing())
    progress.finished("good", NOW + timedelta(days=9))
    assert Progress.load(file=file).finished_at("good") == NOW


def test_the_last_lesson_is_the_one_that_was_kept_last(file: Path) -> None:
    progress = Progress.load(file=file)
    progress.keep("one", SOME)
    progress.keep("two", Standing())
    progress.keep("one", SOME)
    assert Progress.load(file=file).last == "one"


def test_nothing_is_written_where_nothing_has_changed(file: Path) -> None:
    progress = Progress.load(file=file)
    progress.keep("good", SOME)
    file.unlink()
    progress.keep("good", SOME)
    assert not file.exists()


def test_what_is_answered_anew_is_noted_with_its_time(file: Path) -> None:
    progress = Progress.load(file=file)
    progress.keep("good", Standing(answers={"a": 0}), NOW)
    progress.keep("good", Standing(answers={"a": 0, "b": 1}), NOW + timedelta(days=1))
    progress.reviewed("good", "a", is_right=True, now=NOW + timedelta(days=2))
    progress.keep("good", Standing(step=1, answers={"a": 0, "b": 1}), NOW + timedelta(days=3))
    reviews = Progress.load(file=file).reviews("good")
    assert (reviews["a"].answered, reviews["a"].stage) == (NOW + timedelta(days=2), 1)
    assert (reviews["b"].answered, reviews["b"].stage) == (NOW + timedelta(days=1), 0)


def test_what_another_window_has_kept_meanwhile_stays(file: Path) -> None:
    one, two = Progress.load(file=file), Progress.load(file=file)
    one.keep("one", SOME)
    two.keep("two", SOME)
    one.keep("one", Standing(step=2))
    progress = Progress.load(file=file)
    assert (progress.standing("one").step, progress.standing("two")) == (2, SOME)


WINDOW = """
import sys
from pathlib import Path
from heloworld.course.progress.progress import Progress
from heloworld.course.progress.records import Standing
progress = Progress.load(file=Path(sys.argv[1]))
print(flush=True)
sys.stdin.readline()
for number in range(1, 13):
    goals = frozenset(f"{sys.argv[2]}-{each}" for each in range(number))
    progress.keep("together", Standing(reached=goals))
    progress.keep(f"alone-{sys.argv[2]}-{number}", Standing(number))
"""


def test_of_six_windows_at_once_none_loses_what_another_has_kept(file: Path) -> None:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "env": environment()}
    with ExitStack() as open_:
        windows = [
            open_.enter_context(subprocess.Popen([sys.executable, "-c", WINDOW, str(file), name], **pipes))  # type: ignore[call-overload]
            for name in "abcdef"
        ]
        for window in windows:
            window.stdout.readline()
        for window in windows:
            window.stdin.write(b"go\n")
            window.stdin.flush()
        assert [window.wait(PATIENCE) for window in windows] == [0] * 6
    progress = Progress.load(file=file)
    assert progress.standing("together").reached == {f"{name}-{each}" for name in "abcdef" for each in range(12)}
    assert [progress.standing(f"alone-{name}-{n}").step for name in "abcdef" for n in range(1, 13)] == [
        *range(1, 13)
    ] * 6


def test_a_window_that_changes_one_lesson_leaves_another_as_the_other_window_has_it(file: Path) -> None:
    one, two = Progress.load(file=file), Progress.load(file=file)
    one.keep("first", Standing(1))
    two.keep("first", Standing(2, frozenset({"bye"})))
    one.keep("second", SOME)
    assert Progress.load(file=file).standing("first") == Standing(2, frozenset({"bye"}))


def test_in_one_lesson_two_windows_each_change_what_is_theirs(file: Path) -> None:
    Progress.load(file=file).keep("good", Standing(1, frozenset({"hello", "bye"}), {"a": 0}), NOW)
    one, two = Progress.load(file=file), Progress.load(file=file)
    one.finished("good", NOW)
    two.keep("good", Standing(2, frozenset({"hello", "more"}), {"a": 0, "b": 1}), NOW)
    two.finished("good", NOW + timedelta(days=1))
    one.keep("good", Standing(1, frozenset({"hello", "bye", "last"}), {"a": 1}), NOW)
    again = Progress.load(file=file)
    assert again.standing("good") == Standing(2, frozenset({"hello", "more", "last"}), {"a": 1, "b": 1})
    assert again.finished_at("good") == NOW
    assert set(again.reviews("good")) == {"a", "b"}


def test_a_program_of_ones_own_is_kept_with_its_course_and_beside_what_another_window_keeps(file: Path) -> None:
    ours, theirs = Progress("course", file), Progress("course", file)
    ours.keep("greeting", SOME, NOW)
    theirs.keep_program("smtp", OwnProgram("python3 server.py {port}", "/home/dora"))
    ours.keep("hello", SOME, NOW)
    ours.keep_program("mbox", OwnProgram("./reader", "/home/dora/mail"))
    again = Progress("course", file)
    assert again.program("smtp") == OwnProgram("python3 server.py {port}", "/home/dora")
    assert again.program("mbox") == OwnProgram("./reader", "/home/dora/mail")
    assert again.standing("greeting") == again.standing("hello") == SOME
    assert Progress("other", file).program("smtp") is None


def test_the_newest_command_line_of_a_program_counts(file: Path) -> None:
    progress = Progress("course", file)
    for name in ("old.py", "new.py"):
        progress.keep_program("smtp", OwnProgram(name, "/"))
        progress.keep("greeting", SOME, NOW)
    found = Progress("course", file).program("smtp")
    assert found is not None
    assert found.command == "new.py"


def test_a_window_that_has_stopped_in_the_middle_holds_up_nobody_for_long(file: Path) -> None:
    Progress.load(file=file).keep("good", SOME)
    with alone(file):
        Progress.load(file=file).keep("good", Standing(2))
    assert Progress.load(file=file).standing("good").step == 2


def test_lessons_that_are_not_known_any_more_are_kept(file: Path) -> None:
    Progress.load(file=file).keep("gone", SOME)
    Progress.load(file=file).keep("good", SOME)
    assert Progress.load(file=file).standing("gone") == SOME


def test_a_strangers_course_does_not_mix_with_ours(file: Path, tmp_path: Path) -> None:
    folders = [None, tmp_path / "one" / "lessons", tmp_path / "two" / "lessons"]
    for number, folder in enumerate(folders):
        Progress.load(folder, file=file).keep("greeting", Standing(number))
    assert [Progress.load(folder, file=file).standing("greeting").step for folder in folders] == [0, 1, 2]
    assert key_of(paths.lessons()) == key_of(None)
    assert key_of(tmp_path / "one" / ".." / "one" / "lessons") == key_of(tmp_path / "one" / "lessons")


def test_a_course_may_be_called_anything(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b'\xff\x1b]0;"') / "\n"
    Progress.load(folder, file=file).keep("greeting", SOME)
    assert Progress.load(folder, file=file).standing("greeting") == SOME


def test_what_is_shown_to_a_class_is_not_kept(file: Path) -> None:
    Progress.load(file=file).keep("good", SOME)
    before = file.read_bytes()
    shown = Progress.load(file=file, is_kept=False)
    assert (shown.standing("good"), shown.last, shown.trouble) == (Standing(), None, "")
    shown.keep("good", Standing(1))
    assert (shown.standing("good").step, file.read_bytes()) == (1, before)


DAMAGED = [
    b"",
    b"{",
    b"\xff\xfe",
    b"[]",
    b"{}",
    b'{"format": 1, "courses": 3}',
    b'{"format": "one"}',
    b'{"format": 1, "courses": {"heloworld": {"lessons": {"good": {"step": "first"}}}}}',
    b'{"format": 1, "courses": {"heloworld": {"lessons": {"good": {"finished": "2026-11-23T12:00:00"}}}}}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("content", DAMAGED, ids=lambda content: content[-30:].decode("latin-1"))
def test_a_damaged_file_is_set_aside(file: Path, content: bytes) -> None:
    file.parent.mkdir()
    for name in ("progress.json.damaged", "progress.json.damaged-2"):
        file.write_bytes(content)
        progress = Progress.load(file=file)
        assert name in progress.trouble
        assert file.with_name(name).read_bytes() == content
        progress.keep("good", SOME)
        assert Progress.load(file=file).standing("good") == SOME


def test_a_file_that_is_damaged_meanwhile_is_set_aside_too(file: Path) -> None:
    progress = Progress.load(file=file)
    progress.keep("good", SOME)
    file.write_bytes(b"rubbish")
    progress.keep("good", Standing(2))
    assert "damaged" in progress.trouble
    assert Progress.load(file=file).standing("good").step == 2


@given(st.binary(max_size=200))
def test_whatever_stands_in_the_file_learning_goes_on(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / FILE_NAME
        file.write_bytes(content)
        progress = Progress.load(file=file)
        progress.keep("good", SOME)
        assert progress.standing("good") == SOME
        assert content in [each.read_bytes() for each in Path(folder).iterdir()]


def test_a_newer_file_is_left_alone(file: Path) -> None:
    content = json.dumps({"format": FORMAT + 1, "news": True}).encode()
    file.parent.mkdir()
    file.write_bytes(content)
    progress = Progress.load(file=file)
    progress.keep("good", SOME)
    assert "newer" in progress.trouble
    assert progress.standing("good") == SOME
    assert [each.read_bytes() for each in file.parent.iterdir()] == [content]


def test_a_folder_that_cannot_be_written_to_is_said_once(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    file = open_folder / FILE_NAME
    progress = Progress.load(file=file)
    assert progress.trouble == ""
    progress.keep("good", SOME)
    assert "cannot be kept" in progress.trouble
    progress.trouble = ""
    progress.keep("good", Standing(2))
    assert (progress.trouble, progress.standing("good").step) == ("", 2)


def test_a_file_that_cannot_be_written_to_stays_as_it_is(open_folder: Path) -> None:
    file = open_folder / FILE_NAME
    Progress.load(file=file).keep("good", SOME)
    file.chmod(0o444)
    before = file.read_bytes()
    progress = Progress.load(file=file)
    progress.keep("good", Standing(2))
    assert "read-only" in progress.trouble
    assert file.read_bytes() == before
    assert [each.name for each in open_folder.iterdir()] == [FILE_NAME]


def test_a_file_that_cannot_be_read_stays_as_it_is(open_folder: Path) -> None:
    file = open_folder / FILE_NAME
    Progress.load(file=file).keep("good", SOME)
    before = file.read_bytes()
    file.chmod(0)
    progress = Progress.load(file=file)
    progress.keep("good", Standing(2))
    file.chmod(0o600)
    assert "cannot be read" in progress.trouble
    assert file.read_bytes() == before


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo])
def test_what_is_not_a_file_is_not_waited_for(file: Path, make: object) -> None:
    file.parent.mkdir()
    assert callable(make)
    make(file)
    progress = Progress.load(file=file)
    progress.keep("good", SOME)
    assert "is not a file" in progress.trouble
    assert progress.standing("good") == SOME


def test_a_home_that_is_a_file_is_no_trouble_for_learning(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    progress = Progress.load(file=tmp_path / "home" / FILE_NAME)
    progress.keep("good", SOME)
    assert progress.trouble
    assert progress.standing("good") == SOME


WRITER = """
import sys
from pathlib import Path
from heloworld.course.progress.progress import Progress
from heloworld.course.progress.records import Standing
progress = Progress.load(file=Path(sys.argv[1]))
for number in range(10**9):
    progress.keep("good", Standing(number % 7, frozenset(f"goal-{each}" for each in range(number % 500))))
    print(number, flush=True)
"""


@pytest.mark.parametrize("lines", [1, 7, 40])
def test_killed_at_any_moment_the_file_is_whole(file: Path, lines: int) -> None:
    line = [sys.executable, "-c", WRITER, str(file)]
    with subprocess.Popen(line, stdout=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        for _ in range(lines):
            process.stdout.readline()
        process.kill()
    progress = Progress.load(file=file)
    assert progress.trouble == ""
    assert progress.last == "good"


def test_a_link_to_the_file_stays_a_link(file: Path, tmp_path: Path) -> None:
    real = tmp_path / "dotfiles.json"
    file.parent.mkdir()
    file.symlink_to(real)
    Progress.load(file=file).keep("good", SOME)
    assert file.is_symlink()
    assert read(real).record.courses

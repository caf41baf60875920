"""``helo lessons list``, ``run --text`` and what is said when something is wrong: real processes, real pipes."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from heloworld import paths
from heloworld.cli.main import run
from heloworld.course.progress.records import FORMAT
from patience import PATIENCE
from serving import APP, command, environment

pytestmark = pytest.mark.thorough

GALLERY = Path(__file__).parents[1] / "course" / "gallery"
LETTER = [
    "MAIL FROM:<dora@island.test>",
    "RCPT TO:<ana@harbour.test>",
    "DATA",
    "Subject: tide",
    "",
    "High.",
    ".",
    "QUIT",
]
ALL = ["HELO localhost", *LETTER]


def _helo(*arguments: object, typed: str = "") -> subprocess.CompletedProcess[str]:
    line = command("lessons", *arguments)
    done = subprocess.run(line, input=typed, capture_output=True, text=True, env=environment(), timeout=4 * PATIENCE)
    assert "Traceback" not in done.stderr
    return done


class Called(NamedTuple):
    """What came of a command."""

    returncode: int
    stdout: str
    stderr: str


Call = Callable[..., Called]


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]) -> Call:
    """Runs a command that reads nothing, in this process."""

    def called(*arguments: object) -> Called:
        capfd.readouterr()
        status = run(["lessons", *map(str, arguments)])
        return Called(status, *capfd.readouterr())

    return called


def _run(*lines: str, end: str = "\r\n", course: Path = GALLERY) -> subprocess.CompletedProcess[str]:
    return _helo("run", "good", "--text", "--lessons", course, typed="".join(line + end for line in lines))


@pytest.fixture
def progress() -> Path:
    """The learner's file."""
    paths.learner().mkdir(parents=True)
    return paths.learner() / "progress.json"


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course of two lessons in parts, and rubbish beside them."""
    folder = tmp_path / "course"
    part = folder / "1-one"
    shutil.copytree(GALLERY, part)
    text = (part / "01-good.md").read_text().replace('id = "good"', 'id = "better"').replace("# Two steps", "# More")
    (part / "02-better.md").write_text(text)
    return folder


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_pipe_that_reaches_all_goals_succeeds(end: str) -> None:
    done = _run(*ALL, end=end)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Goal reached: Then say QUIT" in done.stdout
    assert "Client: HELO localhost\nServer: 250 mail.harbour.test" in done.stdout
    assert done.stdout.endswith("\nAll goals of this lesson are reached.\n")


def test_a_pipe_that_does_not_reach_them_fails() -> None:
    done = _run(*ALL[:-1])
    assert done.returncode == 1
    again = f"helo lessons run good --lessons {GALLERY} --text"
    assert done.stderr == f"helo: 2 of 3 goals are reached. Go on where you left with: {again}\n"
    assert _run().returncode == 1


def test_the_next_lesson_is_named_with_its_course(course: Path) -> None:
    again = f"The next lesson: helo lessons run better --lessons {course} --text\n"
    assert again in _run(*ALL, "/next", course=course).stdout


def test_the_last_line_counts_without_its_end() -> None:
    done = _helo("run", "good", "--text", "--lessons", GALLERY, typed="\n".join(ALL))
    assert done.returncode == 0


def test_a_pipe_that_knows_fewer_characters_is_no_trouble(
    course: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")
    file = course / "1-one" / "01-good.md"
    file.write_text(file.read_text().replace("# Two steps", "# Two π"), encoding="utf-8")
    assert "Lesson 1.1 Two \\u03c0" in _run(course=course).stdout
    assert "Two \\u03c0" in _helo("list", "--lessons", course).stdout
    assert _helo("new", tmp_path / "01-mine.md").returncode == 0


def test_after_quit_nothing_is_taken() -> None:
    assert _run("/quit", *ALL).returncode == 1


def test_where_one_left_one_goes_on_and_a_restart_begins_anew() -> None:
    assert _run("/1", "HELO localhost", "/next").returncode == 1
    done = _run(*LETTER)
    assert done.returncode == 0
    assert "Step 2 of 2: Send a letter" in done.stdout
    assert _run("/restart", *LETTER[:3]).returncode == 1
    assert _run("/restart", *ALL).returncode == 0


def test_more_lines_than_are_read_ahead_are_taken() -> None:
    done = _run("HELO localhost", *LETTER[:4], "", *(f"line {number}" for number in range(400)), ".", "QUIT")
    assert done.returncode == 0
    assert "ana: line 399" in done.stdout


def test_a_line_without_end_does_no_harm() -> None:
    assert "Server: 500" in _run("HELO localhost", "x" * 200_000).stdout


def test_a_damaged_file_is_set_aside(progress: Path) -> None:
    progress.write_text("rubbish")
    done = _run(*ALL)
    assert done.returncode == 0
    assert done.stderr.count("damaged") == 2
    assert progress.with_name("progress.json.damaged").read_text() == "rubbish"
    assert json.loads(progress.read_text())["format"] == FORMAT


def test_a_newer_file_is_left_alone(progress: Path) -> None:
    content = json.dumps({"format": FORMAT + 1})
    progress.write_text(content)
    done = _run(*ALL)
    assert done.returncode == 0
    assert "newer" in done.stderr
    assert progress.read_text() == content
    assert {each.name for each in progress.parent.iterdir()} == {progress.name, "letters.mbox", "evidence"}


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="there is no folder here that nobody can write to")
def test_a_folder_that_cannot_be_written_to_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/sys/kernel")
    done = _run(*ALL)
    assert done.returncode == 0
    assert (done.stdout + done.stderr).count("cannot be kept") == 1


def test_the_list_says_how_far_one_is(course: Path, call: Call) -> None:
    _run("/1", "HELO localhost", "/next", course=course)
    typed = "\n".join(ALL)
    assert _helo("run", "1.2", "--text", "--lessons", course, typed=typed).returncode == 0
    done = call("list", "--lessons", course)
    assert done.stdout.split("\n") == [
        "One",
        "  1.1  good    Two steps   3 min  left at step 2 of 2",
        "  1.2  better  More        3 min  done",
        "",
    ]
    good, better = map(json.loads, call("list", "--json", "--lessons", course).stdout.splitlines())
    assert good == {
        "part": "One",
        "number": "1.1",
        "id": "good",
        "title": "Two steps",
        "minutes": 3,
        "steps": 2,
        "done": False,
        "finished": None,
        "step": 2,
    }
    assert (better["done"], better["step"]) == (True, 1)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", better["finished"])


def test_the_shipped_lessons_are_listed_and_new(call: Call) -> None:
    lessons = [json.loads(line) for line in call("list", "--json").stdout.splitlines()]
    assert lessons[0]["number"] == "1.1"
    assert not any(lesson["done"] or lesson["step"] for lesson in lessons)


@pytest.mark.parametrize("ask", [["run", "--text"], ["run"], ["export"]])
def test_an_unknown_lesson_gets_a_close_name(ask: list[str], call: Call) -> None:
    done = call(*ask, "goood", "--lessons", GALLERY)
    assert (done.returncode, done.stderr) == (1, "helo: There is no lesson goood. Is good meant?\n")
    done = call(*ask, "9.9", "--lessons", GALLERY)
    assert (done.returncode, done.stderr) == (
        1,
        f"helo: There is no lesson 9.9. See them all with: helo lessons list --lessons {GALLERY}\n",
    )


@pytest.mark.parametrize("ask", [["list"], ["run", "good", "--text"], ["export", "good"]])
def test_a_folder_that_is_none_gets_a_sentence(tmp_path: Path, ask: list[str], call: Call) -> None:
    (tmp_path / "file").write_text("")
    for folder, why in (("gone", "no such file or directory"), ("file", "not a directory")):
        done = call(*ask, "--lessons", tmp_path / folder)
        assert done.returncode == 1
        assert (
            done.stderr
            == f"helo: {tmp_path / folder} cannot be read: {why}. Name a folder of lessons with --lessons.\n"
        )
    done = call(*ask, "--lessons", tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "There is no lesson in" in done.stderr


def test_rubbish_is_left_out_with_a_sentence(course: Path, call: Call) -> None:
    (course / "1-one" / "03-random.md").write_bytes(os.urandom(5000))
    (course / "1-one" / "04-empty.md").write_text("")
    (course / "1-one" / "05-folder.md").mkdir()
    (course / "1-one" / "notes.txt").write_text("…")
    (course / "\x1b[2J").mkdir()
    done = call("list", "--lessons", course)
    assert (done.returncode, done.stdout.count("min")) == (0, 2)
    assert done.stderr.startswith("helo: 3 files are left out, which cannot be read as lessons.")
    taken = _run(*ALL, course=course)
    assert (taken.returncode, taken.stderr.count("\n")) == (0, 1)
    shutil.rmtree(course / "1-one")
    (course / "01-alone.md").write_text("rubbish")
    done = call("list", "--lessons", course)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "01-alone.md is left out" in done.stderr


@pytest.mark.parametrize("name", ["hi", "1.1"])
@pytest.mark.parametrize("ask", [("run", "--text"), ("export",)], ids=" ".join)
def test_a_lesson_with_a_fault_lets_nobody_pass(course: Path, call: Call, name: str, ask: tuple[str, ...]) -> None:
    file = next((course / "1-one").glob("01-*.md"))
    file.write_text(file.read_text().replace('title = "', f'title = "{"x" * 121}', 1))
    done = call(ask[0], name if name == "1.1" else file.stem.partition("-")[2], *ask[1:], "--lessons", course)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"{file.name} cannot be read as a lesson. See why: helo lessons check" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may look into every folder")
def test_a_folder_that_cannot_be_looked_into_is_left_out_with_a_sentence(course: Path, call: Call) -> None:
    (course / "2-two").mkdir(mode=0)
    done = call("list", "--lessons", course)
    (course / "2-two").chmod(0o700)
    assert (done.returncode, done.stdout.count("min")) == (0, 2)
    assert "2-two is left out" in done.stderr


def test_a_reader_who_leaves_ends_it_quietly() -> None:
    with subprocess.Popen(
        command("lessons", "run", "good", "--text", "--lessons", GALLERY),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b"/help\n" * 50)
        process.stdin.close()
        assert process.wait(PATIENCE) == 1
        assert process.stderr.read() == b""


class Terminal:
    """A lesson at a terminal."""

    def __init__(self) -> None:
        self.fd, theirs = pty.openpty()
        line = command("lessons", "run", "good", "--text", "--lessons", GALLERY)
        self.process = subprocess.Popen(
            line, stdin=theirs, stdout=theirs, stderr=theirs, env=environment(), start_new_session=True
        )
        os.close(theirs)
        self.seen = ""

    def wait(self, text: str) -> None:
        """Read until something was said."""
        while text not in self.seen:
            assert select.select([self.fd], [], [], PATIENCE)[0], self.seen
            self.seen += os.read(self.fd, 65536).decode().replace("\r\n", "\n")

    def enter(self, line: str) -> None:
        self.seen = ""
        os.write(self.fd, f"{line}\n".encode())


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    terminal = Terminal()
    yield terminal
    terminal.process.kill()
    terminal.process.wait()
    os.close(terminal.fd)


def test_at_a_terminal_there_is_a_prompt_and_no_echo_of_ones_own(terminal: Terminal) -> None:
    terminal.wait("\nSMTP: ")
    terminal.enter("HELO localhost")
    terminal.wait("Server: 250 mail.harbour.test")
    terminal.wait("\nSMTP: ")
    assert "Client:" not in terminal.seen
    for line, prompt in (("MAIL FROM:<>", "SMTP"), ("RCPT TO:<ana@harbour.test>", "SMTP"), ("DATA", "DATA")):
        terminal.enter(line)
        terminal.wait(f"\n{prompt}: ")
    terminal.enter("/quit")
    assert terminal.process.wait(PATIENCE) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_and_leaves_nothing_behind(terminal: Terminal, number: signal.Signals) -> None:
    terminal.wait("SMTP: ")
    terminal.enter("/mailbox")
    terminal.wait("Mailbox ben: ")
    terminal.wait("SMTP: ")
    found = re.search(r"in (/.*)/mail/ben.mbox", terminal.seen)
    assert found is not None
    assert Path(found[1]).is_dir()
    os.kill(terminal.process.pid, number)
    assert terminal.process.wait(PATIENCE) == (130 if number is signal.SIGINT else -number)
    assert not Path(found[1]).exists()


def test_no_screen_is_loaded_for_words() -> None:
    code = f"""
import sys
from heloworld.cli.main import run
text = ["run", "good", "--text", "--lessons", {str(GALLERY)!r}]
for arguments in (["list"], text, ["export", "1.1", "-o", "/dev/null"]):
    run(["lessons", *arguments])
print(*(name for name in ("textual", "rich") if name in sys.modules), file=sys.stderr)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=APP, input="", capture_output=True, text=True, env=environment(), check=True
    )
    assert done.stderr.splitlines()[-1] == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("1.1", "--step", "9"), "good has 2 steps. Name one of them with --step."),
        (("1.1", "--text", "--step", "1"), "--step, --present and --port are for the screen. Leave out --text."),
        (("1.1", "--text", "--present"), "--step, --present and --port are for the screen. Leave out --text."),
    ],
)
def test_a_step_that_cannot_be_begun_with_is_refused(
    course: Path, call: Call, arguments: tuple[str, ...], says: str
) -> None:
    done = call("run", *arguments, "--lessons", course)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr

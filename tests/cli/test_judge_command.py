"""``helo judge``: what it prints and writes for whom, its exit status, and what it says to a wrong call."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from heloworld.cli.main import run
from judge.small_programs import TALKS, typed
from patience import PATIENCE
from serving import command, environment, serving
from ui.terminal.terminal import helo

Call = Callable[..., tuple[int, str, str]]

RIGHT = typed(TALKS)
WRONG = typed(TALKS.replace("221 Bye", "220 Bye"))


@pytest.fixture
def judge(capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs the command; gives the exit status, stdout and stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        status = run(["judge", "smtp", *map(str, arguments)])
        out = capsys.readouterr()
        return status, out.out, out.err

    return call


def objects(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_what_passes_is_a_line_each(judge: Call) -> None:
    status, out, err = judge("--stage", "goodbye", "--seed", 7, *RIGHT)
    assert (status, err) == (0, "")
    lines = [re.sub(r"\d+\.\d s", "N s", line) for line in out.splitlines()]
    assert lines == [
        "ok      greeting      N s",
        "ok      hello         N s",
        "ok      goodbye       N s",
        "3 of 3 stages passed. It took N s; --seed 7 repeats it.",
    ]


def test_what_fails_is_explained_and_the_rest_not_tried(judge: Call) -> None:
    status, out, _ = judge("--stage", "small-talk", *WRONG)
    assert status == 1
    assert re.search(r"^FAILED  goodbye  .*\n\n  QUIT gets a 221", out, re.MULTILINE)
    assert "      S: 220 Bye␍␊\n           ^\n" in out
    assert "\n  Perhaps   The digits tell" in out
    assert out.splitlines()[-1] == "1 stage after goodbye was not tried: fix goodbye first, or add --keep-going."


def test_where_nothing_starts_nothing_promises_to_go_on(judge: Call) -> None:
    status, out, _ = judge("--stage", "hello", "--keep-going", *typed("raise SystemExit"))
    assert status == 1
    assert out.splitlines()[-1] == (
        "1 stage after greeting was not tried: fix greeting; without it nothing else can be tried."
    )


def test_the_seed_repeats_what_was_said(judge: Call) -> None:
    def name(seed: int) -> str:
        _, out, _ = judge("--stage", "hello", "--seed", seed, *typed(TALKS.replace("250 Ok", "251 Ok")))
        found = re.search(r"C: HELO (\S+)", out)
        assert found is not None
        return found[1]

    assert name(1) == name(1) != name(2)


def test_json_is_an_object_a_stage(judge: Call) -> None:
    status, out, err = judge("--stage", "small-talk", "--seed", 7, "--json", *WRONG)
    assert (status, err) == (1, "helo: --seed 7 repeats this run.\n")
    verdicts = objects(out)
    assert [list(each) for each in verdicts] == [["stage", "passed", "said", "expected", "cause", "seconds"]] * 4
    assert [(each["stage"], each["passed"]) for each in verdicts] == [
        ("greeting", True),
        ("hello", True),
        ("goodbye", False),
        ("small-talk", None),
    ]
    assert verdicts[2]["said"] == "220 Bye"
    assert verdicts[2]["expected"] == "221, and then the end of the connection."
    assert verdicts[3]["cause"] == "Not tried, because goodbye failed."


def test_junit(judge: Call, tmp_path: Path) -> None:
    status, _, _ = judge("--stage", "small-talk", "--seed", 7, "--junit", tmp_path / "judge.xml", *WRONG)
    assert status == 1
    root = ET.parse(tmp_path / "judge.xml").getroot()
    [group] = root
    assert {name: group.get(name) for name in ("name", "tests", "failures", "skipped")} == {
        "name": "helo judge smtp",
        "tests": "4",
        "failures": "2",
        "skipped": "0",
    }
    assert group.find("properties/property").attrib == {"name": "seed", "value": "7"}  # type: ignore[union-attr]
    cases = group.findall("testcase")
    assert [(case.get("name"), [each.tag for each in case]) for case in cases] == [
        ("greeting", []),
        ("hello", []),
        ("goodbye", ["failure"]),
        ("small-talk", ["failure"]),
    ]
    assert "S: 220 Bye␍␊" in str(cases[2][0].text)


def test_an_autograder(judge: Call, tmp_path: Path) -> None:
    status, _, _ = judge("--stage", "small-talk", "--gradescope", tmp_path / "results.json", *WRONG)
    assert status == 1
    results = json.loads((tmp_path / "results.json").read_text())
    told = [(each["name"], each["score"], each["max_score"], each["status"]) for each in results["tests"]]
    assert told == [
        ("greeting", 1, 1, "passed"),
        ("hello", 1, 1, "passed"),
        ("goodbye", 0, 1, "failed"),
        ("small-talk", 0, 1, "failed"),
    ]
    assert "S: 220 Bye␍␊" in results["tests"][2]["output"]


def test_a_file_that_cannot_be_written(judge: Call, tmp_path: Path) -> None:
    status, _, err = judge("--stage", "greeting", "--junit", tmp_path / "no" / "judge.xml", *RIGHT)
    assert status == 1
    assert err == (
        f"helo: {tmp_path}/no/judge.xml could not be written: No such file or directory. Choose another place for it.\n"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            [],
            "There is no command to judge. Write it after two dashes: "
            "helo judge smtp -- python3 server.py {port} {mailbox}\n",
        ),
        (["--", "no-such-program"], "There is no program no-such-program that can be started. Check its spelling,"),
        (["--stage", "hallo", "--", "true"], "There is no stage hallo. Choose one of: greeting, hello, goodbye,"),
        (["--connect", "127.0.0.1:25", "--", "true"], "--connect and a command exclude each other."),
        (["--connect", "127.0.0.1:25", "--watch"], "--watch looks at the files of a command, and --connect has none."),
        (["--connect", "harbour"], "harbour is no address to connect to. Write --connect 127.0.0.1:2525."),
        (["--connect", "harbour:99999"], "harbour:99999 is no address to connect to."),
    ],
)
def test_a_wrong_call(judge: Call, arguments: list[str], said: str) -> None:
    status, out, err = judge(*arguments)
    assert (status, out) == (2, "")
    assert err.startswith(f"helo: {said}")


def test_a_file_that_is_no_program_yet(judge: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("server.py").write_text("print()")
    _, _, err = judge("--", "server.py")
    assert err.endswith("Write ./server.py, or name what runs it: python3 server.py.\n")
    _, _, err = judge("--", "./server.py")
    assert err.endswith("Make it executable with chmod +x, or name what runs it, such as python3.\n")


def test_files_are_named_from_here(judge: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though the program is started in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    Path("server.py").write_text(TALKS)
    status, _, _ = judge("--stage", "greeting", "--", sys.executable, "server.py")
    assert status == 0
    Path("server.py").write_text(f"open('settings')\n{TALKS}")
    Path("settings").touch()
    status, out, _ = judge("--stage", "greeting", "--", sys.executable, "server.py")
    assert status == 1
    assert "with --here" in " ".join(out.split())
    status, _, _ = judge("--stage", "greeting", "--here", "--", sys.executable, "server.py")
    assert status == 0


def test_a_server_that_runs_already(judge: Call, tmp_path: Path) -> None:
    """Our own, which passes whatever is asked of it; its file and its end are left alone, and that is said."""
    with serving(tmp_path / "mail") as server:
        status, out, _ = judge("--json", "--connect", f"127.0.0.1:{server.port}")
        verdicts = objects(out)
        assert status == 0, [each for each in verdicts if each["passed"] is False]
        skipped = {each["stage"]: each["cause"] for each in verdicts if each["passed"] is None}
    assert list(skipped) == [
        "append",
        "again",
        "transparency",
        "quoting",
        "contents",
        "gone",
        "promise",
        "locks",
        "auth",
    ]
    assert skipped["append"] == "It looks at the mailbox file, and the file of a server elsewhere cannot be seen."
    assert skipped["auth"] == "The server does not announce AUTH."


def test_nobody_there(judge: Call) -> None:
    status, out, _ = judge("--connect", "127.0.0.1:1")
    assert status == 1
    assert "0 of 23 stages passed; 8 skipped; failed: greeting." in out


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, -signal.SIGTERM), (signal.SIGINT, 130)])
def test_a_signal_leaves_nothing_running(tmp_path: Path, number: int, status: int) -> None:
    code = "import os, signal; open(os.environ['HERE'] + '/pid', 'w').write(str(os.getpid())); signal.pause()"
    env = environment() | {"HERE": str(tmp_path), "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command("judge", "smtp", *typed(code)), env=env, stdout=subprocess.PIPE) as process:
        until = time.monotonic() + PATIENCE
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            assert time.monotonic() < until
        pid = int((tmp_path / "pid").read_text())
        process.send_signal(number)
        assert process.wait(PATIENCE) == status
    assert not Path(f"/proc/{pid}").exists()
    assert [each.name for each in tmp_path.iterdir()] == ["pid"]


def test_a_terminal_has_a_bar_and_colours() -> None:
    with helo("judge", "smtp", "--stage", "goodbye", *WRONG) as terminal:
        assert terminal.wait_exit() == 1
        text = terminal.text
        written = terminal.raw.decode()
    assert "] 1/3 hello" in written
    assert "] 1/3 hello" not in text
    assert "\x1b[32mok      greeting" in written
    assert "\x1b[31m\x1b[1mFAILED  goodbye" in written


def test_no_colours_where_none_are_wanted() -> None:
    with helo("judge", "smtp", "--stage", "goodbye", *WRONG, env={"NO_COLOR": "1"}) as terminal:
        assert terminal.wait_exit() == 1
        assert b"\x1b[3" not in terminal.raw


def test_watching(tmp_path: Path) -> None:
    """A file is saved, and it judges again; meanwhile the screen shows what it showed, and nothing is scrolled."""
    path = tmp_path / "server.py"
    path.write_text(TALKS.replace("221 Bye", "220 Bye"))
    with helo("judge", "smtp", "--stage", "goodbye", "--watch", "--", sys.executable, str(path)) as terminal:
        terminal.wait_for(r"FAILED: goodbye")
        terminal.wait_for(r"Waiting for a change")
        path.write_text(TALKS)
        terminal.wait_for(r"Passed: greeting, hello, goodbye")
        terminal.wait_gone(r"FAILED")
        terminal.wait_for(r"3 of 3 stages passed")
        terminal.send(b"\x03")
        assert terminal.wait_exit() == 0


def test_watching_for_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "server.py"
    path.write_text(TALKS.replace("220 mail", "200 mail"))
    words = command("judge", "smtp", "--stage", "greeting", "--watch", "--json", "--", sys.executable, str(path))
    with subprocess.Popen(words, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["passed"] is False
        path.write_text(TALKS)
        assert json.loads(process.stdout.readline())["passed"] is True
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0


def test_nothing_is_left_behind(judge: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    judge("--stage", "goodbye", *WRONG)
    assert list(tmp_path.iterdir()) == []

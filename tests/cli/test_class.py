"""``helo class`` and ``helo board`` as commands: what they record, say, go on with and delete."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from classroom.class_process import running_class
from heloworld.classroom.server.folder import TODAY, WORDS, ClassFolder, Facts, about, open_class, recorded
from heloworld.classroom.server.recorded import recorded_class
from heloworld.cli.main import run
from patience import PATIENCE
from serving import command, environment
from shipped import COURSE


def test_it_says_how_to_join_records_and_ends_in_order(tmp_path: Path) -> None:
    with running_class(tmp_path, "--lesson", "1.4", "--pop3-port", "0") as running:
        folder = ClassFolder(running.record.parent)
        assert about(folder) == Facts("reef", "the-message")
        assert folder.path.stat().st_mode & 0o077 == 0, "what a class does is nobody else's"
        assert running.record.stat().st_mode & 0o077 == 0
        assert running.process.stdout is not None
        said = [running.process.stdout.readline() for _ in range(4)]
        assert re.fullmatch(
            r"class reef, join by HELO name\.reef, or by: helo join 127\.0\.0\.1:\d+ --name name\.reef\n", said[0]
        )
        assert re.fullmatch(r"pop3 on 127\.0\.0\.1:\d+, name@class\.test with the password reef\n", said[1])
        pop3 = said[1].partition("127.0.0.1:")[2].partition(",")[0]
        where = f"--host 127.0.0.1 --port {running.port} --pop3-port {pop3} --code reef"
        assert said[2] == f"handouts by: helo lessons export the-message --student {where}\n"
        assert said[3] == f"record in {running.record}\n"
        assert running.stop(signal.SIGTERM) == (0, "")


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with running_class(tmp_path) as running:
        arguments = command("class", "--port", running.port, "--record", tmp_path / "other", "--text")
        done = subprocess.run(
            arguments, capture_output=True, text=True, env=environment(), timeout=PATIENCE, check=False
        )
        assert done.returncode == 1
        assert done.stderr.startswith(f"helo: Cannot listen on 127.0.0.1, port {running.port}: ")


def test_a_class_goes_on_in_one_program_at_a_time(tmp_path: Path) -> None:
    with running_class(tmp_path) as running:
        before = running.record.read_bytes()
        arguments = command("class", "--port", 0, "--code", "reef", "--record", tmp_path, "--text")
        done = subprocess.run(
            arguments, capture_output=True, text=True, env=environment(), timeout=PATIENCE, check=False
        )
        assert (done.returncode, done.stderr) == (
            1,
            "helo: The class reef goes on in another program. End it there, or choose another word with --code.\n",
        )
        assert running.record.read_bytes() == before


def test_todays_class_goes_on_and_tomorrows_is_another(tmp_path: Path) -> None:
    first = open_class(None, tmp_path)
    assert first.word in WORDS
    first.path.mkdir()
    first.record.touch()
    assert open_class(None, tmp_path) == first
    os.utime(first.record, (time.time() - TODAY - 60,) * 2)
    assert open_class(None, tmp_path).word != first.word
    assert open_class(first.word, tmp_path) == first, "unless its word is given"


def test_one_command_deletes_all_that_was_recorded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for word in ("reef", "kelp"):
        folder = ClassFolder(tmp_path / word)
        folder.mail.mkdir(parents=True)
        folder.record.write_text("")
        (folder.mail / "ana.mbox").write_text("x")
    assert run(["class", "--delete", "--code", "reef", "--record", str(tmp_path)]) == 0
    assert [each.word for each in recorded(tmp_path)] == ["kelp"]
    assert run(["class", "--delete", "--record", str(tmp_path)]) == 0
    assert list(tmp_path.iterdir()) == []
    assert run(["class", "--delete", "--record", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"Deleted: reef.\nDeleted: kelp.\nNothing is recorded in {tmp_path}.\n"


def test_a_class_that_goes_on_is_not_deleted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "kelp").mkdir()
    with running_class(tmp_path) as running:
        for code in (["--code", "reef"], []):
            assert run(["class", "--delete", *code, "--record", str(tmp_path)]) == 1
            told = capsys.readouterr().err
            assert told.startswith("helo: The class reef goes on in another program, and nothing was deleted.")
        assert [each.word for each in recorded(tmp_path)] == ["kelp", "reef"]
        assert running.record.exists()
        running.stop()
    assert run(["class", "--delete", "--record", str(tmp_path)]) == 0
    assert list(tmp_path.iterdir()) == []


def test_a_word_that_no_class_has_is_not_said_to_be_deleted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "reef").mkdir()
    assert run(["class", "--delete", "--code", "reefx", "--record", str(tmp_path)]) == 1
    told = f"helo: There is no class reefx in {tmp_path}, and nothing was deleted. Name one of these: reef.\n"
    assert capsys.readouterr() == ("", told)
    assert [each.word for each in recorded(tmp_path)] == ["reef"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["class", "--code", "a b"], "a b is no word for a class."),
        (["class", "--code", "../x"], "../x is no word for a class."),
        (["class", "--lesson", "nope", "--text"], "There is no lesson nope."),
        (["board", "/nowhere/class.jsonl"], "/nowhere/class.jsonl cannot be read"),
    ],
)
def test_what_is_wrong_is_one_sentence(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(arguments) in {1, 2}
    assert says in capsys.readouterr().err


def test_a_record_that_is_none_is_said_on_the_board(tmp_path: Path) -> None:
    (tmp_path / "class.jsonl").write_text("hello\n")
    source = recorded_class(tmp_path / "class.jsonl", COURSE)
    source.start()
    try:
        assert source.wait(PATIENCE)
        assert "line 1, is not an event of a transcript" in source.trouble
    finally:
        source.stop()


def test_a_worksheet_that_no_other_machine_can_use_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = ["lessons", "export", "1.4", "--student", "--code", "reef", "-o", str(tmp_path / "sheet.md")]
    assert run(sheet) == 0
    assert capsys.readouterr().err == "No other machine reaches 127.0.0.1: name the address of this one with --host.\n"
    assert run([*sheet, "--host", "192.168.1.20"]) == 0
    assert capsys.readouterr().err == ""

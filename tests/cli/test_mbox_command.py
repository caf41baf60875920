"""`helo mbox` as a user calls it: a process, its output, its errors, its exit status."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from heloworld import paths

SAMPLES = paths.samples()


def helo(*arguments: str | Path, stdout: int = subprocess.PIPE, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "heloworld", "mbox", *map(str, arguments)]
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=os.environ | {"PYTHONUNBUFFERED": ""} | environment,
        timeout=30,
    )


def test_list_count_and_json() -> None:
    for name, messages in (("two-letters", 2), ("quoted", 2), ("crlf-and-8bit", 3)):
        file = SAMPLES / f"{name}.mbox"
        assert helo(file, "--count").stdout == f"{messages}\n"
        for form in ("--list", "--json"):
            done = helo(file, form)
            assert (done.returncode, len(done.stdout.splitlines())) == (0, messages)
            said = f"{messages} messages as mboxrd sees them; see --as.\n" if form == "--list" else ""
            assert done.stderr == said, "people are told by whose eyes, scripts are not"


def test_a_pipe_whose_character_set_knows_no_marks() -> None:
    done = helo(SAMPLES / "crlf-and-8bit.mbox", "--list", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, "3 messages as mboxrd sees them; see --as.\n")
    assert "Cl\\xe9o" in done.stdout


@pytest.mark.parametrize("count", [1, 5000])
def test_whoever_reads_may_leave(tmp_path: Path, count: int) -> None:
    (tmp_path / "box").write_bytes(b"From a\nSubject: x\n\nbody\n\n" * count)
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = helo(tmp_path / "box", "--list", stdout=writer)
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (1, "")


FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="the system has no disk that is always full")
@pytest.mark.parametrize(
    "arguments",
    [
        *(("mbox", str(SAMPLES / "quoted.mbox"), *each) for each in (
            ("--list",), ("--list", "--json"), ("--count",), ("--show", "1"), ("--compare", "mutt,python"),
            ("--compare", "mboxo,mboxcl"),
        )),
        ("lessons", "list"),
        ("lessons", "export", "1.1", "--key"),
        ("--help",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_full_disk_behind_the_output(arguments: tuple[str, ...], tmp_path: Path) -> None:
    with FULL.open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "heloworld", *arguments],
            stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, encoding="utf-8", timeout=60, cwd=tmp_path,
        )  # fmt: skip
    said = "helo: The output could not be written: No space left on device. Make room there, or print to another place."
    assert (done.returncode, done.stderr) == (1, f"{said}\n")


def test_a_sentence_and_a_remedy_and_status_1(tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(b"\xff\xd8\xff\xe0\x00JFIF\n")
    for file, said in (("nothing", "There is no file"), (".", "is a folder"), ("picture", "is not an mbox")):
        done = helo(tmp_path / file)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("helo: ")
        assert said in done.stderr
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("option", ["--list", "--count", "--compare=naive,mutt"])
def test_a_folder_with_a_mailbox_in_it(tmp_path: Path, option: str) -> None:
    (tmp_path / "A.mbox").mkdir()
    assert "is a folder. Name one file" in helo(tmp_path / "A.mbox", option).stderr
    (tmp_path / "A.mbox" / "mbox").write_bytes(b"From a\n\n")
    assert f"helo mbox {tmp_path}/A.mbox/mbox" in helo(tmp_path / "A.mbox", option).stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "secret").touch(mode=0)
    done = helo(tmp_path / "secret", "--list")
    assert done.returncode == 1
    assert "may not be read. Ask its owner" in done.stderr


def test_without_a_terminal_there_is_no_screen() -> None:
    done = helo(SAMPLES / "quoted.mbox")
    assert done.returncode == 1
    assert "needs a terminal" in done.stderr
    assert "--list" in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--list", "--as", "elm"], "naive, mboxo, mboxrd"),
        (["--count", "--json"], "--count prints a number alone"),
        (["--list", "--zone", "x.test.zone"], "helo verify FILE#N --zone"),
        (["--zone", "none.test.zone"], "none.test.zone cannot be read"),
    ],
)
def test_wrong_calls(options: list[str], said: str) -> None:
    done = helo(SAMPLES / "quoted.mbox", *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr

"""`helo mbox --as`, `--show` and `--compare` as a user calls them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from heloworld import paths
from heloworld.mbox.lenses import LENSES

SAMPLES = paths.samples()


def helo(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "heloworld", "mbox", *map(str, arguments)]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=30)


def test_every_reader_can_be_asked() -> None:
    for name in LENSES:
        done = helo(SAMPLES / "postmark-in-body.mbox", "--count", "--as", name)
        assert (done.returncode, done.stderr) == (0, b"")
        assert done.stdout.strip() in {b"2", b"3"}


def test_readers_list_different_bodies() -> None:
    def listed(name: str) -> list[str]:
        done = helo(SAMPLES / "length-zero.mbox", "--list", "--json", "--as", name)
        return [json.loads(line)["body_sha256"] for line in done.stdout.splitlines()]

    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert listed("mutt")[0] == empty
    assert listed("python")[0] != empty
    assert listed("mutt")[1] == listed("python")[1]


def test_one_message_is_printed_as_it_is() -> None:
    done = helo(SAMPLES / "dialect-mboxrd.mbox", "--show", "1")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\nFrom Monday on there" in done.stdout
    assert b"\n>From my last letter" in done.stdout
    assert b"\n>From Monday on there" in helo(SAMPLES / "dialect-mboxrd.mbox", "--show", "1", "--as", "mutt").stdout


def test_readers_are_compared() -> None:
    done = helo(SAMPLES / "look-alike.mbox", "--compare", "mutt,python")
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(done.stdout.splitlines()) == 4
    (told,) = map(
        json.loads, helo(SAMPLES / "look-alike.mbox", "--compare", "mutt,python", "--json").stdout.splitlines()
    )
    assert told["readers"]["python"]["starts"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--count", "--as", "git"], "git calls the mailbox corrupt"),
        (["--list", "--as", "dovecot"], "Dovecot takes the file for no mailbox"),
        (["--list", "--as", "mutt"], "mutt takes the file for no mailbox"),
        (["--count", "--as", "mutt"], "mutt takes the file for no mailbox"),
        (["--show", "1", "--as", "mutt"], "mutt takes the file for no mailbox"),
        (["--show", "9"], "There is no message number 9"),
    ],
)
def test_a_sentence_and_a_remedy_and_status_1(options: list[str], said: str) -> None:
    done = helo(SAMPLES / "text-first.mbox", *options)
    assert (done.returncode, done.stdout) == (1, b"")
    assert said in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--count", "--as", "elm"], "Choose one of: naive, mboxo, mboxrd, mboxcl, mboxcl2, python, mutt, dovecot"),
        (["--compare", "mutt,elm"], "There is no reader elm"),
        (["--compare", "mutt"], "two readers or more"),
        (["--compare", "mutt,git", "--as", "git"], "names its readers itself"),
        (["--compare", "mutt,git", "--list"], "exclude each other"),
        (["--show", "1", "--count"], "exclude each other"),
        (["--show", "1", "--json"], "--show prints the message alone"),
        (["--show", "0"], "0 is not in the range"),
    ],
)
def test_wrong_calls(options: list[str], said: str) -> None:
    done = helo(SAMPLES / "quoted.mbox", *options)
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in done.stderr.decode()


def test_help_names_every_reader() -> None:
    said = helo("--help").stdout.decode()
    assert all(name in said for name in LENSES)

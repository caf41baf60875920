import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.cli import mbox_show
from heloworld.cli.mbox_show import lines
from heloworld.errors import MailboxError

A = b"From a@b Sat Jan  3 01:05:34 2026\n"
FIRST = b"Subject: x\n\n>From here\x1b[2J\r\n\xff\n"


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "box"
    path.write_bytes(A + FIRST + b"\n" + A + b"Subject: y\n\ntwo\n\n")
    return path


def test_the_very_bytes_go_to_a_pipe(box: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    mbox_show.show(box, "python", 1)
    sys.stdout.flush()
    assert capfdbinary.readouterr().out == FIRST
    mbox_show.show(box, "mboxrd", 1)
    assert capfdbinary.readouterr().out == FIRST.replace(b">From", b"From") + b"\n"


def test_a_terminal_is_shown_marks(box: Path) -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "heloworld", "mbox", str(box), "--show", "1", "--as", "mboxrd"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=subprocess.PIPE, timeout=30)
    os.close(theirs)
    said = os.read(ours, 65536).decode()
    os.close(ours)
    assert (done.returncode, done.stderr) == (0, b"")
    assert said.splitlines() == ["Subject: x", "", "From here␛[2J␍", "⟨FF⟩", ""]


def test_there_is_no_such_message(box: Path) -> None:
    with pytest.raises(MailboxError, match=r"There is no message number 3 in .*: python sees 2"):
        mbox_show.show(box, "python", 3)


@given(text=st.binary(max_size=40), cuts=st.lists(st.integers(0, 40), max_size=4))
def test_lines_do_not_mind_how_a_text_is_cut(text: bytes, cuts: list[int]) -> None:
    ends = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    pieces = [text[start:stop] for start, stop in pairwise(ends)]
    assert list(lines(pieces)) == text.removesuffix(b"\n").split(b"\n") * bool(text)


def test_a_very_long_line_comes_in_parts() -> None:
    assert list(lines([b"x" * 200_000, b"y\n"])) == [b"x" * 65536] * 3 + [b"x" * (200_000 - 3 * 65536) + b"y"]

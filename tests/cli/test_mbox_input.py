"""`helo mbox` on what is no plain file: the standard input, a pipe, a compressed file."""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from heloworld import paths

SAMPLE = paths.samples() / "quoted.mbox"
HELO = [sys.executable, "-m", "heloworld", "mbox"]


def helo(*arguments: str | Path, given: bytes = b"", **more: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [*HELO, *map(str, arguments)], input=given, capture_output=True, timeout=30, env=os.environ | more
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_the_standard_input(name: str) -> None:
    assert helo(name, "--count", given=SAMPLE.read_bytes()) == (0, "2\n", "")
    assert helo(name, "--count", given=gzip.compress(SAMPLE.read_bytes())) == (0, "2\n", "")


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_a_pipe_of_the_shell() -> None:
    command = f"{' '.join(HELO)} <(cat {SAMPLE}) --show 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, timeout=30, check=False)
    assert done.stdout == subprocess.run([*HELO, str(SAMPLE), "--show", "1"], capture_output=True, check=True).stdout


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_file_leaves_nothing_behind(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    (tmp_path / "room").mkdir()
    (tmp_path / "box.mbox.gz").write_bytes(pack(SAMPLE.read_bytes()))
    plain = helo(SAMPLE, "--json")
    assert helo(tmp_path / "box.mbox.gz", "--json", TMPDIR=str(tmp_path / "room")) == plain
    assert list((tmp_path / "room").iterdir()) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (gzip.compress(SAMPLE.read_bytes(), mtime=0)[:12], "box is compressed, and cut off. Fetch it once more."),
        (b"\x1f\x8b\x08\x00nonsense", "box is compressed, and cut off: "),
        (gzip.compress(b"no mailbox\n", mtime=0), "box is not an mbox"),
        (b"PK\x03\x04 and so on", "box is a ZIP archive. Unpack it first"),
        (b"\x28\xb5\x2f\xfd and so on", "box is compressed with zstd"),
    ],
    ids=["cut off", "nonsense", "no mailbox", "zip", "zstd"],
)
def test_what_is_wrong_is_said_of_the_file_that_was_named(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "box").write_bytes(content)
    status, printed, told = helo(tmp_path / "box", "--list")
    assert (status, printed, told.count("\n")) == (1, "", 1)
    assert said in told
    assert f"{tempfile.gettempdir()}/helo-" not in told


def _with_garbage_behind(packed: bytes) -> bytes:
    return packed + b"garbage"


def _with_a_wrong_byte(packed: bytes) -> bytes:
    at = len(packed) * 2 // 3
    return packed[:at] + bytes([packed[at] ^ 0xFF]) + packed[at + 1 :]


@pytest.mark.parametrize(
    ("pack", "spoil", "least"),
    [
        pytest.param(gzip.compress, _with_garbage_behind, 400, id="what follows it is no gzip"),
        pytest.param(gzip.compress, _with_a_wrong_byte, 100, id="gzip"),
        pytest.param(bz2.compress, _with_a_wrong_byte, 100, id="bzip2"),
        pytest.param(lzma.compress, _with_a_wrong_byte, 100, id="xz"),
    ],
)
def test_of_a_compressed_file_that_is_damaged_what_there_is_is_shown(
    tmp_path: Path, pack: Callable[[bytes], bytes], spoil: Callable[[bytes], bytes], least: int
) -> None:
    letter = b"From a@b.test Sat Jan  3 01:05:34 2026\nSubject: x\n\n%s\n\n"
    (tmp_path / "box").write_bytes(spoil(pack(b"".join(letter % os.urandom(3000).hex().encode() for _ in range(400)))))
    status, printed, told = helo(tmp_path / "box", "--count")
    assert (status, told.count("\n")) == (1, 1)
    assert least <= int(printed) <= 400
    assert "box is compressed, and damaged: " in told


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_of_a_compressed_file_that_is_cut_what_there_is_is_shown(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    letter = b"From a@b.test Sat Jan  3 01:05:34 2026\nSubject: x\n\n%s\n\n"
    packed = pack(b"".join(letter % os.urandom(3000).hex().encode() for _ in range(400)))
    (tmp_path / "box").write_bytes(packed[: len(packed) * 2 // 3])
    status, printed, told = helo(tmp_path / "box", "--count")
    assert (status, told.count("\n")) == (1, 1)
    assert 100 < int(printed) < 400
    assert "box is compressed, and cut off: " in told
    assert "fetch the file once more." in told


def test_a_folder_is_told_for_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "mbox").touch()
    for option in ("--count", "--list", "--show=1"):
        status, _, told = helo(tmp_path, option)
        assert (status, "as Apple Mail exports mailboxes" in told) == (1, True)


def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    status, _, told = helo(tmp_path / "pipe", "--count")
    assert (status, "is not a plain file. Name a mailbox file" in told) == (1, True)

"""No room: a real full file system, a real limit on the size of files, files that may not be written."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from heloworld.errors import MailboxFull
from heloworld.mbox.reading.message import record
from heloworld.mbox.writing.append import MailboxWriter
from heloworld.mbox.writing.locks import take

SMALL = record(b"Subject: small\r\n\r\nbody\r\n", sender="dora@island.test", at=0)
LARGE = record(b"Subject: large\r\n\r\n" + b"x" * 300_000, sender="dora@island.test", at=0)

LIMITED = """
import resource, sys
from pathlib import Path
from heloworld.errors import MailboxFull
from heloworld.mbox.writing.append import MailboxWriter

resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
box, other = Path(sys.argv[1]), Path(sys.argv[2])
with MailboxWriter() as writer:
    for size in (90_000, 50_000, 200_000):
        try:
            writer.submit([(other, b"From x\\n\\n\\n"), (box, b"From x\\n\\n" + b"y" * size + b"\\n\\n")]).result()
            print("written", flush=True)
        except MailboxFull as error:
            print(error.sentence, flush=True)
"""

FORBIDDEN = """
import os, sys
from pathlib import Path
from heloworld.errors import MailboxError
from heloworld.mbox.writing.append import MailboxWriter

if os.geteuid() == 0:
    os.setuid(65534)  # nobody: root may write everything
with MailboxWriter() as writer:
    for path in sys.argv[1:]:
        try:
            writer.submit([(Path(path), b"From x\\n\\n\\n")]).result()
            print("written", flush=True)
        except MailboxError as error:
            print(type(error).__name__, error, flush=True)
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if sys.platform != "linux" or subprocess.run(command, stderr=subprocess.DEVNULL).returncode:
        pytest.skip("no small file system can be mounted here (that takes root)")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_leaves_every_mailbox_as_it_was(small_disk: Path, tmp_path: Path) -> None:
    ana, ben, new = small_disk / "ana.mbox", tmp_path / "ben.mbox", small_disk / "new.mbox"
    ana.write_bytes(SMALL)
    ben.write_bytes(SMALL)
    with MailboxWriter() as writer:
        for _ in range(2):
            with pytest.raises(MailboxFull, match="disk is full") as raised:
                writer.submit([(ben, SMALL), (ana, LARGE), (new, SMALL)]).result()
            assert isinstance(raised.value.__cause__, OSError)
        assert (ana.read_bytes(), ben.read_bytes(), new.read_bytes()) == (SMALL, SMALL, b"")
        assert [path.suffix for folder in (small_disk, tmp_path) for path in folder.iterdir()].count(".mbox") == 3
        assert not [path.name for path in small_disk.iterdir() if path.suffix in {".lock", ".helo-journal"}]
        assert writer.submit([(ana, SMALL)]).result()[0].offset == len(SMALL)


def test_a_message_that_does_not_fit_keeps_no_other_one_out(small_disk: Path) -> None:
    ana = small_disk / "ana.mbox"
    with MailboxWriter() as writer:
        held = take(ana)  # so that all of them are in one round
        small, large = [], []
        for _ in range(5):
            small.append(writer.submit([(ana, SMALL)]))
            large.append(writer.submit([(ana, LARGE)]))
        held.release()
        assert [future.result()[0].offset for future in small] == [len(SMALL) * number for number in range(5)]
        assert [type(future.exception()) for future in large] == [MailboxFull] * 5
    assert ana.read_bytes() == SMALL * 5


def test_a_disk_that_is_full_to_the_last_byte(small_disk: Path) -> None:
    ana = small_disk / "ana.mbox"
    ana.write_bytes(SMALL)
    with MailboxWriter() as writer:
        filler = (small_disk / "filler").open("wb", buffering=0)
        try:
            while filler.write(b"x" * 4096):
                pass
        except OSError:
            filler.close()
        with pytest.raises(MailboxFull):
            writer.submit([(ana, SMALL)]).result()
        assert ana.read_bytes() == SMALL
        (small_disk / "filler").unlink()
        writer.submit([(ana, SMALL)]).result()
    assert ana.read_bytes() == SMALL * 2
    assert [path.name for path in small_disk.iterdir()] == ["ana.mbox"]


def test_a_limit_on_the_size_of_files_is_like_a_full_disk(tmp_path: Path) -> None:
    box, other = tmp_path / "ana.mbox", tmp_path / "ben.mbox"
    command = [sys.executable, "-c", LIMITED, str(box), str(other)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert said[:2] == ["written", f"{box} would become larger than a file may be here."]
    assert said[2].endswith(" would become larger than a file may be here.")
    assert box.read_bytes() == b"From x\n\n" + b"y" * 90_000 + b"\n\n"
    assert other.read_bytes() == b"From x\n\n\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ana.mbox", "ben.mbox"]


def test_what_may_not_be_written_is_said_in_a_sentence(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("forbidden")
    for parent in (folder, *folder.parents[:2]):
        if parent.owner() == folder.owner():
            parent.chmod(0o755)
    (folder / "free").mkdir()
    (folder / "free").chmod(0o777)
    box = folder / "free" / "ana.mbox"
    box.write_bytes(SMALL)
    box.chmod(0o444)
    shut = folder / "shut"
    shut.mkdir(mode=0o555)
    command = [sys.executable, "-c", FORBIDDEN, str(box), str(shut / "ben.mbox")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [line.split(" ", 1)[0] for line in said] == ["MailboxError", "MailboxError"]
    assert f"{box} may not be written to. Check who owns it" in said[0]
    assert box.read_bytes() == SMALL
    assert list(shut.iterdir()) == []

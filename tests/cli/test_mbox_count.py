"""What ``helo mbox FILE --count`` prints."""

from pathlib import Path

import pytest

from heloworld import paths
from heloworld.cli import mbox_count
from heloworld.errors import UsageError


def printed(capsys: pytest.CaptureFixture[str], path: Path, reader: str = "mboxrd") -> str:
    mbox_count.show(path, reader)
    return capsys.readouterr().out


def test_the_reader_decides(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(b"From a\n\nI say:\nFrom here on, two.\n\n")
    assert printed(capsys, path, "naive") == "2\n"
    assert printed(capsys, path, "mboxo") == "1\n"


def test_an_empty_file_is_an_empty_mailbox(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.touch()
    assert printed(capsys, path) == "0\n"


def test_an_unknown_reader_is_told_the_known_ones() -> None:
    with pytest.raises(UsageError, match="naive, mboxo, mboxrd, mboxcl, mboxcl2") as caught:
        mbox_count.show(paths.samples() / "quoted.mbox", "elm\x1b")
    assert "elm␛" in caught.value.sentence

"""Folders that hold mail are told for what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.errors import MailboxGone
from heloworld.mbox.reading.index import MailboxIndex


def maildir(folder: Path) -> None:
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir()


def apple_export(folder: Path) -> None:
    (folder / "mbox").touch()


def apple(folder: Path) -> None:
    (folder / "Data" / "Messages").mkdir(parents=True)
    (folder / "Data" / "Messages" / "1.emlx").touch()


def mh(folder: Path) -> None:
    (folder / "12").touch()


@pytest.mark.parametrize(
    ("make", "what", "remedy"),
    [
        (maildir, "is a Maildir, in which every message", "formail"),
        (apple_export, "as Apple Mail exports mailboxes", "X.mbox/mbox"),
        (apple, "of Apple Mail, in which every message", "Export Mailbox"),
        (mh, "as MH keeps mail", "formail"),
        (lambda _: None, "is a folder.", "Name one file"),
    ],
)
def test_a_folder(tmp_path: Path, make: object, what: str, remedy: str) -> None:
    assert callable(make)
    folder = tmp_path / "X.mbox"
    folder.mkdir()
    make(folder)
    with pytest.raises(MailboxGone) as raised:
        MailboxIndex(folder)
    assert what in raised.value.sentence
    assert remedy in raised.value.remedy

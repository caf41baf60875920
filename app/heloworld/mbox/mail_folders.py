"""Folders that hold mail, and are no mailbox in the mbox format."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Final

from heloworld.errors import MailboxGone


def what_is(path: Path) -> MailboxGone:
    """The error for a mailbox that is a folder: what kind of folder it is, where that is known, and what helps."""
    with contextlib.suppress(OSError):  # one that may not be looked into is a folder, and no more is known
        for is_such, what, remedy in _FOLDERS:
            if is_such(path):
                return MailboxGone(f"{path} is {what}.", remedy.format(path=path))
    return MailboxGone(f"{path} is a folder.", "Name one file: a mailbox in the mbox format is a single one.")


def _is_maildir(path: Path) -> bool:
    return all((path / name).is_dir() for name in ("cur", "new", "tmp"))


def _is_exported(path: Path) -> bool:
    return (path / "mbox").is_file()


def _is_apple(path: Path) -> bool:
    return path.suffix == ".mbox" and next(path.glob("**/*.emlx"), None) is not None


def _is_mh(path: Path) -> bool:
    return any(each.name.isdecimal() and each.is_file() for each in path.iterdir())


_FOLDERS: Final = (
    (
        _is_maildir,
        "a Maildir, in which every message is a file of its own",
        "Make an mbox of it: for f in {path}/cur/* {path}/new/*; do formail <$f; done >some.mbox",
    ),
    (_is_exported, "a folder, as Apple Mail exports mailboxes", "The mailbox is in it: helo mbox {path}/mbox"),
    (
        _is_apple,
        "a folder of Apple Mail, in which every message is a file of its own",
        "Have Apple Mail make an mbox of it: Mailbox, Export Mailbox.",
    ),
    (
        _is_mh,
        "a folder of numbered files, each of them a message, as MH keeps mail",
        "Make an mbox of it: for f in {path}/[0-9]*; do formail <$f; done >some.mbox",
    ),
)
"""Kinds of folders: how each is known, what it is, and what helps."""

"""Where a class is recorded: a folder of its own with its transcript and mailboxes; and how all of it is deleted."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from heloworld import paths
from heloworld.classroom.server.recording import is_written
from heloworld.errors import HeloError

RECORD: Final = "class.jsonl"
"""The transcript of a class, in the form of ``helo serve --json``."""

FACTS: Final = "class.json"
"""What is known of a class before anything has happened."""

TODAY: Final = 8 * 3600.0
"""Seconds after its last event in which a class is gone on with where no word is given."""

WORDS: Final = (
    "anchor", "beacon", "bay", "cliff", "cod", "coral", "crab", "dune", "ferry", "gull", "heron", "kelp", "lagoon",
    "mast", "otter", "oyster", "pearl", "pier", "quay", "reef", "sail", "seal", "shell", "shoal", "squid", "surf",
    "tide", "whale",
)  # fmt: skip
"""Words for a class, easy to say and to type."""


@dataclass(frozen=True, slots=True)
class ClassFolder:
    """The folder of a class.

    Attributes:
        path: Where it is.
    """

    path: Path

    @property
    def word(self) -> str:
        """The word of the class."""
        return self.path.name

    @property
    def record(self) -> Path:
        """The transcript."""
        return self.path / RECORD

    @property
    def mail(self) -> Path:
        """The folder of the mailboxes."""
        return self.path / "mail"


def open_class(word: str | None, among: Path | None = None, now: float | None = None) -> ClassFolder:
    """The folder of a class: of the one with a word, or of today's, or of a new one; it may not exist yet.

    Args:
        word: Letters, digits and hyphens; None goes on with today's class, or makes up a word for a new one.
        among: Where classes are recorded, where that is not in the teacher's own folder.
        now: Seconds since the epoch; this very moment where none is given.
    """
    among = paths.classes() if among is None else among
    if word is not None:
        return ClassFolder(among / word)
    moment = time.time() if now is None else now
    found = [(_touched(each), each) for each in recorded(among)]
    newest = max(found, default=(0.0, None), key=lambda each: each[0])
    if newest[1] is not None and moment - newest[0] < TODAY:
        return newest[1]
    taken = {each.word for _, each in found}
    return ClassFolder(among / secrets.choice([each for each in WORDS if each not in taken] or list(WORDS)))


def recorded(among: Path | None = None) -> list[ClassFolder]:
    """The classes that are recorded, in the order of the alphabet."""
    among = paths.classes() if among is None else among
    if not among.is_dir():
        return []
    return [ClassFolder(each) for each in sorted(among.iterdir()) if each.is_dir() and not each.is_symlink()]


def _touched(folder: ClassFolder) -> float:
    try:
        return folder.record.stat().st_mtime
    except OSError:
        return 0.0


def delete(folders: list[ClassFolder]) -> None:
    """Delete all that was recorded of some classes.

    Raises:
        HeloError: One of them goes on, and nothing was deleted; or something cannot be deleted.
    """
    if going := [each.word for each in folders if is_written(each.record)]:
        raise HeloError(
            f"The class {going[0]} goes on in another program, and nothing was deleted.", "End it there first: Ctrl+Q."
        )
    for each in folders:
        try:
            shutil.rmtree(each.path)
        except OSError as error:
            raise HeloError(f"{each.path} cannot be deleted: {error.strerror}.", "Delete it by hand.") from error


class Facts(msgspec.Struct, frozen=True):
    """What is known of a class before anything has happened.

    Attributes:
        word: Its word; empty where it is not known.
        lesson: The id of its lesson; empty where it has none.
    """

    word: str = ""
    lesson: str = ""


def about(folder: ClassFolder) -> Facts:
    """What is written beside a record; nothing where nothing is, or it makes no sense."""
    try:
        return msgspec.json.decode((folder.path / FACTS).read_bytes(), type=Facts)
    except (OSError, msgspec.MsgspecError):
        return Facts()


def write_facts(folder: ClassFolder, facts: Facts) -> None:
    """Write it there; where that cannot be, `helo board` has to be told the lesson."""
    with contextlib.suppress(OSError):
        (folder.path / FACTS).write_bytes(msgspec.json.encode(facts))

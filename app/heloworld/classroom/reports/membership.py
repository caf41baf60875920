"""Which class a learner belongs to: what ``helo join`` has written down, for the lessons to tell the class by."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from pathlib import Path
from typing import Final

import msgspec

from heloworld import paths
from heloworld.classroom.roster import badge
from heloworld.errors import HeloError, UsageError
from heloworld.mbox.writing.disk import write_all

FILE: Final = "class.json"
SPOOL: Final = "spool"


class Membership(msgspec.Struct, frozen=True):
    """Who somebody is in which class.

    Attributes:
        host: The class server.
        port: Its port.
        name: The name they say.
        word: The word of the class.
        key: What the server knows their program by, from whatever address it comes.
    """

    host: str
    port: int
    name: str
    word: str
    key: str

    @property
    def badge(self) -> str:
        """What is said after EHLO."""
        return f"{self.name}.{self.word}.{self.key}"


def membership(host: str, port: int, name: str) -> Membership:
    """A new membership.

    Args:
        host: The class server.
        port: Its port.
        name: The name and the word of the class, ``ana7.reef``.

    Raises:
        UsageError: It has no such form.
    """
    said = badge(name.encode("utf-8"))
    if said is None or said.key:
        raise UsageError(
            f"{name} is no name in a class.",
            "Write your name, a full stop and the word of the class: ana7.reef. Letters, digits and hyphens will do.",
        )
    return Membership(host, port, said.name, said.word, secrets.token_hex(8))


def load(folder: Path | None = None) -> Membership | None:
    """The class that the learner has joined; None for none, or where what is written makes no sense.

    Args:
        folder: Where that is written, where it is not in the learner's own folder.
    """
    file = (paths.membership() if folder is None else folder) / FILE
    try:
        return msgspec.json.decode(file.read_bytes(), type=Membership)
    except (OSError, msgspec.MsgspecError):
        return None


def keep(member: Membership, folder: Path | None = None) -> None:
    """Write a membership down; reports that wait for another class are deleted.

    Raises:
        HeloError: It cannot be written.
    """
    folder = paths.membership() if folder is None else folder
    before = load(folder)
    if before is not None and (before.word, before.name) != (member.word, member.name):
        shutil.rmtree(folder / SPOOL, ignore_errors=True)
    beside = folder / f"{FILE}.new"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with beside.open("wb", buffering=0) as file:
            write_all(file.fileno(), msgspec.json.encode(member))
        beside.chmod(0o600)
        beside.replace(folder / FILE)
    except OSError as error:
        raise HeloError(f"{folder} cannot be written: {error.strerror}.", "Make room for it.") from error


def leave(folder: Path | None = None) -> None:
    """Belong to no class any more; what waits to be told is deleted."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(paths.membership() if folder is None else folder)

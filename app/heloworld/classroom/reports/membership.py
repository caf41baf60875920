"""Which class a learner belongs to: what ``helo join`` has written down, for the lessons to tell the class by."""

from __future__ import annotations

import contextlib
import re
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
KEY: Final = "key"
"""The file with what a learner is known again by, in whatever class, after another class or none."""


_KEY: Final = re.compile(r"[0-9a-f]{16,40}")


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


def membership(host: str, port: int, name: str, folder: Path | None = None) -> Membership:
    """A membership that is not written down yet; its key is the learner's, where they have one.

    Args:
        host: The class server.
        port: Its port.
        name: The name and the word of the class, ``ana7.reef``.
        folder: Where what they have is written, where it is not in the learner's own folder.

    Raises:
        UsageError: It has no such form.
    """
    said = badge(name.encode("utf-8"))
    if said is None or said.key:
        raise UsageError(
            f"{name} is no name in a class.",
            "Write your name, a full stop and the word of the class: ana7.reef. Letters, digits and hyphens will do.",
        )
    return Membership(host, port, said.name, said.word, _key(paths.membership() if folder is None else folder))


def _key(folder: Path) -> str:
    """The learner's key; a new one where they have none, or what is written makes no sense."""
    before = load(folder)
    if before is not None:
        return before.key
    try:
        kept = (folder / KEY).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        kept = ""
    return kept if _KEY.fullmatch(kept) is not None else secrets.token_hex(8)


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


def keep_key(member: Membership, folder: Path | None = None) -> None:
    """Write down the key alone: whoever is on the board from now on is known again, whatever comes next.

    Raises:
        HeloError: It cannot be written.
    """
    folder = paths.membership() if folder is None else folder
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(folder / KEY, member.key.encode())
    except OSError as error:
        raise _not_written(folder, error) from error


def keep(member: Membership, folder: Path | None = None) -> None:
    """Write a membership down; reports that wait for another class are deleted.

    Raises:
        HeloError: It cannot be written.
    """
    folder = paths.membership() if folder is None else folder
    before = load(folder)
    if before is not None and (before.word, before.name) != (member.word, member.name):
        shutil.rmtree(folder / SPOOL, ignore_errors=True)
    keep_key(member, folder)
    try:
        _write(folder / FILE, msgspec.json.encode(member))
    except OSError as error:
        raise _not_written(folder, error) from error


def _not_written(folder: Path, error: OSError) -> HeloError:
    return HeloError(f"{folder} cannot be written: {error.strerror}.", "Make room for it.")


def _write(file: Path, content: bytes) -> None:
    """Write a file that nobody else can read, whole or not at all."""
    beside = file.with_name(f"{file.name}.new")
    with beside.open("wb", buffering=0) as out:
        write_all(out.fileno(), content)
    beside.chmod(0o600)
    beside.replace(file)


def leave(folder: Path | None = None) -> None:
    """Belong to no class any more; what waits to be told is deleted. Whoever comes back is known again."""
    folder = paths.membership() if folder is None else folder
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(folder / SPOOL)
    (folder / FILE).unlink(missing_ok=True)

"""The journal: what is about to be written, so that a kill at any instant can be undone.

A round of appends writes one journal. It holds, for every mailbox of the round, its inode, its length before, and
the very bytes to be appended. A symbolic link beside each mailbox (``.ana.mbox.helo-journal``) leads to it, so that
whoever locks the mailbox next, this process or another, finds it. (The journal of a round with one mailbox needs no
link: it lies in the link's place.) The order is::

    journal → links → append to every mailbox → sync every mailbox → empty the journal → remove it and the links

Emptying the journal is the commit, a single step for all mailboxes of the round; an empty journal means nothing, and
so does a link that leads nowhere. (To remove it would not do: another name, a hard link, could keep what stands in
it.) A whole journal was never acknowledged, and what it announced is cut off again: only if all that stands behind
the old end of the mailbox is what the journal says, whole or torn. Anything else is not ours (another program has
rewritten the file since) and stays.

Nothing of this is synced, nor need it be: what was written survives the death of a process. When the machine itself
went down meanwhile (its boot ID tells) an emptied journal may be whole again. So then only a torn append is cut off,
never a whole one: what was acknowledged had been synced, and is whole.

A mailbox that is rewritten in place (flags, deletion) has an entry of a second kind: its old tail, and the edits of it.
Such a journal is synced, its name with it, before the first byte of a mailbox changes, and once more when it has been
emptied. So it is never whole again after what it says was acknowledged, whatever happens to the machine::

    journal → links → sync → append → sync → rewrite → sync → empty the journal → sync → remove it and the links
"""

from __future__ import annotations

import json
import os
import re
import secrets
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any, Final

from heloworld.mbox.edits import Edit
from heloworld.mbox.reading.pread import read_all
from heloworld.mbox.writing.disk import sync, sync_folder, write_all
from heloworld.mbox.writing.journal_entries import Append, Change, Rewrite, Supply, checksum, listed, rewrite_of
from heloworld.mbox.writing.locks import Locked

_CREATE: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
_NAME: Final = re.compile(r"\.helo-([0-9]+)-([0-9a-f]+)-[0-9]+\.helo-journal")
_LARGE: Final = 1024 * 1024
"""Bytes from which on several writes cost less than a copy in memory."""

_token: Final = secrets.token_hex(4)
_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Journal:
    """What one round writes; on the disk for as long as it may have to be undone.

    Attributes:
        path: Where the journal lies.
        boot: Which run of the machine it was written in; empty where that is not known.
        appends: One for each mailbox that is appended to.
        fd: A descriptor to write to it, while its round is under way in this process.
        rewrites: One for each mailbox that is rewritten.
    """

    path: Path
    boot: str
    appends: tuple[Append, ...]
    fd: int = -1
    rewrites: tuple[Rewrite, ...] = ()

    @classmethod
    def begin(cls, parts: Sequence[tuple[Locked, bytes]], changes: Sequence[Change] = ()) -> Journal:
        """Write the journal of a round, and then the links: a link always leads to a whole journal.

        Args:
            parts: The mailboxes, locked, and what is going to be appended to each.
            changes: What is going to change in other mailboxes.

        Raises:
            OSError: It could not be written, and nothing of it is left.
        """
        boxes = [*(box for box, _ in parts), *(change.mailbox for change in changes)]
        first = boxes[0].path
        folder = first.parent
        appends = tuple(Append(_seen_from(folder, box.path), box.inode, box.size, data) for box, data in parts)
        rewrites = tuple(
            Rewrite(_seen_from(folder, box.path), box.inode, base, old, edits) for box, base, old, edits in changes
        )
        name = f".helo-{os.getpid()}-{_token}-{next(_numbers)}.helo-journal"
        path = folder / name if len(boxes) > 1 else link_of(first)
        journal = cls(path, boot_id(), appends, os.open(path, _CREATE, 0o600), rewrites)
        with ExitStack() as made:
            made.callback(journal.close)
            made.callback(_remove, path)
            journal._write()
            for link in journal.links:
                link.symlink_to(_seen_from(link.parent, path))
                made.callback(_remove, link)
            if rewrites:
                for each in {path.parent, *(link.parent for link in journal.links)}:
                    sync_folder(each)
            made.pop_all()
        return journal

    @classmethod
    def replace(cls, mailbox: Locked, base: int, old: bytes, edits: tuple[Edit, ...]) -> Journal:
        """Put a journal in the place of a mailbox's link or journal, in one step: how the undoing is finished.

        Raises:
            OSError: It could not be written, and the one before is still there.
        """
        path = link_of(mailbox.path)
        draft = path.with_name(f"{path.name}.part")
        draft.unlink(missing_ok=True)
        rewrite = Rewrite(mailbox.path.name, mailbox.inode, base, old, edits, is_forward=True)
        journal = cls(path, boot_id(), (), os.open(draft, _CREATE, 0o600), (rewrite,))
        with ExitStack() as made:
            made.callback(journal.close)
            made.callback(_remove, draft)
            journal._write()
            before = _own(path)
            draft.replace(path)
            made.pop_all()
        if before is not None:
            _empty(before)
        sync_folder(path.parent)
        return journal

    @classmethod
    def parse(cls, path: Path, content: bytes) -> Journal | None:
        """A journal from its file; None if it is torn, and so no byte of it was appended anywhere yet.

        Args:
            path: Where it lies.
            content: What stands in it.
        """
        head, _, data = content.partition(b"\n")
        try:
            fields: dict[str, Any] = json.loads(head)
            supply = Supply(data)
            appends = tuple(
                Append(str(name), int(inode), int(offset), supply.take(length))
                for name, inode, offset, length in fields["appends"]
            )
            rewrites = tuple(rewrite_of(each, supply) for each in fields.get("rewrites", ()))
            boot = str(fields["boot"])
        except (ValueError, KeyError, TypeError):
            return None
        is_whole = supply.is_used_up and (not rewrites or fields.get("sum") == checksum(data))
        return cls(path, boot, appends, rewrites=rewrites) if is_whole else None

    @property
    def links(self) -> list[Path]:
        """Where the links to this journal lie, one for each mailbox unless there is only one."""
        names = [*(append.name for append in self.appends), *(rewrite.name for rewrite in self.rewrites)]
        links = [link_of(self.path.parent / name) for name in names]
        return [link for link in links if link != self.path]

    @property
    def is_of_this_boot(self) -> bool:
        """Whether the machine has been running all the time since."""
        return bool(self.boot) and self.boot == boot_id()

    def commit(self) -> None:
        """Empty the journal: what it announced is there to stay.

        Raises:
            OSError: It could not be emptied, so that the round may be undone at any time.
        """
        os.ftruncate(self.fd, 0)
        if self.rewrites:
            sync(self.fd)

    def close(self) -> None:
        """Let go of the descriptor; the journal stays."""
        with suppress(OSError):  # what was to be written is written, or nobody counts on it
            os.close(self.fd)

    def remove(self) -> None:
        """Remove what has served its purpose; what stays is found by its link when the mailbox is locked next."""
        if _remove(self.path):
            for link in self.links:
                _remove(link)

    def _write(self) -> None:
        listing = [[append.name, append.inode, append.offset, len(append.data)] for append in self.appends]
        fields: dict[str, Any] = {"boot": self.boot, "appends": listing}
        data = [append.data for append in self.appends]
        for each in self.rewrites:
            data += (each.old, b"".join(edit.new for edit in each.edits))
        if self.rewrites:
            fields |= {"rewrites": [listed(each) for each in self.rewrites], "sum": checksum(*data)}
        pieces = (json.dumps(fields).encode("ascii"), b"\n", *data)
        self._write_pieces(pieces)
        if self.rewrites:
            sync(self.fd)

    def _write_pieces(self, pieces: Sequence[bytes]) -> None:
        if sum(map(len, pieces)) < _LARGE:
            write_all(self.fd, b"".join(pieces))
            return
        for piece in pieces:
            write_all(self.fd, piece)


def is_to_cut(mailbox: Locked, append: Append, *, torn_only: bool) -> bool:
    """Whether what stands at the end of a mailbox is an append, whole or torn, and nothing else.

    Args:
        mailbox: The mailbox, locked; its size is brought up to date.
        append: What was going to be appended to it.
        torn_only: Whether a whole append may be one that was acknowledged.

    Raises:
        OSError: It could not be read.
    """
    size = mailbox.size = os.fstat(mailbox.fd).st_size
    room = len(append.data) - torn_only
    if mailbox.inode != append.inode or not append.offset < size <= append.offset + room:
        return False
    return append.data.startswith(read_all(mailbox.fd, append.offset, size))


def cut_off(mailbox: Locked, append: Append, *, torn_only: bool) -> bool:
    """Undo an append, if it `is_to_cut`.

    Returns:
        Whether the mailbox became shorter.

    Raises:
        OSError: It could not be read or cut.
    """
    if not is_to_cut(mailbox, append, torn_only=torn_only):
        return False
    os.ftruncate(mailbox.fd, append.offset)
    mailbox.size = append.offset
    sync(mailbox.fd)
    return True


@lru_cache(maxsize=1024)
def link_of(mailbox: Path) -> Path:
    """Where the link to the journal of a mailbox lies."""
    return mailbox.with_name(f".{mailbox.name}.helo-journal")


def writer_of(name: str) -> tuple[int, bool] | None:
    """Whose journal of several mailboxes it is, going by its name: a process, and whether that is this very one.

    Its number does not tell: in a container, or after a restart, another process may have had the same.
    """
    found = _NAME.fullmatch(name)
    return (int(found[1]), found[2] == _token) if found else None


@lru_cache(maxsize=1)
def boot_id() -> str:
    """A name for this run of the machine, between one start of the system and the next; empty if there is none."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return _boot_id_of_macos()


def _boot_id_of_macos() -> str:
    command = ["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=5).stdout.strip()  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return ""


def _seen_from(folder: Path, path: Path) -> str:
    """A path as seen from a folder: a bare name where it lies in it, so that both may be moved together."""
    return path.name if path.parent == folder else str(path)


def _own(path: Path) -> int | None:
    """A descriptor of the journal that lies in the place of a link; None where a link lies there, or nothing."""
    try:
        return os.open(path, os.O_WRONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return None


def _empty(fd: int) -> None:
    """Empty a journal that has no name any more, unless somebody gave it another one; and close it."""
    with suppress(OSError):
        os.ftruncate(fd, 0)
    with suppress(OSError):
        os.close(fd)


def _remove(path: Path) -> bool:
    """Whether a file is gone now."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return False
    return True

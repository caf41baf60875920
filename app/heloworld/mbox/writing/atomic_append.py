"""Appending to several mailboxes at once: all of it, or nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from heloworld.mbox.os_errors import not_undone, writing
from heloworld.mbox.reading.pread import read_all
from heloworld.mbox.writing.disk import sync, sync_folder, write_all
from heloworld.mbox.writing.journal import Journal, cut_off
from heloworld.mbox.writing.locks import Locked


class Place(NamedTuple):
    """Where a record went in its mailbox.

    Attributes:
        offset: Where it starts, in bytes.
        seam: How many bytes were put right before it, so that it stands after an empty line.
    """

    offset: int
    seam: int


def append_all(mailboxes: Mapping[Path, Locked], records: Sequence[tuple[Path, bytes]]) -> list[Place]:
    """Append records to mailboxes and have them on the disk; on any error every mailbox is as it was.

    Args:
        mailboxes: The mailboxes by path, locked; those that no record is for are left alone.
        records: Path and bytes, in the order in which they are to be appended.

    Returns:
        Where each record went, in the order of the records.

    Raises:
        MailboxError: It cannot be done, and nothing was changed.
        NotUndone: It cannot be done, and a mailbox could not be put back as it was.
    """
    gaps: dict[Path, bytes] = {}
    pieces: dict[Path, list[bytes]] = {}
    for path, data in records:
        if path not in pieces:
            with writing(path):
                gaps[path] = missing_newlines(mailboxes[path])
            pieces[path] = [gaps[path]] if gaps[path] else []  # what is alone is not copied when it is joined
        pieces[path].append(data)
    parts = [(mailboxes[path], b"".join(chunks)) for path, chunks in pieces.items()]
    offsets = _write(parts) if parts else []
    starts = {box.path: offset + len(gaps[box.path]) for (box, _), offset in zip(parts, offsets, strict=True)}
    return _places(records, starts, {path: len(gap) for path, gap in gaps.items()})


def missing_newlines(mailbox: Locked) -> bytes:
    """What has to stand before the next ``From_`` line where somebody else's mail is torn or has no blank line.

    Without it the next message would be taken for part of the one before.
    """
    tail = read_all(mailbox.fd, max(mailbox.size - 3, 0), mailbox.size)
    if not tail or tail.endswith((b"\n\n", b"\n\r\n")):
        return b""
    return b"\n" if tail.endswith(b"\n") else b"\n\n"


def _write(parts: Sequence[tuple[Locked, bytes]]) -> list[int]:
    """Journal, append, sync, commit; returns where in its mailbox each part was written."""
    with writing(parts[0][0].path):
        journal = Journal.begin(parts)
    try:
        offsets = [_append(box, data) for box, data in parts]
        for box, _ in parts:
            _sync(box)
        with writing(parts[0][0].path):
            journal.commit()
    except BaseException:
        _undo(journal, [box for box, _ in parts])
        journal.remove()
        raise
    finally:
        journal.close()
    journal.remove()
    for box, data in parts:
        box.size += len(data)
    return offsets


def _append(mailbox: Locked, data: bytes) -> int:
    """Append, and say where: behind the old end, unless somebody who ignores locks was there first."""
    with writing(mailbox.path):
        write_all(mailbox.fd, data)
        return os.lseek(mailbox.fd, 0, os.SEEK_CUR) - len(data)


def _sync(mailbox: Locked) -> None:
    with writing(mailbox.path):
        sync(mailbox.fd)
        if not mailbox.size:  # the file may be new: its name has to be safe, too
            sync_folder(mailbox.path.parent)


def _undo(journal: Journal, mailboxes: Sequence[Locked]) -> None:
    """Cut off what was appended, wherever that can be done; the journal stays for the rest.

    Raises:
        NotUndone: In some mailbox it could not be done.
    """
    failures: list[tuple[Path, OSError]] = []
    for mailbox, append in zip(mailboxes, journal.appends, strict=True):
        try:
            cut_off(mailbox, append, torn_only=False)
        except OSError as error:
            failures.append((mailbox.path, error))
    for path, why in failures:
        raise not_undone(path, why) from why


def _places(records: Sequence[tuple[Path, bytes]], starts: dict[Path, int], seams: dict[Path, int]) -> list[Place]:
    places = []
    for path, data in records:
        places.append(Place(starts[path], seams.pop(path, 0)))
        starts[path] += len(data)
    return places

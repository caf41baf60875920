"""Appending to several mailboxes and editing others, all at once: all of it, or nothing."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from heloworld.mbox.edits import Edit, applied
from heloworld.mbox.os_errors import NotUndone, not_undone, writing
from heloworld.mbox.reading.pread import read_all
from heloworld.mbox.writing.disk import sync, sync_folder, write_all
from heloworld.mbox.writing.journal import Journal, cut_off
from heloworld.mbox.writing.journal_entries import Change
from heloworld.mbox.writing.locks import Locked
from heloworld.mbox.writing.rewrite import Tail, check_unchanged, put, tail_of, undo


class Place(NamedTuple):
    """Where a record went in its mailbox.

    Attributes:
        offset: Where it starts, in bytes.
        seam: How many bytes were put right before it, so that it stands after an empty line.
    """

    offset: int
    seam: int


def append_all(
    mailboxes: Mapping[Path, Locked],
    records: Sequence[tuple[Path, bytes]],
    edits: Mapping[Path, tuple[Edit, ...]] = MappingProxyType({}),
) -> list[Place]:
    """Append records to mailboxes, edit some, and have all on the disk; on any error every mailbox is as it was.

    Args:
        mailboxes: The mailboxes by path, locked; those that nothing is for are left alone.
        records: Path and bytes, in the order in which they are to be appended.
        edits: Path and what changes in what stands there already: in order, not overlapping.

    Returns:
        Where each record went, in the order of the records; the edits of its mailbox have been made then.

    Raises:
        MailboxError: It cannot be done, and nothing was changed.
        NotUndone: It cannot be done, and a mailbox could not be put back as it was.
    """
    gaps: dict[Path, bytes] = {}
    pieces: dict[Path, list[bytes]] = {}
    tails = {path: _tail(mailboxes[path], changes) for path, changes in edits.items() if changes}
    for path, data in records:
        if path not in pieces:
            with writing(path):
                after = applied(tails[path].old, tails[path].base, edits[path]) if path in tails else None
                gaps[path] = missing_newlines(mailboxes[path], after)
            pieces[path] = [gaps[path]] if gaps[path] else []  # what is alone is not copied when it is joined
        pieces[path].append(data)
    added = {path: b"".join(chunks) for path, chunks in pieces.items()}
    parts = [(mailboxes[path], data) for path, data in added.items() if path not in tails]
    changes = [
        Change(mailboxes[path], *tail, _with_added(mailboxes[path].size, edits[path], added.get(path, b"")))
        for path, tail in tails.items()
    ]
    offsets = _write(parts, changes) if parts or changes else []
    starts = {box.path: offset + len(gaps[box.path]) for (box, _), offset in zip(parts, offsets, strict=True)}
    for path in tails.keys() & added.keys():
        starts[path] = mailboxes[path].size - len(added[path]) + len(gaps[path])
    return _places(records, starts, {path: len(gap) for path, gap in gaps.items()})


def missing_newlines(mailbox: Locked, after: bytes | None = None) -> bytes:
    """What has to stand before the next ``From_`` line where somebody else's mail is torn or has no blank line.

    Without it the next message would be taken for part of the one before.

    Args:
        mailbox: The mailbox.
        after: How it is going to end, from the start of a message on, where it is edited first.
    """
    tail = read_all(mailbox.fd, max(mailbox.size - 3, 0), mailbox.size) if after is None else after[-3:]
    if not tail or tail.endswith((b"\n\n", b"\n\r\n")):
        return b""
    return b"\n" if tail.endswith(b"\n") else b"\n\n"


def _tail(mailbox: Locked, edits: Sequence[Edit]) -> Tail:
    with writing(mailbox.path):
        return tail_of(mailbox, edits)


def _with_added(size: int, edits: tuple[Edit, ...], added: bytes) -> tuple[Edit, ...]:
    """Edits of a mailbox, with what is appended to it in the same step."""
    return (*edits, Edit(size, size, added)) if added else edits


def _write(parts: Sequence[tuple[Locked, bytes]], changes: Sequence[Change]) -> list[int]:
    """Journal, append, rewrite, sync, commit; returns where in its mailbox each part was appended."""
    first = (parts[0][0] if parts else changes[0].mailbox).path
    for change in changes:
        check_unchanged(change.mailbox)
    with writing(first):
        journal = Journal.begin(parts, changes)
    try:
        offsets = [_append(box, data) for box, data in parts]
        for box, _ in parts:
            _sync(box)
        for change, rewrite in zip(changes, journal.rewrites, strict=True):
            with writing(change.mailbox.path):
                put(change.mailbox, rewrite.transition())
        with writing(first):
            journal.commit()
    except BaseException:
        _undo(journal, [box for box, _ in parts], [change.mailbox for change in changes])
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


def _undo(journal: Journal, appended: Sequence[Locked], rewritten: Sequence[Locked]) -> None:
    """Undo a round, mailbox by mailbox, wherever that can be done; the journal stays for the rest.

    Raises:
        NotUndone: In some mailbox it could not be done.
    """
    failures: list[NotUndone] = []
    for mailbox, append in zip(appended, journal.appends, strict=True):
        try:
            cut_off(mailbox, append, torn_only=False)
        except OSError as error:
            failures.append(not_undone(mailbox.path, error))
            failures[-1].__cause__ = error
    for mailbox, rewrite in zip(rewritten, journal.rewrites, strict=True):
        try:
            undo(mailbox, rewrite)
        except NotUndone as error:
            failures.append(error)
    for failure in failures:
        raise failure


def _places(records: Sequence[tuple[Path, bytes]], starts: dict[Path, int], seams: dict[Path, int]) -> list[Place]:
    places = []
    for path, data in records:
        places.append(Place(starts[path], seams.pop(path, 0)))
        starts[path] += len(data)
    return places

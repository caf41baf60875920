"""One mailbox file for all sessions of this process: what is in it now, and what is to change in it.

Everything here may be called from any thread. A look at the file takes as long as the file is large, and is not for an
event loop; to read a chunk of a letter takes no longer than that.
"""

from __future__ import annotations

import os
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final, TypeVar

from heloworld.errors import MailboxError, MailboxGone
from heloworld.mbox.dialects import Dialect
from heloworld.mbox.edits import Edit
from heloworld.mbox.maildrop.letter_reader import LetterReader, Place
from heloworld.mbox.maildrop.letters import Letter
from heloworld.mbox.maildrop.open_mailbox import OpenMailbox
from heloworld.mbox.maildrop.settling import Settling
from heloworld.mbox.maildrop.snapshot import Sign, Snapshot
from heloworld.mbox.os_errors import reading, writing
from heloworld.mbox.reading.flags import flag_edits
from heloworld.mbox.reading.pread import read_all
from heloworld.mbox.reading.uid_book import UidBook
from heloworld.mbox.reading.wire_text import wire_header, wire_size, wire_text
from heloworld.mbox.writing.group_commit import Changing
from heloworld.mbox.writing.locks import Locked
from heloworld.mbox.writing.uid_book_file import load_book, new_validity, save_book

PATIENCE: Final = 5.0
"""Seconds that a reader waits for a change of ours to be finished."""

LOCK_PATIENCE: Final = 1.0
"""Seconds that a look waits for another program, or a delivery, to let go of the file."""

_PAUSE: Final = 0.003
_never: Final = threading.Event()
_UNSEEN: Final = Sign(0, 0, -1, 0)
"""Of a file that has to be looked at; of its letters only those are known that may be where they were."""

_TICK: Final = 20_000_000
"""Nanoseconds within which a file may change twice and have the same time: so it is looked at once more."""


Result = TypeVar("Result")


class Unsettled(Exception):  # noqa: N818 - a state that passes
    """Letters cannot be read at once."""


class LetterGone(MailboxError):  # noqa: N818 - what happened, as a session is told of it
    """A letter is not in the mailbox any more."""


class MaildropFile:
    """What is in a mailbox.

    Args:
        path: The mailbox, absolute; it need not exist.
        dialect: How it quotes.

    Attributes:
        settling: Who waits for whom while it is changed.
    """

    def __init__(self, path: Path, dialect: Dialect) -> None:
        self.path = path
        self.dialect = dialect
        self._looking = threading.Lock()
        self._mailbox = OpenMailbox(path, dialect)
        self._reading = reading(path)
        self._sizes: dict[int, int] = {}
        self.settling = Settling()
        self._is_over = False
        self._changes = 0
        self._serials = count(1)
        self._snapshot: Snapshot | None = None
        self._saved: UidBook | None = None

    def close(self) -> None:
        """Let go of the file; nothing can be read any more."""
        with self._looking:
            self._is_over = True
            self._mailbox.close()

    def has_changed(self) -> bool:
        """Whether the file is another one than at the last look; takes some microseconds."""
        snapshot = self._snapshot
        if snapshot is None:
            return True
        try:
            return self._mailbox.sign() != snapshot.sign
        except OSError:
            return snapshot.sign is not None

    def look(self, *, again: bool = False) -> Snapshot:
        """The mailbox as it is now; the UIDs in it are safe on the disk.

        Args:
            again: Whether to look at the file even if the system says that it is the one of the last look.

        Raises:
            MailboxError: It cannot be read, or its UIDs cannot be kept.
        """
        until = time.monotonic() + LOCK_PATIENCE
        while True:
            self._wait()
            with self._looking:
                if self.settling.is_settled:
                    snapshot = self._look(again=again, insists=time.monotonic() > until)
                    if snapshot is not None:
                        return snapshot
            _never.wait(_PAUSE)  # with the mailbox free for whoever has it locked

    def claim_recent(self) -> int:
        """The lowest UID of a letter that no session has been told of as recent; from now on there is none.

        Raises:
            MailboxError: That cannot be kept.
        """
        self.look()
        with self._looking:
            assert self._snapshot is not None
            book = self._snapshot.book
            self._publish(replace(self._snapshot, book=replace(book, recent=book.next_uid)))
            return book.recent

    def sizes(self, uids: Iterable[int]) -> dict[int, int]:
        """The sizes of letters as they cross, in bytes, by UID; those that are gone are left out.

        Raises:
            MailboxError: They cannot be read.
        """
        snapshot, wanted = self.look(), list(uids)
        sizes = {uid: self._sizes[uid] for uid in self._sizes.keys() & set(snapshot.uids)}
        missing = [uid for uid in wanted if uid not in sizes]
        sizes |= self._counted(snapshot, missing)
        for uid in missing:
            if uid not in sizes and snapshot.number_of(uid) is not None:
                with suppress(LetterGone), reading(self.path):
                    reader = LetterReader(self, uid)
                    sizes[uid] = wire_size(reader.read, reader.letter, self.dialect)
        self._sizes = sizes
        return {uid: sizes[uid] for uid in wanted if uid in sizes}

    def _counted(self, snapshot: Snapshot, uids: Iterable[int]) -> dict[int, int]:
        """The sizes of letters, counted all at once; none where the file has changed meanwhile."""
        with self._looking, reading(self.path):
            if snapshot is not self._snapshot or not self.settling.is_settled:
                return {}
            read, dialect = self._mailbox.read, self.dialect
            sizes = {uid: wire_size(read, letter, dialect) for uid, letter in snapshot.pairs(uids)}
            return sizes if self._mailbox.sign() == snapshot.sign else {}

    def header(self, uid: int) -> bytes:
        """The header of a letter as it crosses, with the empty line behind it; raises as `raw` does."""
        reader = LetterReader(self, uid, 0)
        return wire_header(reader.read, reader.letter)

    def text(self, uid: int) -> Iterator[bytes]:
        """The text of a letter in chunks, the right one whatever happens to the file; raises as `raw`, also later."""
        reader = LetterReader(self, uid)
        return wire_text(reader.read, reader.letter, self.dialect)

    def raw(self, uid: int) -> bytes:
        """A letter as it stands in the file, from its ``From_`` line up to the empty line behind its body.

        Raises:
            LetterGone: It is not there any more.
            MailboxError: It cannot be read.
        """
        return LetterReader(self, uid).stored()

    def deletion(self, uids: AbstractSet[int]) -> Changing:
        """What deletes letters; those that are gone already are no matter. For `MailboxWriter.submit_change`."""
        gone = frozenset(uids)

        def change(mailbox: Locked) -> list[Edit]:
            snapshot = self._look_under_lock(mailbox)
            return [Edit(letter.offset, letter.stop, b"") for _, letter in snapshot.pairs(gone)]

        return change

    def flagging(self, uids: AbstractSet[int], change_of: Callable[[frozenset[str]], AbstractSet[str]]) -> Changing:
        """What gives letters other flags; for `MailboxWriter.submit_change`.

        Args:
            uids: The letters; those that are gone are no matter.
            change_of: Given the flags of a letter as they are then, the flags that it is to have.
        """

        def change(mailbox: Locked) -> list[Edit]:
            snapshot = self._look_under_lock(mailbox)
            return _flag_edits(mailbox.fd, (letter for _, letter in snapshot.pairs(uids)), change_of)

        return change

    def settle(self, edits: Sequence[Edit] = (), deleted: AbstractSet[int] = frozenset()) -> None:
        """A change has been made, or could not be: readers may go on. To be called in any case, in any thread.

        Args:
            edits: What was changed.
            deleted: The letters that were to be deleted by that.
        """
        with self._looking:
            if self._snapshot is not None and edits:
                book = self._snapshot.book.without(frozenset(deleted))
                still = bisect_right(self._snapshot.letters, edits[0].start, key=lambda letter: letter.stop)
                self._snapshot = Snapshot(book, self._snapshot.letters[:still], _UNSEEN)
                self._changes += 1
            self.settling.end()

    def undisturbed(self, read: Callable[[], Result]) -> Result:
        """Have letters read while no change of ours begins; those that follow one another are read together.

        Args:
            read: Reads.

        Raises:
            Unsettled: A change is under way, or nobody knows where letters stand: a look at the file has to come first.
        """
        with self.settling.undisturbed:
            if not self.settling.is_settled or self._snapshot is None or self._snapshot.sign == _UNSEEN:
                raise Unsettled
            with self._mailbox.held:
                return read()

    def where(self, uid: int, *, again: bool = False) -> Place:
        """Where a letter stands by the last look.

        Args:
            uid: The letter.
            again: Whether to look once more, because it does not stand there.

        Raises:
            LetterGone: It is not there any more.
            MailboxError: The file cannot be read, or a change of it takes too long.
        """
        self._wait()
        changes, snapshot = self._changes, self._snapshot
        is_known = snapshot is not None and snapshot.sign != _UNSEEN and not again
        letter = snapshot.letter(uid) if snapshot is not None and is_known else None
        if letter is None:
            snapshot = self.look(again=again)
            letter = snapshot.letter(uid)
        if snapshot is None or letter is None:
            raise LetterGone(f"The message with the UID {uid} is not in {self.path} any more.")
        return Place(letter, changes, snapshot.sign)

    def read_if(self, place: Place, start: int, stop: int) -> bytes | None:
        """Some bytes of the file, if a letter stands where it stood, before and after they were read.

        Raises:
            MailboxError: The file cannot be read.
        """
        with self._reading:
            data = self._mailbox.read_of(place.letter, place.sign, start, stop)
        return data if self.settling.is_settled and place.changes == self._changes else None

    def _wait(self) -> None:
        """Wait until no change of ours is under way."""
        if not self.settling.wait(PATIENCE):
            raise MailboxError(f"{self.path} is being changed.", "Try again.")

    def _look_under_lock(self, mailbox: Locked) -> Snapshot:
        """The mailbox as it is, now that nobody else may change it; readers wait from now on."""
        self.settling.begin()
        with self._looking:
            mailbox.size = os.fstat(mailbox.fd).st_size
            snapshot = self._look(is_locked=True)
            assert snapshot is not None
            return snapshot

    def _look(self, *, is_locked: bool = False, again: bool = False, insists: bool = False) -> Snapshot | None:
        """Look, if the file has changed; None where somebody is writing to it, unless that is no matter any more."""
        if self._is_over:
            raise MailboxGone(f"{self.path} is not served any more.", "Connect again.")
        known = self._snapshot
        if known is None:
            book = self._saved = load_book(self.path)
            known = self._snapshot = Snapshot(book or _new_book(self.path), (), _UNSEEN)
        with reading(self.path):
            begun, sign = time.time_ns(), self._mailbox.open()
            if sign == known.sign and not again:
                return known
            letters: tuple[Letter, ...] = ()
            if sign is not None:
                found = self._mailbox.found(known.letters, is_locked=is_locked, insists=insists)
                if found is None:
                    return None
                sign, letters = found
                if begun - sign.changed < _TICK:
                    sign = sign._replace(changed=0)
        book = known.book.matched([letter.key for letter in letters])
        return self._publish(Snapshot(book, letters, sign))

    def _publish(self, snapshot: Snapshot) -> Snapshot:
        """Have a snapshot be the one that is known, once its UIDs are safe."""
        if snapshot.book != self._saved:
            with writing(self.path):
                save_book(self.path, snapshot.book)
            self._saved = snapshot.book
        self._snapshot = snapshot = replace(snapshot, serial=next(self._serials))
        return snapshot


def _flag_edits(
    fd: int, letters: Iterable[Letter], change_of: Callable[[frozenset[str]], AbstractSet[str]]
) -> list[Edit]:
    """What has to change in a file so that letters have other flags."""
    edits: list[Edit] = []
    for letter in letters:
        wanted = change_of(letter.flags)
        if wanted != letter.flags:
            edits += flag_edits(read_all(fd, letter.header, letter.header_stop), letter.header, wanted)
    return edits


def _new_book(path: Path) -> UidBook:
    with writing(path):
        return UidBook(new_validity(path.parent))

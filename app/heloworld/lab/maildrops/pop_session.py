"""A mailbox as a POP3 session has it: for itself, and as it was at the login (RFC 1939 §3)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

from heloworld.errors import MailboxError, MailboxLocked
from heloworld.lab.maildrops.maildrop import Maildrop, MaildropInUse
from heloworld.mbox.maildrop.maildrop_file import LetterGone
from heloworld.mbox.maildrop.snapshot import News, Snapshot
from heloworld.pop.maildrop import Entry, MaildropBusy, MaildropTrouble, MessageGone

WHY: Final = "QUIT"
"""The command that deletes."""


async def open_for_pop(maildrop: Maildrop, conn: int) -> PopSession:
    """Have a mailbox for one session.

    Args:
        maildrop: The mailbox.
        conn: The session's connection.

    Raises:
        MaildropBusy: Another session has it, or another program its lock.
        MaildropTrouble: It cannot be read.
    """
    owner = object()
    try:
        maildrop.take(owner)
    except MaildropInUse as error:
        raise MaildropBusy(str(error)) from error
    try:
        snapshot = await maildrop.look()
        sizes = await maildrop.sizes(snapshot.uids)
    except MailboxLocked as error:
        maildrop.let_go(owner)
        raise MaildropBusy(str(error)) from error
    except MailboxError as error:
        maildrop.let_go(owner)
        raise MaildropTrouble(str(error)) from error
    except BaseException:
        maildrop.let_go(owner)
        raise
    return PopSession(maildrop, conn, snapshot, sizes, lambda: maildrop.let_go(owner))


class PopSession:
    """The letters at the login; `pop.maildrop.Maildrop` says what its methods do.

    Args:
        maildrop: The mailbox.
        conn: The session's connection.
        snapshot: How the mailbox was at the login.
        sizes: The sizes of its letters as they cross, by UID; a letter without one was gone when it was measured.
        let_go: Lets others have the mailbox.
    """

    def __init__(
        self,
        maildrop: Maildrop,
        conn: int,
        snapshot: Snapshot,
        sizes: dict[int, int],
        let_go: Callable[[], None],
    ) -> None:
        self._maildrop, self._conn, self._let_go = maildrop, conn, let_go
        self._uids = snapshot.uids
        validity = snapshot.book.validity
        self._entries = tuple(Entry(sizes.get(uid, 0), f"{uid:08x}{validity:08x}") for uid in self._uids)
        self._gone = {number for number, uid in enumerate(self._uids, 1) if uid not in sizes}
        self._unsubscribe = maildrop.subscribe(self._hear)

    @property
    def entries(self) -> Sequence[Entry]:
        """The letters."""
        return self._entries

    @property
    def gone(self) -> AbstractSet[int]:
        """The numbers of those that somebody else has deleted since."""
        return self._gone

    def text(self, number: int) -> Iterator[bytes]:
        """The text of a letter in chunks."""
        if number in self._gone:
            raise MessageGone
        chunks = self._maildrop.text(self._uids[number - 1])
        try:
            first = next(chunks, b"")
        except LetterGone as error:
            self._gone.add(number)
            raise MessageGone from error
        except MailboxError as error:
            raise MaildropTrouble(str(error)) from error
        return _whole(first, chunks)

    async def delete(self, numbers: Collection[int]) -> None:
        """Delete letters for good."""
        uids = {self._uids[number - 1] for number in numbers if number not in self._gone}
        if not uids:
            return
        try:
            await self._maildrop.delete(uids, conn=self._conn, why=WHY)
        except MailboxLocked as error:
            raise MaildropBusy(str(error)) from error
        except MailboxError as error:
            raise MaildropTrouble(str(error)) from error

    def release(self) -> None:
        """Let others have the mailbox."""
        self._unsubscribe()
        self._let_go()

    def _hear(self, news: News) -> None:
        """Something happened to the mailbox; what was appended is for the next session."""
        gone = set(self._uids) if news.is_replaced else set(news.expunged)
        self._gone.update(number for number, uid in enumerate(self._uids, 1) if uid in gone)


def _whole(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    """A letter of which the first chunk was read to see whether it is there."""
    yield first
    try:
        yield from rest
    except MailboxError as error:
        raise MaildropTrouble(str(error)) from error

"""A maildrop as it was when somebody logged in: what POP3 needs, whose messages keep their numbers (RFC 1939 §5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Final, NamedTuple

from heloworld.lab.maildrops.maildrop import Maildrop, Result
from heloworld.mbox.maildrop.maildrop_file import LetterGone
from heloworld.mbox.maildrop.snapshot import News

WHY: Final = "QUIT"
"""The command that deletes: DELE only marks."""


class Entry(NamedTuple):
    """A letter, as LIST and UIDL tell of it.

    Attributes:
        uid: Its UID.
        size: Bytes as it crosses, no dot doubled (RFC 1939 §11).
        unique_id: Its name in UIDL, the same in every session: UID and UIDVALIDITY, as Dovecot writes them.
    """

    uid: int
    size: int
    unique_id: str


class Login:
    """A session that has a maildrop for itself, as far as other logins go; `log_in` makes it.

    Attributes:
        entries: The letters as they were at the login. They are numbered from 1.

    Args:
        maildrop: The maildrop.
        owner: Who has taken it.
        conn: The connection.
        entries: What was in it.
    """

    def __init__(self, maildrop: Maildrop, owner: object, conn: int, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        self._owner = owner
        self._maildrop = maildrop
        self._conn = conn
        self._numbers = {entry.uid: number for number, entry in enumerate(entries, 1)}
        self._gone: set[int] = set()
        self._unsubscribe = maildrop.subscribe(self._hear)

    @property
    def gone(self) -> frozenset[int]:
        """The numbers of the letters that others have deleted since, as far as that is known."""
        return frozenset(self._gone)

    def text(self, number: int) -> Iterator[bytes]:
        """The text of a letter, as `Maildrop.text` gives it.

        Args:
            number: From 1 to the number of entries.

        Raises:
            LetterGone: Others have deleted it; raised by the call, or by a chunk.
            MailboxError: It cannot be read; raised by the call, or by a chunk.
        """
        if number in self._gone:
            raise LetterGone(f"Message {number} has been deleted by somebody else.")
        return self._maildrop.text(self.entries[number - 1].uid)

    async def undisturbed(self, read: Callable[[], Result]) -> Result:
        """Have a letter read that nobody is about to move, as `Maildrop.undisturbed` does."""
        return await self._maildrop.undisturbed(read)

    async def delete(self, numbers: Collection[int]) -> None:
        """Delete letters for good: all of them that are still there, or none where it fails.

        Raises:
            MailboxError: They cannot be deleted now.
        """
        uids = {self.entries[number - 1].uid for number in numbers}
        if uids:
            await self._maildrop.delete(uids, conn=self._conn, why=WHY)

    def release(self) -> None:
        """The session is over: others may log in."""
        self._unsubscribe()
        self._maildrop.ownership.let_go(self._owner)

    def _hear(self, news: News) -> None:
        self._gone.update(self._numbers[uid] for uid in news.expunged if uid in self._numbers)


async def log_in(maildrop: Maildrop, conn: int) -> Login:
    """Have a maildrop for one session of POP3.

    Args:
        maildrop: The maildrop.
        conn: The connection whose client it is.

    Raises:
        MaildropInUse: Another such session has it.
        MailboxError: It cannot be read.
    """
    owner = object()
    maildrop.ownership.take(owner)
    try:
        snapshot = await maildrop.look()
        sizes = await maildrop.sizes(snapshot.uids)
        validity = snapshot.book.validity
        entries = tuple(Entry(uid, sizes[uid], f"{uid:08x}{validity:08x}") for uid in snapshot.uids if uid in sizes)
    except BaseException:
        maildrop.ownership.let_go(owner)
        raise
    return Login(maildrop, owner, conn, entries)

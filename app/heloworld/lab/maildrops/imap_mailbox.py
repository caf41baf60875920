"""A mailbox as an IMAP session has it chosen: among others who work in it, too."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final, NamedTuple

from heloworld import errors
from heloworld.errors import MailboxError, MailboxLocked
from heloworld.imap.mailbox import (
    Added,
    Facts,
    FlagChange,
    MailboxBusy,
    MailboxTooLarge,
    MailboxTrouble,
    Message,
    MessageGone,
    Snapshot,
)
from heloworld.lab.maildrops.maildrop import Maildrop, MaildropInUse, Result
from heloworld.mbox.maildrop import snapshot as file
from heloworld.mbox.maildrop.maildrop_file import LetterGone
from heloworld.mbox.mime.structure import Structure, structure
from heloworld.mbox.reading.flags import as_new
from heloworld.mbox.reading.message import split

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE: Final = re.compile(rb"\b([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d)(?::(\d\d))?(?: [A-Z]{3,4})? (\d{4})\b")
_LONG_AGO: Final = datetime(1970, 1, 1, tzinfo=UTC)


class in_words_of_imap(contextlib.AbstractContextManager[None]):  # noqa: N801 - used as a function is
    """Say what goes wrong as the IMAP server knows it; entered for every message that is read."""

    __slots__ = ()

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:  # as it is nearly always
            return
        match error:
            case MaildropInUse():  # which its reply says
                raise MailboxBusy from error
            case MailboxLocked():
                raise MailboxBusy(str(error)) from error
            case LetterGone():
                raise MessageGone(str(error)) from error
            case errors.MailboxTooLarge():
                raise MailboxTooLarge(str(error)) from error
            case MailboxError():
                raise MailboxTrouble(str(error)) from error


def _in_imap(now: file.Snapshot) -> Snapshot:
    """A mailbox as it is, in IMAP's words."""
    messages = tuple(
        Message(uid, letter.flags, letter.is_old) for uid, letter in zip(now.uids, now.letters, strict=True)
    )
    flags = dict.fromkeys(each.flags for each in messages)  # few of them are different
    words = (flag for each in flags for flag in sorted(each) if not flag.startswith("\\"))
    return Snapshot(now.book.validity, now.book.next_uid, messages, tuple(dict.fromkeys(words)), now.book.recent)


def arrived(envelope_line: bytes) -> datetime:
    """When a letter came, by its ``From_`` line, which ours writes in UTC; long ago, where that tells no date."""
    found = _DATE.search(envelope_line)
    if found is None or found[1].decode() not in _MONTHS:
        return _LONG_AGO
    day, hour, minute, second = (int(each or b"0") for each in found.groups()[1:5])
    try:
        return datetime(int(found[6]), _MONTHS.index(found[1].decode()) + 1, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return _LONG_AGO


class LetterFacts(NamedTuple):
    """Size and date of a letter; `imap.mailbox.Facts` says what they are.

    Attributes:
        size: Octets as it crosses.
        envelope_line: Its ``From_`` line.
    """

    size: int
    envelope_line: bytes

    @property
    def date(self) -> datetime:
        """When it came."""
        return arrived(self.envelope_line)


class ImapMailbox:
    """A folder that a session has chosen; `imap.mailbox.Mailbox` says what its methods do.

    Args:
        maildrop: The mailbox.
        conn: The session's connection.
        find: Finds the mailbox of another folder by its name; raises as `Mailbox.copy` does.
    """

    def __init__(self, maildrop: Maildrop, conn: int, find: Callable[[str], Maildrop]) -> None:
        self._maildrop, self._conn, self._find = maildrop, conn, find
        self._known: tuple[file.Snapshot, Snapshot] | None = None

    async def look(self) -> Snapshot:
        """The mailbox as it is now."""
        with in_words_of_imap():
            now = await self._maildrop.look()
        if self._known is None or self._known[0] is not now:
            self._known = (now, _in_imap(now))
        return self._known[1]

    async def claim_recent(self) -> int:
        """The first UID of which no session has been told; from now on there is none."""
        with in_words_of_imap():
            return await self._maildrop.claim_recent()

    async def facts(self, uids: Collection[int]) -> Mapping[int, Facts]:
        """Size and date of messages, by UID."""
        with in_words_of_imap():
            sizes = await self._maildrop.sizes(uids)
            now = await self._maildrop.look()
        return {uid: LetterFacts(sizes[uid], letter.envelope_line) for uid, letter in now.pairs(sizes)}

    async def undisturbed(self, read: Callable[[], Result]) -> Result:
        """Have messages read when they can be read at once."""
        return await self._maildrop.undisturbed(read)

    def header(self, uid: int) -> bytes:
        """The header of a message."""
        with in_words_of_imap():
            return self._maildrop.header(uid)

    def text(self, uid: int) -> Iterator[bytes]:
        """The text of a message in chunks; the first is read at once."""
        with in_words_of_imap():
            chunks = self._maildrop.text(uid)
            first = next(chunks, b"")
        return _whole(first, chunks)

    def structure(self, uid: int) -> Structure:
        """What a message is made of."""
        return structure(b"".join(self.text(uid)))

    async def store(self, uids: Collection[int], change: FlagChange, *, why: str) -> None:
        """Change flags for good."""
        with in_words_of_imap():
            await self._maildrop.flag(frozenset(uids), change.applied, conn=self._conn, why=why)

    async def expunge(self, uids: Collection[int], *, why: str) -> None:
        """Remove messages for good."""
        with in_words_of_imap():
            await self._maildrop.delete(frozenset(uids), conn=self._conn, why=why)

    async def copy(self, uids: Sequence[int], folder: str) -> Added:
        """Put copies of messages into another folder."""
        to = self._find(folder)
        sources, records = await asyncio.to_thread(self._records, uids)
        if not records:
            return await self._nothing(to)
        with in_words_of_imap():
            snapshot, added = await to.append(records, conn=self._conn, why="COPY")
        return Added(snapshot.book.validity, added, sources)

    async def move(self, uids: Sequence[int], folder: str) -> Added:
        """Put messages into another folder, and not here any more."""
        to = self._find(folder)
        sources, records = await asyncio.to_thread(self._records, uids)
        if not records:
            return await self._nothing(to)
        with in_words_of_imap():
            snapshot, added = await self._maildrop.move(frozenset(sources), to, records, conn=self._conn)
        return Added(snapshot.book.validity, added, sources)

    def watch(self, tell: Callable[[], Awaitable[None]]) -> Callable[[], None]:
        """Have somebody told that there is something new."""
        return self._maildrop.subscribe(lambda _: tell())

    def release(self) -> None:
        """The session has left the folder."""
        self._known = None

    def _records(self, uids: Sequence[int]) -> tuple[tuple[int, ...], list[bytes]]:
        """Messages as they stand in the file, but for the O of old ones; those that are gone are left out."""
        found: list[tuple[int, bytes]] = []
        for uid in uids:
            with in_words_of_imap(), contextlib.suppress(LetterGone):
                found.append((uid, _as_new(self._maildrop.raw(uid))))
        return tuple(uid for uid, _ in found), [data for _, data in found]

    async def _nothing(self, to: Maildrop) -> Added:
        with in_words_of_imap():
            return Added((await to.look()).book.validity, ())


def _as_new(record: bytes) -> bytes:
    r"""A letter for another folder, where it is \Recent (RFC 3501 §6.4.7)."""
    parts = split(record)
    return parts.from_line + as_new(parts.header) + parts.blank + parts.body + parts.separator


def _whole(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    with in_words_of_imap():
        yield from rest

"""What the server answers about the messages of the mailbox that is chosen (RFC 3501 §6.4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from heloworld.imap import wording
from heloworld.imap.answers.fetching import MessageReader, ordered
from heloworld.imap.answers.name_patterns import folder_name
from heloworld.imap.answers.reply import Answer, Handlers, Ok, Refused, Request, echo, line
from heloworld.imap.answers.searching import Search, Subject, reads
from heloworld.imap.answers.store_items import store_item
from heloworld.imap.answers.view import View
from heloworld.imap.grammar import sets
from heloworld.imap.grammar.fetch_items import FLAGS, UID, Item, fetch_items
from heloworld.imap.grammar.search_keys import UnknownCharset, search_program
from heloworld.imap.mailbox import Added, FlagChange, Mailbox, MailboxBusy, MailboxTrouble, NoSuchFolder

_SEEN = FlagChange("+", frozenset({r"\Seen"}))


class Messages:
    """The messages of a mailbox that is chosen.

    Args:
        name: The mailbox.
        mailbox: The same, to work in.
        view: What the client knows of it.

    Attributes:
        name: The mailbox.
        mailbox: The same, to work in.
        handlers: What answers each command.
    """

    def __init__(self, name: str, mailbox: Mailbox, view: View) -> None:
        self.name, self.mailbox = name, mailbox
        self._view = view
        self.handlers: Handlers = {
            "FETCH": self._fetch,
            "STORE": self._store,
            "SEARCH": self._search,
            "COPY": self._copy,
            "MOVE": self._move,
            "EXPUNGE": self._expunge,
        }

    async def news(self, *, may_expunge: bool = True, with_uids: bool = False) -> list[bytes]:
        """What has changed since the client was told last; as `View.news`."""
        now = await self.mailbox.look()
        lines = list(self._view.news(now, may_expunge=may_expunge, with_uids=with_uids))
        if not self._view.read_only:
            self.mailbox.claim_recent(now.uid_next)
        return lines

    async def remove_deleted(self) -> None:
        r"""Remove what is marked \Deleted, as far as the client knows of it."""
        if not self._view.read_only and (deleted := self._deleted()):
            await self.mailbox.expunge(deleted)

    def _deleted(self) -> list[int]:
        return [each.uid for each in self._view.messages if r"\Deleted" in each.flags]

    def _numbers(self, request: Request) -> list[int]:
        """The numbers of the messages that a command names."""
        request.cursor.space()
        named = sets.sequence_set(request.cursor, sets.INVALID_UIDS if request.by_uid else sets.INVALID_NUMBERS)
        return named.places(self._view.uids) if request.by_uid else named.numbers(len(self._view.messages))

    # FETCH

    async def _fetch(self, request: Request) -> Answer:
        numbers = self._numbers(request)
        request.cursor.space()
        items = fetch_items(request.cursor)
        request.cursor.end()
        if request.by_uid and UID not in items:
            items = (UID, *items)
        seen = self._unseen(numbers) if any(item.sets_seen for item in items) else []
        if seen and not await self._see(seen):
            yield line(wording.NOT_SEEN)
            seen = []
        is_any_gone = False
        for number in numbers:
            message = self._view.messages[number - 1]
            reader = MessageReader(self.mailbox, self._view, message)
            wanted = items if message.uid not in seen or FLAGS in items else (FLAGS, *items)
            for chunk in _told(number, reader, wanted):
                yield chunk
            is_any_gone = is_any_gone or reader.is_gone
        yield Ok(wording.SOME_GONE if is_any_gone else wording.COMPLETED.format(verb="Fetch"))

    def _unseen(self, numbers: Sequence[int]) -> list[int]:
        r"""The UIDs of those that get \Seen by being fetched."""
        if self._view.read_only:
            return []
        messages = (self._view.messages[number - 1] for number in numbers)
        return [each.uid for each in messages if r"\Seen" not in each.flags and each.uid not in self._view.gone]

    async def _see(self, uids: Sequence[int]) -> bool:
        r"""Set \Seen; a mailbox that cannot be written now can be read all the same."""
        try:
            await self.mailbox.store(uids, _SEEN, "FETCH")
        except (MailboxBusy, MailboxTrouble):
            return False
        self._view.learn(await self.mailbox.look(), told=uids)
        return True

    # STORE

    async def _store(self, request: Request) -> Answer:
        numbers = self._numbers(request)
        request.cursor.space()
        change, is_silent = store_item(request.cursor)
        if self._view.read_only:
            yield Ok(wording.STORE_IGNORED)
            return
        change = FlagChange(change.how, self._view.spelled(change.flags))
        messages = [self._view.messages[number - 1] for number in numbers]
        uids = [each.uid for each in messages if each.uid not in self._view.gone]
        if uids:
            await self.mailbox.store(uids, change, "STORE")
        now = await self.mailbox.look()
        self._view.learn(now, told=uids)
        for told in self._view.news(now, may_expunge=False, with_uids=request.by_uid):
            yield told
        for number in () if is_silent else numbers:
            message = self._view.messages[number - 1]
            uid = b"UID %d " % message.uid if request.by_uid else b""
            yield b"* %d FETCH (%s%s)\r\n" % (number, uid, self._view.flags(message))
        yield Ok(wording.COMPLETED.format(verb="Store"))

    # SEARCH

    async def _search(self, request: Request) -> Answer:
        request.cursor.space()
        try:
            key = search_program(request.cursor)
        except UnknownCharset:
            raise Refused(wording.UNKNOWN_CHARSET) from None
        search, is_slow = Search(key, self._view), reads(key)
        found: list[int] = []
        for number, message in enumerate(self._view.messages, 1):
            if search.fits(Subject(self.mailbox, number, message)):
                found.append(message.uid if request.by_uid else number)
            if is_slow:
                yield b""
        yield ("* SEARCH" + "".join(f" {each}" for each in found) + "\r\n").encode("ascii")
        yield Ok(wording.COMPLETED.format(verb="Search"))

    # Into other mailboxes, and out of this one

    async def _copy(self, request: Request) -> Answer:
        uids, folder = self._chosen_for(request)
        added = await self._into(folder, uids, moves=False) if uids else None
        if added is None or not added.uids:
            yield Ok(wording.NO_MESSAGES)
        else:
            yield Ok(wording.COPIED.format(**_uids(added)))

    async def _move(self, request: Request) -> Answer:
        uids, folder = self._chosen_for(request)
        if self._view.read_only:
            raise Refused(wording.IS_READ_ONLY)
        added = await self._into(folder, uids, moves=True) if uids else None
        if added is None or not added.uids:
            yield Ok(wording.NO_MESSAGES)
            return
        yield line(wording.MOVED.format(**_uids(added)))
        yield Ok(wording.COMPLETED.format(verb="Move"))

    def _chosen_for(self, request: Request) -> tuple[list[int], str]:
        numbers = self._numbers(request)
        request.cursor.space()
        folder = folder_name(request.cursor.astring())
        request.cursor.end()
        return [self._view.messages[number - 1].uid for number in numbers], folder

    async def _into(self, folder: str, uids: Sequence[int], *, moves: bool) -> Added:
        put = self.mailbox.move if moves else self.mailbox.copy
        try:
            return await put(uids, folder)
        except NoSuchFolder:
            raise Refused("[TRYCREATE] " + wording.NO_SUCH_FOLDER.format(name=echo(folder))) from None

    async def _expunge(self, request: Request) -> Answer:
        deleted = self._deleted()
        if request.by_uid:
            chosen = {self._view.messages[number - 1].uid for number in self._numbers(request)}
            deleted = [uid for uid in deleted if uid in chosen]
        request.cursor.end()
        if self._view.read_only:
            raise Refused(wording.IS_READ_ONLY)
        if deleted:
            await self.mailbox.expunge(deleted)
        yield Ok(wording.COMPLETED.format(verb="Expunge"))


def _told(number: int, reader: MessageReader, items: Sequence[Item]) -> Iterator[bytes]:
    """One FETCH response."""
    head = b"* %d FETCH (" % number
    for item in ordered(items):
        for chunk in reader.item(item):
            yield head + chunk if head else chunk
            head = b""
        head = b" "
    yield b")\r\n"


def _uids(added: Added) -> dict[str, object]:
    return {
        "uid_validity": added.uid_validity,
        "sources": sets.written(added.sources),
        "uids": sets.written(added.uids),
    }

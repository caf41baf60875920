"""What the server answers about the messages of the mailbox that is chosen (RFC 3501 §6.4)."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Sequence

from heloworld.imap import wording
from heloworld.imap.answers.fetching import Responses, asks_for_facts, ordered
from heloworld.imap.answers.name_patterns import folder_name
from heloworld.imap.answers.reply import Answer, Handlers, Ok, Refused, Request, echo, gathered, line
from heloworld.imap.answers.searching import Search, Subject, asks_for_size_or_date, how_many
from heloworld.imap.answers.store_items import store_item
from heloworld.imap.answers.view import View
from heloworld.imap.grammar import sets
from heloworld.imap.grammar.cursor import INVALID, MISSING
from heloworld.imap.grammar.fetch_items import FLAGS, UID, fetch_items
from heloworld.imap.grammar.search_keys import UnknownCharset, search_program
from heloworld.imap.mailbox import (
    Added,
    FlagChange,
    Mailbox,
    MailboxBusy,
    MailboxTooLarge,
    MailboxTrouble,
    MessageGone,
    NoSuchFolder,
    Snapshot,
)

_SEEN = FlagChange("+", frozenset({r"\Seen"}))


class Messages:
    """The messages of a mailbox that is chosen.

    Args:
        name: The mailbox.
        mailbox: The same, to work in.
        view: What the client knows of it.
        tell: Is told why it cannot be written to, where it is read all the same.

    Attributes:
        name: The mailbox.
        mailbox: The same, to work in.
        handlers: What answers each command.
    """

    def __init__(self, name: str, mailbox: Mailbox, view: View, tell: Callable[[Exception], object]) -> None:
        self.name, self.mailbox, self._tell = name, mailbox, tell
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
        claims = self._view.has_arrivals(now) and not self._view.read_only
        recent_from = await self.mailbox.claim_recent() if claims else now.recent_from
        return list(self._view.news(now, recent_from=recent_from, may_expunge=may_expunge, with_uids=with_uids))

    def recent(self, now: Snapshot) -> int:
        r"""How many messages of the mailbox as it is now are \Recent to this session, or will be with its next news."""
        there = {each.uid for each in now.messages}
        return len((self._view.recent | now.recent(now.recent_from)) & there)

    async def remove_deleted(self) -> None:
        r"""Remove what is marked \Deleted, as far as the client knows of it."""
        if not self._view.read_only and (deleted := self._deleted()):
            await self.mailbox.expunge(deleted, why="CLOSE")

    def _deleted(self) -> list[int]:
        return [each.uid for each in self._view.messages if r"\Deleted" in each.flags]

    def _numbers(self, request: Request, missing: str = INVALID) -> list[int]:
        """The numbers of the messages that a command names."""
        request.cursor.space(missing)
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
        seen = self._unseen(numbers) if any(item.sets_seen for item in items) else frozenset()
        if seen:
            try:
                seen = await self._see(seen)
            except MailboxTooLarge as trouble:
                self._tell(trouble)
                yield line(wording.NEVER_SEEN)
                seen = frozenset()
            except (MailboxBusy, MailboxTrouble) as trouble:  # what cannot be written now can be read all the same
                self._tell(trouble)
                yield line(wording.NOT_SEEN)
                seen = frozenset()
        numbered = [(number, self._view.messages[number - 1]) for number in numbers]
        asks = any(map(asks_for_facts, items))
        facts = await self.mailbox.facts([message.uid for _, message in numbered]) if asks else {}
        told = Responses(self.mailbox, self._view, ordered(items), facts)
        with_flags = Responses(self.mailbox, self._view, ordered(items if FLAGS in items else (FLAGS, *items)), facts)

        def chunks() -> Iterator[bytes]:
            for number, message in numbered:
                try:
                    yield from (with_flags if message.uid in seen else told).of(number, message)
                except MessageGone:
                    told.is_any_gone = True

        parts = gathered(chunks())
        while (part := await self.mailbox.undisturbed(lambda: next(parts, None))) is not None:
            yield part
        is_any_gone = told.is_any_gone or with_flags.is_any_gone
        yield Ok(wording.SOME_GONE if is_any_gone else wording.COMPLETED.format(verb="Fetch"))

    def _unseen(self, numbers: Sequence[int]) -> frozenset[int]:
        r"""The UIDs of those that get \Seen by being fetched."""
        if self._view.read_only:
            return frozenset()
        messages = (self._view.messages[number - 1] for number in numbers)
        unseen = (each.uid for each in messages if r"\Seen" not in each.flags)
        return frozenset(uid for uid in unseen if uid not in self._view.gone)

    async def _see(self, uids: frozenset[int]) -> frozenset[int]:
        r"""Set \Seen; of which messages, for some may be gone."""
        await self.mailbox.store(uids, _SEEN, why="FETCH")
        now = await self.mailbox.look()
        self._view.learn(now, told=uids)
        return uids.intersection(each.uid for each in now.messages)

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
            await self.mailbox.store(uids, change, why="STORE")
        self._view.learn(await self.mailbox.look(), told=uids)
        for told in await self.news(may_expunge=False, with_uids=request.by_uid):
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
        search, together = Search(key, self._view), how_many(key)
        facts = await self.mailbox.facts(self._view.uids) if asks_for_size_or_date(key) else {}
        found: list[int] = []

        def look_at(first: int) -> None:
            for number, message in enumerate(self._view.messages[first : first + together], first + 1):
                if search.fits(Subject(self.mailbox, number, message, facts.get(message.uid))):
                    found.append(message.uid if request.by_uid else number)

        for first in range(0, len(self._view.messages), together):
            await self.mailbox.undisturbed(functools.partial(look_at, first))
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
        numbers = self._numbers(request, MISSING)
        request.cursor.space(MISSING)
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
            chosen = {self._view.messages[number - 1].uid for number in self._numbers(request, MISSING)}
            deleted = [uid for uid in deleted if uid in chosen]
        request.cursor.end()
        if self._view.read_only:
            raise Refused(wording.IS_READ_ONLY)
        if deleted:
            await self.mailbox.expunge(deleted, why="EXPUNGE")
        yield Ok(wording.COMPLETED.format(verb="Expunge"))


def _uids(added: Added) -> dict[str, object]:
    return {
        "uid_validity": added.uid_validity,
        "sources": sets.written(added.sources),
        "uids": sets.written(added.uids),
    }

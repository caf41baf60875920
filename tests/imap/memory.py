"""Mailboxes in memory, as an IMAP session asks for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from heloworld.imap.mailbox import (
    Account,
    Added,
    Facts,
    FlagChange,
    Folder,
    FolderExists,
    Letter,
    Mailbox,
    Message,
    MessageGone,
    NameRefused,
    NoSuchFolder,
    Result,
    Snapshot,
)
from heloworld.mbox.mime.structure import Structure, structure
from pop.mailbox import LETTERS, PASSWORDS

__all__ = ["LETTERS", "PASSWORDS", "MemoryAccount", "Store", "texts_of"]

FIRST = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)


@dataclass
class Store:
    """One folder, shared by all sessions.

    Attributes:
        texts: UID → text as it crosses.
        fails: Raised by whatever is to be written, if anything.
        broken: Called between the chunks of a text, if anything.
        users: How many sessions have it open.
        reasons: Why it was written.
    """

    validity: int = 1795889343
    texts: dict[int, bytes] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    dates: dict[int, datetime] = field(default_factory=dict)
    uid_next: int = 1
    recent_from: int = 1
    keywords: tuple[str, ...] = ()
    fails: Exception | None = None
    broken: Callable[[], None] | None = None
    users: int = 0
    reasons: list[str] = field(default_factory=list)
    watchers: list[Callable[[], object]] = field(default_factory=list)
    _seen: Snapshot | None = None

    @classmethod
    def of(cls, letters: Iterable[bytes] = LETTERS, validity: int = 1795889343) -> Store:
        store = cls(validity)
        for number, text in enumerate(letters):
            store.add(text, frozenset(), FIRST + timedelta(minutes=5 * number))
        return store

    def add(self, text: bytes, flags: Collection[str] = (), date: datetime = FIRST) -> int:
        uid, self.uid_next = self.uid_next, self.uid_next + 1
        self.texts[uid] = text
        self.messages.append(Message(uid, frozenset(flags)))
        self.dates[uid] = date
        self._learn(flags)
        self.changed()
        return uid

    def mark(self, uids: Collection[int], change: FlagChange) -> None:
        self.messages = [
            each._replace(flags=change.applied(each.flags)) if each.uid in uids else each for each in self.messages
        ]
        self._learn(change.flags)
        self.changed()

    def remove(self, uids: Collection[int]) -> None:
        self.messages = [each for each in self.messages if each.uid not in uids]
        self.texts = {uid: text for uid, text in self.texts.items() if uid not in uids}
        self.changed()

    def changed(self) -> None:
        self._seen = None
        for tell in self.watchers:
            tell()

    def now(self) -> Snapshot:
        if self._seen is None:
            self._seen = Snapshot(self.validity, self.uid_next, tuple(self.messages), self.keywords, self.recent_from)
        return self._seen

    def _learn(self, flags: Collection[str]) -> None:
        new = sorted(flag for flag in flags if not flag.startswith("\\") and flag not in self.keywords)
        self.keywords += tuple(new)


def texts_of(store: Store) -> list[bytes]:
    return [store.texts[each.uid] for each in store.messages]


@dataclass(frozen=True)
class MemoryFacts:
    """Size and date of a message."""

    size: int
    date: datetime


class MemoryMailbox:
    """A session's hold on a folder."""

    def __init__(self, account: MemoryAccount, store: Store) -> None:
        self._account, self._store = account, store
        self._is_undisturbed = False
        store.users += 1

    async def look(self) -> Snapshot:
        return self._store.now()

    async def claim_recent(self) -> int:
        first, self._store.recent_from = self._store.recent_from, self._store.uid_next
        self._store._seen = None if first != self._store.uid_next else self._store._seen
        return first

    async def facts(self, uids: Collection[int]) -> Mapping[int, Facts]:
        texts, dates = self._store.texts, self._store.dates
        return {uid: MemoryFacts(len(texts[uid]), dates[uid]) for uid in uids if uid in texts}

    async def undisturbed(self, read: Callable[[], Result]) -> Result:
        self._is_undisturbed = True
        try:
            return read()
        finally:
            self._is_undisturbed = False

    def header(self, uid: int) -> bytes:
        text = self._text(uid)
        return text[: self.structure(uid).body]

    def text(self, uid: int) -> Iterator[bytes]:
        return self._chunks(self._text(uid))

    def structure(self, uid: int) -> Structure:
        return structure(self._text(uid))

    async def store(self, uids: Collection[int], change: FlagChange, *, why: str) -> None:
        self._write(why)
        self._store.mark(uids, change)

    async def expunge(self, uids: Collection[int], *, why: str) -> None:
        self._write(why)
        self._store.remove(uids)

    async def copy(self, uids: Sequence[int], folder: str) -> Added:
        self._write("COPY")
        to = self._account.store(folder)
        known = {each.uid: each for each in self._store.messages}
        sources = [uid for uid in uids if uid in known]
        new = [to.add(self._store.texts[uid], known[uid].flags, self._store.dates[uid]) for uid in sources]
        return Added(to.validity, tuple(new), tuple(sources))

    async def move(self, uids: Sequence[int], folder: str) -> Added:
        added = await self.copy(uids, folder)
        self._store.remove(uids)
        return added

    def watch(self, tell: Callable[[], object]) -> Callable[[], None]:
        self._store.watchers.append(tell)
        return lambda: self._store.watchers.remove(tell)

    def release(self) -> None:
        self._store.users -= 1

    def _text(self, uid: int) -> bytes:
        assert self._is_undisturbed
        try:
            return self._store.texts[uid]
        except KeyError:
            raise MessageGone from None

    def _chunks(self, text: bytes) -> Iterator[bytes]:
        for start in range(0, len(text), 4096):
            assert self._is_undisturbed
            if start and self._store.broken is not None:
                self._store.broken()
            yield text[start : start + 4096]

    def _write(self, why: str) -> None:
        self._store.reasons.append(why)
        if self._store.fails is not None:
            raise self._store.fails


@dataclass
class MemoryAccount:
    """The folders of one user."""

    stores: dict[str, Store] = field(default_factory=lambda: {"INBOX": Store.of()})
    names: list[str] = field(default_factory=list)
    validity: int = 1795889343
    uses: dict[str, str] = field(default_factory=dict)
    users: int = 0

    def store(self, name: str) -> Store:
        try:
            return self.stores[name]
        except KeyError:
            raise NoSuchFolder from None

    async def folders(self) -> Sequence[Folder]:
        return [Folder(name, self.uses.get(name, "")) for name in self.stores]

    async def subscribed(self) -> Sequence[str]:
        return self.names

    async def subscribe(self, name: str, *, listed: bool) -> None:
        self.names = [each for each in self.names if each != name] + ([name] if listed else [])

    async def open(self, name: str) -> Mailbox:
        store = self.store(name)
        if store.fails is not None:
            raise store.fails
        return MemoryMailbox(self, store)

    async def append(self, name: str, letter: Letter) -> Added:
        store = self.store(name)
        if store.fails is not None:
            raise store.fails
        return Added(store.validity, (store.add(letter.text, letter.flags, letter.date or FIRST),))

    async def create(self, name: str) -> None:
        if name in self.stores:
            raise FolderExists
        if name.startswith("/"):
            raise NameRefused
        self.stores[name] = Store.of([], self.validity)

    async def delete(self, name: str) -> None:
        self.store(name)
        del self.stores[name]

    async def rename(self, name: str, to: str) -> None:
        store = self.store(name)
        if to in self.stores:
            raise FolderExists
        self.stores[to] = store
        del self.stores[name]
        if name == "INBOX":
            self.stores["INBOX"] = Store.of([], self.validity + 1)

    def release(self) -> None:
        self.users -= 1


async def opened(account: MemoryAccount) -> Account:
    account.users += 1
    return account

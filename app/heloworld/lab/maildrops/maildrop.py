"""One mailbox, for all sessions that have it open: they are told what happens to it, and have it changed."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TypeAlias, TypeVar

from heloworld.errors import MailboxError, MailboxLocked
from heloworld.lab.maildrops.audience import Audience, Told
from heloworld.mbox.edits import Edit, resized
from heloworld.mbox.maildrop.maildrop_file import MaildropFile, Unsettled
from heloworld.mbox.maildrop.snapshot import News, Snapshot, news
from heloworld.mbox.writing.append import MailboxWriter
from heloworld.mbox.writing.completion import Appended
from heloworld.mbox.writing.completion import Rewritten as Done
from heloworld.mbox.writing.group_commit import Changing
from heloworld.wire.events import Event, Rewritten

log = logging.getLogger(__name__)

Flags: TypeAlias = frozenset[str]
Result = TypeVar("Result")


class MaildropInUse(MailboxError):  # noqa: N818 - a state that passes
    """Another session has a maildrop for itself (RFC 2449 §8.1.1)."""


class Ownership:
    """Who has a maildrop alone, among those who ask for that (RFC 1939 §4).

    Args:
        path: The mailbox.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._owner: object | None = None

    def take(self, owner: object) -> None:
        """Have it for one session.

        Raises:
            MaildropInUse: Another one has it.
        """
        if self._owner not in {None, owner}:
            raise MaildropInUse(f"Another session has {self._path}.", "Wait until it has ended with QUIT.")
        self._owner = owner

    def let_go(self, owner: object) -> None:
        """Let others have it; nothing where this one has it not."""
        if self._owner is owner:
            self._owner = None


class Maildrop:
    """A mailbox that sessions have open. One event loop uses it; `Maildrops` makes it.

    Args:
        file: What is in the mailbox.
        writer: What changes it.
        record: Takes a `Rewritten` for each change that is safe.

    Attributes:
        ownership: Who has it alone.
    """

    def __init__(self, file: MaildropFile, writer: MailboxWriter, record: Callable[[Event], None]) -> None:
        self.ownership = Ownership(file.path)
        self._file = file
        self._writer = writer
        self._record = record
        self._audience = Audience(self._look_again)
        self._last: Snapshot | None = None
        self._busy: set[asyncio.Task[object]] = set()
        self._settled = asyncio.Event()

    @property
    def path(self) -> Path:
        """The mailbox file."""
        return self._file.path

    async def look(self) -> Snapshot:
        """The mailbox as it is now; sessions are told first what has happened since the last look.

        Raises:
            MailboxError: It cannot be read, or its UIDs cannot be kept.
        """
        await self._until_settled()
        snapshot = await asyncio.to_thread(self._file.look)
        self._tell(snapshot)
        return snapshot

    async def claim_recent(self) -> int:
        """The lowest UID that is recent (RFC 3501 §2.3.2); for no later session it is.

        Raises:
            MailboxError: That cannot be kept.
        """
        await self._until_settled()
        return await asyncio.to_thread(self._file.claim_recent)

    async def sizes(self, uids: Iterable[int]) -> dict[int, int]:
        """The sizes of letters as they cross, in bytes, by UID; those that are gone are left out.

        Raises:
            MailboxError: They cannot be read.
        """
        await self._until_settled()
        return await asyncio.to_thread(self._file.sizes, list(uids))

    async def undisturbed(self, read: Callable[[], Result]) -> Result:
        """Have letters read that nobody is about to move: while a change is under way, others are served.

        Args:
            read: Reads; it is called in the event loop, and should not take long.
        """
        while True:
            with suppress(Unsettled):
                return self._file.undisturbed(read)
            try:
                await self.look()
            except MailboxError:  # whatever is read says what is the matter
                return read()

    def header(self, uid: int) -> bytes:
        """The header of a letter as it crosses, with the empty line behind it; raises as `raw` does."""
        return self._file.header(uid)

    def text(self, uid: int) -> Iterator[bytes]:
        """The text of a letter in chunks of some 64 KiB, line ends CRLF, the last line ended.

        Raises:
            LetterGone: It is not there any more; raised by the call, or by a chunk.
            MailboxError: It cannot be read; raised by the call, or by a chunk.
        """
        return self._file.text(uid)

    def raw(self, uid: int) -> bytes:
        """A letter as it stands in the file, from its ``From_`` line up to the empty line behind its body.

        Raises:
            LetterGone: It is not there any more.
            MailboxError: It cannot be read.
        """
        return self._file.raw(uid)

    async def append(self, records: Sequence[bytes], *, conn: int, why: str) -> tuple[Snapshot, tuple[int, ...]]:
        """Append letters as `raw` gives them, or none of them, as `delete` deletes; returns their UIDs, too."""
        text = b"".join(records)
        (place,) = await self._writer.append([(self.path, text)])
        self._record(_added(place, text, conn, why))
        snapshot = await self.look()
        return snapshot, _uids_at(snapshot, place, records)

    async def move(
        self, uids: AbstractSet[int], to: Maildrop, records: Sequence[bytes], *, conn: int
    ) -> tuple[Snapshot, tuple[int, ...]]:
        """Delete letters here and append records of them there, in one step; as `delete` and `append`."""
        moving = [(to.path, b"".join(records))]
        _, (place,) = await self._change(self._file.deletion(uids), frozenset(uids), conn, "MOVE", moving)
        snapshot = await to.look()
        return snapshot, _uids_at(snapshot, place, records)

    async def delete(self, uids: AbstractSet[int], *, conn: int, why: str) -> Snapshot:
        """Delete letters; those that are gone already are no matter. All sessions are told, this one among them.

        It is done even if whoever waits for it is cancelled.

        Args:
            uids: The letters.
            conn: The connection whose client says so.
            why: Its command, in upper case.

        Returns:
            The mailbox once they are gone, safe on the disk.

        Raises:
            MailboxError: It cannot be done, and nothing was changed.
        """
        return (await self._change(self._file.deletion(uids), frozenset(uids), conn, why))[0]

    async def flag(
        self, uids: AbstractSet[int], change_of: Callable[[Flags], AbstractSet[str]], *, conn: int, why: str
    ) -> Snapshot:
        """Give letters other flags, as `delete` deletes them.

        Args:
            uids: The letters.
            change_of: Given the flags of a letter as they are then, the flags that it is to have. Any thread calls it.
            conn: The connection whose client says so.
            why: Its command, in upper case.

        Returns:
            The mailbox with these flags, safe on the disk.

        Raises:
            MailboxError: It cannot be done, and nothing was changed.
        """
        return (await self._change(self._file.flagging(uids, change_of), frozenset(), conn, why))[0]

    def subscribe(self, told: Told) -> Callable[[], None]:
        """Have a session told what happens from now on; what is returned ends that."""
        return self._audience.add(told)

    async def catch_up(self) -> None:
        """Have those who listen told now what there is in the file, and wait until they have told their clients."""
        await self._audience.catch_up()

    async def close(self) -> None:
        """Finish what is under way, and let go of the file."""
        self._audience.close()
        if self._busy:
            await asyncio.wait(self._busy)
        await asyncio.to_thread(self._file.close)

    async def _until_settled(self) -> None:
        """Wait until no change is under way, in the event loop: threads for that might all be taken."""
        while not self._file.settling.is_settled:
            self._settled.clear()
            await self._settled.wait()

    async def _change(
        self,
        change: Changing,
        deleted: frozenset[int],
        conn: int,
        why: str,
        records: Sequence[tuple[Path, bytes]] = (),
    ) -> tuple[Snapshot, tuple[Appended, ...]]:
        """Have the writer do it, whoever waits for it; the mailbox then, and where the records went."""

        async def run() -> tuple[Snapshot, tuple[Appended, ...]]:
            loop = asyncio.get_running_loop()
            done: asyncio.Future[tuple[Appended, ...]] = loop.create_future()
            submitted = self._writer.submit_change(self.path, change, records)
            # Called in the writer's thread, right after the change: so the order of events is that of the file.
            submitted.add_done_callback(partial(self._settle, loop, done, deleted, conn, why, records))
            places = await done
            return await self.look(), places

        return await asyncio.shield(self._kept(run()))

    def _settle(
        self,
        loop: asyncio.AbstractEventLoop,
        done: asyncio.Future[tuple[Appended, ...]],
        deleted: frozenset[int],
        conn: int,
        why: str,
        records: Sequence[tuple[Path, bytes]],
        submitted: Future[Done],
    ) -> None:
        """A change is over: let readers go on, record it, wake whoever waits."""
        error = submitted.exception()
        if isinstance(error, MailboxError) and not isinstance(error, MailboxLocked):  # a lock passes; the rest does not
            log.warning("Connection %d, %s: %s", conn, why, error)
        edits: Sequence[Edit] = () if error else submitted.result().edits
        self._file.settle(edits, deleted)

        def tell() -> None:
            self._settled.set()
            for place, (_, text) in () if error else zip(submitted.result().appended, records, strict=True):
                self._record(_added(place, text, conn, why))  # written first: so a letter is never in neither mailbox
            if edits:
                new = tuple(edit.new for edit in edits)
                self._record(Rewritten(conn, time.time(), str(self.path), resized(edits), why, added=new))
            if error is not None:
                done.set_exception(error)
            else:
                done.set_result(submitted.result().appended)

        with suppress(RuntimeError):  # a loop that has been closed has nobody waiting in it
            loop.call_soon_threadsafe(tell)

    def _kept(self, work: Coroutine[None, None, Result]) -> asyncio.Task[Result]:
        task = asyncio.get_running_loop().create_task(work)
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
        return task

    async def _look_again(self) -> None:
        """Look again if the system says that the file is another one."""
        if self._file.has_changed():
            with suppress(MailboxError):  # whoever asks for something is told
                await self.look()

    def _tell(self, snapshot: Snapshot) -> None:
        before = self._last
        if before is not None and snapshot.serial <= before.serial:
            return  # looks are made in threads: an earlier one may come later
        self._last = snapshot
        happened = news(before, snapshot) if before is not None else News(snapshot)
        if happened:
            self._audience.tell(happened)


def _added(place: Appended, text: bytes, conn: int, why: str) -> Rewritten:
    """What letters that a client has put behind the others are to the transcript."""
    grown = (place.offset - place.seam, 0, place.seam + place.length)
    return Rewritten(conn, time.time(), str(place.path), (grown,), why, added=(b"\n" * place.seam + text,))


def _uids_at(snapshot: Snapshot, place: Appended, records: Sequence[bytes]) -> tuple[int, ...]:
    """The UIDs of letters that were appended one behind the other."""
    offsets = set(accumulate(map(len, records[:-1]), initial=place.offset))
    return tuple(uid for uid, letter in snapshot.pairs(snapshot.uids) if letter.offset in offsets)

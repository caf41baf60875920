"""One mailbox and several sessions: each is told what happens, whoever does it."""

from __future__ import annotations

import asyncio
import mailbox
import shutil
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path

import pytest

from heloworld.errors import MailboxError, MailboxLocked
from heloworld.lab.maildrops.maildrop import Maildrop, MaildropInUse
from heloworld.lab.maildrops.maildrops import Maildrops
from heloworld.mbox.dialects import Dialect
from heloworld.mbox.maildrop.maildrop_file import LetterGone, MaildropFile
from heloworld.mbox.maildrop.snapshot import News, Snapshot
from heloworld.mbox.reading.message import record
from heloworld.mbox.writing.append import MailboxWriter
from heloworld.mbox.writing.locks import take
from heloworld.wire.events import Delivered, Event, Rewritten
from patience import PATIENCE


def letter(number: int) -> bytes:
    return record(b"Subject: %d\r\n\r\nbody\r\n" % number, sender="dora@island.test", at=number)


class World:
    """A mailbox with four letters, what writes to it, and what was recorded.

    Attributes:
        path: The mailbox.
        events: What was recorded.
        told: What sessions were told.
    """

    def __init__(self, path: Path, writer: MailboxWriter) -> None:
        self.path = path
        self.writer = writer
        self.events: list[Event] = []
        self.told: list[News] = []
        self._heard = asyncio.Event()
        self.maildrops = Maildrops(writer, self.events.append)
        self.maildrop = self.maildrops.of(path, Dialect.MBOXRD)

    async def listen(self) -> None:
        await self.maildrop.look()
        self.maildrop.subscribe(self.hear)

    def hear(self, news: News) -> None:
        self.told.append(news)
        self._heard.set()

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                self._heard.clear()
                await self._heard.wait()

    def content(self) -> bytes:
        return self.path.read_bytes()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    path = tmp_path / "ana.mbox"
    path.write_bytes(b"".join(map(letter, range(1, 5))))
    with MailboxWriter(lock_patience=0.2) as writer:
        each = World(path, writer)
        yield each
        await each.maildrops.close()


def text(maildrop: Maildrop, uid: int) -> bytes:
    return b"".join(maildrop.text(uid))


async def test_all_doors_have_the_same_maildrop(world: World) -> None:
    assert world.maildrops.of(world.path, Dialect.MBOXRD) is world.maildrop
    assert world.maildrops.of(world.path.with_name("ben.mbox"), Dialect.MBOXRD) is not world.maildrop


async def test_what_a_session_does_is_recorded_and_told(world: World) -> None:
    await world.listen()
    before = world.content()
    await world.maildrop.delete({2, 3}, conn=5, why="QUIT")
    [event] = world.events
    assert isinstance(event, Rewritten)
    assert (event.conn, event.path, event.why) == (5, str(world.path), "QUIT")
    size = len(letter(1))
    assert event.edits == ((size, size, 0), (2 * size, size, 0))
    assert world.content() == before[:size] + before[3 * size :]
    assert [news.expunged for news in world.told] == [(2, 3)]
    snapshot = await world.maildrop.flag({4}, lambda flags: flags | {"\\Flagged"}, conn=6, why="STORE")
    assert snapshot.letters[1].flags == {"\\Flagged"}
    assert [news.flagged for news in world.told] == [(), (4,)]
    assert len(world.events) == 2


async def test_what_changes_nothing_is_not_recorded(world: World) -> None:
    await world.listen()
    await world.maildrop.delete({9}, conn=5, why="QUIT")
    await world.maildrop.flag({1}, lambda flags: flags, conn=5, why="STORE")
    assert (world.events, world.told) == ([], [])


async def test_events_are_in_the_order_of_the_file(world: World) -> None:
    """Deliveries and deletions at once: played in order, the events lead to every delivered letter."""
    await world.listen()

    async def deliver(number: int) -> None:
        [place] = await world.writer.append([(world.path, letter(number))])
        world.events.append(Delivered(number, 0, "ana", str(world.path), place.offset, place.length, "Q", place.seam))

    async def delete(uid: int) -> None:
        await world.maildrop.delete({uid}, conn=100 + uid, why="EXPUNGE")

    for at in range(8):
        await asyncio.gather(deliver(10 + 3 * at), delete(at + 1), deliver(11 + 3 * at), deliver(12 + 3 * at))
    places: dict[int, int] = {}
    for event in world.events:
        if isinstance(event, Delivered):
            places[event.conn] = event.offset
        elif isinstance(event, Rewritten):
            [(offset, removed, _)] = event.edits
            places = {conn: at if at < offset else at - removed for conn, at in places.items() if at != offset}
    content = world.content()
    assert len(places) == 20
    assert all(content.startswith(letter(conn), at) for conn, at in places.items())


async def test_looks_that_come_late_are_not_told(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.listen()
    taken, held = threading.Event(), threading.Event()
    looks = MaildropFile.look

    def slow(file: MaildropFile) -> Snapshot:
        snapshot = looks(file, again=True)
        taken.set()
        held.wait(PATIENCE)
        return snapshot

    with monkeypatch.context() as late:
        late.setattr(MaildropFile, "look", slow)
        early = asyncio.ensure_future(world.maildrop.look())
        assert await asyncio.to_thread(taken.wait, PATIENCE)
    await world.maildrop.delete({1}, conn=5, why="QUIT")
    held.set()
    await early
    assert [news.expunged for news in world.told] == [(1,)]
    assert [news.appended for news in world.told] == [()]


async def test_what_is_asked_for_is_done_though_nobody_waits_any_more(world: World) -> None:
    await world.listen()
    with_lock = take(world.path)
    asked = asyncio.ensure_future(world.maildrop.delete({1}, conn=5, why="QUIT"))
    await asyncio.sleep(0)
    asked.cancel()
    with_lock.release()
    await world.until(lambda: world.told)
    assert world.told[0].expunged == (1,)
    assert len(world.events) == 1


async def test_while_a_change_is_under_way_others_are_served_and_whoever_reads_waits(world: World) -> None:
    await world.listen()
    is_changing, go_on = threading.Event(), threading.Event()

    def change_of(flags: frozenset[str]) -> frozenset[str]:
        is_changing.set()
        assert go_on.wait(PATIENCE)
        return flags | {"\\Seen"}

    changing = asyncio.create_task(world.maildrop.flag({1}, change_of, conn=5, why="STORE"))
    assert await asyncio.to_thread(is_changing.wait, PATIENCE)
    reading = asyncio.create_task(world.maildrop.undisturbed(lambda: text(world.maildrop, 2)))
    counting = asyncio.create_task(world.maildrop.sizes({2}))
    looking = [asyncio.create_task(world.maildrop.look()) for _ in range(40)]  # more than there are threads
    await asyncio.sleep(0)  # now all of them have begun
    assert await asyncio.to_thread(int, "7") == 7
    assert not any(each.done() for each in (reading, counting, *looking))
    go_on.set()
    letters = (await changing).letters
    assert (await reading, await counting) == (b"Subject: 2\r\n\r\nbody\r\n", {2: 20})
    assert all(each.letters == letters for each in await asyncio.gather(*looking))


async def test_a_mailbox_that_stays_locked_is_not_changed_and_can_still_be_read(world: World) -> None:
    before = world.content()
    holder = take(world.path)
    with pytest.raises(MailboxLocked):
        await world.maildrop.delete({1}, conn=5, why="QUIT")
    holder.release()
    assert world.content() == before
    assert world.events == []
    assert text(world.maildrop, 1) == b"Subject: 1\r\n\r\nbody\r\n"


async def test_a_pop3_session_has_it_alone(world: World) -> None:
    one, other = object(), object()
    world.maildrop.ownership.take(one)
    world.maildrop.ownership.take(one)
    with pytest.raises(MaildropInUse):
        world.maildrop.ownership.take(other)
    world.maildrop.ownership.let_go(other)
    with pytest.raises(MaildropInUse):
        world.maildrop.ownership.take(other)
    world.maildrop.ownership.let_go(one)
    world.maildrop.ownership.take(other)


async def test_sizes_are_those_on_the_wire(world: World) -> None:
    await world.maildrop.look()
    world.path.write_bytes(letter(1) + record(b"A: b\r\n\r\nFrom x\r\n", sender="x", at=0))
    snapshot = await world.maildrop.look()
    sizes = await world.maildrop.sizes(snapshot.uids)
    assert sizes == {uid: len(text(world.maildrop, uid)) for uid in snapshot.uids}
    assert list(sizes.values()) == [20, 16]


# What others do


async def test_a_delivery_is_told_to_whoever_waits(world: World) -> None:
    await world.listen()
    await world.writer.append([(world.path, letter(5))])
    await world.until(lambda: world.told)
    assert [news.appended for news in world.told] == [(5,)]


async def test_python_that_marks_and_deletes_by_a_new_file_is_told(world: World) -> None:
    await world.listen()

    def mark() -> None:
        with closing(mailbox.mbox(world.path)) as box:
            box.lock()
            first, _, third, _ = box.keys()
            message = box[first]
            message.set_flags("RO")
            box[first] = message
            del box[third]
            box.flush()

    await asyncio.to_thread(mark)
    await world.until(lambda: world.told)
    [news] = world.told
    assert (news.expunged, news.flagged, news.appended) == ((3,), (1,), ())
    assert text(world.maildrop, 4) == b"Subject: 4\r\n\r\nbody\r\n"
    await world.maildrop.delete({1}, conn=5, why="EXPUNGE")
    assert world.content().count(b"From dora") == 2
    with pytest.raises(LetterGone):
        world.maildrop.text(3)


WAITER = """
import mailbox, sys
box = mailbox.mbox(sys.argv[1])
print(len(box), flush=True)
sys.stdin.readline()
box.lock()
box.add("Subject: late\\n\\nbody\\n")
box.flush()
box.unlock()
"""


def waiting(path: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", WAITER, str(path)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


async def test_mail_of_a_program_that_had_the_file_open_before_a_deletion_is_in_it(world: World) -> None:
    """It would be lost if the mailbox were another file afterwards."""
    await world.listen()
    with waiting(world.path) as child:
        assert child.stdout is not None
        assert await asyncio.to_thread(child.stdout.readline) == b"4\n"
        await world.maildrop.delete({1, 2}, conn=5, why="QUIT")
        await asyncio.to_thread(child.communicate, b"\n")
    await world.until(lambda: any(news.appended for news in world.told))
    assert world.content().startswith(letter(3) + letter(4) + b"From ")
    assert b"".join(world.maildrop.text(5)) == b"Subject: late\r\n\r\nbody\r\n"


@pytest.mark.skipif(shutil.which("mutt") is None, reason="mutt is not installed")
async def test_mutt_that_marks_and_deletes_in_place_is_told(world: World, tmp_path: Path) -> None:
    await world.listen()
    keys = 'push "<jump>1<enter><flag-message><jump>3<enter><delete-message><sync-mailbox><exit><exit>"'
    settings = tmp_path / "muttrc"
    settings.write_text("set delete=yes\nset mark_old=no\nset pager_stop\nset quit=yes\nset wait_key=no\nset move=no\n")
    line = ["script", "-qec", f"mutt -F {settings} -f {world.path} -e '{keys}'", "/dev/null"]
    if shutil.which("script") is None:
        pytest.skip("script is not installed")
    environment = {"TERM": "vt100", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    await asyncio.to_thread(
        subprocess.run, line, stdin=subprocess.DEVNULL, capture_output=True, env=environment, timeout=PATIENCE
    )
    snapshot = await world.maildrop.look()
    assert snapshot.uids == (1, 2, 4)
    assert "\\Flagged" in snapshot.letters[0].flags
    assert b"X-Status: F" in world.content()
    assert await world.maildrop.sizes([1, 2, 4]) == {1: 20, 2: 20, 4: 20}
    assert [text(world.maildrop, uid) for uid in (1, 4)] == [b"Subject: %d\r\n\r\nbody\r\n" % uid for uid in (1, 4)]


async def test_a_mailbox_that_was_replaced_by_another_serves_no_letter_of_the_one_before(world: World) -> None:
    await world.listen()
    fresh = world.path.with_suffix(".new")
    fresh.write_bytes(letter(7) + letter(8))
    fresh.replace(world.path)
    await world.until(lambda: world.told)
    [news] = world.told
    assert (news.expunged, news.appended) == ((1, 2, 3, 4), (5, 6))
    with pytest.raises(LetterGone):
        world.maildrop.text(1)


async def test_a_mailbox_that_cannot_be_read_is_said_when_it_is_asked_for(world: World) -> None:
    await world.listen()
    world.path.unlink()
    world.path.mkdir()
    with pytest.raises(MailboxError):
        await world.maildrop.look()
    world.path.rmdir()
    world.path.write_bytes(letter(9))
    await world.until(lambda: world.told)
    assert world.told[-1].appended == (5,)


async def test_nobody_looks_when_nobody_listens(world: World) -> None:
    await world.maildrop.look()
    unsubscribe = world.maildrop.subscribe(world.hear)
    unsubscribe()
    unsubscribe()
    assert all(task.cancelling() for task in asyncio.all_tasks() if task is not asyncio.current_task())

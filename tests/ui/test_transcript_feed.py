"""The feed: everything in order and once, in batches, and never in the way of the screen."""

from __future__ import annotations

import asyncio
import contextvars
import itertools
import threading
import time
from collections.abc import Callable

from heloworld.ui.transcript_feed import CREDIT, ECHO, INTERVAL, LONGEST, SHARE, Feed
from heloworld.wire.events import Bytes, Event, Opened
from heloworld.wire.transcript import Transcript
from patience import PATIENCE

OPENED = Opened(1, 0.0, "smtp", ("127.0.0.1", 5000), ("127.0.0.1", 25), tls=False)


def line(number: int) -> Bytes:
    return Bytes(1, 0.0, "client", b"NOOP %d\r\n" % number)


async def until(fact: Callable[[], object], patience: float = PATIENCE) -> None:
    async with asyncio.timeout(patience):
        while not fact():  # noqa: ASYNC110 - what is waited for tells nobody
            await asyncio.sleep(0.001)


async def test_everything_comes_once_and_in_order_from_another_thread() -> None:
    transcript, batches = Transcript(), list[list[Event]]()
    feed = Feed(batches.append)
    for number in range(100):
        transcript.record(line(number))
    feed.follow(transcript)

    def record() -> None:
        for number in range(100, 5_000):
            transcript.record(line(number))

    thread = threading.Thread(target=record)
    thread.start()
    await until(lambda: sum(map(len, batches)) == 5_000)
    thread.join()
    assert [event for batch in batches for event in batch] == [line(number) for number in range(5_000)]
    assert feed.behind == 0
    feed.stop()


async def test_what_is_there_already_can_be_had_at_once() -> None:
    transcript, seen = Transcript(), list[Event]()
    transcript.record(OPENED)
    transcript.record(line(1))
    feed = Feed(seen.extend)
    feed.follow(transcript)
    feed.catch_up()
    assert seen == [OPENED, line(1)]
    assert len(feed.dissector.rows) == 2
    feed.stop()


async def test_the_first_event_after_a_pause_is_shown_at_once_and_others_in_batches() -> None:
    transcript, times = Transcript(), list[float]()
    feed = Feed(lambda _: times.append(time.perf_counter()))
    feed.follow(transcript)
    began = time.perf_counter()
    transcript.record(OPENED)
    await until(lambda: times)
    assert times[0] - began < INTERVAL
    while time.perf_counter() - began < 10 * INTERVAL:
        transcript.record(line(1))
        await asyncio.sleep(0.001)
    assert len(times) <= 11
    assert all(later - earlier > INTERVAL * 0.9 for earlier, later in itertools.pairwise(times))
    feed.stop()


async def test_what_takes_long_to_show_is_shown_more_rarely() -> None:
    transcript, times = Transcript(), list[float]()
    took = 4 * INTERVAL
    feed = Feed(lambda _: times.append(time.perf_counter()))
    feed.follow(transcript)
    transcript.record(OPENED)
    await until(lambda: times)
    await asyncio.sleep(took)
    feed.shown()
    said = time.perf_counter()
    transcript.record(line(1))
    await until(lambda: len(times) > 1)
    assert times[1] - said > (SHARE * took - CREDIT) * 0.9
    feed.stop()


async def test_a_command_and_its_reply_are_shown_at_once() -> None:
    transcript, times = Transcript(), list[float]()

    def show(_: list[Event]) -> None:
        times.append(time.perf_counter())
        asyncio.get_running_loop().call_later(0.005, feed.shown)

    feed = Feed(show)
    feed.follow(transcript)
    for number in range(3):
        transcript.record(line(number))
        recorded = time.perf_counter()
        await until(lambda number=number: len(times) > number)  # type: ignore[misc]
        assert times[-1] - recorded < INTERVAL
    feed.stop()


async def test_where_there_is_much_to_show_a_letter_comes_first_but_not_for_ever() -> None:
    transcript, times = Transcript(), list[float]()
    typed_at = [0.0]
    feed = Feed(lambda _: times.append(time.monotonic()), lambda: typed_at[0])
    feed.follow(transcript)
    transcript.record(OPENED)
    await until(lambda: times)
    await asyncio.sleep(CREDIT / SHARE)
    feed.shown()
    typed_at[0] = time.monotonic()
    transcript.record(line(1))
    await until(lambda: len(times) == 2)
    assert times[1] - typed_at[0] > ECHO * 0.9
    await asyncio.sleep(CREDIT / SHARE)
    feed.shown()
    transcript.record(line(2))
    while len(times) == 2:
        typed_at[0] = time.monotonic()
        await asyncio.sleep(0.005)
    assert ECHO < times[2] - times[1] < LONGEST + 0.1
    feed.stop()


async def test_the_loop_is_never_kept_for_long() -> None:
    transcript, seen, gaps = Transcript(), list[Event](), list[float]()
    transcript.record(OPENED)
    for number in range(20_000):
        transcript.record(line(number))
    feed = Feed(seen.extend)
    feed.follow(transcript)
    while len(seen) <= 20_000:
        before = time.perf_counter()
        await asyncio.sleep(0)
        gaps.append(time.perf_counter() - before)
    assert sorted(gaps)[int(len(gaps) * 0.99)] < 0.05
    feed.stop()


async def test_another_transcript_starts_anew() -> None:
    one, other, seen = Transcript(), Transcript(), list[Event]()
    feed = Feed(seen.extend)
    feed.follow(one)
    one.record(OPENED)
    await until(lambda: seen)
    feed.follow(other)
    one.record(line(1))
    other.record(OPENED)
    await until(lambda: len(seen) == 2)
    assert seen == [OPENED, OPENED]
    assert len(feed.dissector.rows) == 1
    feed.stop()


async def test_what_is_shown_is_shown_in_the_context_of_the_screen() -> None:
    where = contextvars.ContextVar("where", default="elsewhere")
    transcript, seen = Transcript(), list[str]()
    where.set("screen")
    feed = Feed(lambda _: seen.append(where.get()))
    feed.follow(transcript)
    thread = threading.Thread(target=transcript.record, args=(line(1),))
    thread.start()
    await until(lambda: seen)
    thread.join()
    feed.stop()
    assert seen == ["screen"]

"""What a transcript holds: positions, bounds, subscribers, threads."""

from __future__ import annotations

import threading

import pytest

from heloworld.wire.events import Bytes, Closed, Event, Judged, Queued, Rewritten
from heloworld.wire.transcript import Transcript


def chunk(number: int, size: int = 1000) -> Bytes:
    return Bytes(1, float(number), "client", b"x" * size)


def numbers(events: list[Event]) -> list[int]:
    return [int(event.at) for event in events]


def test_whoever_remembers_a_position_gets_what_came_after_it() -> None:
    transcript = Transcript()
    assert transcript.since(0) == ([], 0)
    for number in range(5):
        transcript.record(chunk(number))
    events, position = transcript.since(0, limit=2)
    assert (numbers(events), position) == ([0, 1], 2)
    events, position = transcript.since(position)
    assert (numbers(events), position) == ([2, 3, 4], 5)
    assert transcript.since(position) == ([], 5)
    assert len(transcript) == 5


def test_what_is_held_is_bounded_and_the_oldest_goes_first() -> None:
    transcript = Transcript(keep=20_000)
    for number in range(1000):
        transcript.record(chunk(number))
        held, position = transcript.since(0)
        assert sum(len(event.data) for event in held if isinstance(event, Bytes)) <= 20_000
        assert position == len(transcript) == number + 1
        assert numbers(held) == list(range(number + 1))[-len(held) :]
    assert len(held) > 10


def test_events_without_bytes_are_bounded_too() -> None:
    transcript = Transcript(keep=20_000)
    for number in range(1000):
        transcript.record(Closed(1, float(number)))
    assert len(transcript.since(0)[0]) < 100
    transcript.record(Rewritten(1, 0.0, "/mail/ana", ((0, 0, 11),) * 10_000, "STORE"))
    assert transcript.since(0)[0] == []
    transcript.record(Queued(1, 0.0, "mail", "Q", "", ("ana",) * 10_000, 1))
    assert transcript.since(0)[0] == []
    transcript.record(Judged(1, 0.0, "mail", "Q", "spf", "pass", "x.test", "", ("a",) * 10_000))
    assert transcript.since(0)[0] == []


def test_a_position_stays_true_when_events_before_and_after_it_are_gone() -> None:
    transcript = Transcript(keep=13_000)
    for number in range(5):
        transcript.record(chunk(number))
    _, position = transcript.since(0)
    for number in range(5, 12):
        transcript.record(chunk(number))
    assert numbers(transcript.since(position)[0]) == [5, 6, 7, 8, 9, 10, 11]
    for number in range(12, 40):
        transcript.record(chunk(number))
    held, position = transcript.since(position, limit=3)
    assert numbers(held) == [30, 31, 32]
    assert numbers(transcript.since(position)[0]) == [33, 34, 35, 36, 37, 38, 39]


@pytest.mark.parametrize("keep", [0, 500])
def test_an_event_larger_than_what_is_held_is_told_and_counted_but_not_held(keep: int) -> None:
    transcript = Transcript(keep)
    told: list[Event] = []
    transcript.subscribe(told.append)
    transcript.record(chunk(1))
    assert numbers(told) == [1]
    assert transcript.since(0) == ([], 1)


def test_a_subscriber_is_told_at_once_until_it_has_enough() -> None:
    transcript = Transcript()
    first: list[Event] = []
    second: list[Event] = []
    transcript.record(chunk(0))
    enough = transcript.subscribe(first.append)
    transcript.subscribe(second.append)
    transcript.record(chunk(1))
    assert numbers(first) == [1]
    enough()
    enough()
    transcript.record(chunk(2))
    assert (numbers(first), numbers(second)) == ([1], [1, 2])


def test_a_subscriber_may_ask_the_transcript_and_end_its_subscription() -> None:
    transcript = Transcript()
    seen: list[int] = []

    def once(_: Event) -> None:
        seen.append(transcript.since(0)[1])
        enough()

    enough = transcript.subscribe(once)
    transcript.record(chunk(0))
    transcript.record(chunk(1))
    assert seen == [1]


def test_subscribing_from_another_thread() -> None:
    transcript = Transcript()
    told: list[tuple[Event, int]] = []

    def subscribe() -> None:
        transcript.subscribe(lambda event: told.append((event, threading.get_ident())))

    thread = threading.Thread(target=subscribe)
    thread.start()
    thread.join()
    transcript.record(chunk(0))
    assert told == [(chunk(0), threading.get_ident())]


def test_threads_that_record_and_read_at_once_lose_nothing() -> None:
    transcript = Transcript()
    threads, each = 4, 500
    started = threading.Barrier(threads + 1)

    def write(conn: int) -> None:
        started.wait()
        for number in range(each):
            transcript.record(Closed(conn, float(number)))

    writers = [threading.Thread(target=write, args=(conn,)) for conn in range(threads)]
    for writer in writers:
        writer.start()
    started.wait()
    read: list[Event] = []
    position = 0
    while len(read) < threads * each:
        events, position = transcript.since(position, limit=7)
        read += events
    for writer in writers:
        writer.join()
    for conn in range(threads):
        assert [event.at for event in read if event.conn == conn] == [float(number) for number in range(each)]

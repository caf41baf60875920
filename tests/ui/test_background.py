"""A generator that is driven beside the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event, Thread

import pytest

from heloworld.ui.background import DRAWING, Follower, Latest
from patience import PATIENCE


def in_thread(work: Callable[[], object]) -> None:
    Thread(target=work, daemon=True).start()


def here(work: Callable[[], object]) -> None:
    work()


def test_all_of_it_is_told_then_it_is_closed() -> None:
    told: list[int | str] = []
    follower = Follower(here, lambda *_: iter([1, 2, 3]), told.append, lambda: told.append("closed"))
    assert told == []
    follower.start()
    assert told == [1, 2, 3, "closed"]
    follower.stop()
    assert told == [1, 2, 3, "closed"], "once"


def test_it_stops_when_told() -> None:
    is_told, is_closed = Event(), Event()

    def endless(stop: Event, rest: Callable[[], float]) -> Iterator[int]:
        while not stop.wait(0.001):
            yield 1

    follower = Follower(in_thread, endless, lambda _: is_told.set(), is_closed.set)
    follower.start()
    assert is_told.wait(PATIENCE)
    assert not is_closed.is_set()
    follower.stop()
    assert is_closed.wait(PATIENCE)


def test_what_was_never_started_is_closed_all_the_same() -> None:
    told: list[int | str] = []
    Follower(here, lambda *_: iter([1]), told.append, lambda: told.append("closed")).stop()
    assert told == ["closed"]


def test_it_is_closed_where_it_fails() -> None:
    def failing(stop: Event, rest: Callable[[], float]) -> Iterator[int]:
        yield 1
        raise ZeroDivisionError

    told: list[int | str] = []
    with pytest.raises(ZeroDivisionError):
        Follower(here, failing, told.append, lambda: told.append("closed")).start()
    assert told == [1, "closed"]


def test_it_rests_while_something_is_drawn() -> None:
    now = 100.0
    rests: list[float] = []

    def resting(stop: Event, rest: Callable[[], float]) -> Iterator[float]:
        nonlocal now
        yield rest()
        follower.give_way()
        yield rest()
        now += DRAWING / 2
        yield rest()
        now += DRAWING
        yield rest()

    follower = Follower(here, resting, rests.append, lambda: None, clock=lambda: now)
    follower.start()
    assert rests == pytest.approx([0.0, DRAWING, DRAWING / 2, 0.0])


def test_of_the_work_that_waits_the_latest_is_done() -> None:
    done: list[int] = []
    is_begun, goes_on, is_over = Event(), Event(), Event()
    latest = Latest(lambda _: done.clear())

    def first() -> None:
        is_begun.set()
        assert goes_on.wait(PATIENCE)
        done.append(1)

    def last() -> None:
        done.append(3)
        is_over.set()

    latest.do(first)
    assert is_begun.wait(PATIENCE)
    latest.do(lambda: done.append(2))
    latest.do(last)
    goes_on.set()
    assert is_over.wait(PATIENCE)
    assert done == [1, 3]


def test_what_goes_wrong_in_the_latest_work_is_told_and_more_is_done() -> None:
    told: list[Exception] = []
    is_told, is_done = Event(), Event()
    wrong = ValueError("wrong")

    def tell(error: Exception) -> None:
        told.append(error)
        is_told.set()

    latest = Latest(tell)

    def fail() -> None:
        raise wrong

    latest.do(fail)
    assert is_told.wait(PATIENCE)
    assert told == [wrong]
    latest.do(is_done.set)
    assert is_done.wait(PATIENCE)

"""A generator that is driven beside the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event, Thread

import pytest

from heloworld.ui.background import DRAWING, Follower


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
    assert is_told.wait(5)
    assert not is_closed.is_set()
    follower.stop()
    assert is_closed.wait(5)


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

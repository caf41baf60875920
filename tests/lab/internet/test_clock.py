"""The world's clock."""

from __future__ import annotations

import asyncio
import functools
import time

import pytest

from heloworld.lab.internet.clock import WorldClock
from heloworld.wire.events import Event, Turned
from patience import PATIENCE


def test_it_goes_by_itself_and_can_be_turned_forwards_only() -> None:
    facts: list[Event] = []
    clock = WorldClock(facts.append)
    assert clock.now() == pytest.approx(time.time(), abs=1)
    clock.turn(300)
    clock.turn(60)
    assert clock.now() == pytest.approx(time.time() + 360, abs=1)
    assert clock.turned == 360
    assert [(fact.conn, fact.seconds) for fact in facts if isinstance(fact, Turned)] == [(0, 300), (0, 60)]
    with pytest.raises(ValueError, match="-1"):
        clock.turn(-1)


def test_later_is_the_next_thing_that_is_due() -> None:
    clock = WorldClock()
    assert clock.later() == 0
    base = clock.now()
    forget = clock.watch(lambda: base + 100)
    clock.watch(lambda: None)
    clock.watch(lambda: base + 100.4)
    clock.watch(lambda: base + 900)
    assert clock.next_due() == base + 100
    assert clock.later() == pytest.approx(100.4, abs=0.3)
    assert clock.later() == 0, "it is due by now"
    forget()
    assert clock.turned == pytest.approx(100.4, abs=0.3)


def test_what_is_due_before_a_moment_can_be_passed_by() -> None:
    clock = WorldClock()
    base = clock.now()
    for due in (base + 100, base + 900, base + 900.4, base + 2000):
        clock.watch(functools.partial(float, due))
    clock.later(base + 900)
    assert clock.turned == pytest.approx(900.4, abs=0.3), "what follows within a second is due together"


def test_a_sleep_is_never_a_moment_too_short() -> None:
    facts: list[Event] = []
    clock = WorldClock(facts.append)
    base = clock.now()
    clock.watch(lambda: base + 300.9)
    clock.watch(lambda: base + 302)
    clock.sleep(300)
    assert base + 300.9 <= clock.now() < base + 302
    clock.sleep(60)
    assert [round(fact.seconds, 1) for fact in facts if isinstance(fact, Turned)] == [pytest.approx(300.9, abs=0.3), 60]


async def test_who_waits_goes_on_when_it_is_turned_and_not_before() -> None:
    clock = WorldClock()
    waiting = asyncio.create_task(clock.wait_until(clock.now() + 1000))
    await asyncio.sleep(0)
    clock.turn(900)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not waiting.done()
    clock.turn(101)
    await asyncio.wait_for(waiting, PATIENCE)


async def test_who_waits_goes_on_when_the_time_has_come_by_itself() -> None:
    clock = WorldClock()
    await asyncio.wait_for(clock.wait_until(clock.now() + 0.02), PATIENCE)
    await clock.wait_until(clock.now() - 1)

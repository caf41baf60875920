"""When a letter is tried again."""

from __future__ import annotations

from itertools import pairwise

from heloworld.relay.schedule import DAY, Schedule


def tries(schedule: Schedule, until: float) -> list[float]:
    """The ages at which a letter is tried."""
    ages = [0.0]
    while ages[-1] < until:
        ages.append(schedule.next_try(0, ages[-1]))
    return ages


def test_the_usual_waits() -> None:
    """5, 5, 10, 20, 40 minutes, then 66 and some seconds."""
    ages = tries(Schedule(), 5 * DAY)
    waits = [later - sooner for sooner, later in pairwise(ages)]
    assert waits[:7] == [300, 300, 600, 1200, 2400, 4000, 4000]
    assert set(waits[5:]) == {4000}


def test_a_letter_is_given_up_after_five_days() -> None:
    schedule = Schedule()
    assert not schedule.is_expired(1000, 1000 + 5 * DAY - 1)
    assert schedule.is_expired(1000, 1000 + 5 * DAY)


def test_a_warning_only_where_one_is_wanted() -> None:
    assert not Schedule().is_late(0, 4 * DAY)
    assert not Schedule(delay_warning=4 * 3600).is_late(0, 4 * 3600 - 1)
    assert Schedule(delay_warning=4 * 3600).is_late(0, 4 * 3600)

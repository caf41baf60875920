"""Seats, and for how long a folder is kept; the clock is the test's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from heloworld.web.visitors import KEPT, KEPT_FOLDERS, NoSeatError, Visitors

ANA, BEN = "a" * 24, "b" * 24


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def visitors(tmp_path: Path, clock: Clock) -> Visitors:
    return Visitors(1, 60.0, tmp_path, clock)


def test_whoever_comes_back_has_the_folder_they_had(visitors: Visitors) -> None:
    ana = visitors.enter(ANA)
    visitors.leave(ana)
    assert visitors.enter(ANA).folder == ana.folder
    visitors.leave(ana)
    assert visitors.enter(BEN).folder != ana.folder


def test_a_seat_is_for_one(visitors: Visitors) -> None:
    ana = visitors.enter(ANA)
    assert visitors.has_seat(ANA), "the same person in another tab"
    assert not visitors.has_seat(BEN)
    assert not visitors.has_seat(None)
    with pytest.raises(NoSeatError, match="All 1 seats are taken"):
        visitors.enter(BEN)
    visitors.leave(ana)
    visitors.enter(BEN)


def test_a_key_keeps_a_seat(visitors: Visitors, clock: Clock) -> None:
    ana = visitors.enter(ANA)
    clock.now = 59.0
    assert visitors.idlers() == []
    visitors.saw(ana)
    clock.now = 118.0
    assert visitors.idlers() == []
    clock.now = 119.0
    assert visitors.idlers() == [ana]


def test_a_folder_is_kept_for_the_day_and_never_removed_from_under_somebody(visitors: Visitors, clock: Clock) -> None:
    ana = visitors.enter(ANA)
    clock.now = 2 * KEPT
    visitors.forget()
    assert ana.folder.exists(), "she is here"
    visitors.leave(ana)
    clock.now += KEPT - 1
    visitors.forget()
    assert ana.folder.exists()
    clock.now += 1
    visitors.forget()
    assert not ana.folder.exists()
    assert visitors.enter(ANA).folder.exists()


def test_many_who_come_once_fill_no_disk(visitors: Visitors, clock: Clock, tmp_path: Path) -> None:
    for number in range(3 * KEPT_FOLDERS):
        clock.now = float(number)
        visitors.leave(visitors.enter(f"{number:024}"))
        visitors.forget()
    assert len(list(tmp_path.iterdir())) == KEPT_FOLDERS
    assert visitors.enter(f"{3 * KEPT_FOLDERS - 1:024}").folder in tmp_path.iterdir()


@pytest.mark.parametrize("shown", [None, "", "short", "../../etc/passwd-and-so-on", "a" * 65])
def test_what_cannot_be_a_token_is_replaced(visitors: Visitors, shown: str | None) -> None:
    assert visitors.token(shown) != shown
    assert visitors.token(ANA) == ANA

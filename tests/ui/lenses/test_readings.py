"""What readers have made of a file, without a screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from heloworld import paths
from heloworld.mbox.lenses.follow import Look, look_through
from heloworld.mbox.lenses.reasons import Excerpt
from heloworld.mbox.lenses.ruler import Judgements, Ruler
from heloworld.mbox.reading.index import Change
from heloworld.ui.lenses.readings import CloseUp, Readings

LOOK_ALIKE = paths.samples() / "look-alike.mbox"


@pytest.fixture
def ruler() -> Iterator[Ruler]:
    ruler = Ruler(Path(LOOK_ALIKE), ("naive", "mutt"))
    yield ruler
    ruler.close()


@pytest.fixture
def look(ruler: Ruler) -> Look:
    """All readers are through."""
    looks = look_through(ruler, Event())
    return next(look for look in looks if look.sights and all(sight.is_done for sight in look.sights.values()))


@pytest.fixture
def readings(ruler: Ruler) -> Readings:
    return Readings(ruler)


def test_nothing_is_known_before_the_first_look(readings: Readings) -> None:
    assert (readings.is_done, readings.sights, readings.eyes) == (False, {}, "mutt")
    assert readings.close_up(Judgements(), None) == CloseUp()


def test_a_look_is_taken_in(readings: Readings, look: Look) -> None:
    rows = readings.take(look)
    assert rows is look.rows
    assert readings.is_done
    assert (len(rows), len(rows.disputed)) == (3, 1)
    assert readings.has_reached(rows, 10**9)


def test_how_far_they_have_come(readings: Readings, look: Look) -> None:
    rows = readings.take(replace(look, sights={}))
    last = rows.offset(len(rows) - 1)
    assert not readings.is_done
    assert (readings.has_reached(rows, last), readings.has_reached(rows, last + 1)) == (True, False)


def test_readers_chosen_since_are_not_forgotten(readings: Readings, look: Look) -> None:
    readings.take(look)
    readings.toggle("git")
    assert readings.chosen == ("naive", "mutt", "git")
    assert [sight.lens.name for sight in readings.take(look).sights] == ["naive", "mutt", "git"]


def test_eyes_are_those_of_a_chosen_reader(readings: Readings, look: Look) -> None:
    readings.take(look)
    readings.turn(1)
    assert readings.eyes == "naive"
    readings.turn(-1)
    assert readings.eyes == "mutt"
    assert [sight.lens.name for sight in readings.toggle("mutt").sights] == ["naive"]
    assert readings.eyes == "naive"
    assert readings.toggle("naive").sights == ()
    readings.turn(1)
    assert (readings.eyes, readings.is_done) == ("naive", True)


def test_what_was_appended_is_told_until_something_else_happens(readings: Readings, look: Look) -> None:
    readings.take(replace(look, change=Change.GROWN, appended=70))
    readings.take(look)
    assert readings.appended == 70
    readings.take(replace(look, change=Change.SHORTENED))
    assert readings.appended == 0


def test_a_place_is_looked_at_closely(readings: Readings, look: Look) -> None:
    rows = readings.take(look)
    closer = readings.close_up(rows, rows.offset(rows.disputed[0]))
    assert {name: verdict.is_start for name, verdict in closer.verdicts.items()} == {"naive": True, "mutt": False}
    assert closer.sent.mark is not None
    assert closer.sent.lines[closer.sent.mark].startswith(b"From my window")
    assert closer.shown.lines


def test_a_file_that_cannot_be_read_any_more_says_so(
    readings: Readings, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> bytes:
        raise OSError(5, "Input/output error")

    rows = readings.take(look)
    monkeypatch.setattr(type(look.view), "read", fail)
    closer = readings.close_up(rows, rows.offset(1))
    assert closer.sent == Excerpt(said="The file cannot be read any more: Input/output error.")

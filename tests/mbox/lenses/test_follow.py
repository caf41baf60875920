"""What is told of readers that look through a file while it changes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from heloworld.errors import MailboxGone
from heloworld.mbox.lenses.follow import Look, Pace, look_through
from heloworld.mbox.lenses.ruler import Ruler
from heloworld.mbox.reading.index import Change

LETTER = b"From dora@island.test Mon Nov 23 09:14:02 2026\nSubject: x\nTo: ana@harbour.test\n\nFrom me\n\n"


class Patience(Event):
    """Ends a look that has nothing to tell any more."""

    looks = 10_000

    def wait(self, timeout: float | None = None) -> bool:
        self.looks -= 1
        if not self.looks:
            self.set()
        return super().wait(timeout)


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "box.mbox"
    path.write_bytes(LETTER * 5)
    return path


@pytest.fixture
def looks(box: Path) -> Iterator[Iterator[Look]]:
    looked = Ruler(box, ("naive", "mutt"))
    yield look_through(looked, Patience(), pace=Pace(poll=0))
    looked.close()


def test_progress_is_told_and_then_the_end(box: Path) -> None:
    looked = Ruler(box, ("naive", "mutt"), most=2)
    lengths = []
    for look in look_through(looked, Patience(), pace=Pace(0, 0, 0)):
        lengths.append(len(look.rows))
        if all(sight.is_done for sight in look.sights.values()) and look.sights:
            break
    looked.close()
    assert lengths == sorted(lengths)
    assert len({*lengths}) > 3
    assert lengths[-1] == 10


def test_growth_is_told_with_what_was_seen_before(box: Path, looks: Iterator[Look]) -> None:
    first = next(looks)
    assert (len(first.rows), len(first.rows.disputed), first.change) == (10, 5, Change.NONE)
    with box.open("ab") as file:
        file.write(LETTER * 2)
    grown = next(looks)
    assert (len(grown.rows), grown.appended, grown.trouble) == (14, 2 * len(LETTER), None)
    assert grown.view.size == 7 * len(LETTER)
    assert len(first.rows) == 10, "what was told before stays as it is"


def test_readers_rest_where_somebody_is_to_be_served_first(box: Path) -> None:
    rested: list[float] = []

    class Resting(Event):
        def wait(self, timeout: float | None = None) -> bool:
            rested.append(timeout or 0)
            return False

    looked = Ruler(box, ("naive",))
    assert len(next(look_through(looked, Resting(), lambda: 0.25 if not rested else 0.0, Pace(poll=0))).rows) == 10
    looked.close()
    assert rested == [0.25]


def test_what_is_lost_is_told(box: Path, looks: Iterator[Look]) -> None:
    next(looks)
    os.truncate(box, 3 * len(LETTER))
    short = next(looks)
    assert (len(short.rows), short.change, short.appended) == (6, Change.SHORTENED, 0)
    box.write_bytes(b"From x\n" * 200)
    other = next(looks)
    assert (len(other.rows), other.change) == (200, Change.REWRITTEN)
    assert [sight.count for sight in other.rows.sights] == [200, 0]


def test_a_file_that_goes_and_comes_back_is_told_once_each(box: Path, looks: Iterator[Look]) -> None:
    next(looks)
    box.rename(box.with_name("elsewhere"))
    gone = next(looks)
    assert isinstance(gone.trouble, MailboxGone)
    assert len(gone.rows) == 10
    box.with_name("elsewhere").rename(box)
    back = next(looks)
    assert (back.trouble, back.change, len(back.rows)) == (None, Change.NONE, 10)
    assert list(looks) == []

"""Where messages stand after rewrites: a model in which every byte of the file knows whose it is."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from heloworld.lab.lineage_places import Place, after, without_marks
from heloworld.wire.events import Delivered, Rewritten

PATH = "/mail/ana.mbox"


def letters(chance: random.Random) -> tuple[list[tuple[int, int]], list[Place]]:
    """A file in which a byte is a number of its letter and its own number, and where the letters stand."""
    file: list[tuple[int, int]] = []
    places = []
    for number in range(chance.randrange(1, 5)):
        seam, length = chance.choice([0, 0, 2]), chance.randrange(3, 9)
        offset = len(file) + seam
        places.append(Place(Delivered(number, 0, "ana", PATH, offset, length, "Q", seam), number))
        file += [(number, at) for at in range(seam + length)]
    return file, places


@given(seed=st.integers(0, 2**32))
def test_a_place_is_where_its_bytes_are(seed: int) -> None:
    chance = random.Random(seed)
    file, places = letters(chance)
    original = {place.row: [byte for byte in file if byte[0] == place.row] for place in places}
    for turn in range(chance.randrange(1, 5)):
        edits = []
        for place in places:
            start, stop = place.delivered.offset, place.delivered.offset + place.delivered.length
            what = chance.random()
            if what < 0.2:
                edits.append((start, stop - start, 0))
            elif what < 0.5 and not place.marks:
                spot = chance.randrange(start + 1, stop)
                edits.append((spot, 0, chance.randrange(1, 4)))
            elif what < 0.8 and place.marks:
                mark = chance.choice(place.marks)
                edits.append((mark.start, mark.stop - mark.start, chance.randrange(4)))
        for offset, removed, added in reversed(edits):
            file[offset : offset + removed] = [(-1, turn)] * added
        event = Rewritten(7, 0, PATH, tuple(edits), "STORE")
        places = [now for place in places if (now := after(place, event)) is not None]
        assert {place.row for place in places} == {number for number, _ in file} - {-1} - _seams(file, places)
        for place in places:
            delivered = place.delivered
            base = delivered.offset - delivered.seam
            stands = file[base : delivered.offset + delivered.length]
            assert [byte for byte in stands if byte[0] >= 0] == original[place.row]
            assert not place.is_changed
            marks = [at for mark in place.marks for at in range(mark.start, mark.stop)]
            assert marks == [at for at, byte in enumerate(stands, base) if byte[0] < 0]
            text = bytes(byte[1] % 256 for byte in stands)
            left, _ = without_marks(text, base, place.marks)
            assert left == bytes(byte[1] % 256 for byte in original[place.row])


def _seams(file: list[tuple[int, int]], places: list[Place]) -> set[int]:
    """Letters of which only the line ends are left that were put before them."""
    return {number for number, _ in file if number >= 0} - {place.row for place in places}


def test_a_letter_of_which_something_was_taken_away_is_changed() -> None:
    place = Place(Delivered(1, 0, "ana", PATH, 10, 20, "Q"), 0)
    for edit in ((12, 2, 0), (5, 10, 0), (25, 10, 3)):
        now = after(place, Rewritten(7, 0, PATH, (edit,), "STORE"))
        assert now is not None
        assert now.is_changed


def test_what_is_put_in_right_before_a_letter_is_no_part_of_it() -> None:
    place = Place(Delivered(1, 0, "ana", PATH, 10, 20, "Q", 2), 0)
    for edit in ((10, 0, 5), (8, 0, 5), (30, 0, 5)):
        now = after(place, Rewritten(7, 0, PATH, (edit,), "STORE"))
        assert now is not None
        assert (now.delivered.length, now.marks, now.is_changed) == (20, (), False)
        assert now.delivered.offset == (15 if edit[0] < 30 else 10)

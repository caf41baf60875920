"""A list and a file that go together."""

from __future__ import annotations

import pytest

from heloworld.ui.mailbox.pairing import Pairing, Pane
from ui.mailbox.fake_desk import FakeList

STARTS = (10, 20, 30)


class FakeFile:
    """A file with three messages, and a line before them."""

    def __init__(self) -> None:
        self.place: int | None = 0
        self.is_following = False
        self.tops: list[int] = []

    def show_byte(self, offset: int, column: int = 0) -> None:
        self.place = offset + column * 0

    def show_from(self, offset: int) -> None:
        self.place = offset
        self.tops.append(offset)

    def message_of(self, offset: int) -> int | None:
        return max((number for number, start in enumerate(STARTS) if start <= offset), default=None)

    def start_of(self, message: int) -> int:
        return STARTS[message]


class Pair:
    """The two."""

    def __init__(self) -> None:
        self.list, self.file = FakeList(known=3), FakeFile()
        self.pairing = Pairing(self.list, self.file, self.file)


@pytest.fixture
def pair() -> Pair:
    return Pair()


def test_the_file_follows_the_list(pair: Pair) -> None:
    pair.list.chosen = 1
    pair.pairing.align()
    assert pair.file.place == 20
    pair.file.place = 25
    pair.pairing.align()
    assert pair.file.place == 25, "it is in the message already"
    pair.list.chosen = None
    pair.pairing.align()
    assert pair.file.place == 25


def test_the_list_follows_the_file(pair: Pair) -> None:
    pair.pairing.leader = Pane.FILE
    pair.file.place = 35
    pair.pairing.align()
    assert (pair.list.chosen, pair.file.place) == (2, 35)
    pair.pairing.show_byte(15)
    assert (pair.list.chosen, pair.file.place) == (0, 15)
    pair.file.place = None
    assert pair.pairing.shown is None
    pair.pairing.align()
    assert pair.list.chosen == 0


def test_both_stay_at_the_end(pair: Pair) -> None:
    pair.pairing.leader = Pane.FILE
    pair.file.is_following = True
    pair.pairing.align()
    assert (pair.list.is_following, pair.list.chosen) == (True, 2)


def test_what_is_shown_leads(pair: Pair) -> None:
    pair.pairing.show_byte(31)
    assert (pair.pairing.leader, pair.list.chosen) == (Pane.FILE, 2)
    pair.pairing.choose(1)
    assert (pair.pairing.leader, pair.list.chosen, pair.file.tops) == (Pane.LIST, 1, [20])


@pytest.mark.parametrize(
    ("place", "by", "top"), [(0, 1, 10), (0, -1, 10), (15, 1, 20), (25, -1, 10), (35, 1, 30), (None, 1, 10)]
)
def test_going_on_in_the_file(pair: Pair, place: int | None, by: int, top: int) -> None:
    pair.pairing.leader, pair.file.place = Pane.FILE, place
    pair.pairing.go(by)
    assert pair.file.tops == [top]


def test_going_on_in_the_list(pair: Pair) -> None:
    pair.pairing.go(1)
    assert (pair.list.chosen, pair.file.tops) == (1, [])
    pair.pairing.leader = Pane.FILE
    pair.pairing.go_in_list(1)
    assert (pair.list.chosen, pair.pairing.leader) == (2, Pane.LIST)


def test_there_is_nowhere_to_go_without_messages(pair: Pair) -> None:
    pair.list.known, pair.pairing.leader = 0, Pane.FILE
    pair.pairing.go(1)
    assert pair.file.tops == []

"""The messages that hold a word, told as they are found, on a file that changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from threading import Event

import pytest

from heloworld.mbox.finding.live_filter import Filter, Filtered
from heloworld.mbox.reading.lines import MailboxText
from heloworld.mbox.reading.summary import Summary

FERRY = b"From dora@island.test Mon Nov 23 09:14:02 2026\nFrom: Dora <dora@island.test>\nSubject: Ferry\n\nx\n\n"
STREET = b"From emil@island.test Tue Dec  1 09:14:02 2026\nFrom: Emil <emil@island.test>\nSubject: Street\n\nx\n\n"


class Listener:
    """Somebody who filters, and hears how it goes."""

    def __init__(self, path: Path, content: bytes) -> None:
        path.write_bytes(content)
        self.text = MailboxText(path)
        self.text.scan()
        self.heard: Queue[Filtered] = Queue()
        self.filter = Filter(self.text, self.heard.put, first_spell=100, longest_spell=200)

    def rest(self) -> list[Filtered]:
        """What is told until it is through."""
        told = [self.heard.get(timeout=5)]
        while not told[-1].is_all:
            told.append(self.heard.get(timeout=5))
        return told

    def numbers(self) -> list[int]:
        return [number for told in self.rest() for number in told.numbers]

    def write(self, content: bytes) -> None:
        """Append to the file, and have it looked at."""
        with self.text.path.open("ab") as file:
            file.write(content)
        self.text.refresh()
        self.text.scan()


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[Listener]:
    listener = Listener(tmp_path / "box", (FERRY + STREET) * 500)
    yield listener
    listener.filter.stop()
    listener.text.close()


def test_they_are_told_in_order_a_spell_at_a_time(listener: Listener) -> None:
    listener.filter.narrow("FERRY ")
    told = listener.rest()
    assert [number for each in told for number in each.numbers] == list(range(0, 1000, 2))
    assert told[-1].looked_at == 1000
    assert [each.looked_at for each in told[:3]] == [128, 384, 640], "whole batches of 64, at first 100, then 200"
    assert all(listener.filter.wants(each) for each in told)
    assert (listener.filter.word, listener.filter.is_on) == ("FERRY ", True)


def test_another_word_is_another_run(listener: Listener) -> None:
    listener.filter.narrow("ferry")
    before = listener.rest()
    listener.filter.narrow("street")
    listener.filter.narrow("ferry")
    assert not any(listener.filter.wants(each) for each in before)
    told = listener.rest()
    while not listener.filter.wants(told[-1]):
        told = listener.rest()
    assert [number for each in told if listener.filter.wants(each) for number in each.numbers][:2] == [0, 2]


@pytest.mark.parametrize("word", ["", "  "])
def test_nothing_is_looked_for_where_there_is_no_word(listener: Listener, word: str) -> None:
    listener.filter.narrow("ferry")
    last = listener.rest()[-1]
    listener.filter.narrow(word)
    listener.filter.grown()
    assert (listener.filter.word, listener.filter.is_on, listener.filter.wants(last)) == (word, False, False)
    assert listener.heard.empty()


def test_what_is_new_is_looked_at_too(listener: Listener) -> None:
    listener.filter.narrow("ferry")
    listener.rest()
    listener.filter.grown()
    listener.write(FERRY)
    listener.filter.grown()
    assert listener.rest() == [Filtered(1, [1000], 1001, is_all=True)]
    assert listener.heard.empty(), "where nothing is new, nothing is told"


def test_what_comes_just_after_the_last_look_is_not_forgotten(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = listener.text.index.summaries
    has_grown = Event()

    def late(first: int, count: int) -> list[Summary]:
        found = read(first, count)
        if not found and not has_grown.is_set():
            has_grown.set()
            listener.write(FERRY)
            listener.filter.grown()
        return found

    monkeypatch.setattr(listener.text.index, "summaries", late)
    listener.filter.narrow("ferry")
    assert listener.numbers() == [*range(0, 1000, 2), 1000]


def test_another_file_is_looked_at_anew(listener: Listener) -> None:
    listener.filter.narrow("ferry")
    listener.rest()
    new = listener.text.path.with_name("new")
    new.write_bytes(STREET + FERRY)
    new.replace(listener.text.path)
    listener.text.refresh()
    listener.text.scan()
    listener.filter.anew()
    assert listener.rest() == [Filtered(2, [1], 2, is_all=True)]


def test_a_file_that_is_closed_ends_it(listener: Listener) -> None:
    listener.text.index.close()
    listener.filter.narrow("ferry")
    assert listener.rest() == [Filtered(1, [], 0, is_all=True)]


def test_stopped_it_says_no_more(listener: Listener) -> None:
    listener.filter.narrow("ferry")
    listener.filter.stop()
    while not listener.heard.empty():
        assert not listener.filter.wants(listener.heard.get())
    assert listener.filter.word == ""

"""From hit to hit in a mailbox, counted and marked."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event, Thread

import pytest

from heloworld.mbox.finding import regex_process
from heloworld.mbox.finding.live_search import MOST, NEAR, Finder, Found
from heloworld.mbox.finding.search import Hit, SearchStep, needle, tally
from heloworld.mbox.reading.lines import MailboxText

BOX = b"From ana Mon Nov 23 09:14:02 2026\nSubject: one\n\nab ab\nxx\nab\n\n"


class Watcher:
    """Somebody who finds, and hears how it goes."""

    def __init__(self, path: Path, most: int = MOST, near: int = NEAR) -> None:
        self.text = MailboxText(path)
        self.text.scan()
        self.heard: list[Found] = []
        self.finder = Finder(self.text, self.heard.append, most=most, near=near)

    def close(self) -> None:
        self.finder.stop()
        self.text.close()

    def until(self, fact: Callable[[Found], object]) -> Found:
        end = time.monotonic() + 5
        while not (self.heard and fact(self.heard[-1])):
            assert not Event().wait(0.001)
            assert time.monotonic() < end, self.heard[-1:]
        return self.heard[-1]


@pytest.fixture
def watcher(tmp_path: Path) -> Iterator[Watcher]:
    (tmp_path / "box").write_bytes(BOX)
    with closing(Watcher(tmp_path / "box")) as watcher:
        yield watcher


def is_done(found: Found) -> bool:
    return not found.is_sought and found.percent is None


@pytest.mark.parametrize("is_pattern", [False, True])
def test_the_nearest_is_found_then_all_are_counted(watcher: Watcher, is_pattern: bool) -> None:
    first = BOX.index(b"ab")
    watcher.finder.look_for(needle("ab", is_pattern=is_pattern), first + 1)
    found = watcher.until(is_done)
    assert (found.hit, found.number, found.total, found.is_all) == (Hit(first + 3, first + 5), 2, 3, True)
    watcher.finder.go_on(backward=False)
    assert watcher.until(is_done).number == 3
    watcher.finder.go_on(backward=False)
    found = watcher.until(is_done)
    assert (found.number, found.is_around) == (1, True)
    watcher.finder.go_on(backward=True)
    found = watcher.until(is_done)
    assert (found.number, found.is_around) == (3, True)
    assert watcher.finder.marks(first + 1, first + 4) == [Hit(first, first + 2), Hit(first + 3, first + 5)]
    assert watcher.finder.marks(first + 2, first + 3) == []


def test_what_is_not_there_is_said(watcher: Watcher) -> None:
    watcher.finder.look_for(needle("nowhere"), 5)
    found = watcher.until(is_done)
    assert (found.hit, found.total) == (None, 0)


def test_growth_is_counted_too(watcher: Watcher) -> None:
    watcher.finder.look_for(needle("ab"), 0)
    watcher.until(is_done)
    with watcher.text.path.open("ab") as file:
        file.write(b"ab\n")
    watcher.text.refresh()
    watcher.text.scan()
    watcher.finder.grown()
    assert watcher.until(lambda found: found.total == 4).hit == Hit(BOX.index(b"ab"), BOX.index(b"ab") + 2)


def test_another_file_is_searched_anew(watcher: Watcher) -> None:
    watcher.finder.look_for(needle("ab"), 0)
    watcher.until(is_done)
    (watcher.text.path.parent / "new").write_bytes(b"From ben\n\nab\n")
    (watcher.text.path.parent / "new").replace(watcher.text.path)
    watcher.text.refresh()
    watcher.text.scan()
    watcher.finder.anew()
    assert watcher.until(lambda found: is_done(found) and found.total == 1).hit == Hit(10, 12)


def test_there_is_an_end_to_counting(watcher: Watcher) -> None:
    with closing(Watcher(watcher.text.path, most=2)) as limited:
        limited.finder.look_for(needle("ab"), 0)
        found = limited.until(is_done)
        assert (found.hit, found.is_all) == (Hit(BOX.index(b"ab"), BOX.index(b"ab") + 2), False)
        limited.finder.go_on(backward=True)
        assert limited.until(lambda found: is_done(found) and found.is_around).hit == Hit(len(BOX) - 4, len(BOX) - 2)


def test_patterns_are_marked_near_the_cursor_where_none_is_counted_any_more(watcher: Watcher) -> None:
    hits = [Hit(*found.span()) for found in re.finditer(rb"a[b]", BOX)]
    assert len(hits) > 2
    for near, marked in ((len(BOX), hits), (0, hits[-1:])):
        with closing(Watcher(watcher.text.path, most=1, near=near)) as limited:
            limited.finder.look_for(needle("a[b]", is_pattern=True), len(BOX), backward=True)
            limited.until(lambda found: is_done(found) and not found.is_all)
            assert limited.finder.marks(0, len(BOX)) == marked
            assert limited.finder.marks(hits[-1].start, len(BOX)) == hits[-1:]


def test_a_stopped_search_says_no_more(watcher: Watcher) -> None:
    watcher.finder.look_for(needle("ab"), 0)
    watcher.finder.stop()
    count = len(watcher.heard)
    assert watcher.finder.found is None
    watcher.finder.go_on(backward=False)
    assert len(watcher.heard) == count


def test_a_process_that_searches_tells_now_and_then_all_that_it_found() -> None:
    steps = [SearchStep(at, [Hit(at, at + 1)] if at % 3 == 0 else [], is_around=at > 5) for at in range(10)]
    assert [*regex_process.gathered(steps, 60)] == [
        SearchStep(9, [Hit(at, at + 1) for at in (0, 3, 6, 9)], is_around=True)
    ]
    assert [*regex_process.gathered(steps, 0)] == steps
    assert [*regex_process.gathered([], 0)] == []


def test_nobody_waits_long_while_a_large_file_is_read_and_searched(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(BOX)
    os.truncate(path, 200_000_000)
    with MailboxText(path) as text:

        def work() -> None:
            text.scan()
            fd = text.descriptor()
            for _ in tally(fd, text.size, needle("nowhere")):
                pass
            os.close(fd)

        thread, longest = Thread(target=work), 0.0
        thread.start()
        while thread.is_alive():
            started = time.perf_counter()
            thread.join(0.002)
            longest = max(longest, time.perf_counter() - started)
    assert longest < 0.1

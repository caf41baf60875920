"""What to find, asked at a desk without a screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from heloworld.mbox.finding.live_search import Found
from heloworld.mbox.finding.search import Hit, needle
from heloworld.mbox.reading.lines import MailboxText
from heloworld.ui.mailbox.pairing import Pane
from heloworld.ui.mailbox.search import Search
from heloworld.ui.widgets.common.ask_line import Ask
from ui.mailbox.fake_desk import BOX, SECOND, FakeDesk, Loop

FIRST_AB, LAST_AB = BOX.index(b"ab"), BOX.rindex(b"ab")


@pytest.fixture
def search(desk: FakeDesk, text: MailboxText, loop: Loop) -> Iterator[Search]:
    search = Search(desk, text, loop.later)
    desk.asked = search
    search.opened()
    yield search
    search.stop()


def test_what_is_typed_is_found_and_counted(search: Search, desk: FakeDesk, loop: Loop) -> None:
    search.typed("ab")
    loop.until(lambda: desk.said == "1 of 2")
    assert (desk.place, desk.is_trouble, search.initial) == (FIRST_AB, False, "ab")
    assert [hit.start for hit in search.marks(0, len(BOX))] == [FIRST_AB, LAST_AB]
    assert desk.redrawn
    assert search.step(1)
    loop.until(lambda: desk.said == "2 of 2")
    assert desk.place == LAST_AB
    search.step(1)
    loop.until(lambda: desk.said == "round the end · 1 of 2")
    search.step(-1)
    loop.until(lambda: desk.said == "round the end · 2 of 2")
    assert search.entered("ab") is Pane.FILE


def test_it_starts_where_the_cursor_was_when_that_was_asked(search: Search, desk: FakeDesk, loop: Loop) -> None:
    desk.place = SECOND
    search.opened()
    search.typed("ab")
    loop.until(lambda: desk.said == "2 of 2")
    search.typed("from: d")
    loop.until(lambda: desk.said == "round the end · 1 of 1")
    assert search.left() is Pane.FILE
    assert (desk.place, search.found, search.marks(0, len(BOX))) == (SECOND, None, [])


def test_it_says_how_many_columns_stand_before_the_hit(search: Search, desk: FakeDesk, loop: Loop) -> None:
    search.typed("one")
    loop.until(lambda: desk.said == "1 of 1")
    assert desk.column == len("Subject: ")


def test_patterns_and_what_is_none(search: Search, desk: FakeDesk, loop: Loop) -> None:
    search.toggle_pattern()
    assert search.ask is Ask.PATTERN
    search.typed("^From [de]")
    loop.until(lambda: desk.said == "1 of 2")
    search.typed("^From [d")
    assert "no regular expression yet" in desk.said
    assert desk.is_trouble
    search.typed("zz+")
    loop.until(lambda: desk.said == "not found")
    assert desk.is_trouble
    search.toggle_pattern()
    assert [search.ask] == [Ask.FIND]
    search.typed("ab\n\n")
    loop.until(lambda: desk.said.startswith("1 of") and search.found and not search.found.needle.is_pattern)


def test_what_comes_late_is_not_said_of_what_is_no_pattern(search: Search, desk: FakeDesk, loop: Loop) -> None:
    search.toggle_pattern()
    search.typed("ab")
    loop.until(lambda: desk.said == "1 of 2")
    late = search.found
    assert late is not None
    search.typed("ab(")
    assert "no regular expression yet" in desk.said
    search.hear(late)
    assert "no regular expression yet" in desk.said
    assert (desk.is_trouble, search.found, search.marks(0, len(BOX))) == (True, None, [])
    assert search.entered("ab(") is None, "it is to be written otherwise first"
    assert search.entered("ab") is Pane.FILE


def test_of_two_searches_for_the_same_the_later_is_heard(search: Search, desk: FakeDesk, loop: Loop) -> None:
    search.typed("ab")
    loop.until(lambda: desk.said == "1 of 2")
    late = search.found
    assert late is not None
    search.step(1)
    loop.until(lambda: desk.said == "2 of 2")
    search.hear(late)
    assert (desk.said, desk.place) == ("2 of 2", LAST_AB)


def test_what_was_looked_for_before_is_not_heard_any_more(search: Search, desk: FakeDesk, loop: Loop) -> None:
    search.typed("ab")
    loop.until(lambda: desk.said == "1 of 2")
    search.hear(Found(needle("from"), Hit(0, 4), is_sought=False, number=9, total=9))
    assert (desk.said, desk.place) == ("1 of 2", FIRST_AB)


def test_an_empty_line_looks_for_nothing(search: Search, desk: FakeDesk, loop: Loop) -> None:
    search.typed("ab")
    loop.until(lambda: desk.said == "1 of 2")
    search.typed("")
    assert (search.found, desk.said, search.step(1)) == (None, "", False)


def test_enter_looks_for_what_was_typed_just_before(search: Search, desk: FakeDesk, loop: Loop) -> None:
    search.entered("two")
    loop.until(lambda: desk.said == "1 of 1")
    assert desk.place == BOX.index(b"Two")


def test_a_file_that_changes_is_searched_on_or_anew(
    search: Search, desk: FakeDesk, text: MailboxText, loop: Loop
) -> None:
    search.typed("ab")
    loop.until(lambda: desk.said == "1 of 2")
    with text.path.open("ab") as file:
        file.write(BOX)
    text.refresh()
    text.scan()
    search.changed(is_growth=True)
    loop.until(lambda: desk.said == "1 of 4")
    new = text.path.with_name("new")
    new.write_bytes(BOX[SECOND:])
    new.replace(text.path)
    text.refresh()
    text.scan()
    search.changed(is_growth=False)
    loop.until(lambda: desk.said == "1 of 1")
    assert desk.place == LAST_AB - SECOND

"""Which messages to list, asked at a desk without a screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from heloworld.mbox.reading.lines import MailboxText
from heloworld.ui.mailbox.narrow import Narrow
from heloworld.ui.mailbox.pairing import Pane
from ui.mailbox.fake_desk import BOX, FakeDesk, Loop


@pytest.fixture
def narrow(desk: FakeDesk, text: MailboxText, loop: Loop) -> Iterator[Narrow]:
    narrow = Narrow(desk, text, loop.later)
    desk.asked = narrow
    yield narrow
    narrow.stop()


def test_messages_that_hold_a_word_are_listed(narrow: Narrow, desk: FakeDesk, loop: Loop) -> None:
    narrow.typed("emil")
    assert (desk.messages.only, narrow.looked_at, narrow.initial) == ([], 0, "emil")
    loop.until(lambda: desk.said == "1 of 2")
    assert (desk.messages.only, narrow.looked_at) == ([1], 2)
    assert narrow.entered("emil") is Pane.LIST
    assert desk.messages.only == [1]
    narrow.entered("dora")
    loop.until(lambda: desk.messages.only == [0])


def test_escape_lists_all_again(narrow: Narrow, desk: FakeDesk, loop: Loop) -> None:
    narrow.typed("nobody")
    loop.until(lambda: desk.said == "0 of 2")
    assert narrow.left() is Pane.LIST
    assert (desk.messages.only, narrow.looked_at, narrow.word, desk.said) == (None, None, "", "")


def test_what_was_wanted_before_is_not_listed(narrow: Narrow, desk: FakeDesk, loop: Loop) -> None:
    narrow.typed("island")
    loop.until(lambda: True)
    narrow.typed("emil")
    loop.until(lambda: narrow.looked_at == 2)
    assert desk.messages.only == [1]


def test_a_file_that_changes_is_filtered_on_or_anew(
    narrow: Narrow, desk: FakeDesk, text: MailboxText, loop: Loop
) -> None:
    narrow.typed("dora")
    loop.until(lambda: desk.said == "1 of 2")
    desk.asked = None
    with text.path.open("ab") as file:
        file.write(BOX)
    text.refresh()
    text.scan()
    desk.messages.known = 4
    narrow.changed(is_growth=True)
    loop.until(lambda: desk.messages.only == [0, 2])
    assert desk.said == "1 of 2", "nothing is said where it is not asked any more"
    narrow.changed(is_growth=False)
    assert desk.messages.only == []
    loop.until(lambda: desk.messages.only == [0, 2])


def test_nothing_happens_to_a_whole_list(narrow: Narrow, desk: FakeDesk) -> None:
    narrow.changed(is_growth=False)
    narrow.changed(is_growth=True)
    assert (desk.messages.only, desk.told_where) == (None, 0)


def test_a_letter_that_looks_nowhere_is_said_with_those_that_do(narrow: Narrow, desk: FakeDesk, loop: Loop) -> None:
    narrow.typed("emil")
    loop.until(lambda: desk.messages.only == [1])
    narrow.typed("emil ~x")
    assert (desk.said, desk.messages.only) == ("There is no ~x, only ~f, ~t, ~s and ~b.", None)
    assert narrow.entered("emil ~x") is None
    narrow.typed("~f emil | ~f dora")
    assert (desk.said, desk.messages.only) == ("No | and no ( ): filter one by one, or quote them.", None)
    narrow.typed("island ~f emil")
    loop.until(lambda: desk.messages.only == [1])
    assert narrow.entered("island ~f emil") is Pane.LIST


def test_what_was_wrong_with_a_filter_goes_with_it(narrow: Narrow, desk: FakeDesk) -> None:
    narrow.typed("~q")
    assert desk.is_trouble
    narrow.typed("~f emil")
    assert (desk.said, desk.is_trouble) == ("", False)

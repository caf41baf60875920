"""Which question is asked."""

from __future__ import annotations

import pytest

from heloworld.mbox.reading.lines import MailboxText
from heloworld.ui.mailbox.asking import Asking
from heloworld.ui.mailbox.jump import Jump
from heloworld.ui.mailbox.narrow import Narrow
from heloworld.ui.mailbox.pairing import Pane
from heloworld.ui.mailbox.search import Search
from heloworld.ui.widgets.common.ask_line import Ask
from ui.mailbox.fake_desk import FakeDesk, Loop


class FakeLine:
    """What is asked in."""

    def __init__(self) -> None:
        self.ask: Ask | None = None
        self.text = ""

    def open(self, ask: Ask, text: str = "", *, keeps: bool = False) -> None:
        self.ask, self.text, self.keeps = ask, text, keeps


class Table:
    """All that takes part."""

    def __init__(self, desk: FakeDesk, text: MailboxText, loop: Loop) -> None:
        self.line = FakeLine()
        self.jump = Jump(desk, text)
        self.narrow = Narrow(desk, text, loop.later)
        self.search = Search(desk, text, loop.later)
        self.asking = Asking(self.line, (self.jump, self.narrow, self.search))


@pytest.fixture
def table(desk: FakeDesk, text: MailboxText, loop: Loop) -> Table:
    return Table(desk, text, loop)


def test_one_at_a_time_or_none(table: Table) -> None:
    assert (table.asking.asked, table.asking.entered("2")) == (None, None)
    table.asking.open(table.jump)
    assert (table.asking.asked, table.line.ask) == (table.jump, Ask.JUMP)
    assert table.asking.entered("2") is Pane.LIST


def test_what_was_typed_for_another_question_is_not_heard(table: Table) -> None:
    table.asking.open(table.jump)
    table.asking.typed(Ask.FILTER, "ab")
    assert table.narrow.word == ""
    table.asking.open(table.narrow)
    table.asking.typed(Ask.FILTER, "ab")
    table.asking.typed(Ask.FIND, "x")
    assert table.narrow.word == "ab"
    table.asking.open(table.narrow)
    assert table.line.text == "ab"
    table.narrow.stop()


def test_a_pattern_is_asked_for_in_the_middle_of_a_search(table: Table, desk: FakeDesk) -> None:
    desk.place = 5
    table.asking.open(table.search)
    table.line.text = "a."
    desk.place = 50
    table.asking.turn(table.search)
    assert (table.line.ask, table.line.text) == (Ask.PATTERN, "a.")
    assert table.search.found is not None
    assert table.search.found.needle.is_pattern
    table.search.left()
    assert desk.place == 5, "where that search began"
    table.asking.turn(table.search)
    assert table.line.ask is Ask.FIND
    table.search.stop()


def test_a_pattern_is_asked_for_at_once(table: Table, desk: FakeDesk) -> None:
    desk.place = 9
    table.asking.turn(table.search)
    assert table.line.ask is Ask.PATTERN
    desk.place = 50
    table.search.left()
    assert desk.place == 9

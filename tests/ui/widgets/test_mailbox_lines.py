"""The lines of the mailbox's views, without a view: the end of a file, all of it, its hex dump, its messages."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from heloworld.mbox.finding.search import Hit
from heloworld.mbox.reading.line_kinds import Anatomy
from heloworld.mbox.reading.lines import MailboxText
from heloworld.mbox.reading.tail import Tail
from heloworld.mbox.reading.watch import news_of
from heloworld.ui.widgets.common.line_source import LineSpan
from heloworld.ui.widgets.mailbox.file_lines import FileLines
from heloworld.ui.widgets.mailbox.hex_lines import HexLines
from heloworld.ui.widgets.mailbox.message_lines import MessageLines
from heloworld.ui.widgets.mailbox.tail_lines import TailLines

LETTER = b"From dora@island.test Tue Nov 24 10:00:00 2026\nFrom: Dora <d@island.test>\nSubject: One\n\nMore.\n\n"


@pytest.fixture
def box(tmp_path: Path) -> Path:
    path = tmp_path / "box"
    path.write_bytes(LETTER)
    return path


@pytest.fixture
def text(box: Path) -> Iterator[MailboxText]:
    with MailboxText(box) as text:
        text.scan()
        yield text


def grow(box: Path) -> None:
    with box.open("ab") as file:
        file.write(LETTER)


def test_a_file_that_is_moved_away_is_not_taken_for_one_that_never_was(box: Path) -> None:
    lines = TailLines()
    lines.tail = Tail(box)
    lines.tail.update()
    box.rename(box.with_name("aside"))
    assert lines.tail.update() == 0
    said = "Another program, or another window, has moved box away. The next mail makes it anew."
    assert (lines.end_line, lines.empty_text) == (0, said)
    box.touch()
    lines.tail.update()
    assert lines.empty_text == "Nothing here yet: the first mail makes box."


@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo, lambda path: path.symlink_to("/etc/passwd-none")])
def test_what_stands_where_the_mailbox_should_be_is_told(box: Path, make: Callable[[Path], None]) -> None:
    lines = TailLines()
    lines.tail = Tail(box)
    lines.tail.update()
    box.unlink()
    make(box)
    assert lines.tail.update() == 0
    assert lines.empty_text == (
        "box is not a plain file. A mailbox has to be one: choose another name, or move away what stands there."
    )
    box.rmdir() if box.is_dir() else box.unlink()
    assert lines.tail.update() is not None
    assert "The next mail makes it anew." in lines.empty_text


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    lines = TailLines()
    lines.tail = Tail(tmp_path / "mail" / "ana.mbox")
    lines.tail.update()
    assert "the first mail makes" in lines.empty_text
    lines.tail.path.parent.mkdir()
    lines.tail.update()
    lines.tail.path.parent.rmdir()
    assert lines.tail.update() == 0
    assert lines.empty_text.startswith("There is no folder for the mailbox")


def test_the_end_of_a_file_grows(box: Path) -> None:
    lines = TailLines()
    assert (lines.end_line, lines.empty_text) == (0, "")
    lines.tail = Tail(box)
    assert lines.empty_text == "Nothing here yet: the first mail makes box."
    lines.tail.update()
    assert [lines.text(number) for number in range(3)] == LETTER.decode().split("\n")[:3]
    assert lines.spans(1)[1:] == [
        LineSpan("From:", "mailbox--name"),
        LineSpan(" Dora <d@island.test>", "mailbox--value"),
    ]
    lines.fresh_from = LETTER.index(b"Subject")
    assert [lines.spans(number)[0].text for number in range(4)] == [" ", " ", "▌", "▌"]


def test_bytes_are_shown_with_their_place_and_line_end(box: Path) -> None:
    lines = TailLines()
    lines.tail = Tail(box)
    lines.tail.update()
    lines.shows_bytes = True
    assert lines.text(4) == f"{LETTER.index(b'More')} More.␊"
    assert (lines.lead(4), lines.raw(4)) == (9, b"More.\n")
    at = LETTER.index(b"From:")
    assert list(lines.lines_of(at + 3, at + 40)) == [1, 2]


def test_what_was_found_stands_out_in_the_file(text: MailboxText) -> None:
    at = LETTER.index(b"Dora")
    lines = FileLines(text, Anatomy(text), lambda start, stop: [Hit(at, at + 4)] if start <= at < stop else [])
    assert lines.take(news_of(text)) == 0
    assert lines.end_line == LETTER.count(b"\n")
    assert [span.text for span in lines.spans(1) if span.style == "mailbox--hit"] == ["Dora"]
    assert lines.text(1) == "From: Dora <d@island.test>"
    assert not any(span.style == "mailbox--hit" for span in lines.spans(2))


def test_a_file_that_grows_marks_what_is_new_and_only_that(box: Path, text: MailboxText) -> None:
    lines = FileLines(text, Anatomy(text), lambda _start, _stop: [])
    lines.take(news_of(text))
    for old in (6, 12):
        grow(box)
        change = text.refresh()
        text.scan()
        assert lines.take(news_of(text, change)) == 0, "the marks of what was new before go"
        assert [lines.spans(number)[0].text for number in (old - 1, old)] == [" ", "▌"]
    assert lines.take(news_of(text)) == 17


def test_the_dump_has_a_place_in_each_row(text: MailboxText) -> None:
    lines = HexLines(text, Anatomy(text), lambda _start, _stop: [])
    lines.resize(len(LETTER))
    lines.put(20)
    assert [span for span in lines.spans(1) if span.style == "hex--here"] == [
        LineSpan(f"{LETTER[20]:02x}", "hex--here"),
        LineSpan(chr(LETTER[20]), "hex--here"),
    ]
    lines.put_in_row(3)
    assert (lines.place, lines.row) == (52, 3)
    lines.put(10_000)
    assert lines.place == len(LETTER) - 1
    lines.resize(5)
    assert lines.place == 4


def test_a_cell_of_the_dump_is_a_byte(text: MailboxText) -> None:
    lines = HexLines(text, Anatomy(text), lambda _start, _stop: [])
    lines.resize(len(LETTER))
    drawn = "".join(span.text for span in lines.spans(1))
    first, letters = drawn.index("  ") + 2, len(drawn) - 16
    assert [lines.byte_at(1, cell) for cell in (first, first + 1, first + 3, letters, letters + 15)] == [
        16,
        16,
        17,
        16,
        31,
    ]
    assert [lines.byte_at(1, first - 3), lines.byte_at(1, letters + 16), lines.byte_at(99, first)] == [None, None, None]


def test_the_dump_has_as_many_bytes_a_row_as_fit(text: MailboxText) -> None:
    lines = HexLines(text, Anatomy(text), lambda _start, _stop: [])
    lines.resize(len(LETTER))
    assert [(lines.fit(width), lines.per_row) for width in (200, 50, 50, 200)] == [
        (False, 16),
        (True, 8),
        (False, 8),
        (True, 16),
    ]


def test_messages_are_listed_all_or_some(box: Path, text: MailboxText) -> None:
    lines = MessageLines(text)
    lines.fit(80)
    lines.take(news_of(text))
    assert (lines.end_line, lines.text(0).split()[:2]) == (1, ["1", "Dora"])
    lines.only = [3, 7]
    assert (lines.end_line, lines.message_in(1), [lines.row_of(message) for message in (2, 3, 5, 9)]) == (
        2,
        7,
        [0, 0, 0, 1],
    )
    lines.only, lines.is_searching = [], True
    assert lines.empty_text == " searching …"
    lines.is_searching = False
    assert lines.empty_text == " No message holds this."


def test_what_was_new_in_the_list_looks_different_when_more_comes(box: Path, text: MailboxText) -> None:
    lines = MessageLines(text)
    lines.fit(80)
    lines.take(news_of(text))
    since = []
    for _ in range(3):
        grow(box)
        grow(box)
        change = text.refresh()
        text.scan()
        since.append(lines.take(news_of(text, change)))
    assert since == [0, 1, 3], "the first line that was new before is drawn again, without its mark"
    assert [lines.spans(row)[0].text for row in range(4, 7)] == [" ", "▌", "▌"]


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        (b"X-Mozilla-Status: 0009", "(deleted) One"),
        (b"X-Mozilla-Status: 0001", "One"),
        (b"X-Mozilla-Status: deleted?", "One"),
        (b"Status: RO\nX-Status: D", "(deleted) One"),
        (b"Status: RO", "One"),
        (b"X-IMAP: 1 2", "(folder data) One"),
        (b"X-IMAPbase: 1 2", "One"),
    ],
)
def test_the_list_says_what_a_mail_program_has_noted(tmp_path: Path, field: bytes, shown: str) -> None:
    (tmp_path / "box").write_bytes(LETTER.replace(b"Subject", field + b"\nSubject"))
    with MailboxText(tmp_path / "box") as text:
        text.scan()
        lines = MessageLines(text)
        lines.take(news_of(text))
        lines.fit(80)
        assert f"Dora {shown} 2026" in " ".join(lines.text(0).split())

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.mbox.reading.columns import cell, cells, fitting, listed_date, short_size, when, who
from heloworld.mbox.reading.summary import Summary
from heloworld.wire.visible import Piece, visible_text


@pytest.mark.parametrize(
    ("date", "day", "time"),
    [
        ("Mon Nov 23 09:14:02 2026", "2026-11-23", "09:14"),
        ("Sat Jan  3 01:05:34 2026", "2026-01-03", "01:05"),
        ("Sat Jan 03 01:05:34 +0000 2026", "2026-01-03", "01:05"),
        ("Sat Jan  3 01:05 CET 2026", "2026-01-03", "01:05"),
        ("Sat, 3 Jan 2026 1:05:34 +0100", "2026-01-03", "01:05"),
    ],
)
def test_dates_in_the_usual_orders(date: str, day: str, time: str) -> None:
    found = when(date)
    assert found is not None
    assert (found.day, found.time) == (day, time)


@pytest.mark.parametrize("date", ["", "Mon", "Mon Nov 23 2026", "23:26 2026", "\x1b[2J", "Nov 23 09:14:02 1026"])
def test_other_dates_are_not_guessed(date: str) -> None:
    assert when(date) is None


@pytest.mark.parametrize(
    ("date", "sent", "day"),
    [
        ("Mon Nov 23 09:14:02 2026", "Sun, 22 Nov 2026 09:14:02 +0000", "2026-11-23"),
        ("Mon Sep 17 00:00:00 2001", "Sun, 22 Nov 2026 09:14:02 +0000", "2026-11-22"),
        ("Thu Jan  1 00:00:00 1970", "22 Nov 2026 09:14 +0100", "2026-11-22"),
        ("Mon Sep 17 00:00:00 2001", "", "2001-09-17"),
        ("", "Sun, 22 Nov 2026 09:14:02 +0000", "2026-11-22"),
    ],
)
def test_the_date_field_counts_where_the_from_line_tells_none(date: str, sent: str, day: str) -> None:
    found = listed_date(Summary(0, 0, "", date, "", "", sent=sent))
    assert found is not None
    assert found.day == day


@pytest.mark.parametrize(
    ("author", "shown"),
    [
        ("Dora <dora@island.test>", "Dora"),
        ('"Dora, of the island" <dora@island.test>', "Dora, of the island"),
        ("<dora@island.test>", "dora@island.test"),
        ("dora@island.test", "dora@island.test"),
        ("", "envelope@island.test"),
        ("ana@harbour.test (Ana Quay)", "Ana Quay"),
        ("ana@harbour.test (Ana (the \\(real\\) Quay)", "ana@harbour.test (Ana (the \\(real\\) Quay)"),
        ("ana@harbour.test (Quay \\(Ana\\))", "Quay (Ana)"),
        ("ana@harbour.test ()", "ana@harbour.test ()"),
        ('"Quay, \\"Ana\\" Q." <ana@harbour.test>', 'Quay, "Ana" Q.'),
        ('Ana "the" Quay <ana@harbour.test>', 'Ana "the" Quay'),
        ('"Ana <ana@harbour.test>', "Ana"),
        ("Ana\t Quay\r\n <ana@harbour.test>", "Ana Quay"),
    ],
)
def test_who_a_message_is_from(author: str, shown: str) -> None:
    assert who(Summary(0, 0, "envelope@island.test", "", author, "")) == shown


@pytest.mark.parametrize(
    ("length", "shown"),
    [(0, "0"), (999, "999"), (1000, "1.0k"), (9949, "9.9k"), (9950, "10k"), (999_499, "999k"), (999_500, "1.0M")],
)
def test_sizes_take_four_columns(length: int, shown: str) -> None:
    assert short_size(length) == shown


@given(length=st.integers(0, 9 * 10**12))
def test_no_size_takes_more(length: int) -> None:
    assert len(short_size(length)) <= 4


@given(text=st.text(st.characters(), max_size=40), width=st.integers(1, 30))
def test_a_cell_is_as_wide_as_it_should_be_and_safe(text: str, width: int) -> None:
    pieces = cell(text, width)
    shown = "".join(piece.text for piece in pieces)
    assert cells(shown) == width
    assert visible_text(text).startswith(shown.rstrip(" …")) or shown.rstrip(" …") == ""
    for piece in pieces:
        assert piece.is_mark or visible_text(piece.text) == piece.text


def test_decomposed_hangul_is_as_wide_as_it_is_drawn() -> None:
    assert cells("\u1112\u1161\u11ab\u1100\u1173\u11af") == 4


def test_as_much_as_fits() -> None:
    assert fitting("\u65e5\u672c\u8a9e", 4) == 2
    assert fitting("\u65e5\u672c\u8a9e", 1) == 1
    assert fitting("abc", 9) == 3


def test_marks_are_told_from_text() -> None:
    assert cell("a\x1bb", 5) == [Piece("a", False), Piece("␛", True), Piece("b", False), Piece("  ", False)]


def test_what_is_too_long_is_cut_and_says_so() -> None:
    assert "".join(piece.text for piece in cell("日本語のメール", 6)) == "日本… "
    assert "".join(piece.text for piece in cell("x" * 100_000, 6)) == "xxxxx…"

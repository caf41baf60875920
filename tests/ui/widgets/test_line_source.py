"""Lines without a view: which is nearest, what is drawn of one, what is selected, where its bytes stand."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.geometry import Offset
from textual.selection import Selection

from heloworld.ui.widgets.common.byte_cells import byte_at, cells_of
from heloworld.ui.widgets.common.line_folding import Place, folds
from heloworld.ui.widgets.common.line_painter import LinePainter
from heloworld.ui.widgets.common.line_source import LineSource, LineSpan
from heloworld.ui.widgets.common.line_styles import css
from heloworld.ui.widgets.common.selected_text import LIMIT, Selected, selected_text
from heloworld.wire.visible import visible


class Words(LineSource):
    """Lines that were let go up to the first, and how often each was asked for."""

    shows_bytes = True

    def __init__(self, *lines: bytes, first: int = 0) -> None:
        self.data, self.first, self.asked = list(lines), first, 0

    @property
    def first_line(self) -> int:
        return self.first

    @property
    def end_line(self) -> int:
        return self.first + len(self.data)

    def spans(self, number: int) -> list[LineSpan]:
        self.asked += 1
        return [LineSpan("> "), LineSpan(visible(self.raw(number)), "word")]

    def raw(self, number: int) -> bytes:
        return self.data[number - self.first]

    def lead(self, number: int) -> int:  # noqa: ARG002 - the same for every line
        return 2


class Bare(LineSource):
    """The same lines with nothing in front."""

    def __init__(self, lines: Words) -> None:
        self._lines = lines

    @property
    def end_line(self) -> int:
        return self._lines.end_line

    def spans(self, number: int) -> list[LineSpan]:
        return self._lines.spans(number)[1:]


STYLES = {
    "word": Style(bold=True),
    "line--cursor": Style(reverse=True),
    "line--empty": Style(dim=True),
    "line--mark": Style(),
}


@pytest.mark.parametrize(("number", "nearest"), [(None, 7), (0, 5), (6, 6), (99, 7)])
def test_the_nearest_line_is_one_that_is_held(number: int | None, nearest: int) -> None:
    assert Words(b"a", b"b", b"c", first=5).nearest(number) == nearest


def test_where_no_line_is_held_none_is_near() -> None:
    assert [Words(first=5).nearest(number) for number in (None, 0, 5)] == [None, None, None]


def test_a_line_is_asked_for_once_until_it_looks_different() -> None:
    lines = Words(b"one", b"two", first=3)
    painter = LinePainter(lines, STYLES.__getitem__)
    for number in (3, 4, 3, 4):
        painter.line(Place(number, 0, 10), 10)
    assert (lines.asked, painter.widest) == (2, 5)
    painter.forget(4)
    lines.data[1] = b"another"
    assert [painter.line(Place(number, 0, 10), 10).text for number in (3, 4)] == ["> one     ", "> another "]
    assert (lines.asked, painter.widest) == (3, 9)
    painter.forget(3)
    assert painter.widest == 0
    painter.draw_on(Style(color="red"))
    painter.line(Place(3, 0, 10), 10)
    assert lines.asked == 4


@pytest.mark.parametrize(
    ("left", "shown"),
    [(0, "> 1234›"), (3, "‹34567›"), (5, "‹567890"), (20, "‹      ")],
    ids=["start", "", "end", "behind"],
)
def test_the_edges_say_where_a_line_goes_on(left: int, shown: str) -> None:
    assert LinePainter(Words(b"1234567890"), STYLES.__getitem__).line(Place(0, left, left + 7), 7).text == shown


def test_the_cursor_reaches_to_the_edge_and_a_selection_does_not() -> None:
    painter = LinePainter(Words(b"abc"), STYLES.__getitem__)
    strip = painter.line(Place(0, 0, 8), 8, has_cursor=True)
    assert (strip.text, all(segment.style and segment.style.reverse for segment in strip)) == ("> abc   ", True)
    strip = painter.line(Place(0, 0, 8), 8, selected=Selected(3, -1, Style(italic=True)))
    assert "".join(segment.text for segment in strip if segment.style and segment.style.italic) == "bc"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", [""]),
        ("short", ["short"]),
        ("one two three four", ["one two ", "↪ three ", "↪ four"]),
        ("abcdefghijklmnopqrst", ["abcdefghij", "↪ klmnopqr", "↪ st"]),
        ("中中中中中中中", ["中中中中中", "↪ 中中"]),
    ],
)
def test_a_long_line_is_wrapped_into_rows_and_nothing_is_lost(text: str, rows: list[str]) -> None:
    lines = Words(text.encode())
    painter = LinePainter(Bare(lines), STYLES.__getitem__)
    painter.folding.fit(10)
    places = [painter.folding.place(0, row) for row in range(painter.folding.height(0))]
    assert [painter.line(place, 12).text.rstrip() for place in places] == [row.rstrip() for row in rows]
    assert painter.widest == 0


def test_a_wrapped_line_is_wrapped_anew_when_it_looks_different() -> None:
    lines = Words(b"one two three four", b"next")
    folding = LinePainter(lines, STYLES.__getitem__).folding
    folding.fit(10)
    assert (folding.place(0, 3).number, folding.height(0)) == (1, 3)
    lines.data[0] = b"one"
    folding.forget(0)
    assert (folding.place(0, 1).number, folding.height(9)) == (1, 1)


@given(st.text(alphabet="a \u4e2d", max_size=60), st.integers(8, 20))
def test_the_rows_of_a_line_take_their_turn(text: str, width: int) -> None:
    starts = folds(text, width)
    assert starts == sorted(set(starts))
    assert all(stop - start <= width for start, stop in itertools.pairwise([*starts, cell_len(text)]))


def test_the_selected_text_starts_and_ends_inside_lines() -> None:
    lines = Words(b"one", b"two", b"three", first=1)
    assert selected_text(lines, Selection(Offset(3, 1), Offset(4, 3))) == "ne\n> two\n> th"
    assert selected_text(lines, Selection(None, None)) == "> one\n> two\n> three"


def test_not_more_text_is_selected_than_can_be_copied() -> None:
    lines = Words(*[b"x"] * (LIMIT + 5))
    assert selected_text(lines, Selection(None, None)).count("\n") == LIMIT - 1


def test_bytes_stand_where_their_characters_do() -> None:
    lines = Words("au\u00df\u4e2d\x01\x9b!".encode().replace(b"\xc2\x9b", b"\x9b"))
    shown = [cells_of(lines, 0, byte) for byte in range(len(lines.raw(0)))]
    assert shown == [(2, 3), (3, 4), (4, 5), (4, 5), (5, 7), (5, 7), (5, 7), (7, 8), (8, 12), (12, 13)]
    assert [byte_at(lines, 0, cell) for cell in (0, 2, 4, 6, 11, 12, 99)] == [0, 0, 2, 4, 8, 9, 9]


@given(st.binary(min_size=1, max_size=20))
def test_a_cell_of_a_byte_leads_back_to_its_character(data: bytes) -> None:
    lines = Words(data)
    for byte in range(len(data)):
        start, stop = cells_of(lines, 0, byte)
        found = {byte_at(lines, 0, cell) for cell in range(start, stop)}
        assert found == {byte_at(lines, 0, start)}
        assert byte_at(lines, 0, start) <= byte


def test_a_style_sheet_is_written_from_a_table() -> None:
    assert css("View", {"a": "color: $x", "b": "color: $y"}) == "View > .a { color: $x; }\nView > .b { color: $y; }\n"

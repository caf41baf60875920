"""The caret stands under the wrong byte, however wide what stands before it is, and however long the line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.judge.report.caret import caret, cut, window
from heloworld.judge.report.failure import printed_lines
from heloworld.judge.report.paint import width
from heloworld.judge.wording import first_line
from heloworld.wire.visible import visible


@pytest.mark.parametrize(
    ("line", "at", "below"),
    [
        (b"250 ok\r\n", 0, "   ^"),
        (b"250 ok\n", 6, "         ^ LF (0A)"),
        (b"250\tok\r\n", 3, "      ^ TAB (09)"),
        (b"250 ok \r\n", 6, "         ^ space (20)"),
        (b"a\x00b", 1, "    ^ NUL (00)"),
        (b"a\xffb", 1, "    ^ FF"),
        (b"a\xffb", 2, "        ^"),
        ("世界!".encode(), 6, "       ^"),
        ("世界!".encode(), 4, "     ^ 95"),
        (b"25", 2, "     ^ here it ends"),
    ],
)
def test_where_it_stands(line: bytes, at: int, below: str) -> None:
    assert caret("S: ", line, at) == below


def test_a_long_line_is_cut_around_the_byte() -> None:
    line = b"x" * 5_000 + b"!" + b"x" * 5_000
    part = window(line, 5_000, 60)
    assert part.is_cut
    assert part.data[part.at : part.at + 1] == b"!"
    assert width(visible(part.data)) <= 60


@given(st.binary(max_size=300), st.data(), st.integers(20, 120))
def test_any_bytes_fit(line: bytes, data: st.DataObject, columns: int) -> None:
    at = data.draw(st.integers(0, len(line)))
    part = window(line, at, columns)
    assert line[at : at + 1] == part.data[part.at : part.at + 1]
    assert width(visible(part.data)) <= max(columns, 8 * len("⟨U+10FFFF⟩"))
    assert caret("C: ", part.data, part.at).index("^") <= 3 + width(visible(part.data))


def test_the_beginning_of_a_line_and_how_much_is_not_shown() -> None:
    assert cut(b"short", 20) == "short"
    assert cut(b"x" * 1_050, 50) == "x" * 50 + "… and 1,000 bytes more"


@pytest.mark.parametrize("hidden", ["odule>", " directory", "x" * len("… and 22 bytes more")])
def test_a_line_is_not_cut_where_saying_so_takes_as_much_room(hidden: str) -> None:
    line = "x" * 20 + hidden
    assert cut(line.encode(), 20) == line
    assert first_line(("x" * 80 + hidden).encode()) == "x" * 80 + hidden


def test_the_last_line_that_a_program_printed_is_whole() -> None:
    error = b"python3: can't open file '/tmp/helo-judge-nu3s_0qh/folder/readr.py': [Errno 2] No such file or directory"
    lines = printed_lines(b"begins\n" * 20 + error + b"\n", 56, 6)
    assert lines[:3] == ["begins"] * 3
    assert "".join(lines[3:]) == error.decode()
    assert lines[4].startswith("'/tmp/")
    assert max(map(len, lines)) <= 56
    assert printed_lines(b"begins\n" + b"x" * 5_000, 56, 6) == ["begins", "x" * 56 + "… and 4,944 bytes more"]


def test_lines_before_the_last_are_whole_where_there_is_room() -> None:
    log = b"to=<ana@harbour.test>, relay=virtual, dsn=4.2.0, status=deferred (cannot open it)\n"
    lines = printed_lines(log * 3 + b"that is all\n", 56, 6)
    assert lines[-1] == "that is all"
    assert "".join(lines[1:3]).replace(" ", "") == log.decode().strip().replace(" ", "")
    assert lines[0].endswith("bytes more")
    assert len(lines) == 6

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.wire.lines import Ending, Line, LineSplitter

STREAMS = st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b".", b"From ", b"\x00\xff", b"\x85\x0b"]), max_size=30).map(
    b"".join
)


def split(*chunks: bytes) -> list[Line]:
    """All lines of a stream, the unfinished one among them."""
    splitter = LineSplitter()
    lines = [line for chunk in chunks for line in splitter.feed(chunk)]
    return lines + ([splitter.tail] if splitter.tail else [])


@given(STREAMS, st.data())
def test_where_the_stream_is_cut_makes_no_difference(stream: bytes, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    chunks = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert split(*chunks) == split(stream)


@given(STREAMS)
def test_byte_by_byte_is_the_same_and_looking_at_the_tail_changes_nothing(stream: bytes) -> None:
    splitter, lines = LineSplitter(), list[Line]()
    for position in range(len(stream)):
        lines += splitter.feed(stream[position : position + 1])
        tail = splitter.tail
        assert b"".join(line.raw for line in lines) + (tail.raw if tail else b"") == stream[: position + 1]
    assert lines + ([splitter.tail] if splitter.tail else []) == split(stream)


@given(STREAMS)
def test_the_lines_are_the_stream(stream: bytes) -> None:
    lines = split(stream)
    assert b"".join(line.raw for line in lines) == stream
    assert [stream[line.offset :][: len(line.raw)] for line in lines] == [line.raw for line in lines]
    assert all(b"\n" not in line.text for line in lines)
    assert all(line.ending is not Ending.NONE for line in lines[:-1])


@pytest.mark.parametrize(
    ("stream", "lines"),
    [
        (b"", []),
        (b"QUIT\r\n", [Line(b"QUIT", Ending.CRLF, 0)]),
        (b"QUIT\n", [Line(b"QUIT", Ending.LF, 0)]),
        (b"QUIT\r", [Line(b"QUIT\r", Ending.NONE, 0)]),
        (b"QUIT", [Line(b"QUIT", Ending.NONE, 0)]),
        (b"\r\n\n", [Line(b"", Ending.CRLF, 0), Line(b"", Ending.LF, 2)]),
        (b"a\rb\r\r\nc", [Line(b"a\rb\r", Ending.CRLF, 0), Line(b"c", Ending.NONE, 6)]),
    ],
)
def test_each_line_end_is_told_apart(stream: bytes, lines: list[Line]) -> None:
    assert split(stream) == lines


@pytest.mark.parametrize(
    ("line", "has_one"),
    [
        (Line(b"a", Ending.CRLF, 0), False),
        (Line(b"a\rb", Ending.CRLF, 0), True),
        (Line(b"a\r", Ending.CRLF, 0), True),
        (Line(b"a\r", Ending.NONE, 0), True),
    ],
)
def test_a_bare_cr_is_noticed(line: Line, has_one: bool) -> None:
    assert line.has_bare_cr is has_one


def test_an_endless_line_costs_no_more_a_byte_than_a_short_one() -> None:
    splitter = LineSplitter()
    for _ in range(200_000):
        assert splitter.feed(b"xx") == []
    assert splitter.feed(b"\n") == [Line(b"x" * 400_000, Ending.LF, 0)]

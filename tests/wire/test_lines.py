from __future__ import annotations

import socket
import threading
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.wire.lines import LONGEST, Ending, Line, LineSplitter

STREAMS = st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b".", b"From ", b"\x00\xff", b"\x85\x0b"]), max_size=30).map(
    b"".join
)


SHORT = 3
LIMITS = st.sampled_from([LONGEST, SHORT])
"""As long as no stream here, and a limit that many a line is cut by."""


def split(*chunks: bytes, longest: int = LONGEST) -> list[Line]:
    """All lines of a stream, the unfinished one among them."""
    splitter = LineSplitter(longest)
    lines = [line for chunk in chunks for line in splitter.feed(chunk)]
    return lines + ([splitter.tail] if splitter.tail else [])


@given(STREAMS, LIMITS, st.data())
def test_where_the_stream_is_cut_makes_no_difference(stream: bytes, longest: int, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    chunks = [stream[start:end] for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True)]
    assert split(*chunks, longest=longest) == split(stream, longest=longest)


@given(STREAMS, LIMITS)
def test_byte_by_byte_is_the_same_and_looking_at_the_tail_changes_nothing(stream: bytes, longest: int) -> None:
    splitter, lines = LineSplitter(longest), list[Line]()
    for position in range(len(stream)):
        lines += splitter.feed(stream[position : position + 1])
        tail = splitter.tail
        assert b"".join(line.raw for line in lines) + (tail.raw if tail else b"") == stream[: position + 1]
    assert lines + ([splitter.tail] if splitter.tail else []) == split(stream, longest=longest)


@given(STREAMS, LIMITS)
def test_the_lines_are_the_stream(stream: bytes, longest: int) -> None:
    lines = split(stream, longest=longest)
    assert b"".join(line.raw for line in lines) == stream
    assert [stream[line.offset :][: len(line.raw)] for line in lines] == [line.raw for line in lines]
    assert all(b"\n" not in line.text for line in lines)
    assert all(line.ending is not Ending.NONE for line in lines[:-1] if len(line.text) < longest)
    assert all(len(line.text) <= longest for line in lines)


@given(STREAMS)
def test_pieces_make_up_the_line_that_they_were_cut_from(stream: bytes) -> None:
    joined, pending = list[Line](), list[Line]()
    for piece in split(stream, longest=SHORT):
        assert piece.is_rest is bool(pending)
        pending.append(piece)
        if piece.ending is not Ending.NONE:
            joined.append(Line(b"".join(each.text for each in pending), piece.ending, pending[0].offset))
            pending.clear()
    assert joined == [line for line in split(stream) if line.ending is not Ending.NONE]


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


def test_an_endless_line_costs_no_more_a_byte_than_a_short_one() -> None:
    splitter, lines = LineSplitter(), list[Line]()
    for _ in range(200_000):
        lines += splitter.feed(b"xx")
    lines += splitter.feed(b"\n")
    assert b"".join(line.raw for line in lines) == b"x" * 400_000 + b"\n"
    assert [line.ending for line in lines] == [*[Ending.NONE] * (400_000 // LONGEST), Ending.LF]


ENDLESS = 50_000_000


def test_of_an_endless_line_over_a_socket_only_so_much_is_held() -> None:
    ours, theirs = socket.socketpair()
    sender = threading.Thread(target=theirs.sendall, args=(b"x" * ENDLESS,))
    splitter, count = LineSplitter(), 0
    with ours, theirs:
        tracemalloc.start()
        sender.start()
        while count < ENDLESS:
            chunk = ours.recv(65_536)
            count += len(chunk)
            assert sum(len(line.text) for line in splitter.feed(chunk)) <= 2 * LONGEST
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        sender.join()
    assert most < 8 * LONGEST
    assert splitter.tail is not None
    assert splitter.tail.offset + len(splitter.tail.text) == ENDLESS

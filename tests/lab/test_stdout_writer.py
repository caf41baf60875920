"""The printer: what waits for a reader who does not read, and what becomes of the rest."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

import pytest

from heloworld.lab.serving.stdout_writer import StdoutWriter
from heloworld.wire.events import Bytes, Event
from patience import PATIENCE

PAGE = b"x" * 4_000
PIPE = 64 * 1024
"""What a pipe takes before its reader must read, on most systems."""


@contextmanager
def stdout_read_by() -> Iterator[BinaryIO]:
    """Whoever reads our stdout, which is a pipe; in the test itself, as pytest has a stdout of its own before it."""
    ours, theirs = os.pipe()
    with (
        os.fdopen(ours, "rb") as reader,
        os.fdopen(theirs, "w", encoding="utf-8") as stdout,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(sys, "stdout", stdout)
        yield reader


def text(event: Event) -> str:
    assert isinstance(event, Bytes)
    return f"{event.conn} {event.data.decode()}\n"


def omitted(count: int) -> str:
    return f"omitted {count}\n"


def read_until(reader: BinaryIO, end: bytes) -> list[bytes]:
    """The first words of the lines up to one that starts like this."""
    seen: list[bytes] = []
    for line in reader:
        seen.append(line[:20].partition(b" x")[0].strip())
        if seen[-1].startswith(end):
            break
    return seen


def test_all_is_printed_in_its_order() -> None:
    with stdout_read_by() as reader:
        printer = StdoutWriter(text, omitted, lambda _: None)
        printer.put(Bytes(1, 0.0, "client", b"a"))
        printer.begin(["first"])
        for number in range(2, 1_000):
            printer.put(Bytes(number, 0.0, "client", b"a"))
        printer.close()
        lines = [b"first\n", *(b"%d a\n" % number for number in range(1, 1_000))]
        assert [reader.readline() for _ in lines] == lines


def test_what_nobody_reads_is_left_out_and_counted_where_it_would_stand() -> None:
    with stdout_read_by() as reader:
        printer = StdoutWriter(text, omitted, lambda _: None, keep=10 * PIPE, batch=10_000)
        printer.begin(["first"])
        for number in range(1, 1_001):
            printer.put(Bytes(number, 0.0, "client", PAGE))
        first = read_until(reader, b"omitted")
        count = int(first[-1].split()[1])
        assert first[:-1] == [b"first", *(b"%d" % number for number in range(1, 1_001 - count))]
        assert 9 * PIPE <= (1_000 - count) * len(PAGE) <= 14 * PIPE
        printer.put(Bytes(1_001, 0.0, "client", b"again"))
        printer.close()
        assert reader.readline() == b"1001 again\n"


def test_events_are_left_out_until_half_of_what_waits_is_gone() -> None:
    """Else every other one would be missing while the reader is a little too slow."""
    stop = threading.Event()
    with stdout_read_by() as reader:
        printer = StdoutWriter(text, omitted, lambda _: stop.set(), keep=10 * PIPE, batch=10_000)

        def pour() -> None:
            while not stop.is_set():
                printer.put(Bytes(1, 0.0, "client", PAGE))

        pouring = threading.Thread(target=pour)
        printer.begin(["first"])
        pouring.start()
        runs = [len(read_until(reader, b"omitted")) for _ in range(4)]
        stop.set()
        pouring.join(PATIENCE)
    assert min(runs) * (len(PAGE) + 256) > 4 * PIPE


def test_a_reader_who_is_gone_is_told_of_once() -> None:
    gone = threading.Event()
    with stdout_read_by() as reader:
        printer = StdoutWriter(text, omitted, lambda _: gone.set())
        reader.close()
        printer.begin(["first"])
        assert gone.wait(PATIENCE)
        printer.close()

"""The text of a stored message as a client gets it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.mbox.dialects import Dialect, unquote
from heloworld.mbox.reading import wire_text as module
from heloworld.mbox.reading.message import header_bounds, record, split
from heloworld.mbox.reading.wire_text import wire_header, wire_size, wire_text


@dataclass(frozen=True)
class Stored:
    """A message that is a file of its own."""

    header: int
    header_stop: int
    body: int
    body_stop: int


def stretch(message: bytes) -> Stored:
    parts = split(message)
    header = len(parts.from_line)
    header_stop = header + len(parts.header)
    body = header_stop + len(parts.blank)
    return Stored(header, header_stop, body, body + len(parts.body))


def text(message: bytes, dialect: Dialect = Dialect.MBOXRD) -> bytes:
    stored = stretch(message)
    chunks = list(wire_text(lambda start, stop: message[start:stop], stored, dialect))
    assert wire_size(lambda start, stop: message[start:stop], stored, dialect) == sum(map(len, chunks))
    return b"".join(chunks)


def test_what_belongs_to_the_mailbox_is_hidden() -> None:
    header = b"Subject: x\nStatus: RO\nX-Status: F\nX-Keywords: a\n\tb\nX-UID: 7   \nX-IMAPbase: 1 2\nx-imap: 1\n"
    message = b"From a\n" + header + b"Content-Length: 5\nLines: 1\nX-Other: y\n\nStatus: RO\n\n"
    assert text(message) == b"Subject: x\r\nX-Other: y\r\n\r\nStatus: RO\r\n"


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (b"From a\nA: b\n\nbody\n\n", b"A: b\r\n\r\nbody\r\n"),
        (b"From a\nA: b\n\ntorn", b"A: b\r\n\r\ntorn\r\n"),
        (b"From a\nA: b\n\n\n", b"A: b\r\n\r\n"),
        (b"From a\nA: b", b"A: b\r\n"),
        (b"From a\n", b""),
        (b"From a\nA: b\r\n\r\nx\r\ny\n\n", b"A: b\r\n\r\nx\r\ny\r\n"),
        (b"From a\nA: b\n\nx\ry\r\r\nz\r\n\n", b"A: b\r\n\r\nx\ry\r\r\nz\r\n"),
        (b"From a\nA: b\n\nends in\r", b"A: b\r\n\r\nends in\r\r\n"),
        (b"From a\nA: b\n\n.\n.x\n\n", b"A: b\r\n\r\n.\r\n.x\r\n"),
    ],
)
def test_line_ends_are_crlf_and_the_last_line_is_ended(message: bytes, expected: bytes) -> None:
    assert text(message) == expected


@pytest.mark.parametrize("dialect", Dialect)
def test_quoting_is_undone_as_the_dialect_has_it(dialect: Dialect) -> None:
    body = b"From x\n>From y\n>>From z\n> From\n"
    message = b"From a\nA: b\n\n" + body.replace(b"From x", b">From x") + b"\n"
    assert text(message, dialect) == b"A: b\r\n\r\n" + unquote(dialect, body.replace(b"From x", b">From x")).replace(
        b"\n", b"\r\n"
    )


LINES = st.lists(
    st.sampled_from([b"From x", b">From y", b">>>From z", b"a", b"", b"\n", b"\r\n", b"\r", b"\n>", b".\n", b"x" * 30])
).map(b"".join)


@given(body=LINES, chunk=st.integers(1, 12))
@pytest.mark.parametrize("dialect", [Dialect.MBOXRD, Dialect.MBOXO])
def test_however_it_is_cut_it_is_the_same_text(dialect: Dialect, body: bytes, chunk: int) -> None:
    message = b"From a\nA: b\nStatus: O\n\n" + body
    stored = stretch(message)
    plain = unquote(dialect, message[stored.body : stored.body_stop])
    whole = re.sub(rb"\r?\n", b"\r\n", b"A: b\n\n" + plain)
    with pytest.MonkeyPatch.context() as small:
        small.setattr(module, "CHUNK", chunk)
        assert text(message, dialect) == whole + (b"" if whole.endswith(b"\r\n") else b"\r\n")


HEADERS = st.lists(
    st.sampled_from([b"A: b\n", b"Status: RO\n", b"B: c\r\n", b" fold\n", b"\r\r\n", b"x-uid: 1\n"])
).map(b"".join)


@given(header=HEADERS, body=LINES)
@pytest.mark.parametrize("dialect", [Dialect.MBOXRD, Dialect.MBOXO])
def test_a_header_ends_where_that_of_the_text_does(dialect: Dialect, header: bytes, body: bytes) -> None:
    message = b"From a\n" + header + b"\n" + body
    whole = text(message, dialect)
    crossing = wire_header(lambda start, stop: message[start:stop], stretch(message))
    assert crossing == whole[: header_bounds(whole, 0)[1]]


def test_a_delivered_message_comes_out_as_it_came_in() -> None:
    sent = b"Subject: x\r\n\r\nFrom here\r\n>From there\r\n\r\n"
    assert text(record(sent, sender="dora@island.test", at=0)) == sent


def test_a_large_message_is_never_whole_in_memory() -> None:
    message = b"From a\nA: b\n\n" + b"x" * 60 + b"\n" + (b"line of text\n" * 80_000)
    stored = stretch(message)
    asked: list[int] = []

    def read(start: int, stop: int) -> bytes:
        asked.append(stop - start)
        return message[start:stop]

    assert max(map(len, wire_text(read, stored, Dialect.MBOXRD))) < 3 * 64 * 1024
    assert max(asked) <= 64 * 1024

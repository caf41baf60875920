"""Lineage: for every byte of a record where it came from, and for every byte that came what became of it."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from heloworld.mbox.byte_lineage import ByteSpan, Cause, Edit, Lost, Traced, crowned, stored
from heloworld.mbox.dialects import Dialect
from heloworld.mbox.reading.message import from_line, record

AT = 1767402334.0
FROM_LINE = from_line("dora@island.test", AT)
TRACE = (
    b"Return-Path: <dora@island.test>\n"
    b"Delivered-To: ana@harbour.test\n"
    b"Received: from a (localhost [127.0.0.1])\n\tby mail.harbour.test; Sat, 3 Jan 2026\n"
)
LINES = st.sampled_from(
    [
        b"From dora Sat",
        b">From x",
        b"From : y",
        b"Subject: hi",
        b" folded",
        b"Status: RO",
        b"content-LENGTH : 5",
        b"\tfolded too",
        b"X-UID: 1\r",
        b"",
        b".",
        b"..",
        b"\r",
        b"\xe9t\xc3\xa9 \x00",
    ]
)
ENDS = st.sampled_from([b"\r\n", b"\n", b"\r\n", b""])
MESSAGES = st.lists(st.tuples(LINES, ENDS), max_size=10).map(lambda lines: b"".join(map(b"".join, lines)))
ANYTHING = MESSAGES | st.binary(max_size=60)
DIALECTS = st.sampled_from(Dialect)


def follow(message: bytes, dialect: Dialect = Dialect.MBOXRD, trace: bytes = TRACE) -> Traced:
    return crowned(stored(Traced.untouched(message), dialect), FROM_LINE + trace)


@given(message=ANYTHING, dialect=DIALECTS, trace=st.sampled_from([b"", TRACE]))
@example(message=b"Status: RO", dialect=Dialect.MBOXCL, trace=b"")
@example(message=b"From x\nSubject: y", dialect=Dialect.MBOXO, trace=b"")
def test_the_steps_make_the_record_that_delivery_makes(message: bytes, dialect: Dialect, trace: bytes) -> None:
    made = record(message, sender="dora@island.test", at=AT, trace=trace, dialect=dialect)
    assert follow(message, dialect, trace).text == made


@given(message=ANYTHING, dialect=DIALECTS)
def test_every_byte_is_accounted_for_once_on_both_sides(message: bytes, dialect: Dialect) -> None:
    traced = follow(message, dialect)
    at, seen = 0, []
    for start, stop, origin in traced.spans:
        assert start == at < stop
        at = stop
        if isinstance(origin, int):
            assert traced.text[start:stop] == message[origin : origin + stop - start]
            seen.append((origin, origin + stop - start))
    assert at == len(traced.text)
    seen += [(start, stop) for start, stop, _ in traced.lost]
    assert [byte for start, stop in sorted(seen) for byte in range(start, stop)] == [*range(len(message))]


@given(message=ANYTHING, dialect=DIALECTS, data=st.data())
def test_any_part_can_be_asked_for(message: bytes, dialect: Dialect, data: st.DataObject) -> None:
    traced = follow(message, dialect)
    start = data.draw(st.integers(0, len(traced.text)))
    stop = data.draw(st.integers(start, len(traced.text)))
    origins = {}
    for span in traced.spans:
        for at in range(span.start, span.stop):
            origins[at] = span.origin + at - span.start if isinstance(span.origin, int) else span.origin
    found = {}
    for span in traced.within(start, stop):
        for at in range(span.start, span.stop):
            found[at] = span.origin + at - span.start if isinstance(span.origin, int) else span.origin
    assert found == {at: origins[at] for at in range(start, stop)}


@given(message=ANYTHING, dialect=DIALECTS, data=st.data())
def test_any_part_of_the_source_can_be_asked_for(message: bytes, dialect: Dialect, data: st.DataObject) -> None:
    traced = follow(message, dialect)
    start = data.draw(st.integers(0, len(message)))
    stop = data.draw(st.integers(start, len(message)))
    kept, lost = traced.kept_within(start, stop), traced.lost_within(start, stop)
    fates = [(span.origin, span.stop - span.start) for span in kept] + [(at, end - at) for at, end, _ in lost]
    assert sorted(byte for at, count in fates for byte in range(int(at), int(at) + count)) == [*range(start, stop)]  # type: ignore[arg-type]
    for span in kept:
        assert isinstance(span.origin, int)
        assert traced.text[span.start : span.stop] == message[span.origin : span.origin + span.stop - span.start]


def causes(message: bytes, dialect: Dialect = Dialect.MBOXRD) -> list[tuple[Cause, bytes]]:
    """What was added below the trace fields."""
    traced = stored(Traced.untouched(message), dialect)
    added = [(span.origin, traced.text[span.start : span.stop]) for span in traced.spans]
    return [(origin, text) for origin, text in added if isinstance(origin, Cause)]


def lost(message: bytes) -> list[tuple[Cause, bytes]]:
    traced = stored(Traced.untouched(message), Dialect.MBOXRD)
    return [(cause, message[start:stop]) for start, stop, cause in traced.lost if cause is not Cause.CR]


END = (Cause.SEPARATOR, b"\n")


@pytest.mark.parametrize(
    ("message", "dialect", "added"),
    [
        (b"A: b\r\n\r\nhi\r\n", Dialect.MBOXRD, [END]),
        (b"A: b\r\n\r\nFrom x\r\n>From y\r\n", Dialect.MBOXRD, [(Cause.QUOTING, b">")] * 2 + [END]),
        (b"A: b\r\n\r\nFrom x\r\n>From y\r\n", Dialect.MBOXO, [(Cause.QUOTING, b">"), END]),
        (b"A: b\r\n\r\nFrom x\r\n", Dialect.MBOXCL2, [(Cause.CONTENT_LENGTH, b"Content-Length: 7\n"), END]),
        (b"hello\r\n", Dialect.MBOXRD, [(Cause.HEADER_END, b"\n"), END]),
        (b"A: b\r\n\r\nhi", Dialect.MBOXRD, [(Cause.LAST_NEWLINE, b"\n"), END]),
        (
            b"From x\r\nA: b\r\n",
            Dialect.MBOXRD,
            [(Cause.STRAY, b"X-Mailbox-Line: "), (Cause.HEADER_END, b"\n"), END],
        ),
    ],
)
def test_who_added_a_byte(message: bytes, dialect: Dialect, added: list[tuple[Cause, bytes]]) -> None:
    assert causes(message, dialect) == added


def test_what_was_taken_away() -> None:
    message = b"A: b\r\nStatus: RO\r\n folded\r\nB: c\r\n\r\nStatus: stays\r\n"
    assert lost(message) == [(Cause.MAILBOX_FIELD, each) for each in (b"Status: RO", b"\n folded", b"\n")]
    traced = Traced.untouched(b"a\r\nb\n\r")
    assert stored(traced, Dialect.MBOXRD).lost == (Lost(1, 2, Cause.CR),)


def test_the_top_is_told_apart_field_by_field() -> None:
    spans = [span for span in follow(b"A: b\r\n\r\n").spans if isinstance(span.origin, Cause)]
    text = follow(b"A: b\r\n\r\n").text
    assert [(span.origin, text[span.start : span.stop]) for span in spans[:-1]] == [
        (Cause.FROM_LINE, FROM_LINE),
        (Cause.RETURN_PATH, b"Return-Path: <dora@island.test>\n"),
        (Cause.DELIVERED_TO, b"Delivered-To: ana@harbour.test\n"),
        (Cause.RECEIVED, TRACE[TRACE.index(b"Received") :]),
    ]


def test_an_edit_may_take_what_another_one_added() -> None:
    once = Traced.untouched(b"abc").edited([Edit(1, 1, b"XY", Cause.STRAY)])
    twice = once.edited([Edit(2, 4, b"", Cause.MAILBOX_FIELD)])
    assert twice.text == b"aXc"
    assert twice.spans == (ByteSpan(0, 1, 0), ByteSpan(1, 2, Cause.STRAY), ByteSpan(2, 3, 2))
    assert twice.lost == (Lost(1, 2, Cause.MAILBOX_FIELD),)

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from heloworld.mbox.dialects import Dialect, unquote
from heloworld.mbox.reading.message import (
    LONGEST_FROM_LINE,
    Envelope,
    from_line,
    header_fields,
    parse_from_line,
    prepare,
    record,
    split,
    take_apart,
    to_lf,
    without_mailbox_fields,
)

AT = 1767402334.0
"""Sat Jan  3 01:05:34 2026, in UTC."""

LINES = st.sampled_from(
    [b"From ", b"From dora Sat", b">From x", b"Subject: x", b" folded", b"From : y", b"", b"\r", b"x" * 70, b"text:"]
)
MESSAGES = st.lists(LINES, max_size=8).map(b"\r\n".join) | st.binary(max_size=80)


def append(message: bytes, dialect: Dialect = Dialect.MBOXRD, trace: bytes = b"") -> bytes:
    return record(message, sender="dora@island.test", at=AT, trace=trace, dialect=dialect)


def test_the_from_line_is_in_utc_and_pads_the_day_with_a_blank(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "America/New_York")
        time.tzset()
        assert from_line("dora@island.test", AT) == b"From dora@island.test Sat Jan  3 01:05:34 2026\n"
    time.tzset()


@pytest.mark.parametrize(
    ("sender", "shown"),
    [
        ("", b"MAILER-DAEMON"),
        ("<>", b"MAILER-DAEMON"),
        (b"dora@island.test", b"dora@island.test"),
        ('"a b\tc"@island.test', b'"a-b-c"@island.test'),
        ("d\u00f6ra@island.test", b"d??ra@island.test"),
        (b"x\r\nFrom y\x00\x7f", b"x--From-y??"),
        ("d\udcffra", b"d?ra"),
        ("x" * 300, b"x" * 225),
    ],
)
def test_a_sender_cannot_break_the_from_line(sender: str | bytes, shown: bytes) -> None:
    assert from_line(sender, AT) == b"From %s Sat Jan  3 01:05:34 2026\n" % shown


@given(sender=st.binary() | st.text(), at=st.floats(0, 2**33))
def test_every_from_line_is_one_short_line_of_ascii_that_reads_back(sender: str | bytes, at: float) -> None:
    line = from_line(sender, at)
    assert re.fullmatch(
        rb"From [!-~]+ (Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ 123]\d \d\d:\d\d:\d\d \d{4}\n", line
    )
    assert len(line) <= LONGEST_FROM_LINE
    assert b" ".join((b"From", parse_from_line(line).sender, parse_from_line(line).date)) == line.rstrip()


@pytest.mark.parametrize(
    ("line", "envelope"),
    [
        (b"From a@b Sat Jan  3 01:05:34 2026\n", Envelope(b"a@b", b"Sat Jan  3 01:05:34 2026")),
        (b"From a@b  Sat Jan  3 01:05:34 2026 +0100\r\n", Envelope(b"a@b", b"Sat Jan  3 01:05:34 2026 +0100")),
        (b"From a at b Sat, 3 Jan 2026 01:05:34", Envelope(b"a at b", b"Sat, 3 Jan 2026 01:05:34")),
        (b"From Sat Jan  3 01:05:34 2026\n", Envelope(b"", b"Sat Jan  3 01:05:34 2026")),
        (b"From Saturday's child 2026\n", Envelope(b"Saturday's", b"child 2026")),
        (b"From here on\n", Envelope(b"here", b"on")),
        (b"From \n", Envelope(b"", b"")),
    ],
)
def test_other_programs_from_lines_are_read_as_they_are(line: bytes, envelope: Envelope) -> None:
    assert parse_from_line(line) == envelope


def test_header_fields_are_unfolded_and_keep_their_order() -> None:
    header = b"To: ana,\r\n\tben\r\nno field at all\nSubject :  hi \nX-Empty:\nto: cleo\n"
    fields = [(b"To", b"ana,\tben"), (b"Subject", b"hi"), (b"X-Empty", b""), (b"to", b"cleo")]
    assert header_fields(header) == fields


def test_a_plain_message_becomes_the_record_that_postfix_would_write() -> None:
    message = b"From: dora@island.test\r\nSubject: hi\r\n\r\nFrom here on\r\nbye"
    trace = b"Return-Path: <dora@island.test>\nDelivered-To: ana@harbour.test\n"
    assert append(message, trace=trace) == (
        b"From dora@island.test Sat Jan  3 01:05:34 2026\n"
        b"Return-Path: <dora@island.test>\nDelivered-To: ana@harbour.test\n"
        b"From: dora@island.test\nSubject: hi\n\n>From here on\nbye\n\n"
    )


def test_an_empty_body_is_two_empty_lines() -> None:
    assert append(b"Subject: x\r\n\r\n").endswith(b"Subject: x\n\n\n")
    assert append(b"Subject: x").endswith(b"Subject: x\n\n\n")
    assert append(b"").endswith(b"2026\n\n\n")


@pytest.mark.parametrize("name", ["Content-Length", "lines", "STATUS", "X-Status", "X-UID", "X-IMAP", "X-IMAPbase"])
def test_fields_of_the_mailbox_are_taken_out_with_their_folded_lines(name: str) -> None:
    message = f"A: 1\r\n{name}: 5\r\n more\r\n\tand more\r\nB: 2\r\n{name} : 6\r\n\r\n{name}: body\r\n"
    assert append(message.encode()).endswith(f"2026\nA: 1\nB: 2\n\n{name}: body\n\n".encode())


def test_a_field_whose_name_only_begins_alike_stays() -> None:
    assert b"\nStatus-Code: 1\nX-UIDs: 2\n" in append(b"Status-Code: 1\r\nX-UIDs: 2\r\n\r\n")


@pytest.mark.parametrize("dialect", [Dialect.MBOXCL, Dialect.MBOXCL2])
def test_content_length_counts_the_body_as_it_is_written(dialect: Dialect) -> None:
    stored = split(append(b"Content-Length: 0\r\nSubject: x\r\n\r\nFrom a\r\n>From b", dialect))
    assert (b"Content-Length", b"%d" % len(stored.body)) in header_fields(stored.header)
    assert stored.header.count(b"ontent-Length") == 1


@pytest.mark.parametrize(
    ("message", "header", "body"),
    [
        (b"just text\r\nSubject: no\r\n", b"", b"just text\nSubject: no\n"),
        (b"\r\ntext\r\n", b"", b"text\n"),
        (b" indented\r\n", b"", b" indented\n"),
        (b"From here on it is text\r\nmore\r\n", b"", b"From here on it is text\nmore\n"),
        (
            b"From x Sat\r\n>From y\r\nA: 1\r\n\r\nb\r\n",
            b"X-Mailbox-Line: From x Sat\nX-Mailbox-Line: >From y\nA: 1\n",
            b"b\n",
        ),
        (b"A: 1\r\nFrom here\r\nB: 2\r\n\r\nb\r\n", b"A: 1\n", b"From here\nB: 2\n\nb\n"),
        (b"A: 1\r\nFrom : me\r\n\r\nb\r\n", b"A: 1\n", b"From : me\n\nb\n"),
        (b"A: 1\r\n folded\r\nno field\r\n", b"A: 1\n folded\n", b"no field\n"),
        (b"A: 1\nB: bare LF\n\nb\n", b"A: 1\nB: bare LF\n", b"b\n"),
        (b"A: bare\rCR\r\n\r\nb\r\n", b"A: bare\rCR\n", b"b\n"),
    ],
)
def test_a_message_without_a_proper_header_cannot_break_the_file(message: bytes, header: bytes, body: bytes) -> None:
    stored = split(append(message))
    assert (stored.header, unquote(Dialect.MBOXRD, stored.body)) == (header, body)


@given(message=MESSAGES)
def test_a_record_has_one_separator_line_and_ends_in_an_empty_line(message: bytes) -> None:
    stored = append(message)
    assert [number for number, line in enumerate(stored.split(b"\n")) if line.startswith(b"From ")] == [0]
    assert stored.endswith(b"\n\n")
    assert split(stored).separator == b"\n"
    assert split(stored).blank == b"\n"


@given(message=MESSAGES)
@example(message=b"content-length:")
def test_no_byte_of_a_message_is_lost_but_line_ends_and_fields_of_the_mailbox(message: bytes) -> None:
    came, text = take_apart(to_lf(message))
    assert _bare(came + text) == _bare(to_lf(message))
    header, body = prepare(message, Dialect.MBOXRD)
    assert _bare(header + unquote(Dialect.MBOXRD, body)) == _bare(without_mailbox_fields(came) + text)


def _bare(text: bytes) -> bytes:
    return text.replace(b"X-Mailbox-Line: ", b"").replace(b"\n", b"")


@pytest.mark.parametrize("dialect", [Dialect.MBOXRD, Dialect.MBOXCL2])
@given(body=st.lists(LINES, max_size=6).map(b"\n".join))
def test_a_body_is_read_back_as_it_was(dialect: Dialect, body: bytes) -> None:
    stored = split(append(b"Subject: x\n\n" + body, dialect))
    assert unquote(dialect, stored.body) == (to_lf(body) if not body or body.endswith(b"\n") else to_lf(body) + b"\n")


@given(message=MESSAGES, dialect=st.sampled_from(Dialect))
def test_the_parts_of_a_message_are_the_message(message: bytes, dialect: Dialect) -> None:
    for whole in (message, append(message, dialect), b"From x\n" + message):
        parts = split(whole)
        joined = parts.from_line + parts.header + parts.blank + parts.body + parts.separator
        assert joined == whole


def test_a_message_without_an_empty_line_is_all_header() -> None:
    parts = split(b"From x\nA: 1\nB: 2\n")
    assert (parts.header, parts.blank, parts.body, parts.separator) == (b"A: 1\nB: 2\n", b"", b"", b"")
    assert split(b"From x\r\nA: 1\r\n\r\nb\r\n\r\n").separator == b"\r\n"

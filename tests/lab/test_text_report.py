"""The transcript as text."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from heloworld.lab.serving.text_report import TextReport
from heloworld.wire.events import (
    Bytes,
    Closed,
    Delivered,
    Event,
    Handled,
    Judged,
    Opened,
    Queued,
    Side,
    TlsStarted,
    Turned,
)
from heloworld.wire.lines import LONGEST
from heloworld.wire.visible import visible


def told(*events: Event) -> list[str]:
    report = TextReport()
    return "".join(map(report.text, events)).splitlines()


def chunk(data: bytes, side: Side = "client", conn: int = 3) -> Bytes:
    return Bytes(conn, 0.0, side, data)


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (
            Opened(3, 0.0, "smtp", ("127.0.0.1", 40000), ("127.0.0.1", 2525)),
            "3 -- 127.0.0.1:40000 connected to 127.0.0.1:2525",
        ),
        (TlsStarted(3, 0.0, "TLSv1.3", "TLS_AES_256"), "3 -- TLSv1.3, TLS_AES_256"),
        (
            Delivered(3, 0.0, "ana@harbour.test", "/mail/\x1bana.mbox", 10, 20, "7DCB64A55D"),
            "3 -- delivered for ana@harbour.test: /mail/␛ana.mbox, 20 bytes at 10",
        ),
        (
            Queued(3, 0.0, "mail.harbour.test", "7DCB64A55D", "", ("dora@island.test", "\x1b@island.test"), 99),
            "3 -- queued as 7DCB64A55D for dora@island.test, ␛@island.test: 99 bytes",
        ),
        (
            Handled(4, 0.0, "mail.harbour.test", "Q1", "dora@island.test", "relayed", "mail.island.test", "250 \x1bOk"),
            "4 -- Q1 for dora@island.test relayed: relay=mail.island.test, 250 ␛Ok",
        ),
        (
            Judged(4, 0.0, "island", "Q1", "spf", "fail", "harbour.test", "\x1bNo."),
            "4 -- island: spf fail: ␛No.",
        ),
        (Turned(0, 0.0, 300.0), "0 -- the clock was turned by 300 s"),
        (Closed(3, 0.0), "3 -- closed"),
        (Closed(3, 0.0, "reset"), "3 -- closed: reset"),
        (chunk(b"NOOP\r\n"), "3 C: NOOP"),
        (chunk(b"250 Ok\r\n", "server"), "3 S: 250 Ok"),
        (chunk(b"\r\n"), "3 C: "),
        (chunk(b"bare\n"), "3 C: bare␊"),
        (chunk("grüße\r\n".encode()), "3 C: grüße"),
        (chunk(b"\x1b[2J\r\n"), "3 C: ␛[2J"),
        (chunk(b"a\rb\r\n"), "3 C: a␍b"),
    ],
)
def test_one_event_one_line(event: Event, line: str) -> None:
    assert told(event) == [line]


def test_a_chunk_may_hold_many_lines_or_none() -> None:
    assert told(chunk(b"one\r\ntwo\r\nth")) == ["3 C: one", "3 C: two"]
    assert told(chunk(b"one\r\ntwo\r\nth"), chunk(b"ree\r\n")) == ["3 C: one", "3 C: two", "3 C: three"]


def test_connections_and_sides_are_kept_apart() -> None:
    events = [chunk(b"MA"), chunk(b"2", "server"), chunk(b"NO", conn=4), chunk(b"IL\r\n"), chunk(b"OP\r\n", conn=4)]
    assert told(*events, chunk(b"50\r\n", "server")) == ["3 C: MAIL", "4 C: NOOP", "3 S: 250"]


def test_what_stays_unfinished_is_told_at_the_end() -> None:
    assert told(chunk(b"half"), Closed(3, 0.0)) == ["3 C: half…", "3 -- closed"]
    assert told(chunk(b"half"), Closed(4, 0.0)) == ["4 -- closed"]


def test_half_a_line_before_tls_is_no_part_of_one_after_it() -> None:
    tls = TlsStarted(3, 0.0, "TLSv1.3", "X")
    assert told(chunk(b"EHLO ev"), tls, chunk(b"NOOP\r\n")) == ["3 C: EHLO ev…", "3 -- TLSv1.3, X", "3 C: NOOP"]


def test_a_line_without_end_is_told_in_pieces() -> None:
    lines = told(*[chunk(b"x" * 10_000)] * 20, chunk(b"\r\n"))
    assert len(lines) > 1
    assert all(line.startswith("3 C: xx") and len(line) < 2 * LONGEST for line in lines)
    assert "".join(line[5:].rstrip("…") for line in lines) == "x" * 200_000


def test_what_was_left_out_is_said_and_joins_nothing() -> None:
    report = TextReport()
    assert report.text(chunk(b"MAIL FR")) + report.text(chunk(b"25", "server", 4)) == ""
    assert report.omitted(1_234).splitlines() == [
        "3 C: MAIL FR…",
        "4 S: 25…",
        "-- 1,234 events left out: too many were waiting to be read",
    ]
    assert report.text(chunk(b"OM:<>\r\n")) == "3 C: OM:<>\n"
    assert report.omitted(1) == "-- 1 event left out: too many were waiting to be read\n"


def test_a_line_without_end_that_comes_byte_by_byte_costs_no_more_a_byte() -> None:
    report, x = TextReport(), chunk(b"x")
    started = time.process_time()
    for _ in range(2 * LONGEST):
        report.text(x)
    assert time.process_time() - started < 3


piece = st.sampled_from([b"\r\n", b"\n", b"\r", b"NOOP", b"x", b"\x1b", b"\xff", "ö".encode(), b" ", b"\x7f"])


@given(st.lists(st.lists(piece, min_size=1, max_size=5).map(b"".join), max_size=8))
@example([b"\rNOOP\n"])
def test_chunks_mean_nothing(chunks: list[bytes]) -> None:
    *complete, rest = b"".join(chunks).split(b"\n")
    lines = [f"3 C: {visible(line[:-1])}" if line.endswith(b"\r") else f"3 C: {visible(line)}␊" for line in complete]
    lines += [f"3 C: {visible(rest)}…"] if rest else []
    report, events = TextReport(), list[Event](map(chunk, chunks))
    text = "".join(map(report.text, [*events, Closed(3, 0.0)]))
    assert text.split("\n") == [*lines, "3 -- closed", ""]

"""What a letter's own trace tells about how it came in, as the servers of this world write it; and what is no trace."""

from __future__ import annotations

import pytest

from heloworld.lab.judging.trace_fields import Moment, Told, Trace, read_trace
from heloworld.trust.message import parse

BY = " by mx.island.test (Postfix) with ESMTP id 4A; Sat, 28 Nov 2026 17:57:01 +0000"


def told(header: str, envelope_from: str | None = None) -> tuple[str | None, ...]:
    trace = read_trace(parse(f"{header}\nSubject: x\n\n".encode("utf-8", "surrogateescape")), envelope_from)
    return tuple(each.value if each else None for each in (trace.client, trace.helo, trace.sender, trace.receiver))


@pytest.mark.parametrize(
    ("clause", "client", "helo"),
    [
        ("from mail.a.test (mail.a.test [192.0.2.1])", "192.0.2.1", "mail.a.test"),  # Postfix, Sendmail, ours
        ("from mail.a.test (unknown [IPv6:2001:db8::1])", "2001:db8::1", "mail.a.test"),
        ("from mail.a.test\n\t(mail.a.test [192.0.2.1])\n\t", "192.0.2.1", "mail.a.test"),
        ("from [10.0.0.9] (unknown [192.0.2.1])", "192.0.2.1", "[10.0.0.9]"),  # its HELO is a mere claim
        ("from rdns.a.test ([192.0.2.1] helo=mail.a.test)", "192.0.2.1", "mail.a.test"),  # Exim
        ("from rdns.a.test ([192.0.2.1]:4711 helo=[6.6.6.6])", "192.0.2.1", "[6.6.6.6]"),
        ("from [192.0.2.1] (helo=mail.a.test)", "192.0.2.1", "mail.a.test"),
        ("from unknown (HELO mail.a.test) (192.0.2.1)", "192.0.2.1", "mail.a.test"),  # qmail
        ("from mail.a.test (2001:db8::1)", "2001:db8::1", "mail.a.test"),  # Exchange
        ("from mail.a.test (mail.a.test. [192.0.2.1])", "192.0.2.1", "mail.a.test"),  # Google
        ("from x([6.6.6.6]) (mail.a.test [192.0.2.1])", "192.0.2.1", "x([6.6.6.6])"),  # a HELO that lies
        ("from mail.a.test", None, "mail.a.test"),
        ("from mail.a.test (mail.a.test [999.0.2.1])", None, "mail.a.test"),
    ],
)
def test_who_handed_it_over(clause: str, client: str | None, helo: str) -> None:
    assert told(f"Return-Path: <ana@a.test>\nReceived: {clause}{BY}") == (client, helo, "ana@a.test", "mx.island.test")


def test_a_letter_that_a_program_of_the_host_wrote_came_from_nowhere() -> None:
    own = "Received: by mx.island.test (Postfix, from userid 1000) id 4A; now"
    forged = f"Received: from mail.a.test (mail.a.test [192.0.2.1]){BY}"
    assert told(f"{own}\n{forged}") == (None, None, None, "mx.island.test")


def test_how_one_host_passes_mail_on_within_is_passed_over() -> None:
    within = "Received: from mx.island.test ([192.0.2.99]) by mx.island.test with LMTP id 9; now"
    trace = read_trace(parse(f"{within}\nReceived: from mail.a.test (x [192.0.2.1]){BY}\n\n".encode()))
    assert trace.client == Told("192.0.2.1", "the topmost Received that tells of another host")


@pytest.mark.parametrize(
    ("end", "seconds"),
    [
        ("; Sat, 28 Nov 2026 17:57:01 +0000", 1_795_888_621),
        (";\n\tSat, 28 Nov 2026 18:57:01 +0100 (CET; winter)", 1_795_888_621),
        ("; 28 Nov 2026 17:57:01 -0000", 1_795_888_621),
        ("; now", None),
        ("; Sat, 99 Nov 99999 17:57:01 +0000", None),
        (" (x; Sat, 28 Nov 2026 17:57:01 +0000)", None),
        ("", None),
    ],
)
def test_when_it_was_handed_over(end: str, seconds: int | None) -> None:
    letter = f"Received: from mail.a.test (x [192.0.2.1]) by mx.island.test with ESMTP id 4A{end}\n\n"
    at = read_trace(parse(letter.encode())).at
    assert at == (None if seconds is None else Moment(seconds, "the topmost Received"))


def test_only_what_stands_on_top_is_believed() -> None:
    top = f"Received: from mail.a.test (x [192.0.2.1]){BY}"
    lie = f"Received: from mail.bank.test (y [192.0.2.2]){BY}"
    assert told(f"{top}\n{lie}")[0] == "192.0.2.1"
    assert told(f"{top}\nReturn-Path: <boss@bank.test>")[2] is None
    assert told(f"Return-Path: <ana@a.test>\n{top}\nReturn-Path: <boss@bank.test>")[2] == "ana@a.test"


def test_the_envelopes_sender() -> None:
    assert told("Return-Path: <>")[2] == ""
    assert told("Return-Path: ana@a.test", "ben@a.test")[2] == "ana@a.test"
    assert told("X: y", "ben@a.test")[2] == "ben@a.test"
    assert told("X: y", "MAILER-DAEMON")[2] == ""
    assert told("Return-Path: <a b c>", "ben@a.test")[2] is None
    assert read_trace(parse(b"X: y\n\n")) == Trace()


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "from",
        "from ",
        "by",
        "from by by by",
        "(" * 9_000,
        "from " + "(a " * 5_000,
        "from \udcff\udc80 [",
        "[" * 9_000,
    ],
)
def test_whatever_stands_there_is_read(value: str) -> None:
    assert told(f"Received: {value}")[0] is None
    assert told(f"Return-Path: {value}")[0] is None

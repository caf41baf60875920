"""Conditions on recorded sessions: each key of a condition tells what it names from what is only like it."""

from __future__ import annotations

from typing import Any

import pytest

from course.recording import ENVELOPE, HELO, MAIL, condition, evidence, times

EHLO = (
    "S 220 mail.harbour.test ESMTP",
    "C EHLO localhost",
    "S 250-mail.harbour.test",
    "S 250-PIPELINING",
    "S 250 SIZE 10240000",
)
REFUSED = (
    *HELO,
    "C MAIL FROM:<>",
    "S 250 2.1.0 Ok",
    "C RCPT TO:<zoe@harbour.test>",
    "S 550 5.1.1 <zoe@harbour.test>: User unknown",
    "C XYZZY",
    "S 500 5.5.2 Error: command not recognized",
)
TLS = (*EHLO, "C STARTTLS", "S 220 2.0.0 Ready to start TLS", "T ", "C EHLO again", "S 250 mail.harbour.test", "X ")


def letter(*lines: str, reply: str = "250 2.0.0 Ok") -> tuple[str, ...]:
    return (*HELO, *ENVELOPE, *(f"C {line}" for line in lines), "C .", f"S {reply}")


TWO = (*MAIL[:7], "C RCPT TO:<ben@harbour.test>", "S 250 2.1.5 Ok", *MAIL[7:])


def asked(*lines: str) -> tuple[str, ...]:
    """A hello, and lines that the server takes."""
    return (*HELO, *(each for line in lines for each in (f"C {line}", "S 250 2.1.0 Ok")))


FROM, ANA, BEN = "MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "RCPT TO:<ben@harbour.test>"


@pytest.mark.parametrize(
    ("script", "table", "count"),
    [
        (HELO, {"command": "helo"}, 1),
        (HELO, {"command": ["EHLO", "HELO"]}, 1),
        (HELO, {"command": "EHLO"}, 0),
        (HELO, {"command": "any"}, 1),
        (MAIL, {"command": "."}, 1),
        (HELO, {"command": "HELO", "reply": 250}, 1),
        (HELO, {"command": "HELO", "reply": "2xx"}, 1),
        (HELO, {"command": "HELO", "reply": [500, "2xx"]}, 1),
        (HELO, {"command": "HELO", "reply": 251}, 0),
        (REFUSED, {"command": "RCPT", "enhanced": "5.1.1"}, 1),
        (REFUSED, {"command": "RCPT", "enhanced": "5.1.2"}, 0),
        (REFUSED, {"command": "RCPT", "says": "*user UNKNOWN*"}, 1),
        (REFUSED, {"command": "RCPT", "says": "user unknown"}, 0),
        (REFUSED, {"command": "any", "reply": 500}, 1),
        ((*HELO, "C HELP", "S 214-5.0.0 First", "S 214 2.0.0 Last"), {"command": "HELP", "says": "*last"}, 1),
        ((*HELO, "C HELP", "S 214-5.0.0 First", "S 214 2.0.0 Last"), {"command": "HELP", "enhanced": "5.0.0"}, 0),
        (HELO, {"command": "HELO", "argument": "LOCAL*"}, 1),
        (HELO, {"command": "HELO", "argument": "local"}, 0),
        (REFUSED, {"command": "MAIL", "address": ""}, 1),
        (REFUSED, {"command": "RCPT", "address": "*@HARBOUR.test"}, 1),
        (REFUSED, {"command": "RCPT", "address": "ana@*"}, 0),
        (asked(FROM, ANA, BEN), {"command": "RCPT", "address": "ben*", "beside": ["ANA@*"]}, 1),
        (asked(FROM, BEN, ANA), {"command": "RCPT", "address": "ben*", "beside": ["ana*"]}, 0),
        (asked(FROM, ANA, ANA), {"command": "RCPT", "beside": ["ana*", "ben*"]}, 0),
        (asked(FROM, ANA), {"command": "RCPT", "sender": "dora@*"}, 1),
        (asked(FROM, ANA), {"command": "MAIL", "sender": "dora@*"}, 0),
        (asked("MAIL FROM:<emil@island.test>", "HELO again", FROM, ANA), {"command": "RCPT", "sender": "emil@*"}, 0),
        (asked("MAIL FROM:<>", ANA), {"command": "RCPT", "sender": ""}, 1),
        (asked(ANA), {"command": "RCPT", "sender": ""}, 0),
        (asked(FROM, ANA, ANA, "RSET", FROM, BEN), {"command": "RCPT", "address": "ben*", "beside": ["ana*"]}, 0),
        (asked(FROM, ANA, "HELO again", FROM, BEN), {"command": "RCPT", "address": "ben*", "beside": ["ana*"]}, 0),
        (
            (*asked(FROM), f"C {ANA}", "S 550 5.1.1 no", f"C {BEN}", "S 250 2.1.5 Ok"),
            {"command": "RCPT", "address": "ben*", "beside": ["ana*"]},
            0,
        ),
        ((*MAIL, *asked(FROM, BEN)[len(HELO) :]), {"command": "RCPT", "address": "ben*", "beside": ["ana*"]}, 0),
        (MAIL, {"command": "MAIL", "parameter": "SIZE=*"}, 1),
        (MAIL, {"command": "MAIL", "parameter": "BODY=*"}, 0),
        (EHLO, {"command": "EHLO", "offers": "size"}, 1),
        (EHLO, {"command": "EHLO", "offers": "mail.harbour.test"}, 0),
        (MAIL, {"command": "DATA", "state": "RCPT"}, 1),
        (MAIL, {"command": "DATA", "state": ["MAIL", "greeted"]}, 0),
        (TLS, {"command": "EHLO", "tls": True}, 1),
        (TLS, {"command": "EHLO", "tls": False}, 1),
        (TLS, {"command": "EHLO"}, 2),
        (HELO, {"greeting": 220}, 1),
        (HELO, {"greeting": 554}, 0),
        (HELO, {"greeting": 220, "tls": True}, 0),
        (TLS, {"connection": "opened"}, 1),
        (TLS, {"connection": "opened", "implicit_tls": True}, 0),
        (TLS, {"connection": "tls", "version": "tlsv1.3"}, 1),
        (TLS, {"connection": "tls", "version": "TLSv1.2"}, 0),
        (TLS, {"connection": "closed"}, 1),
        (HELO, {"connection": "closed"}, 0),
    ],
)
def test_what_was_said(script: tuple[str, ...], table: dict[str, Any], count: int) -> None:
    assert times(condition(**table), evidence(script)) == count


@pytest.mark.parametrize(
    ("script", "table", "count"),
    [
        (MAIL, {"mail": "accepted"}, 1),
        (MAIL, {"mail": "refused"}, 0),
        (letter("", "x", reply="552 5.3.4 Too big"), {"mail": "refused", "reply": 552}, 1),
        (letter("", "x", reply="552 5.3.4 Too big"), {"mail": "refused", "reply": "4xx"}, 0),
        (letter("", "x", reply="552 5.3.4 Too big"), {"mail": "accepted"}, 0),
        (letter("", "x", reply="452 4.3.1 Full"), {"mail": "refused", "reply": "4xx"}, 1),
        (MAIL, {"mail": "accepted", "sender": "dora@island.test"}, 1),
        (MAIL, {"mail": "accepted", "sender": ""}, 0),
        (MAIL, {"mail": "accepted", "recipients": ["ANA@*"]}, 1),
        (MAIL, {"mail": "accepted", "recipients": ["ana@*", "ben@*"]}, 0),
        (MAIL, {"mail": "accepted", "recipients": ["ana@*"], "only": True}, 1),
        (MAIL, {"mail": "accepted", "recipients": ["ana@*"], "only": False}, 0),
        (TWO, {"mail": "accepted", "recipients": ["ana@*"], "only": True}, 0),
        (TWO, {"mail": "accepted", "recipients": ["ana@*"], "only": False}, 1),
        (TWO, {"mail": "accepted", "recipients": ["ana@*", "ben@*"], "only": True}, 1),
        (MAIL, {"mail": "accepted", "header": {"subject": "tide"}}, 1),
        (MAIL, {"mail": "accepted", "header": {"Subject": "high"}}, 0),
        (letter("Subject: a", " long one", "", "x"), {"mail": "accepted", "header": {"Subject": "a long one"}}, 1),
        (letter("", "Subject: body"), {"mail": "accepted", "header": {"Subject": "*"}}, 0),
        (MAIL, {"mail": "accepted", "without": ["From", "bcc"]}, 1),
        (MAIL, {"mail": "accepted", "without": ["SUBJECT"]}, 0),
        (letter("Cc: ben@harbour.test", "", "x"), {"mail": "accepted", "header_without": "BEN"}, 0),
        (letter("Cc: cleo@harbour.test", "", "ben"), {"mail": "accepted", "header_without": "ben"}, 1),
        (letter("Subject: =?utf-8?Q?Caf=C3=A9?=", ""), {"mail": "accepted", "encoded": ["subject"]}, 1),
        (letter("Subject: At =?utf-8?b?Q2Fmw6k=?= Sol", ""), {"mail": "accepted", "encoded": ["Subject"]}, 1),
        (letter("Subject: =?utf-8?Q?Caf=C3=A9", ""), {"mail": "accepted", "encoded": ["Subject"]}, 0),
        (letter("Subject: =?utf-8?Q?Caf=C3=A9?", ""), {"mail": "accepted", "encoded": ["Subject"]}, 0),
        (letter("Subject: =?utf-8?Q?=C3=A9", ""), {"mail": "accepted", "encoded": ["Subject"]}, 0),
        (letter("Subject: =?utf-8?B?Q2Fmw6k=", ""), {"mail": "accepted", "encoded": ["Subject"]}, 0),
        (letter("Subject: =?utf-8?B?Q2Fmw6k?=", ""), {"mail": "accepted", "encoded": ["Subject"]}, 1),
        (letter("Subject: =?utf-8?B?Q2Fmw6?=", ""), {"mail": "accepted", "encoded": ["Subject"]}, 0),
        (letter("Subject: =?utf-8?B?Caf=C3=A9?=", ""), {"mail": "accepted", "encoded": ["Subject"]}, 0),
        (letter("Subject: =?utf-8?Q?Caf=E9?=", ""), {"mail": "accepted", "encoded": ["Subject"]}, 0),
        (letter("Subject: =?utf-8?B?Q?=", ""), {"mail": "accepted", "encoded": ["Subject"]}, 0),
        (letter("Subject: =?utf-8?Q?Caf =C3=A9?=", ""), {"mail": "accepted", "encoded": ["Subject"]}, 0),
        (letter("Subject: Caf=C3=A9", "", "=?utf-8?Q?=C3=A9?="), {"mail": "accepted", "encoded": ["Subject"]}, 0),
        (letter("From: Emil <emil@island.test>", ""), {"mail": "accepted", "from_differs": True}, 1),
        (letter("From: Dora <DORA@island.test>", ""), {"mail": "accepted", "from_differs": True}, 0),
        (letter("Subject: x", ""), {"mail": "accepted", "from_differs": True}, 0),
        (MAIL, {"mail": "accepted", "empty_line": True}, 1),
        (letter("Subject: x"), {"mail": "accepted", "empty_line": True}, 0),
        (letter("Subject: x"), {"mail": "accepted", "empty_line": False}, 1),
        (MAIL, {"mail": "accepted", "body": ".high at *"}, 1),
        (MAIL, {"mail": "accepted", "body": ".HIGH at *"}, 0),
        (MAIL, {"mail": "accepted", "body": "Subject*"}, 0),
        (MAIL, {"mail": "accepted", "wire": "..high at six"}, 1),
        (MAIL, {"mail": "accepted", "wire": ".high at six"}, 0),
        (MAIL, {"mail": "accepted", "body_without": "low*"}, 1),
        (MAIL, {"mail": "accepted", "body_without": "*high*"}, 0),
        ((*HELO, *ENVELOPE, "L a", "C b", "C .", "S 250 Ok"), {"mail": "accepted", "line_end": "LF"}, 1),
        (MAIL, {"mail": "accepted", "line_end": "LF"}, 0),
    ],
)
def test_what_was_sent(script: tuple[str, ...], table: dict[str, Any], count: int) -> None:
    assert times(condition(**table), evidence(script)) == count


PARTS = letter(
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="x"',
    "",
    "--x",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: base64",
    "",
    "SGlnaCBhdCBzaXgu",
    "--x",
    "Content-Type: text/html",
    "",
    "<b>six</b>",
    "--x--",
)


@pytest.mark.parametrize(
    ("table", "count"),
    [
        ({"part": "text/html"}, 1),
        ({"part": "image/*"}, 0),
        ({"encoding": "BASE64"}, 1),
        ({"part": "text/html", "encoding": "base64"}, 0),
        ({"part": "text/html", "encoding": "7bit"}, 1),
        ({"decoded": "High at six."}, 1),
        ({"decoded": "high at six."}, 0),
        ({"part": "text/html", "decoded": "High*"}, 0),
    ],
)
def test_the_parts_of_a_message(table: dict[str, Any], count: int) -> None:
    assert times(condition(mail="accepted", **table), evidence(PARTS)) == count


@pytest.mark.parametrize(
    "table", [{"command": "HELO"}, {"greeting": 220}, {"mail": "accepted"}, {"connection": "opened"}]
)
@pytest.mark.parametrize("outside", [True, False])
def test_who_spoke(table: dict[str, Any], *, outside: bool) -> None:
    seen = evidence(MAIL, outside=outside)
    assert times(condition(**table, outside=outside), seen) == 1
    assert times(condition(**table, outside=not outside), seen) == 0


def test_a_sent_message_whose_reply_is_awaited_is_none_yet() -> None:
    assert times(condition(mail="accepted"), evidence(MAIL[:-1])) == 0
    assert times(condition(command="."), evidence(MAIL[:-1])) == 0

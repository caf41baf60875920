"""A login on the wire's pane: who is logged in, what a row says, what helps, and what may be typed next."""

from __future__ import annotations

import pytest

from heloworld.lab.explain import explain
from heloworld.smtp import manual
from heloworld.smtp.dissect import SmtpDialogue
from heloworld.smtp.states import MACHINE, SmtpState
from heloworld.wire.events import Bytes
from heloworld.wire.rows import Kind, Row
from smtp.told import dialogue, dissected, kinds, rows

HELLO = ("S: 220 hi", "C: EHLO x", "S: 250-hi", "S: 250 AUTH PLAIN LOGIN CRAM-MD5 SCRAM-SHA-256")
PLAIN = "AGFuYQBzZXNhbWU="
YES = "S: 235 2.7.0 Authentication successful"
NO = "S: 535 5.7.8 Error: authentication failed: (reason unavailable)"
LOGIN = (*HELLO, "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: YW5h", "S: 334 UGFzc3dvcmQ6", "C: c2VzYW1l", YES)
CRAM = (
    *HELLO,
    "C: AUTH CRAM-MD5",
    "S: 334 PDEuMkBtYWlsLmhhcmJvdXIudGVzdD4=",
    "C: YW5hIDAwMTEyMjMzNDQ1NTY2Nzc4ODk5YWFiYmNjZGRlZWZm",
    YES,
)


def login_of(*session: str) -> SmtpDialogue:
    talk = dialogue(*session)
    assert isinstance(talk, SmtpDialogue)
    return talk


@pytest.mark.parametrize(
    "session",
    [
        (*HELLO, f"C: AUTH PLAIN {PLAIN}", YES),
        (*HELLO, f"C: auth plain {PLAIN}", YES),
        (*HELLO, "C: AUTH PLAIN", "S: 334 ", f"C: {PLAIN}", YES),
        LOGIN,
        (*HELLO, "C: AUTH LOGIN YW5h", "S: 334 UGFzc3dvcmQ6", "C: c2VzYW1l", YES),
        CRAM,
    ],
)
def test_who_is_logged_in(session: tuple[str, ...]) -> None:
    assert login_of(*session).login.user == b"ana"
    assert login_of(*session[:-1], NO).login.user == b""
    assert login_of(*session[:-1]).login.user == b""
    assert login_of(*session).state is SmtpState.GREETED


def test_who_has_logged_in_is_offered_no_login_any_more() -> None:
    assert "AUTH" in MACHINE.legal(SmtpState.GREETED, login_of(*HELLO).offers)
    assert "AUTH" not in MACHINE.legal(SmtpState.GREETED, login_of(*LOGIN).offers)


def test_each_line_of_a_login_is_what_it_is() -> None:
    wanted = [("EHLO x", Kind.COMMAND), ("AUTH LOGIN", Kind.COMMAND), ("YW5h", Kind.ANSWER), ("c2VzYW1l", Kind.ANSWER)]
    assert kinds(dissected(*LOGIN)) == wanted


def notes(*session: str, hides_secrets: bool = False) -> list[str]:
    """Headline and details of each row behind the hello."""
    found = [explain(row, hides_secrets=hides_secrets) for row in rows(dissected(*session))[len(HELLO) + 1 :]]
    return [" ".join((note.headline, *note.details)) for note in found]


def test_what_stands_in_plain() -> None:
    command, reply = notes(*HELLO, f"C: AUTH PLAIN {PLAIN}", YES)
    assert "In base64 it says NUL, name, NUL, password. Base64 is a spelling: it hides nothing." in command
    assert "Here: ␀ana␀sesame" in command
    assert "After 235 the server knows who you are" in reply


def test_what_stands_in_login() -> None:
    _, asks_name, name, asks_password, password, _ = notes(*LOGIN)
    assert "In base64 the server asks: Username:" in asks_name
    assert "The name, in base64." in name
    assert "Here: ana" in name
    assert "In base64 the server asks: Password:" in asks_password
    assert "The password, in base64. Base64 is a spelling: it hides nothing. Here: sesame" in password


def test_what_stands_in_cram_md5() -> None:
    _, challenge, proof, _ = notes(*CRAM)
    assert "It says: <1.2@mail.harbour.test>" in challenge
    assert "the password does not cross" in challenge
    assert "what HMAC-MD5 makes of the challenge with the password as its key" in proof
    assert "Here: ana 00112233445566778899aabbccddeeff" in proof


@pytest.mark.parametrize("session", [(*HELLO, f"C: AUTH PLAIN {PLAIN}", NO), LOGIN, CRAM])
def test_what_is_to_be_hidden_is_not_said(session: tuple[str, ...]) -> None:
    told = " ".join(notes(*session, hides_secrets=True)).replace("everybody's password is sesame", "")
    assert "Base64" in told
    assert "sesame" not in told
    assert "Here:" not in told
    assert "00112233" not in told


@pytest.mark.parametrize(
    ("session", "remedy"),
    [
        ((f"C: AUTH PLAIN {PLAIN}", NO), "The name or the password is wrong; most servers do not say which."),
        (("C: AUTH PLAIN AGFuYQBzZXNhbWU", NO), "The = at its end is missing."),
        (("C: AUTH PLAIN", "S: 334 ", "C: YW5hXDBhbmFcMHNlc2FtZQ==", NO), "a backslash where a NUL has to be"),
        (("C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: *", "S: 501 5.7.0 Authentication aborted"), "was given up"),
        (
            (
                "C: AUTH LOGIN",
                "S: 334 VXNlcm5hbWU6",
                "C: MAIL FROM:<ana@harbour.test>",
                "S: 535 5.7.8 Error: authentication failed: Invalid base64 data in continued response",
            ),
            "After 334 comes a line of base64, and no command",
        ),
        (("C: AUTH FOO", "S: 535 5.7.8 Error: authentication failed: Invalid authentication mechanism"), "AUTH line"),
        (("C: AUTH", "S: 501 5.5.4 Syntax: AUTH mechanism"), "AUTH wants a method"),
        (("C: AUTH PLAIN", "S: 530 5.7.0 Must issue a STARTTLS command first"), "STARTTLS, then EHLO"),
        (("C: AUTH PLAIN", "S: 503 5.5.1 Error: already authenticated"), "go on with MAIL"),
        (
            (
                *("C: MAIL FROM:<a@b.test>", "S: 250 2.1.0 Ok", "C: RCPT TO:<c@d.test>"),
                "S: 554 5.7.1 <c@d.test>: Recipient address rejected: Access denied",
            ),
            "only from who has logged in",
        ),
        (
            (
                *("C: MAIL FROM:<ben@b.test>", "S: 250 2.1.0 Ok", "C: RCPT TO:<c@d.test>"),
                "S: 553 5.7.1 <ben@b.test>: Sender address rejected: not owned by user ana",
            ),
            "MAIL with your own",
        ),
    ],
)
def test_what_helps(session: tuple[str, ...], remedy: str) -> None:
    assert remedy in manual.remedy(dialogue(*HELLO, *session).exchanges[-1])


def test_what_may_be_typed_next() -> None:
    talk = login_of(*HELLO)
    assert manual.complete(talk, "auth") == ("AUTH PLAIN", "AUTH LOGIN", "AUTH CRAM-MD5")
    assert manual.complete(login_of("S: 220 hi", "C: EHLO x", "S: 250 hi"), "auth") == ("AUTH PLAIN", "AUTH LOGIN")
    assert manual.complete(login_of(*HELLO, "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6"), "") == ()


def test_an_answer_without_a_reply_is_told_without_its_words() -> None:
    row: Row = rows(dissected(*HELLO, "C: AUTH PLAIN", "S: 334 ", f"C: {PLAIN}"))[-1]
    assert row.kind is Kind.ANSWER
    assert explain(row).details == ("In base64. Base64 is a spelling: it hides nothing.", "No reply yet.")


def test_what_has_come_of_an_answer_is_one() -> None:
    begun = Bytes(1, 0.0, "client", PLAIN[:5].encode())
    assert rows(dissected(*HELLO, "C: AUTH PLAIN", "S: 334 ", begun))[-1].kind is Kind.ANSWER

"""Where no way leads back in a conversation to what a goal asks for, it is told so, and how to begin again."""

from __future__ import annotations

from typing import Final

import pytest

from course.recording import HELO, goal
from course.recording import evidence as seen
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Goal, Solution, Step
from heloworld.course.play.advice.off_track import Begun, off_track

BYE: Final = goal(need=[{"command": "QUIT", "reply": 221}])
TLS: Final = ("C STARTTLS", "S 220 2.0.0 Ready to start TLS", "T")
OFFERED: Final = goal(need=[{"command": "EHLO", "reply": 250, "offers": "STARTTLS"}])
BEFORE_HELLO: Final = goal(need=[{"command": "MAIL", "reply": 503, "state": "connected"}])
IN_THE_CLEAR: Final = goal(need=[{"command": "AUTH", "reply": 530, "tls": False}])
IN_TLS: Final = (*HELO, *TLS)
HELLO_IN_TLS: Final = (*IN_TLS, "C EHLO localhost", "S 250 mail.harbour.test")


def step(*lines: str) -> Step:
    return Step("Step", 1, "", "", (Solution(play=tuple(Act(send=line) for line in lines)),) if lines else ())


@pytest.mark.parametrize(
    ("script", "wanted", "is_over"),
    [
        (HELLO_IN_TLS, OFFERED, True),
        (IN_TLS, OFFERED, True),
        (HELO, OFFERED, False),
        ((*HELO, "C NOOP", "S 250 2.0.0 Ok"), BEFORE_HELLO, False),
        (HELLO_IN_TLS, BEFORE_HELLO, True),
        (IN_TLS, BEFORE_HELLO, False),
        (IN_TLS, IN_THE_CLEAR, True),
        (HELLO_IN_TLS, BYE, False),
        ((*IN_TLS, "X"), OFFERED, False),
    ],
)
def test_what_comes_before_tls_is_told_to_be_over_and_how_to_begin_again(
    script: tuple[str, ...], wanted: Goal, is_over: bool
) -> None:
    told = off_track(step(), wanted, None, seen(script), "smtp")
    assert ("under TLS already" in told) is is_over
    assert not is_over or ("`QUIT`" in told and "Enter" in told and "F5" in told)


def test_a_login_and_a_selected_mailbox_have_no_way_back_to_what_comes_before_them() -> None:
    user = goal(need=[{"command": "USER", "reply": "+OK", "protocol": "pop3"}])
    pop = ("S +OK", "C PASS sesame", "S +OK")
    assert "*TRANSACTION* already" in off_track(step(), user, None, seen(pop, protocol="pop3"), "pop3")
    login = goal(need=[{"command": "LOGIN", "reply": "OK", "protocol": "imap"}])
    imap = ("S * OK IMAP4rev1", "C a1 AUTHENTICATE PLAIN AGFuYQBzZXNhbWU=", "S a1 OK")
    told = off_track(step(), login, None, seen(imap, protocol="imap"), "imap")
    assert "*authenticated* already" in told
    assert "LOGOUT`" in told


def test_what_comes_right_after_the_handshake_is_told_to_be_so() -> None:
    wanted = goal(need=[{"command": "MAIL", "reply": 503, "state": "connected", "tls": True}])
    told = off_track(step(), wanted, None, seen(HELLO_IN_TLS), "smtp")
    assert "what is asked for comes right after the handshake of TLS" in told
    assert "under TLS already" not in told


def test_a_step_that_leaves_its_first_conversation_tells_so_itself() -> None:
    evidence = seen(HELLO_IN_TLS)
    assert evidence.own is not None
    conn = evidence.own.opened.conn
    here = step("QUIT", "EHLO localhost")
    assert off_track(here, OFFERED, None, evidence, "smtp", Begun(conn)) == ""
    assert "under TLS already" in off_track(here, OFFERED, None, evidence, "smtp", Begun(conn - 1))
    assert "under TLS already" in off_track(
        step("EHLO localhost", "QUIT"), OFFERED, None, evidence, "smtp", Begun(conn)
    )


def test_where_another_program_does_the_step_the_prompt_may_be_anywhere() -> None:
    here = Step("Step", 1, "", "", (Solution(play=(Act(outside="EHLO localhost"),)),))
    assert off_track(here, OFFERED, None, seen(HELLO_IN_TLS), "smtp") == ""

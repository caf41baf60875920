"""AUTH with any lines at all: a reply each time, nobody gets in who should not, and nothing is kept."""

from __future__ import annotations

import base64
import hmac
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from heloworld.smtp.conversation import Conversation, Todo
from heloworld.smtp.login.access import implicit_tls, submission
from heloworld.smtp.login.authentication import Authentication
from heloworld.smtp.policy import Policy, Refusal
from heloworld.smtp.refusals import Refusals
from heloworld.smtp.session import Session
from heloworld.smtp.states import SmtpState
from heloworld.wire.sasl import KNOWN, Passwords

POLICY = Policy(methods=KNOWN, guess_limit=1_000_000, error_limit=1_000_000)
ANA = Passwords({"ana": "sesame"})

base64_lines = st.binary(max_size=60).map(base64.b64encode)
answers = base64_lines | st.binary(max_size=80) | st.sampled_from([b"*", b"=", b"", b"* ", b"==", b"YW5h"])
methods = st.sampled_from([*KNOWN, *map(str.lower, KNOWN), "SCRAM-SHA-256", "", "PLÄIN", "\0"]).map(str.encode)
begins = st.builds(
    lambda method, initial: b" ".join([b"AUTH", method, *initial]), methods, st.lists(answers, max_size=2)
)
lines = st.lists(begins | answers | st.sampled_from([b"NOOP", b"EHLO x", b"RSET", b"HELP"]), max_size=12)


def under_tls(policy: Policy = POLICY, passwords: Passwords = ANA) -> Session:
    session = Session(policy, offers_tls=True, access=submission(passwords))
    session.tls_started()
    session.command(b"EHLO x")
    return session


@given(lines)
def test_any_lines_have_a_reply_and_let_nobody_in(said: list[bytes]) -> None:
    session = under_tls()
    for line in said:
        answer = session.command(line)
        assert answer.lines
        assert all(reply.isascii() and reply.isprintable() for reply in answer.lines if answer.verb == "AUTH")
        assert (session.state is SmtpState.AUTH) is (answer.code == 334)
        assert answer.code != 235
        assert not session.login.user


@given(st.lists(st.binary(max_size=40), max_size=8), lines)
def test_any_bytes_at_a_connection(pieces: list[bytes], said: list[bytes]) -> None:
    talk = Conversation(POLICY, offers_tls=False, access=implicit_tls(ANA))
    for piece in [b"EHLO x\r\n", *(line + b"\r\n" for line in said), *pieces]:
        talk.inbox.feed(piece)
        while (todo := talk.step()) is Todo.GO_ON:
            assert talk.hand_over()
        if todo is not Todo.WAIT:
            return


@given(st.text(max_size=30), st.binary(max_size=30))
def test_only_the_right_digest_counts(user: str, digest: bytes) -> None:
    session = under_tls()
    session.command(b"AUTH CRAM-MD5")
    assert session.command(base64.b64encode(user.encode() + b" " + digest)).code == 535


def test_memory_is_bounded() -> None:
    session = under_tls()
    long = b"A" * 12_000
    tracemalloc.start()
    try:
        for _ in range(2_000):
            session.command(b"AUTH LOGIN")
            session.command(long)
            session.command(long)
            session.command(b"AUTH CRAM-MD5")
            session.command(b"*")
        assert tracemalloc.get_traced_memory()[0] < 200_000
    finally:
        tracemalloc.stop()


def test_the_example_of_rfc_2195() -> None:
    policy = Policy(methods=("CRAM-MD5",), hostname="postoffice.reston.mci.net")
    login = Authentication(policy, submission(Passwords({"tim": "tanstaaftanstaaf"})), lambda: "1896.697170952")
    question = login.begin("CRAM-MD5")
    assert question == "334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+"
    reply = login.answer(b"dGltIGI5MTNhNjAyYzdlZGE3YTQ5NWI0ZTZlNzMzNGQzODkw")
    assert reply == "235 2.7.0 Authentication successful"
    assert login.user == "tim"


def test_who_has_no_password_has_no_key_either() -> None:
    login = Authentication(POLICY, submission(ANA), lambda: "1.2")
    for key in (b"", bytes(32)):
        login.begin("CRAM-MD5")
        digest = hmac.new(key, b"<1.2@mail.harbour.test>", "md5").hexdigest().encode()
        assert login.answer(base64.b64encode(b"nobody " + digest)).startswith("535")
        assert login.begin("PLAIN " + base64.b64encode(b"\0nobody\0" + key).decode()).startswith("535")
    assert not login.user


def test_a_handshake_forgets_the_login_and_not_the_guesses() -> None:
    session = Session(POLICY, offers_tls=True, access=implicit_tls(ANA))
    session.command(b"EHLO x")
    session.command(b"AUTH PLAIN AGFuYQB3cm9uZw==")
    assert session.command(b"AUTH PLAIN AGFuYQBzZXNhbWU=").code == 235
    assert session.protocol == "ESMTPA"
    session.command(b"STARTTLS")
    session.tls_started()
    assert (session.login.user, session.login.failures) == ("", 1)


def test_a_hello_forgets_no_login() -> None:
    session = under_tls()
    session.command(b"AUTH PLAIN AGFuYQBzZXNhbWU=")
    session.command(b"EHLO y")
    assert (session.login.user, session.protocol) == ("ana", "ESMTPSA")


def test_a_lesson_can_refuse_a_login_that_would_do() -> None:
    refusal = Refusal("AUTH", "", "454 4.7.0 Temporary authentication failure", times=1)
    policy = Policy(refusals=(refusal,))
    session = Session(policy, offers_tls=True, refusals=Refusals(policy), access=implicit_tls(ANA))
    session.command(b"EHLO x")
    assert session.command(b"AUTH PLAIN AGFuYQBzZXNhbWU=").code == 454
    assert not session.login.user
    assert session.command(b"AUTH PLAIN AGFuYQBzZXNhbWU=").code == 235

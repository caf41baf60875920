"""What the server answers: every verb in every state, in Postfix's words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.smtp import wording
from heloworld.smtp.commands import COMMANDS
from heloworld.smtp.policy import Policy
from heloworld.smtp.session import Session
from heloworld.smtp.states import END_OF_DATA, HANDSHAKE, TABLE, SmtpState
from heloworld.smtp.transaction import Transaction
from heloworld.wire.rows import State

ENHANCED = re.compile(r"([245])\d\d \1\.\d{1,3}\.\d{1,3} [ -~]+")
EXEMPT = re.compile(r"220 mail\.harbour\.test ESMTP|250[ -].*|354 .*|501 Syntax: (HELO|EHLO) hostname")

WAY = {
    SmtpState.CONNECTED: (),
    SmtpState.GREETED: ("EHLO x",),
    SmtpState.MAIL: ("EHLO x", "MAIL FROM:<dora@island.test>"),
    SmtpState.RCPT: ("EHLO x", "MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>"),
    SmtpState.QUEUED: ("EHLO x", "MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA", END_OF_DATA),
}
"""How to get into each state in which the server takes commands."""

LINES = {
    "HELO": "HELO x",
    "EHLO": "EHLO x",
    "MAIL": "MAIL FROM:<dora@island.test>",
    "RCPT": "RCPT TO:<ana@harbour.test>",
    "VRFY": "VRFY ana",
}
"""What is said for a verb that is not enough by itself."""

VERBS = ("HELO", "EHLO", "MAIL", "RCPT", "DATA", "RSET", "NOOP", "VRFY", "HELP", "STARTTLS", "AUTH", "QUIT", "EXPN")

RIGHT = {
    "HELO": "250 mail.harbour.test",
    "EHLO": "250 HELP",
    "MAIL": "250 2.1.0 Ok",
    "RCPT": "250 2.1.5 Ok",
    "DATA": "354 End data with <CR><LF>.<CR><LF>",
    "RSET": "250 2.0.0 Ok",
    "NOOP": "250 2.0.0 Ok",
    "VRFY": "252 2.0.0 ana",
    "HELP": "214 2.0.0 Commands: DATA EHLO HELO HELP MAIL NOOP QUIT RCPT RSET STARTTLS VRFY",
    "STARTTLS": "220 2.0.0 Ready to start TLS",
    "QUIT": "221 2.0.0 Bye",
}


def said(session: Session, *lines: str) -> str:
    """The last line of the reply to the last of some lines."""
    reply = ""
    for line in lines:
        answer = session.end_of_data("250 2.0.0 Ok") if line == END_OF_DATA else session.command(line.encode())
        reply = answer.lines[-1]
    return reply


def in_state(state: State, *, offers_tls: bool = True) -> Session:
    session = Session(Policy(), offers_tls=offers_tls)
    said(session, *WAY[state])
    assert session.state is state
    return session


def greeted(policy: Policy | None = None) -> Session:
    session = Session(policy or Policy(), offers_tls=False)
    said(session, "EHLO x")
    return session


# The table


@pytest.mark.parametrize("state", WAY)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_in_every_state(state: State, verb: str) -> None:
    session = in_state(state)
    reply = said(session, LINES.get(verb, verb))
    if verb == "AUTH":
        assert reply[:3] == "503"
        assert session.state is state
    elif verb == "EXPN":
        assert reply == wording.NOT_IMPLEMENTED
    elif verb in TABLE[state]:
        assert reply == RIGHT[verb]
        assert session.state is TABLE[state][verb]
    else:
        assert reply[:3] in {"503", "554"}
        assert session.state is state


def test_whatever_is_out_of_order_has_a_reply() -> None:
    for state in WAY:
        out_of_order = set(RIGHT) - set(TABLE[state])
        assert out_of_order <= set(wording.OUT_OF_ORDER[state])
    assert set(RIGHT) - {HANDSHAKE} | {"AUTH", "EXPN"} <= set(COMMANDS)


@pytest.mark.parametrize(
    ("state", "line", "reply"),
    [
        (SmtpState.CONNECTED, "MAIL FROM:<a@b.test>", "503 5.5.1 Error: send HELO/EHLO first"),
        (SmtpState.CONNECTED, "DATA", "503 5.5.1 Error: send HELO/EHLO first"),
        (SmtpState.GREETED, "RCPT TO:<ana@harbour.test>", "503 5.5.1 Error: need MAIL command"),
        (SmtpState.GREETED, "DATA", "503 5.5.1 Error: need MAIL command"),
        (SmtpState.QUEUED, "RCPT TO:<ana@harbour.test>", "503 5.5.1 Error: need MAIL command"),
        (SmtpState.MAIL, "MAIL FROM:<a@b.test>", "503 5.5.1 Error: nested MAIL command"),
        (SmtpState.RCPT, "MAIL FROM:<a@b.test>", "503 5.5.1 Error: nested MAIL command"),
        (SmtpState.MAIL, "DATA", "503 5.5.1 Error: need RCPT command"),
        (SmtpState.MAIL, "STARTTLS", "220 2.0.0 Ready to start TLS"),
        (SmtpState.RCPT, "STARTTLS", "220 2.0.0 Ready to start TLS"),
        (SmtpState.RCPT, "AUTH PLAIN", "503 5.5.1 Error: authentication not enabled"),
        (SmtpState.GREETED, "AUTH PLAIN", "503 5.5.1 Error: authentication not enabled"),
        (SmtpState.GREETED, "MAIL FROM:<a@b.test>\r", "250 2.1.0 Ok"),
        (SmtpState.GREETED, "HULLO", "500 5.5.2 Error: command not recognized"),
        (SmtpState.GREETED, "", "500 5.5.2 Error: bad syntax"),
        (SmtpState.GREETED, " \t", "500 5.5.2 Error: bad syntax"),
        (SmtpState.GREETED, " NOOP", "250 2.0.0 Ok"),
        (SmtpState.GREETED, "\tNOOP", "250 2.0.0 Ok"),
        (SmtpState.GREETED, "VRFY\tana", "252 2.0.0 ana"),
        (SmtpState.GREETED, "EXPN list", "502 5.5.1 Error: command not implemented"),
        (SmtpState.GREETED, "BDAT 5 LAST", "502 5.5.1 Error: command not implemented"),
        (SmtpState.GREETED, "GET / HTTP/1.0", "221 2.7.0 Error: I can break rules, too. Goodbye."),
        (SmtpState.GREETED, "HELO", "501 Syntax: HELO hostname"),
        (SmtpState.GREETED, "EHLO ", "501 Syntax: EHLO hostname"),
        (SmtpState.GREETED, "MAIL", "501 5.5.4 Syntax: MAIL FROM:<address>"),
        (SmtpState.GREETED, "MAIL FROM", "501 5.5.4 Syntax: MAIL FROM:<address>"),
        (SmtpState.GREETED, "MAIL TO:<a@b.test>", "501 5.5.4 Syntax: MAIL FROM:<address>"),
        (SmtpState.GREETED, "MAIL FROM:<a@b.test>SIZE=1", "501 5.5.4 Syntax: MAIL FROM:<address>"),
        (SmtpState.GREETED, "MAIL FROM:<a@b", "501 5.1.7 Bad sender address syntax"),
        (SmtpState.GREETED, "MAIL FROM:<a@b@c>", "501 5.1.7 Bad sender address syntax"),
        (SmtpState.GREETED, "MAIL FROM:<a@b.test> FOO=1", "555 5.5.4 Unsupported option: FOO=1"),
        (SmtpState.GREETED, "MAIL FROM:<a@b.test> SIZE=abc", "501 5.5.4 Bad message size syntax"),
        (SmtpState.GREETED, "MAIL FROM:<a@b.test> SIZE", "501 5.5.4 Bad message size syntax"),
        (SmtpState.GREETED, "MAIL FROM:<a@b.test> RET", "555 5.5.4 Unsupported option: RET"),
        (SmtpState.GREETED, "MAIL FROM:<zoë@b.test>", "553 5.6.7 Must declare SMTPUTF8 to send unicode address"),
        (SmtpState.MAIL, "RCPT", "501 5.5.4 Syntax: RCPT TO:<address>"),
        (SmtpState.MAIL, "RCPT TO:<>", "501 5.1.3 Bad recipient address syntax"),
        (SmtpState.MAIL, "RCPT TO:<a b@harbour.test>", "501 5.1.3 Bad recipient address syntax"),
        (SmtpState.MAIL, "RCPT TO:<ana@harbour.test> NOTIFY=NEVER", "555 5.5.4 Unsupported option: NOTIFY=NEVER"),
        (SmtpState.MAIL, "RCPT TO:<zoë@harbour.test>", "553 5.6.7 Must declare SMTPUTF8 to send unicode address"),
        (SmtpState.MAIL, "RCPT TO:<emil@island.test>", "554 5.7.1 <emil@island.test>: Relay access denied"),
        (
            SmtpState.MAIL,
            "RCPT TO:<nobody@harbour.test>",
            "550 5.1.1 <nobody@harbour.test>: Recipient address rejected: User unknown in local recipient table",
        ),
        (SmtpState.RCPT, "DATA now", "501 5.5.4 Syntax: DATA"),
        (SmtpState.RCPT, "RSET x", "501 5.5.4 Syntax: RSET"),
        (SmtpState.GREETED, "STARTTLS x", "501 5.5.4 Syntax: STARTTLS"),
        (SmtpState.GREETED, "NOOP whatever", "250 2.0.0 Ok"),
        (SmtpState.GREETED, "QUIT now", "221 2.0.0 Bye"),
        (SmtpState.GREETED, "VRFY", "501 5.5.4 Syntax: VRFY address"),
        (SmtpState.GREETED, "VRFY <Ben@harbour.test>", "252 2.0.0 Ben@harbour.test"),
        (SmtpState.GREETED, "VRFY emil@island.test", "554 5.7.1 <emil@island.test>: Relay access denied"),
        (SmtpState.GREETED, "VRFY zoë", "553 5.6.7 Must declare SMTPUTF8 to send unicode address"),
    ],
)
def test_postfix_would_say(state: State, line: str, reply: str) -> None:
    assert said(in_state(state), line) == reply


def test_a_refused_command_counts_as_an_error() -> None:
    session = in_state(SmtpState.GREETED)
    said(session, "HULLO", "NOOP", "RCPT TO:<ana@harbour.test>", "MAIL FROM:<dora@island.test>", "RCPT TO:<x@y.test>")
    assert session.errors == 3


def test_a_delivery_makes_up_for_errors() -> None:
    session = in_state(SmtpState.RCPT)
    said(session, "HULLO", "DATA")
    session.end_of_data("451 4.2.0 Error: a mailbox is locked by another program")
    assert session.errors == 1
    said(session, "MAIL FROM:<dora@island.test>", "RCPT TO:<ana@harbour.test>", "DATA", END_OF_DATA)
    assert session.errors == 0


def test_commands_are_known_in_any_case() -> None:
    session = Session(Policy(), offers_tls=False)
    assert (
        said(session, "ehlo x", "Mail From:<dora@island.test> size=10", "rcpt to:<ana@harbour.test>", "data")[:3]
        == "354"
    )


def test_data_without_a_single_good_recipient() -> None:
    session = in_state(SmtpState.MAIL)
    assert said(session, "RCPT TO:<emil@island.test>", "DATA") == "554 5.5.1 Error: no valid recipients"
    assert said(session, "RCPT TO:<ana@harbour.test>", "DATA")[:3] == "354"


# Enhanced status codes (RFC 2034)


def test_every_reply_that_may_carry_an_enhanced_code_carries_one() -> None:
    replies = [
        text for name, text in vars(wording).items() if name.isupper() and isinstance(text, str) and text[:1].isdigit()
    ]
    assert len(replies) > 40
    for reply in replies:
        text = reply.format_map(dict.fromkeys(_WORDS, "x") | {"verb": "HELO"})
        assert ENHANCED.fullmatch(text) or text in {
            "220 x ESMTP",
            "250 x",
            wording.GO_ON,
            "501 Syntax: HELO hostname",
            wording.CHALLENGE.format(question="x"),
        }, text


_WORDS = [
    *("hostname", "client", "path", "option", "verbs", "queue_id", "syntax", "question", "why", "sender", "user"),
    "domain",
]


words = st.sampled_from(
    [*sorted(RIGHT), "FROM:", "TO:", "<ana@harbour.test>", "<>", "SIZE=1", "AUTH", "zoë", "SMTPUTF8", "\0"]
)


@given(st.lists(st.lists(words, max_size=4).map(" ".join).map(str.encode) | st.binary(max_size=40), max_size=12))
def test_whatever_is_said_the_answer_is_a_reply(lines: list[bytes]) -> None:
    session = Session(Policy(), offers_tls=False)
    for line in lines:
        if session.state is SmtpState.DATA:
            session.end_of_data("250 2.0.0 Ok")
        if session.state is SmtpState.CLOSED:
            return
        answer = session.command(line.replace(b"\n", b""))
        for text in answer.lines:
            assert EXEMPT.fullmatch(text) or re.fullmatch(
                r"([245])\d\d \1\.\d{1,3}\.\d{1,3} [^\x00-\x1f\x7f]+", text
            ), text
        assert session.state in {SmtpState.CLOSED, SmtpState.DATA, *WAY}


# Extensions


def test_what_is_announced() -> None:
    session = Session(Policy(size_limit=1234), offers_tls=True)
    assert session.command(b"EHLO x").lines == (
        "250-mail.harbour.test",
        "250-PIPELINING",
        "250-SIZE 1234",
        "250-STARTTLS",
        "250-ENHANCEDSTATUSCODES",
        "250-8BITMIME",
        "250-SMTPUTF8",
        "250 HELP",
    )
    assert session.command(b"HELO x").lines == ("250 mail.harbour.test",)


def test_starttls_is_there_where_it_can_be_done() -> None:
    assert "STARTTLS" not in in_state(SmtpState.GREETED, offers_tls=False).extensions()
    assert said(in_state(SmtpState.GREETED, offers_tls=False), "STARTTLS") == wording.NOT_IMPLEMENTED
    session = in_state(SmtpState.GREETED)
    said(session, "STARTTLS")
    session.tls_started()
    assert "STARTTLS" not in session.extensions()
    assert (session.helo, session.state) == ("", SmtpState.CONNECTED)
    assert said(session, "STARTTLS") == wording.TLS_ACTIVE


def test_a_handshake_that_cannot_be_had_leaves_the_session_as_it_was() -> None:
    for state in WAY:
        session = in_state(state)
        recipients = dict(session.transaction.recipients)
        said(session, "STARTTLS")
        assert session.tls_failed().lines == ("454 4.7.0 TLS not available due to local problem",)
        assert session.state is state
        assert session.transaction.recipients == recipients


@pytest.mark.parametrize("state", [SmtpState.MAIL, SmtpState.RCPT])
def test_a_handshake_forgets_an_envelope_that_was_open(state: State) -> None:
    session = in_state(state)
    said(session, "STARTTLS")
    session.tls_started()
    assert (session.state, session.transaction) == (SmtpState.CONNECTED, Transaction())
    assert said(session, "RCPT TO:<ana@harbour.test>") == wording.NEED_HELLO


def test_help_names_what_is_carried_out() -> None:
    session = in_state(SmtpState.GREETED)
    assert "STARTTLS" in said(session, "HELP").split()
    said(session, "STARTTLS")
    session.tls_started()
    assert "STARTTLS" not in said(session, "HELP").split()
    assert "STARTTLS" not in said(in_state(SmtpState.GREETED, offers_tls=False), "HELP").split()
    assert "AUTH" not in said(in_state(SmtpState.GREETED), "HELP").split()


@pytest.mark.parametrize(
    "options", ["SIZE=100", "BODY=8BITMIME", "body=7bit", "SMTPUTF8", "SIZE=0 BODY=8BITMIME SMTPUTF8"]
)
def test_the_options_of_what_is_announced(options: str) -> None:
    assert said(greeted(), f"MAIL FROM:<dora@island.test> {options}") == "250 2.1.0 Ok"


@pytest.mark.parametrize(
    "option", ["SIZE", "SIZE=", "SIZE=x", "SIZE=-1", "SIZE=" + "9" * 30, "BODY=BINARYMIME", "BODY", "SMTPUTF8=1"]
)
def test_options_that_are_none(option: str) -> None:
    assert said(greeted(), f"MAIL FROM:<dora@island.test> {option}")[:3] in {"555", "501"}


def test_a_size_beyond_the_limit_is_refused_at_once() -> None:
    session = greeted(Policy(size_limit=1000))
    assert said(session, "MAIL FROM:<dora@island.test> SIZE=1001") == "552 5.3.4 Message size exceeds fixed limit"
    assert said(session, "MAIL FROM:<dora@island.test> SIZE=1000") == "250 2.1.0 Ok"


def test_an_address_beyond_ascii() -> None:
    session = greeted()
    said(session, "MAIL FROM:<zoë@island.test> SMTPUTF8")
    assert said(session, "RCPT TO:<zoë@island.test>") == "554 5.7.1 <zoë@island.test>: Relay access denied"
    assert session.transaction.sender == "zoë@island.test"
    assert session.protocol == "UTF8SMTP"


# The envelope


def test_the_null_sender() -> None:
    session = greeted()
    assert said(session, "MAIL FROM:<>") == "250 2.1.0 Ok"
    assert session.transaction.sender == ""


def test_a_name_without_a_domain_is_ours() -> None:
    session = greeted()
    said(session, "MAIL FROM:<dora>", "RCPT TO:<postmaster>", "RCPT TO:<Ana>", 'RCPT TO:<"ben"@mail.harbour.test>')
    assert session.transaction.sender == "dora@harbour.test"
    assert session.transaction.recipients == {
        "postmaster": "postmaster@harbour.test",
        "ana": "Ana@harbour.test",
        "ben": '"ben"@mail.harbour.test',
    }


def test_a_recipient_named_twice_is_one_recipient() -> None:
    session = in_state(SmtpState.RCPT)
    assert said(session, "RCPT TO:<ANA@harbour.test>") == "250 2.1.5 Ok"
    assert session.transaction.recipients == {"ana": "ana@harbour.test"}


def test_too_many_recipients() -> None:
    session = greeted(Policy(recipient_limit=3))
    said(session, "MAIL FROM:<dora@island.test>")
    replies = [said(session, "RCPT TO:<ana@harbour.test>") for _ in range(4)]
    assert replies == ["250 2.1.5 Ok"] * 3 + ["452 4.5.3 Error: too many recipients"]
    assert said(session, "RCPT TO:<nobody@harbour.test>")[:3] == "550"
    assert said(session, "DATA")[:3] == "354"


@pytest.mark.parametrize("clears", ["RSET", "EHLO y", "HELO y"])
def test_what_clears_the_envelope(clears: str) -> None:
    session = in_state(SmtpState.RCPT)
    said(session, clears)
    assert session.transaction.recipients == {}
    assert session.helo == ("x" if clears == "RSET" else "y")


# The text


def test_a_text_is_looked_at_before_it_is_taken() -> None:
    session = greeted(Policy(line_limit=10))
    assert session.check_text(b"x" * 10 + b"\n" + b"y" * 9 + b"\r\n") is None
    assert session.check_text(b"x" * 11) == wording.LONG_TEXT_LINE
    assert session.check_text(b"x\r\n" * 10 + b"y" * 10 + b"\r\n") == wording.LONG_TEXT_LINE
    assert session.check_text(b"a\0b") == wording.NUL_IN_TEXT


@given(st.lists(st.integers(0, 30)), st.integers(1, 25))
def test_the_longest_line_counts(lengths: list[int], limit: int) -> None:
    text = b"\n".join(b"x" * length for length in lengths)
    refused = greeted(Policy(line_limit=limit)).check_text(text) is not None
    assert refused is (max(lengths, default=0) > limit)


def test_a_fault_of_ours_is_temporary() -> None:
    session = in_state(SmtpState.RCPT)
    assert session.failed().lines == ("451 4.3.0 Error: local error in processing",)
    assert said(session, "DATA")[:3] == "354"
    session.failed()
    assert said(session, "MAIL FROM:<dora@island.test>") == "250 2.1.0 Ok"

"""The dissector: what is read out of the bytes of a connection."""

from __future__ import annotations

import pytest

from heloworld.smtp.manual import explain
from heloworld.smtp.states import END_OF_DATA, HANDSHAKE, SmtpState
from heloworld.wire.events import Closed
from heloworld.wire.lines import Ending
from heloworld.wire.rows import Kind
from smtp.told import ENVELOPE, GREETED, SENDING, TLS, chunk, dialogue, dissected, kinds, rows, said


def test_a_mail_from_hello_to_goodbye() -> None:
    text = ("C: Subject: hi", "C:  folded", "C: ", "C: Hello: ana", "C: ..", "C: .")
    dissector = dissected(*SENDING, *text, "S: 250 2.0.0 Ok: queued as 1", "C: QUIT", "S: 221 Bye")
    talk = dissector.sessions[1]
    assert said(talk) == [
        ("", 220, SmtpState.CONNECTED),
        ("EHLO", 250, SmtpState.GREETED),
        ("MAIL", 250, SmtpState.MAIL),
        ("RCPT", 250, SmtpState.RCPT),
        ("DATA", 354, SmtpState.DATA),
        (END_OF_DATA, 250, SmtpState.QUEUED),
        ("QUIT", 221, SmtpState.CLOSED),
    ]
    assert kinds(dissector)[-7:] == [
        ("Subject: hi", Kind.HEADER),
        (" folded", Kind.HEADER),
        ("", Kind.TEXT),
        ("Hello: ana", Kind.TEXT),
        ("..", Kind.STUFFED),
        (".", Kind.END),
        ("QUIT", Kind.COMMAND),
    ]
    [mail] = talk.mails
    assert (mail.sender, mail.recipients) == (b"FROM:<dora@island.test>", (b"TO:<ana@harbour.test>",))
    assert mail.content == b"Subject: hi\r\n folded\r\n\r\nHello: ana\r\n.\r\n"
    assert mail.exchange.reply == (b"250 2.0.0 Ok: queued as 1",)


def test_a_server_that_wants_no_hello_is_followed() -> None:
    envelope = ("C: MAIL FROM:<dora@island.test>", "S: 250 Ok", "C: RCPT TO:<ana@harbour.test>", "S: 250 Ok")
    talk = dialogue("S: 220 hi", *envelope, "C: DATA", "S: 354 go on", "C: Subject: hi", "C: .", "S: 250 Ok")
    assert [state for _, _, state in said(talk)] == [
        SmtpState.CONNECTED,
        SmtpState.MAIL,
        SmtpState.RCPT,
        SmtpState.DATA,
        SmtpState.QUEUED,
    ]
    assert [mail.content for mail in talk.mails] == [b"Subject: hi\r\n"]


def test_every_line_of_an_exchange_knows_it() -> None:
    dissector = dissected(*GREETED)
    greeting, hello, first, second = rows(dissector)[1:]
    assert greeting.exchange is not None
    assert greeting.exchange.verb == ""
    assert hello.exchange is first.exchange is second.exchange is dissector.sessions[1].exchanges[1]


def test_a_row_that_learns_its_reply_is_told_as_changed() -> None:
    dissector = dissected("S: 220 hi", "C: NOOP")
    dissector.rows.take_changed()
    dissector.feed([chunk("server", b"250 Ok\r\n")])
    assert dissector.rows.take_changed() == 2
    assert dissector.rows.take_changed() is None


def test_a_dot_after_a_bare_lf_is_text_and_is_said_to_be() -> None:
    after_bare_lf = chunk("client", b"\r\nbare\n.\n..two\n.three\r\n..four\r\n.\r\n")
    dissector = dissected(*SENDING, after_bare_lf, "S: 250 Ok")
    assert kinds(dissector)[-6:] == [
        ("bare", Kind.TEXT),
        (".", Kind.TEXT),
        ("..two", Kind.TEXT),
        (".three", Kind.TEXT),
        ("..four", Kind.STUFFED),
        (".", Kind.END),
    ]
    assert dissector.sessions[1].mails[0].content == b"\r\nbare\n.\n..two\n.three\r\n.four\r\n"
    told = [explain(row).headline for row in rows(dissector)[-6:-2]]
    assert [said.partition(":")[0] for said in told[:3]] == ["This dot is text"] * 3
    assert told[3].startswith("The server takes away a dot at the start of a line")


def test_the_text_so_far_is_that_of_the_message_under_way() -> None:
    assert dialogue(*SENDING).draft == b""
    assert dialogue(*SENDING, "C: one", "C: ..two").draft == b"one\r\n.two\r\n"
    assert dialogue(*SENDING, "C: one", "C: .", "S: 250 Ok").draft == b""


# Refusals


def test_a_refused_command_moves_nothing() -> None:
    talk = dialogue(*GREETED, "C: RCPT TO:<ana@harbour.test>", "S: 503 5.5.1 Error: need MAIL command")
    assert talk.state is SmtpState.GREETED
    assert not talk.mails


def test_a_refused_recipient_is_not_in_the_mail() -> None:
    talk = dialogue(
        *ENVELOPE, "C: RCPT TO:<nobody@harbour.test>", "S: 550 no", "C: DATA", "S: 354", "C: .", "S: 250 Ok"
    )
    assert talk.mails[0].recipients == (b"TO:<ana@harbour.test>",)


def test_a_refused_mail_is_kept_with_its_refusal() -> None:
    talk = dialogue(*SENDING, "C: x", "C: .", "S: 554 5.6.0 no")
    assert talk.mails[0].exchange.code == 554
    assert talk.state is SmtpState.GREETED


def test_a_second_mail_has_its_own_envelope() -> None:
    again = ("C: MAIL FROM:<>", "S: 250 Ok", "C: RCPT TO:<ben@harbour.test>", "S: 250 Ok", "C: DATA", "S: 354")
    talk = dialogue(*SENDING, "C: one", "C: .", "S: 250 Ok", *again, "C: two", "C: .", "S: 250 Ok")
    assert [(mail.sender, mail.recipients, mail.content) for mail in talk.mails] == [
        (b"FROM:<dora@island.test>", (b"TO:<ana@harbour.test>",), b"one\r\n"),
        (b"FROM:<>", (b"TO:<ben@harbour.test>",), b"two\r\n"),
    ]


@pytest.mark.parametrize("command", ["RSET", "EHLO x", "HELO x"])
def test_what_clears_the_transaction(command: str) -> None:
    again = ("C: MAIL FROM:<emil@island.test>", "S: 250 Ok", "C: RCPT TO:<ben@harbour.test>", "S: 250 Ok")
    talk = dialogue(*ENVELOPE, f"C: {command}", "S: 250 Ok", *again, "C: DATA", "S: 354", "C: .", "S: 250 Ok")
    assert talk.mails[0].recipients == (b"TO:<ben@harbour.test>",)


def test_421_closes() -> None:
    timeout = "S: 421 4.4.2 mail.harbour.test Error: timeout exceeded"
    assert dialogue(*GREETED, timeout).state is SmtpState.CLOSED
    assert dialogue(*SENDING, "C: half", timeout).state is SmtpState.CLOSED
    assert dialogue(*GREETED, "C: NOOP", timeout).exchanges[-1].verb == "NOOP"


def test_a_server_that_wants_nobody() -> None:
    talk = dialogue("S: 554 go away", "C: QUIT", "S: 221 bye")
    assert [(exchange.verb, exchange.code) for exchange in talk.exchanges] == [("", 554), ("QUIT", 221)]


def test_no_reply_at_all() -> None:
    talk = dialogue("S: SSH-2.0-OpenSSH_9.2", "C: EHLO x", "S: Protocol mismatch.")
    assert [exchange.code for exchange in talk.exchanges] == [0, 0]
    assert talk.state is SmtpState.OPEN


# Who speaks when


def test_a_client_that_speaks_before_the_greeting() -> None:
    talk = dialogue("C: EHLO x", "S: 220 hi", "S: 250 hello")
    assert said(talk) == [("", 220, SmtpState.CONNECTED), ("EHLO", 250, SmtpState.GREETED)]


def test_pipelined_commands_find_their_replies() -> None:
    sent = ("C: MAIL FROM:<a@b.test>", "C: RCPT TO:<x@y.test>", "C: RCPT TO:<ana@harbour.test>", "C: DATA")
    talk = dialogue(*GREETED, *sent, "S: 250 Ok", "S: 554 no", "S: 250 Ok", "S: 354", "C: .", "S: 250 Ok")
    assert [code for _, code, _ in said(talk)[2:]] == [250, 554, 250, 354, 250]
    assert talk.mails[0].recipients == (b"TO:<ana@harbour.test>",)


def test_text_that_is_sent_before_the_354() -> None:
    dissector = dissected(*ENVELOPE, "C: DATA", "C: Subject: hi", "C: ", "C: QUIT", "C: .", "C: QUIT", "S: 354 go on")
    assert kinds(dissector)[-5:] == [
        ("Subject: hi", Kind.HEADER),
        ("", Kind.TEXT),
        ("QUIT", Kind.TEXT),
        (".", Kind.END),
        ("QUIT", Kind.COMMAND),
    ]
    dissector.feed([chunk("server", b"250 Ok\r\n221 Bye\r\n")])
    talk = dissector.sessions[1]
    assert talk.state is SmtpState.CLOSED
    assert talk.mails[0].content == b"Subject: hi\r\n\r\nQUIT\r\n"


@pytest.mark.parametrize("first", ["Dear Ana,", " indented", "Subject hello", "QUIT"])
def test_a_first_line_that_is_no_field_is_text(first: str) -> None:
    dissector = dissected(*SENDING, f"C: {first}", "C: Subject: hi", "C:  folded", "C: .", "S: 250 Ok")
    assert kinds(dissector)[-4:] == [
        (first, Kind.TEXT),
        ("Subject: hi", Kind.TEXT),
        (" folded", Kind.TEXT),
        (".", Kind.END),
    ]


def test_what_was_meant_as_text_is_a_command_where_data_was_refused() -> None:
    dissector = dissected(*GREETED, "C: DATA", "C: Subject: hi", "C: .", "S: 503 no", "S: 500 what?", "S: 500 what?")
    assert [exchange.code for exchange in dissector.sessions[1].exchanges][-3:] == [503, 500, 500]
    assert {kind for _, kind in kinds(dissector)} == {Kind.COMMAND}
    assert not dissector.sessions[1].mails


def test_commands_behind_the_dot_wait_for_its_reply() -> None:
    dissector = dissected(*SENDING, "C: .", "C: MAIL FROM:<>", "C: NOOP", "S: 250 Ok", "S: 250 Ok", "S: 250 Ok")
    assert [verb for verb, _, _ in said(dissector.sessions[1])][-3:] == [END_OF_DATA, "MAIL", "NOOP"]


# Line ends


@pytest.mark.parametrize("text", [b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r", b"\r\n\r.\r\n", b"\r\n..\r\n"])
def test_only_crlf_dot_crlf_ends_the_text(text: bytes) -> None:
    dissector = dissected(*SENDING, chunk("client", b"x" + text + b"y\r\n"))
    assert dissector.sessions[1].state is SmtpState.DATA
    dissector.feed([chunk("client", b".\r\n"), chunk("server", b"250 Ok\r\n")])
    content = (b"x" + text + b"y\r\n").replace(b"\r\n.", b"\r\n")
    assert dissector.sessions[1].mails[0].content == content


def test_a_bare_lf_ends_a_command() -> None:
    talk = dialogue(*GREETED, chunk("client", b"NOOP\n"), "S: 250 Ok")
    assert talk.exchanges[-1].verb == "NOOP"


def test_an_unfinished_line_is_shown_and_grows() -> None:
    dissector = dissected("S: 220 hi", chunk("client", b"EH"))
    row = rows(dissector)[-1]
    assert row.line is not None
    assert (row.line.text, row.line.ending, row.exchange) == (b"EH", Ending.NONE, None)
    dissector.feed([chunk("client", b"LO x\r\n"), Closed(1, 0.0)])
    row = rows(dissector)[-2]
    assert row.line is not None
    assert (row.line.text, row.line.ending) == (b"EHLO x", Ending.CRLF)
    assert dissector.sessions[1].state is SmtpState.CLOSED


# TLS


def test_starttls_begins_anew() -> None:
    talk = dialogue(*GREETED, "C: STARTTLS", "S: 220 Ready", TLS, "C: EHLO x", "S: 250 hi")
    assert said(talk)[2:] == [
        ("STARTTLS", 220, SmtpState.TLS),
        (HANDSHAKE, 220, SmtpState.CONNECTED),
        ("EHLO", 250, SmtpState.GREETED),
    ]
    assert talk.tls


def test_clear_text_behind_starttls_is_ignored() -> None:
    injected = chunk("client", b"STARTTLS\r\nMAIL FROM:<evil@island.test>\r\nhalf a li")
    late = chunk("client", b"ne\r\nand one more\r\nand a ha")
    dissector = dissected(*GREETED, injected, "S: 220 Ready", late, TLS, "C: EHLO x", "S: 250 hi")
    assert kinds(dissector)[1:] == [
        ("STARTTLS", Kind.COMMAND),
        ("MAIL FROM:<evil@island.test>", Kind.IGNORED),
        ("half a line", Kind.IGNORED),
        ("and one more", Kind.IGNORED),
        ("and a ha", Kind.IGNORED),
        ("EHLO x", Kind.COMMAND),
    ]
    assert [verb for verb, _, _ in said(dissector.sessions[1])][-3:] == ["STARTTLS", HANDSHAKE, "EHLO"]


def test_half_a_reply_before_tls_is_no_part_of_one_after_it() -> None:
    talk = dialogue(*GREETED, "C: STARTTLS", "S: 220 Ready", "S: 250-injected", TLS, "C: EHLO x", "S: 250 hi")
    assert talk.exchanges[-1].reply == (b"250 hi",)


def test_starttls_refused() -> None:
    sent = chunk("client", b"STARTTLS\r\nNOOP\r\n")
    talk = dialogue(*GREETED, sent, "S: 454 4.7.0 not now", "S: 250 Ok")
    assert said(talk)[-2:] == [("STARTTLS", 454, SmtpState.GREETED), ("NOOP", 250, SmtpState.GREETED)]


def test_tls_from_the_first_byte_has_not_begun_anything() -> None:
    talk = dialogue(TLS, *GREETED)
    assert said(talk) == [("", 220, SmtpState.CONNECTED), ("EHLO", 250, SmtpState.GREETED)]


# Logging in at somebody else's server


def test_auth_login() -> None:
    login = ("C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: YW5h", "S: 334 UGFzc3dvcmQ6", "C: c2VjcmV0", "S: 235 2.7.0 in")
    dissector = dissected(*GREETED, *login, "C: NOOP", "S: 250 Ok")
    assert kinds(dissector)[1:] == [
        ("AUTH LOGIN", Kind.COMMAND),
        ("YW5h", Kind.ANSWER),
        ("c2VjcmV0", Kind.ANSWER),
        ("NOOP", Kind.COMMAND),
    ]
    assert dissector.sessions[1].state is SmtpState.GREETED


def test_auth_plain_with_an_initial_response_and_a_command_behind_it() -> None:
    sent = chunk("client", b"AUTH PLAIN AGFuYQBzZWNyZXQ=\r\nNOOP\r\n")
    dissector = dissected(*GREETED, sent, "S: 235 2.7.0 in", "S: 250 Ok")
    assert kinds(dissector)[-1] == ("NOOP", Kind.COMMAND)


@pytest.mark.parametrize("reply", ["535 5.7.8 no", "501 5.7.0 given up"])
def test_auth_refused(reply: str) -> None:
    talk = dialogue(*GREETED, "C: AUTH PLAIN", "S: 334 ", "C: *", f"S: {reply}", "C: MAIL FROM:<>", "S: 250 Ok")
    assert talk.state is SmtpState.MAIL

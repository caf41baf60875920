"""The dissector: what is known of a session from its bytes alone."""

from __future__ import annotations

import pytest

from heloworld.pop.dissect import PopDialogue
from heloworld.pop.states import HANDSHAKE, PopState
from heloworld.wire.events import Event
from heloworld.wire.rows import Kind, Outcome, State
from pop.told import CLOSED, GREETED, IN, MARKED, NAMED, TLS, chunk, dialogue, dissected, kinds, of, rows, said

MESSAGE = ("S: +OK 30 octets", "S: Subject: dots", "S: ", "S: ..a dot", "S: text", "S: .")


def test_the_way_through_a_session() -> None:
    talk = dialogue(*IN, "C: NOOP", "S: +OK", "C: QUIT", "S: +OK Logging out.")
    assert said(talk) == [
        ("", "+OK", PopState.AUTHORIZATION),
        ("USER", "+OK", PopState.USER),
        ("PASS", "+OK", PopState.TRANSACTION),
        ("NOOP", "+OK", PopState.TRANSACTION),
        ("QUIT", "+OK", PopState.UPDATE),
    ]
    assert talk.exchanges[0].asked == -1
    assert not talk.awaits_reply


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        (("S: -ERR busy",), PopState.OPEN),
        ((*GREETED, "C: QUIT", "S: +OK"), PopState.CLOSED),
        ((*NAMED, "C: QUIT", "S: +OK"), PopState.CLOSED),
        ((*NAMED, "C: PASS x", "S: -ERR [AUTH] no"), PopState.AUTHORIZATION),
        ((*NAMED, "C: PASS x", "S: -ERR [IN-USE] no"), PopState.AUTHORIZATION),
        ((*NAMED, "C: USER ben", "S: +OK"), PopState.USER),
        ((*GREETED, "C: APOP ana c4c9", "S: +OK"), PopState.TRANSACTION),
        ((*GREETED, "C: AUTH FOO", "S: -ERR no"), PopState.AUTHORIZATION),
        ((*GREETED, "C: AUTH", "S: +OK", "S: PLAIN", "S: ."), PopState.AUTHORIZATION),
        ((*GREETED, "C: AUTH PLAIN", "S: + "), PopState.AUTH),
        ((*GREETED, "C: AUTH PLAIN", "S: +"), PopState.AUTH),
        ((*GREETED, "C: AUTH PLAIN", "S: + ", "C: *", "S: -ERR"), PopState.AUTHORIZATION),
        ((*GREETED, "C: AUTH PLAIN AGFuYQBoYXJib3Vy", "S: +OK"), PopState.TRANSACTION),
        ((*IN, "C: QUIT", "S: -ERR some messages not deleted"), PopState.UPDATE),
        ((*IN, "C: STAT", "S: what?"), PopState.TRANSACTION),
        ((*IN, CLOSED), PopState.CLOSED),
    ],
)
def test_where_it_stands(steps: tuple[str | Event, ...], state: State) -> None:
    assert dialogue(*steps).state is state


@pytest.mark.parametrize(
    ("line", "outcome", "detail"),
    [
        ("+OK fine", Outcome.DONE, ""),
        ("+OK", Outcome.DONE, ""),
        ("-ERR", Outcome.NEVER, ""),
        ("-ERR [AUTH] no", Outcome.NEVER, "AUTH"),
        ("-ERR [in-use] no", Outcome.NOT_NOW, "IN-USE"),
        ("-ERR [SYS/TEMP] no", Outcome.NOT_NOW, "SYS/TEMP"),
        ("-ERR [LOGIN-DELAY] wait", Outcome.NOT_NOW, "LOGIN-DELAY"),
        ("-ERR [SYS/PERM] no", Outcome.NEVER, "SYS/PERM"),
        ("-ERR [X] no", Outcome.NEVER, "X"),
        ("+ok", Outcome.UNCLEAR, ""),
        ("+OKAY", Outcome.UNCLEAR, ""),
        ("220 mail.harbour.test ESMTP", Outcome.UNCLEAR, ""),
        ("", Outcome.UNCLEAR, ""),
    ],
)
def test_what_a_reply_means(line: str, outcome: Outcome, detail: str) -> None:
    exchange = dialogue(*IN, "C: NOOP", f"S: {line}").exchanges[-1]
    assert (exchange.outcome, exchange.detail) == (outcome, detail)


# Replies of many lines


@pytest.mark.parametrize("command", ["RETR 2", "TOP 2 1", "retr 2"])
def test_a_message_comes_down(command: str) -> None:
    dissector = dissected(*IN, f"C: {command}", *MESSAGE)
    talk = of(dissector)
    assert [mail.content for mail in talk.mails] == [b"Subject: dots\r\n\r\n.a dot\r\ntext\r\n"]
    mail = talk.mails[0]
    assert (mail.source, mail.exchange) == ("server", talk.exchanges[-1])
    assert [dissector.rows[number].kind for number in mail.rows] == [
        Kind.HEADER,
        Kind.TEXT,
        Kind.STUFFED,
        Kind.TEXT,
    ]
    assert [*dissector.mails_since(0)] == [mail]
    assert talk.exchanges[-1].reply == (b"+OK 30 octets",)
    assert kinds(dissector, "server")[-1] == (".", Kind.END)
    assert not talk.awaits_reply
    talk.let_go(mail)
    assert not talk.mails


def test_half_a_message_is_a_draft() -> None:
    talk = dialogue(*IN, "C: RETR 2", *MESSAGE[:4])
    assert talk.draft == b"Subject: dots\r\n\r\n.a dot\r\n"
    assert talk.awaits_reply
    assert not talk.mails


@pytest.mark.parametrize("command", ["RETR 9", "TOP 9 1", "LIST", "UIDL", "CAPA"])
def test_a_refusal_has_one_line(command: str) -> None:
    talk = dialogue(*IN, f"C: {command}", "S: -ERR no")
    assert not talk.awaits_reply
    assert talk.exchanges[-1].is_refused


@pytest.mark.parametrize("command", ["LIST", "UIDL", "CAPA", "list"])
def test_a_listing_goes_up_to_the_dot(command: str) -> None:
    dissector = dissected(*IN, f"C: {command}", "S: +OK", "S: 1 407", "S: ..", "S: .")
    exchange = of(dissector).exchanges[-1]
    assert exchange.reply == (b"+OK", b"1 407", b"..")
    assert exchange.row == len(dissector.rows) - 1
    listed = [row.kind for row in rows(dissector) if row.exchange is exchange and row.source == "server"]
    assert listed == [Kind.REPLY, Kind.LISTING, Kind.LISTING, Kind.END]


@pytest.mark.parametrize("command", ["LIST 1", "UIDL 1", "STAT", "NOOP", "DELE 1", "AUTH PLAIN"])
def test_other_replies_have_one_line(command: str) -> None:
    assert not dialogue(*IN, f"C: {command}", "S: +OK 1 2").awaits_reply


def test_of_a_long_listing_the_first_lines_are_kept() -> None:
    lines = [f"S: {number} 407" for number in range(1, 5_001)]
    dissector = dissected(*IN, "C: LIST", "S: +OK", *lines, "S: .", "C: NOOP", "S: +OK")
    listing, last = [*of(dissector).exchanges][-2:]
    assert len(listing.reply) == 1_001
    assert last.verb == "NOOP"
    assert [kind for _, kind in kinds(dissector, "server")].count(Kind.LISTING) == 5_000


def test_a_server_with_bare_line_feeds_ends_a_message_too() -> None:
    talk = dialogue(*IN, "C: RETR 1", chunk("server", b"+OK\nSubject: x\n\n..\ntext\n.\n"))
    assert [mail.content for mail in talk.mails] == [b"Subject: x\n\n.\ntext\n"]


def test_replies_come_in_the_order_of_pipelined_commands() -> None:
    asked = ("C: RETR 1", "C: LIST", "C: DELE 1", "C: QUIT")
    talk = dialogue(*IN, *asked, *MESSAGE, "S: +OK", "S: 1 407", "S: .", "S: +OK", "S: +OK")
    assert [exchange.verb for exchange in talk.exchanges][-4:] == ["RETR", "LIST", "DELE", "QUIT"]
    assert talk.marks.deleted == {1}
    assert len(talk.mails) == 1


def test_who_talks_before_the_greeting_is_answered_after_it() -> None:
    talk = dialogue("C: USER ana", "S: +OK ready", "S: +OK")
    assert said(talk) == [("", "+OK", PopState.AUTHORIZATION), ("USER", "+OK", PopState.USER)]


def test_what_the_server_says_unasked() -> None:
    talk = dialogue(*IN, "S: -ERR Disconnected for inactivity.")
    assert (talk.exchanges[-1].verb, talk.exchanges[-1].asked, talk.state) == ("", -1, PopState.TRANSACTION)


def test_what_capa_announces() -> None:
    capa = ("C: CAPA", "S: +OK", "S: UIDL", "S: sasl PLAIN LOGIN", "S: .")
    assert dialogue(*GREETED, *capa).offers == {"UIDL", "SASL"}
    assert dialogue(*GREETED, *capa, "C: CAPA", "S: -ERR").offers == {"UIDL", "SASL"}
    assert dialogue(*GREETED, *capa, "C: STLS", "S: +OK", TLS).offers == frozenset()


# Logging in


@pytest.mark.parametrize(
    ("steps", "user"),
    [
        (IN, b"ana"),
        (NAMED, b""),
        ((*NAMED, "C: PASS x", "S: -ERR"), b""),
        ((*GREETED, "C: AUTH PLAIN AGFuYQBoYXJib3Vy", "S: +OK"), b"ana"),
        ((*GREETED, "C: auth plain", "S: + ", "C: AGFuYQBoYXJib3Vy", "S: +OK"), b"ana"),
        ((*GREETED, "C: AUTH LOGIN", "S: + VXNlcm5hbWU6", "C: YW5h", "S: + UGFzc3dvcmQ6", "C: eA==", "S: +OK"), b"ana"),
        ((*GREETED, "C: AUTH PLAIN AGFuYQBoYXJib3Vy", "S: -ERR"), b""),
        ((*GREETED, "C: AUTH CRAM-MD5", "S: + PDE+", "C: YW5hIGM0Yzk=", "S: +OK"), b""),
        ((*GREETED, "C: AUTH PLAIN", "S: + ", "C: no base64!", "S: +OK"), b""),
        ((*GREETED, "C: APOP ana c4c9334bac", "S: +OK"), b"ana"),
        ((*NAMED, "C: USER ben", "S: +OK", "C: PASS harbour", "S: +OK"), b"ben"),
        ((*NAMED, "C: STLS", "S: +OK", TLS, "C: PASS harbour", "S: +OK"), b""),
    ],
)
def test_who_is_logged_in(steps: tuple[str | Event, ...], user: bytes) -> None:
    assert dialogue(*steps).user == user


def test_an_answer_is_no_command() -> None:
    dissector = dissected(*GREETED, "C: AUTH LOGIN", "S: + VXNlcm5hbWU6", "C: QUIT", "S: + UGFzc3dvcmQ6", "C: ")
    assert kinds(dissector) == [("AUTH LOGIN", Kind.COMMAND), ("QUIT", Kind.ANSWER), ("", Kind.ANSWER)]
    assert of(dissector).awaits_reply


def test_an_empty_answer_asks_for_no_methods() -> None:
    talk = dialogue(*GREETED, "C: AUTH PLAIN", "S: + ", "C: ", "S: +OK Logged in.")
    assert talk.state is PopState.TRANSACTION
    assert not talk.awaits_reply


def test_what_is_sent_behind_auth_waits_for_what_it_is() -> None:
    answers = ("C: AUTH PLAIN", "C: AGFuYQBoYXJib3Vy", "C: STAT")
    dissector = dissected(*GREETED, *answers, "S: + ", "S: +OK", "S: +OK 4 1753")
    assert [kind for _, kind in kinds(dissector)] == [Kind.COMMAND, Kind.ANSWER, Kind.COMMAND]
    dissector = dissected(*GREETED, *answers, "S: -ERR", "S: -ERR", "S: -ERR")
    assert [kind for _, kind in kinds(dissector)] == [Kind.COMMAND] * 3


# TLS


def test_what_is_sent_behind_stls_is_thrown_away() -> None:
    dissector = dissected(*NAMED, "C: STLS", "C: PASS harbour", "S: +OK", "C: DELE 1", TLS, "C: STAT", "S: -ERR")
    assert [kind for _, kind in kinds(dissector)] == [
        Kind.COMMAND,
        Kind.COMMAND,
        Kind.IGNORED,
        Kind.IGNORED,
        Kind.COMMAND,
    ]
    talk = of(dissector)
    assert talk.tls
    assert said(talk)[-3:] == [
        ("STLS", "+OK", PopState.TLS),
        (HANDSHAKE, "+OK", PopState.AUTHORIZATION),
        ("STAT", "-ERR", PopState.AUTHORIZATION),
    ]


@pytest.mark.parametrize("steps", [("C: CAPA",), ("C: CAPA", "S: +OK"), ("C: RETR 1", "S: +OK", "S: Subject: x")])
def test_what_is_not_complete_before_a_handshake_never_will_be(steps: tuple[str, ...]) -> None:
    talk = dialogue(*NAMED, *steps, TLS, "C: NOOP", "S: +OK")
    assert talk.exchanges[-1].verb == "NOOP"
    assert not talk.draft
    assert not talk.awaits_reply


def test_a_refused_stls_changes_nothing() -> None:
    talk = dialogue(*NAMED, "C: STLS", "C: PASS harbour", "S: -ERR", "S: +OK")
    assert talk.state is PopState.TRANSACTION


def test_tls_from_the_first_byte() -> None:
    talk = dialogue(TLS, *IN)
    assert talk.tls
    assert talk.state is PopState.TRANSACTION
    assert HANDSHAKE not in [exchange.verb for exchange in talk.exchanges]


# Marks


def test_marks() -> None:
    assert dialogue(*MARKED).marks.marked == {1, 3}
    assert dialogue(*MARKED, "C: RSET", "S: +OK").marks.marked == frozenset()
    assert dialogue(*MARKED, "C: RSET", "S: -ERR").marks.marked == {1, 3}


def fate(talk: PopDialogue) -> list[set[int]]:
    """What is marked, what was deleted, what was kept."""
    return [set(each) for each in (talk.marks.marked, talk.marks.deleted, talk.marks.kept)]


def test_quit_deletes_what_is_marked() -> None:
    assert fate(dialogue(*MARKED, "C: QUIT", "S: +OK", CLOSED)) == [set(), {1, 3}, set()]


@pytest.mark.parametrize("ending", [(CLOSED,), ("C: NOOP", CLOSED), ("C: QUIT", "S: -ERR not removed", CLOSED)])
def test_without_an_agreed_quit_nothing_is_deleted(ending: tuple[str | Event, ...]) -> None:
    assert fate(dialogue(*MARKED, *ending)) == [set(), set(), {1, 3}]


def test_what_became_of_a_quit_without_an_answer_nobody_knows() -> None:
    assert fate(dialogue(*MARKED, "C: QUIT", CLOSED)) == [set(), set(), set()]

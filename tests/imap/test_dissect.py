"""The dissector: what is known of a session from its bytes alone."""

from __future__ import annotations

import pytest

from heloworld.imap.responses import parse
from heloworld.imap.states import HANDSHAKE, ImapState
from heloworld.wire.events import Event
from heloworld.wire.rows import Kind, Outcome, State
from imap.told import CHOSEN, CLOSED, GREETED, IN, TLS, chunk, dialogue, dissected, kinds, of, rows, said

LETTER = (r"S: * 2 FETCH (FLAGS (\Seen) BODY[] {27}", "S: Subject: literal", "S: ", "S: a {5}")


def test_the_way_through_a_session() -> None:
    talk = dialogue(*CHOSEN, "C: a3 CLOSE", "S: a3 OK", "C: a4 LOGOUT", "S: * BYE Logging out", "S: a4 OK bye")
    assert said(talk) == [
        ("", "OK", ImapState.NOT_AUTHENTICATED),
        ("LOGIN", "OK", ImapState.AUTHENTICATED),
        ("SELECT", "OK", ImapState.SELECTED),
        ("CLOSE", "OK", ImapState.AUTHENTICATED),
        ("LOGOUT", "OK", ImapState.LOGOUT),
    ]
    assert talk.exchanges[0].asked == -1
    assert talk.user == b"ana"
    assert not talk.awaits_reply


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        (("S: * PREAUTH welcome",), ImapState.AUTHENTICATED),
        (("S: * BYE too many",), ImapState.LOGOUT),
        (("S: 220 mail.harbour.test ESMTP",), ImapState.OPEN),
        ((*GREETED, "C: a1 LOGIN ana x", "S: a1 NO [AUTHENTICATIONFAILED] no"), ImapState.NOT_AUTHENTICATED),
        ((*GREETED, "C: a1 LOGIN ana x", "S: a2 OK another tag"), ImapState.NOT_AUTHENTICATED),
        ((*GREETED, "C: a1 AUTHENTICATE PLAIN", "S: +"), ImapState.AUTH),
        ((*GREETED, "C: a1 AUTHENTICATE PLAIN", "S: + ", "C: *", "S: a1 BAD aborted"), ImapState.NOT_AUTHENTICATED),
        ((*GREETED, "C: a1 AUTHENTICATE PLAIN x", "S: a1 OK"), ImapState.AUTHENTICATED),
        ((*GREETED, "C: a1 LOGIN {3}", "S: + OK"), ImapState.LITERAL),
        ((*GREETED, "C: a1 LOGIN {3}"), ImapState.NOT_AUTHENTICATED),
        ((*GREETED, "C: a1 LOGIN {3+}", "C: ana {7+}", "C: harbour", "S: a1 OK"), ImapState.AUTHENTICATED),
        ((*IN, "C: a2 SELECT nowhere", "S: a2 NO no such mailbox"), ImapState.AUTHENTICATED),
        ((*CHOSEN, "C: a3 SELECT nowhere", "S: a3 NO no such mailbox"), ImapState.AUTHENTICATED),
        ((*CHOSEN, "C: a3 SELECT", "S: a3 BAD Invalid arguments"), ImapState.SELECTED),
        ((*CHOSEN, "C: a3 UNSELECT", "S: a3 OK"), ImapState.AUTHENTICATED),
        ((*CHOSEN, "C: a3 IDLE", "S: + idling"), ImapState.IDLE),
        ((*CHOSEN, "C: a3 IDLE", "S: + idling", "C: DONE"), ImapState.IDLE),
        ((*CHOSEN, "C: a3 IDLE", "S: + idling", "C: a4 NOOP", "S: a3 BAD Expected DONE."), ImapState.SELECTED),
        ((*IN, "C: a3 IDLE", "S: + idling", "C: done", "S: a3 OK"), ImapState.AUTHENTICATED),
        ((*CHOSEN, "S: * BYE Disconnected for inactivity."), ImapState.LOGOUT),
        ((*CHOSEN, "C: a3 NOOP", "S: * BYE Too many"), ImapState.LOGOUT),
        ((*CHOSEN, CLOSED), ImapState.CLOSED),
    ],
)
def test_where_it_stands(steps: tuple[str | Event, ...], state: State) -> None:
    assert dialogue(*steps).state is state


def test_several_commands_are_open_and_answered_in_any_order() -> None:
    talk = dialogue(*CHOSEN, "C: a3 NOOP", "C: a4 CHECK", "S: a4 OK Check completed.", "S: a3 OK NOOP completed.")
    assert [(each.tag, each.verb) for each in talk.exchanges][-2:] == [(b"a4", "CHECK"), (b"a3", "NOOP")]
    assert not talk.awaits_reply


def test_a_tag_may_be_used_again_and_again() -> None:
    talk = dialogue(*CHOSEN, "C: x NOOP", "C: x CHECK", "S: x OK", "S: x OK")
    assert [each.verb for each in talk.exchanges][-2:] == ["NOOP", "CHECK"]


def test_a_letter_comes_as_a_literal() -> None:
    dissector = dissected(*CHOSEN, "C: a3 FETCH 2 BODY[]", *LETTER, "S: )", "S: a3 OK Fetch completed.")
    talk = of(dissector)
    assert [mail.content for mail in talk.mails] == [b"Subject: literal\r\n\r\na {5}\r\n"]
    assert talk.mails[0].exchange.verb == "FETCH"
    assert kinds(dissector, "server")[-6:] == [
        (LETTER[0][3:], Kind.LISTING),
        ("Subject: literal", Kind.HEADER),
        ("", Kind.TEXT),
        ("a {5}", Kind.TEXT),
        (")", Kind.LISTING),
        ("a3 OK Fetch completed.", Kind.REPLY),
    ]
    assert [dissector.rows[number].kind for number in talk.mails[0].rows] == [Kind.HEADER, Kind.TEXT, Kind.TEXT]
    assert talk.exchanges[-1].reply == (LETTER[0][3:].encode(), b")", b"a3 OK Fetch completed.")


def test_what_is_under_way_is_the_draft() -> None:
    talk = dialogue(*CHOSEN, "C: a3 FETCH 2 BODY[]", *LETTER[:3])
    assert talk.draft == b"Subject: literal\r\n\r\n"
    assert talk.awaits_reply


def test_a_literal_that_ends_within_a_line_ends_its_row_there() -> None:
    dissector = dissected(*CHOSEN, "C: a3 FETCH 3 (BODY.PEEK[1] UID)")
    dissector.feed([chunk("server", b"* 3 FETCH (BODY[1] {4}\r\ntext UID 7)\r\na3 OK Fetch completed.\r\n")])
    assert kinds(dissector, "server")[-4:] == [
        ("* 3 FETCH (BODY[1] {4}", Kind.LISTING),
        ("text", Kind.TEXT),
        (" UID 7)", Kind.LISTING),
        ("a3 OK Fetch completed.", Kind.REPLY),
    ]
    mailbox = of(dissector).mailbox
    assert mailbox is not None
    assert mailbox.uid(3) == 7
    assert not of(dissector).mails


def test_a_tag_inside_a_letter_answers_nothing() -> None:
    fake = b"a3 OK Fetch completed.\r\n"
    dissector = dissected(*CHOSEN, "C: a3 FETCH 2 BODY[]")
    dissector.feed([chunk("server", b"* 2 FETCH (BODY[] {%d}\r\n%s)\r\n" % (len(fake), fake))])
    assert of(dissector).awaits_reply


def test_a_letter_is_appended() -> None:
    steps = (*IN, "C: a3 APPEND INBOX {27}", "S: + OK", "C: Subject: literal", "C: ", "C: a {5}")
    assert dialogue(*steps).draft == b"Subject: literal\r\n\r\na {5}\r\n"
    assert dialogue(*steps).state is ImapState.LITERAL
    assert not dialogue(*steps).awaits_reply
    talk = dialogue(*steps, "C: ", "S: a3 OK [APPENDUID 1 5] Append completed.")
    assert [(mail.source, mail.content) for mail in talk.mails] == [("client", b"Subject: literal\r\n\r\na {5}\r\n")]
    assert (talk.exchanges[-1].verb, talk.exchanges[-1].detail) == ("APPEND", "APPENDUID 1 5")
    assert talk.state is ImapState.AUTHENTICATED


def test_a_literal_that_the_server_does_not_want_never_comes() -> None:
    talk = dialogue(*IN, "C: a3 APPEND Nowhere {300}", "S: a3 NO [TRYCREATE] no", "C: a4 NOOP", "S: a4 OK")
    assert [each.verb for each in talk.exchanges][-2:] == ["APPEND", "NOOP"]


def test_lines_that_did_not_wait_for_the_refusal_of_a_literal_are_commands() -> None:
    talk = dialogue(*IN, "C: a3 APPEND Nowhere {300}", "C: a4 NOOP", "S: a3 NO [TRYCREATE] no", "S: a4 OK")
    assert [each.verb for each in talk.exchanges][-2:] == ["APPEND", "NOOP"]


def test_a_client_that_does_not_wait_for_the_plus() -> None:
    sent = ("C: a1 LOGIN {3}", "C: ana {7}", "C: harbour", "C: a2 NOOP")
    talk = dialogue(*GREETED, *sent, "S: + OK", "S: + OK", "S: a1 OK Logged in", "S: a2 OK")
    assert talk.user == b"ana"
    assert [each.verb for each in talk.exchanges][-2:] == ["LOGIN", "NOOP"]


def test_what_waits_for_an_answer_is_known_with_it() -> None:
    steps = (*CHOSEN, "C: a3 IDLE", "C: DONE", "C: a4 NOOP")
    idle = dissected(*steps, "S: + idling", "S: a3 OK Idle completed.", "S: a4 OK")
    assert [each.verb for each in of(idle).exchanges][-3:] == ["IDLE", "DONE", "NOOP"]
    refused = dissected(*steps, "S: a3 BAD Unknown command", "S: DONE BAD Invalid command name", "S: a4 OK")
    assert [each.verb for each in of(refused).exchanges][-3:] == ["IDLE", "", "NOOP"]


def test_what_the_server_tells_in_idle_is_news() -> None:
    dissector = dissected(*CHOSEN, "C: a3 IDLE", "S: + idling", "S: * 5 EXISTS", "S: * 2 EXPUNGE")
    talk = of(dissector)
    assert not talk.awaits_reply
    assert [(each.status, each.asked, each.outcome) for each in talk.exchanges][-2:] == [
        ("EXISTS", -1, Outcome.DONE),
        ("EXPUNGE", -1, Outcome.DONE),
    ]
    assert kinds(dissector, "server")[-2:] == [("* 5 EXISTS", Kind.NEWS), ("* 2 EXPUNGE", Kind.NEWS)]
    assert talk.mailbox is not None
    assert talk.mailbox.exists == 4


def test_numbers_move_and_uids_stay() -> None:
    fetched = (*CHOSEN, "C: a3 FETCH 1:* (UID FLAGS)", *(f"S: * {n} FETCH (UID {n + 3} FLAGS ())" for n in range(1, 5)))
    talk = dialogue(*fetched, "S: a3 OK", "C: a4 EXPUNGE", "S: * 2 EXPUNGE", "S: * 2 EXPUNGE", "S: a4 OK")
    assert talk.mailbox is not None
    assert {number: known.uid for number, known in talk.mailbox.messages.items()} == {1: 4, 2: 7}
    assert talk.mailbox.exists == 2


def test_what_is_known_of_the_mailbox() -> None:
    talk = dialogue(*CHOSEN, "C: a3 STORE 2 +FLAGS (x)", r"S: * 2 FETCH (FLAGS (\Seen x))", "S: a3 OK")
    mailbox = talk.mailbox
    assert mailbox is not None
    assert (mailbox.name, mailbox.exists, mailbox.recent) == (b"INBOX", 4, 1)
    assert (mailbox.uid_validity, mailbox.uid_next, mailbox.read_only) == (1795889343, 9, False)
    assert mailbox.messages[2].flags == frozenset({r"\Seen", "x"})
    assert dialogue(*CHOSEN, "C: a3 CLOSE", "S: a3 OK").mailbox is None


def test_a_subject_that_looks_like_a_uid_is_none() -> None:
    steps = ("C: a3 FETCH 1 ALL", r'S: * 1 FETCH (ENVELOPE ("x" "UID 666 (FLAGS (\\Seen))" NIL) UID 4)', "S: a3 OK")
    mailbox = dialogue(*CHOSEN, *steps).mailbox
    assert mailbox is not None
    assert mailbox.uid(1) == 4
    assert mailbox.messages[1].flags is None


def test_all_uids_that_a_search_finds_are_known() -> None:
    mailbox = dialogue(*CHOSEN, "C: a3 UID SEARCH ALL", "S: * SEARCH 2 3 5 8", "S: a3 OK").mailbox
    assert mailbox is not None
    assert [mailbox.uid(number) for number in range(1, 6)] == [2, 3, 5, 8, 0]


def test_a_handshake_makes_both_sides_forget() -> None:
    steps = (*GREETED, "C: a1 STARTTLS", "C: a2 LOGIN ana harbour", "S: a1 OK Begin TLS negotiation now.", TLS)
    dissector = dissected(*steps)
    talk = of(dissector)
    assert (talk.state, talk.offers, talk.tls) == (ImapState.NOT_AUTHENTICATED, frozenset(), True)
    assert kinds(dissector)[-1] == ("a2 LOGIN ana harbour", Kind.IGNORED)
    assert talk.exchanges[-1].verb == HANDSHAKE
    assert not talk.awaits_reply


def test_what_is_offered_is_known_from_a_code_as_from_a_response() -> None:
    assert "STARTTLS" in dialogue(*GREETED).offers
    assert dialogue(*IN).offers == {"IMAP4REV1", "IDLE", "MOVE"}
    asked = dialogue(*IN, "C: a2 CAPABILITY", "S: * CAPABILITY IMAP4rev1 X", "S: a2 OK")
    assert asked.offers == {"IMAP4REV1", "X"}


def test_a_line_without_a_tag_is_answered_without_one() -> None:
    talk = dialogue(*GREETED, "C: ", "S: * BAD Error in IMAP tag: Invalid tag", "C: a1 NOOP", "S: a1 OK")
    assert [(each.verb, each.status) for each in talk.exchanges][-2:] == [("", "BAD"), ("NOOP", "OK")]


def test_the_rows_of_a_login_by_literals_belong_to_it() -> None:
    dissector = dissected(*GREETED, "C: a1 LOGIN {3+}", "C: ana {7+}", "C: harbour", "S: a1 OK")
    owners = [row.exchange.verb for row in rows(dissector) if row.source == "client" and row.exchange is not None]
    assert owners == ["LOGIN"] * 5


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (b"a1 NO [INUSE] Mailbox is locked by another program.", Outcome.NOT_NOW),
        (b"a1 NO [UNAVAILABLE] Mailbox cannot be read or written now.", Outcome.NOT_NOW),
        (b"a1 NO [LIMIT] Mailbox is too large to be changed here.", Outcome.NEVER),
        (b"a1 NO [CANNOT] Invalid mailbox name: x.", Outcome.NEVER),
    ],
)
def test_some_refusals_pass(answer: bytes, outcome: Outcome) -> None:
    assert parse(answer).outcome is outcome

"""IMAP in words: completion, remedies, explanations."""

from __future__ import annotations

import pytest

from heloworld.imap import manual
from heloworld.imap.completion import complete, next_tag, suggest
from heloworld.imap.states import TABLE, ImapState
from heloworld.wire.events import Event
from heloworld.wire.rows import Kind, State
from imap.told import CHOSEN, GREETED, IN, chunk, dialogue, dissected, rows


def test_the_next_tag_is_put_before_a_command() -> None:
    assert manual.complete(dialogue(*GREETED), "")[0] == "a1 LOGIN ana sesame"
    assert manual.complete(dialogue(*CHOSEN), "")[0] == "a3 FETCH 1 FLAGS"
    assert manual.complete(dialogue(*CHOSEN), "fet")[0] == "a3 FETCH 1 FLAGS"
    assert manual.complete(dialogue(*CHOSEN), "a3 sto")[0] == r"a3 STORE 1 +FLAGS (\Flagged)"
    assert manual.complete(dialogue(*CHOSEN), "x.7 uid f")[0] == "x.7 UID FETCH 1 FLAGS"


def test_tags_go_on_as_they_began() -> None:
    assert next_tag(dialogue(*GREETED, "C: A007 NOOP", "S: A007 OK").exchanges) == "A008"
    assert next_tag(dialogue(*GREETED, "C: x NOOP", "S: x OK").exchanges) == "a1"
    assert next_tag(()) == "a1"


def test_what_has_no_tag_gets_none() -> None:
    assert complete(ImapState.IDLE, "d", "a1") == ("DONE",)
    assert complete(ImapState.AUTH, "", "a1") == ()
    assert complete(ImapState.LITERAL, "", "a1") == ()


@pytest.mark.parametrize(
    ("state", "verb", "tag", "said"),
    [
        (ImapState.NOT_AUTHENTICATED, "SELECT", b"a1", "Log in first"),
        (ImapState.AUTHENTICATED, "FETCH", b"a1", "Choose a mailbox first"),
        (ImapState.SELECTED, "LOGIN", b"a1", "logged in already"),
        (ImapState.SELECTED, "STARTTLS", b"a1", "before the login"),
        (ImapState.SELECTED, "RETR", b"a1", "FETCH"),
        (ImapState.SELECTED, "FECTH", b"a1", "Did you mean FETCH?"),
        (ImapState.SELECTED, "XYZZY", b"a1", "What fits now: FETCH"),
        (ImapState.SELECTED, "", b"a1", "Behind the tag comes a command"),
        (ImapState.NOT_AUTHENTICATED, "ANA", b"LOGIN", "a1 LOGIN ana sesame"),
        (ImapState.NOT_AUTHENTICATED, "ANA", b"1LOGIN", "a1 LOGIN ana sesame"),
        (ImapState.AUTHENTICATED, "INBOX", b"SELECT", "a1 SELECT INBOX"),
        (ImapState.SELECTED, "", b"DONE", "there is none now"),
        (ImapState.IDLE, "NOOP", b"a1", "DONE"),
        (ImapState.NOT_AUTHENTICATED, "", b"RETR", "FETCH"),
        (ImapState.CLOSED, "NOOP", b"a1", "connect first"),
    ],
)
def test_help_with_what_does_not_fit(state: State, verb: str, tag: bytes, said: str) -> None:
    assert said in suggest(state, verb, tag)


def test_what_fits_needs_no_help() -> None:
    assert {suggest(state, verb) for state in TABLE for verb in TABLE[state]} == {""}


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ((*GREETED, "C: LOGIN ana sesame", "S: LOGIN BAD First parameter in line is IMAP's command tag"), "a1 LOGIN"),
        ((*GREETED, "C: a1 SELECT INBOX", "S: a1 BAD Error in IMAP command received by server."), "Log in first"),
        ((*GREETED, "C: a1 LOGIN ana x", "S: a1 NO [AUTHENTICATIONFAILED] Authentication failed."), "sesame"),
        ((*GREETED, "C: a1 LOGIN ana x", "S: a1 NO [PRIVACYREQUIRED] Plaintext authentication"), "STARTTLS"),
        ((*IN, "C: a2 SELECT nowhere", "S: a2 NO Mailbox doesn't exist: nowhere."), "LIST"),
        ((*IN, "C: a2 APPEND x {9}", "S: a2 NO [TRYCREATE] no"), "CREATE"),
        ((*CHOSEN, "C: a3 EXPUNGE 1", "S: a3 BAD Invalid arguments."), "Its form is: tag EXPUNGE"),
        ((*CHOSEN, "C: a3 IDLE", "S: + idling", "C: a4 NOOP", "S: a3 BAD Expected DONE."), "Only DONE"),
        ((*CHOSEN, "S: * BYE Disconnected for inactivity."), "Enter connects again"),
        ((*CHOSEN, r"C: a3 STORE 1 +FLAGS \Foo", r"S: a3 BAD Invalid system flag \FOO."), r"\Seen"),
    ],
)
def test_remedies(steps: tuple[str, ...], said: str) -> None:
    assert said in manual.remedy(dialogue(*steps).exchanges[-1])


def explained(*steps: str | Event) -> str:
    """All that is said of the last row that is no event."""
    row = [row for row in rows(dissected(*steps)) if row.kind is not Kind.EVENT][-1]
    note = manual.explain(row)
    return " ".join((note.headline, *note.details, *note.parts))


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (GREETED, "speaks first"),
        (GREETED, "STARTTLS: The connection can be encrypted"),
        ((*GREETED, "C: a1 LOGIN {3}"), "{3}: 3 octets come next"),
        ((*GREETED, "C: a1 LOGIN {3+}"), "without waiting"),
        ((*GREETED, "C: a1 LOGIN {3}", "S: + OK"), "+: the server waits for 3 octets"),
        ((*GREETED, "C: a1 LOGIN {3}", "S: + OK"), "Not meant? Press Enter until the prompt is back"),
        ((*GREETED, "C: a1 LOGIN ana sesame"), "tag of the client's own choice"),
        ((*CHOSEN, "C: a3 IDLE", "S: + idling"), "as soon as it happens"),
        ((*CHOSEN, "C: a3 IDLE", "S: + idling", "S: * 5 EXISTS"), "news"),
        ((*CHOSEN, "C: a3 EXPUNGE", "S: * 2 EXPUNGE"), "all after it move up by one"),
        (CHOSEN, "[READ-WRITE]"),
        (CHOSEN, "authenticated → selected"),
        ((*CHOSEN, "C: a3 SELECT x", "S: a3 NO Mailbox doesn't exist: x"), "selected → authenticated"),
        ((*CHOSEN, "C: a3 FETCH 1 X", "S: * 1 FETCH (UID 4 FLAGS (\\Seen) BODY[TEXT] {29}"), "29 octets come next"),
        ((*CHOSEN, "C: a3 FETCH 1 X", "S: * 1 FETCH (UID 4 FLAGS (\\Seen))"), "\\Seen: it has been read"),
        ((*CHOSEN, "C: a3 FETCH 1 X", "S: * 1 FETCH (BODY[2.MIME] NIL)"), "the MIME header of part 2"),
        ((*CHOSEN, "C: a3 STATUS INBOX (UNSEEN)", "S: * STATUS INBOX (UNSEEN 3)"), "UNSEEN: messages without"),
        (
            (*CHOSEN, "C: a3 UID EXPUNGE 3", "S: * 1 EXPUNGE", "S: a3 OK Expunge completed."),
            "not among these UIDs is still there. The answers count by number",
        ),
        ((*CHOSEN, "S: a9 OK for nobody"), "nobody has sent"),
        ((*CHOSEN, "S: what?"), "no response of IMAP"),
    ],
)
def test_what_a_row_means(steps: tuple[str, ...], said: str) -> None:
    assert said in explained(*steps)


def test_after_a_login_with_a_whole_address_it_is_said_how_the_mailboxes_are_called() -> None:
    refused = "S: a1 NO [AUTHENTICATIONFAILED] Authentication failed."
    exchange = dialogue(*GREETED, "C: a1 LOGIN ana@harbour.test sesame", refused).exchanges[-1]
    assert "the name is ana, without an @" in manual.remedy(exchange)


def test_how_much_of_a_literal_is_to_come_is_said() -> None:
    begun = (*CHOSEN, "C: a4 SEARCH SUBJECT {5}", "S: + OK")
    assert manual.awaited(dialogue(*CHOSEN)) == ""
    assert manual.awaited(dialogue(*begun)) == "(5 octets to come; Enter is two)"
    assert manual.awaited(dialogue(*begun, "C: ab")) == "(1 octet to come; Enter is two)"
    assert manual.awaited(dialogue(*begun, chunk("client", b"hello"))) == "(the rest of the line: perhaps just Enter)"
    assert manual.awaited(dialogue(*begun, "C: hello")) == ""


def test_a_line_of_a_literal_is_no_answer_in_a_login() -> None:
    begun = dissected(*CHOSEN, "C: a4 SEARCH SUBJECT {5}", "S: + OK", "C: ab")
    assert "octets of a literal" in manual.explain(rows(begun)[-1]).headline


def test_a_slip_that_announced_a_literal_is_told_when_the_command_is_refused() -> None:
    refused = dialogue(*CHOSEN, "C: a4 SEARCH SUBJECT {5}", "S: + OK", "C: a5 NOOP", "S: a4 BAD Invalid arguments.")
    assert manual.remedy(refused.exchanges[-1]).startswith("The line ended in {5}: what came next was no command")


def test_a_wrong_password_is_said_once_and_no_more_than_is_known() -> None:
    text = explained(*GREETED, "C: a1 LOGIN ana x", "S: a1 NO [AUTHENTICATIONFAILED] Authentication failed.")
    assert text.count("wrong") == 1
    assert "most servers do not say which" in text


def test_a_connection_without_a_session_says_nothing_of_marks() -> None:
    assert manual.closed(None).details == ("No session had begun.",)


@pytest.mark.parametrize(
    ("items", "is_told"), [("BODY", False), ("(FLAGS UID)", False), ("BODY[]", True), ("BODY.PEEK[]", True)]
)
def test_only_of_what_asks_for_the_text_it_is_said_what_sets_seen(items: str, *, is_told: bool) -> None:
    asked = rows(dissected(*CHOSEN, f"C: a3 FETCH 1 {items}", "S: a3 OK Done."))[-2]
    told = " ".join(manual.explain(asked).details)
    assert "What was asked for has crossed." in told
    assert ("Seen" in told) is is_told
    assert ("not after EXAMINE" in told) is is_told

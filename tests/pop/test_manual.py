"""POP3 in words: every line is explained, every refusal has a remedy that fits."""

from __future__ import annotations

import re

import pytest

from heloworld.pop import manual, wording
from heloworld.pop.capabilities import CAPABILITIES
from heloworld.pop.commands import COMMANDS
from heloworld.pop.replies import CODES
from heloworld.pop.states import MACHINE, TABLE, PopState
from heloworld.wire.events import Event
from heloworld.wire.protocol import Note
from heloworld.wire.rows import Kind, State
from pop.told import CLOSED, GREETED, IN, NAMED, dialogue, dissected, of, rows

REFUSALS = sorted(words for name, words in vars(wording).items() if name.isupper() and words.startswith("-ERR"))


def explained(*steps: str | Event) -> Note:
    """The explanation of the last line."""
    return manual.explain([row for row in rows(dissected(*steps)) if row.line is not None][-1])


def sentence(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Z+\[-].*[.?!]|Its form is: .*", text))


@pytest.mark.parametrize("state", [state for state, verbs in TABLE.items() if verbs and state is not PopState.TLS])
@pytest.mark.parametrize("refusal", REFUSALS)
def test_every_refusal_of_ours_has_a_remedy(state: State, refusal: str) -> None:
    begin = {PopState.AUTHORIZATION: GREETED, PopState.USER: NAMED, PopState.TRANSACTION: IN}[state]
    for verb in [*COMMANDS, "XYZZY", ""]:
        exchange = dialogue(*begin, f"C: {verb}", f"S: {refusal}").exchanges[-1]
        assert sentence(manual.remedy(exchange)), (verb, manual.remedy(exchange))


@pytest.mark.parametrize(("name", "is_told"), [("ana@harbour.test", True), ("ana", False)])
def test_of_a_whole_address_it_is_said_how_the_mailbox_is_called(name: str, *, is_told: bool) -> None:
    for row in rows(dissected(*GREETED, f"C: USER {name}", "S: +OK"))[-2:]:
        told = " ".join(manual.explain(row).details)
        assert ("a mailbox is called by the name alone, such as ana" in told) is is_told
    exchange = dialogue(
        *GREETED, f"C: USER {name}", "S: +OK", "C: PASS x", "S: -ERR [AUTH] Authentication failed."
    ).exchanges[-1]
    assert "the name is ana, without an @" in manual.remedy(exchange)


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ((*GREETED, "C: STAT", "S: -ERR Unknown command."), "Log in first"),
        ((*GREETED, "C: PASS harbour", "S: -ERR No username given."), "The name comes first"),
        ((*NAMED, "C: STAT", "S: -ERR Unknown command."), "PASS comes next"),
        ((*NAMED, "C: PASS x", "S: -ERR [AUTH] Authentication failed."), "The name or the password is wrong"),
        ((*NAMED, "C: PASS x", "S: -ERR go away"), "The login failed"),
        ((*NAMED, "C: PASS x", "S: -ERR [IN-USE] no"), "End the other session"),
        ((*IN, "C: USER ben", "S: -ERR Unknown command: USER"), "You are logged in already"),
        ((*IN, "C: STLS", "S: -ERR Unknown command: STLS"), "STLS comes before the login"),
        ((*IN, "C: LAST", "S: -ERR Unknown command: LAST"), "LAST was taken out of POP3"),
        ((*GREETED, "C: APOP ana x", "S: -ERR Unknown command."), "APOP rests on MD5"),
        ((*IN, "C: FETCH 1", "S: -ERR Unknown command: FETCH"), "Did you mean RETR?"),
        ((*IN, "C: DELETE 1", "S: -ERR Unknown command: DELETE"), "Did you mean DELE?"),
        (
            (*IN, "C: 1RETR 1", "S: -ERR Unknown command: 1RETR"),
            "A digit stands in front of the word. Did",
        ),
        ((*IN, "C: 1 letter", "S: -ERR Unknown command: 1"), "A command starts with a word"),
        ((*IN, "C: RERT 1", "S: -ERR Unknown command: RERT"), "Did you mean RETR?"),
        ((*IN, "C: 12", "S: -ERR Unknown command."), "A command starts with a word of letters"),
        ((*IN, "C: MAIL FROM:<x>", "S: -ERR Unknown command: MAIL"), "POP3 only fetches mail"),
        ((*IN, "C: RETR", "S: -ERR Invalid message number: "), "A number has to follow"),
        ((*IN, "C: RETR 9", "S: -ERR There's no message 9."), "LIST shows which there are"),
        ((*IN, "C: TOP 1", "S: -ERR Noise after message number: "), "TOP wants two numbers"),
        ((*IN, "C: TOP 1 x", "S: -ERR Invalid size: x"), "TOP wants two numbers"),
        ((*IN, "C: LIST 1 2", "S: -ERR Noise after message number:  2"), "a word too many"),
        ((*IN, "C: RETR 1", "S: -ERR Message is deleted."), "RSET takes marks away"),
        ((*IN, "C: RETR 1", "S: -ERR nonsense"), "Its form is: RETR number"),
        ((*IN, "C: QUIT", "S: -ERR not removed"), "could not delete what was marked"),
        ((*IN, "S: -ERR Disconnected for inactivity."), "deleted nothing"),
        (("S: -ERR go away",), "does not want to talk"),
    ],
)
def test_remedies(steps: tuple[str, ...], words: str) -> None:
    assert words in manual.remedy(dialogue(*steps).exchanges[-1])
    assert any(words in detail for detail in explained(*steps).details)


@pytest.mark.parametrize(
    ("steps", "headline"),
    [
        (GREETED, "+OK: the server is there. It speaks first."),
        ((*IN, "C: STAT", "S: +OK 4 1753"), "+OK: 4 messages, 1753 octets together."),
        ((*IN, "C: STAT", "S: +OK 1 407"), "+OK: 1 message, 407 octets together."),
        ((*IN, "C: LIST 2", "S: +OK 2 445"), "+OK: message 2 has 445 octets."),
        ((*IN, "C: UIDL 2", "S: +OK 2 0001"), "+OK: the number of the message and its unique name."),
        ((*IN, "C: DELE 2", "S: +OK Marked."), "+OK: the message is marked. It still stands in the file."),
        ((*IN, "C: XTND", "S: +OK"), "+OK: the server agrees."),
        ((*IN, "C: NOOP", "S: 250 Ok"), "Neither +OK nor -ERR: this is no reply of POP3."),
        ((*GREETED, "C: AUTH PLAIN", "S: + "), "+: the server asks for the next part of the login, in base64."),
        ((*NAMED, "C: PASS x", "S: -ERR [AUTH] Authentication failed."), "-ERR: the name or the password is wrong."),
        ((*IN, "C: RETR 1", "S: +OK"), "The server's reply."),
        (
            (*IN, "C: RETR 1", "S: +OK", "S: A: b", "S: ", "S: ..x"),
            "The client takes away a dot at the start of a line",
        ),
        ((*IN, "C: RETR 1", "S: +OK", "S: A: b", "S: ", "S: x"), "Text of the message, on its way to the client."),
        ((*IN, "C: RETR 1", "S: +OK", "S: A: b", "S: ", "S: x", "S: ."), "A lone dot: the end of the message."),
        ((*IN, "C: LIST", "S: +OK", "S: ."), "A lone dot: the end of the list."),
        ((*IN, "C: WHAT", "S: -ERR"), "-ERR: the server refuses."),
        ((*IN, "C: WHAT"), "No command of POP3."),
        ((*GREETED, "C: AUTH PLAIN", "S: + ", "C: AGFu"), "The client's answer to the server's question"),
        ((*GREETED, "C: STLS", "S: +OK", "C: USER ana"), "Sent in the clear before the handshake"),
    ],
)
def test_explanations(steps: tuple[str, ...], headline: str) -> None:
    assert explained(*steps).headline.startswith(headline)


@pytest.mark.parametrize(
    ("command", "line", "headline"),
    [
        ("LIST", "2 445", "Message 2 has 445 octets."),
        ("UIDL", "2 0001", "Message 2 and its unique name."),
        ("CAPA", "uidl", "UIDL: Each message has a unique name that stays the same in the next session."),
        ("CAPA", "X-OTHER", "A line of what the server lists, up to a lone dot."),
        ("LIST", "two", "A line of what the server lists, up to a lone dot."),
    ],
)
def test_lines_of_listings(command: str, line: str, headline: str) -> None:
    dissector = dissected(*IN, f"C: {command}", "S: +OK", f"S: {line}", "S: .")
    listed = next(row for row in rows(dissector) if row.kind is Kind.LISTING)
    assert manual.explain(listed).headline == headline


@pytest.mark.parametrize("keyword", CAPABILITIES)
def test_every_keyword_is_explained(keyword: str) -> None:
    dissector = dissected(*GREETED, "C: CAPA", "S: +OK", f"S: {keyword} x", "S: .")
    listed = next(row for row in rows(dissector) if row.kind is Kind.LISTING)
    assert manual.explain(listed).headline.startswith(f"{keyword}: ")
    assert manual.explain(listed).source.startswith("RFC ")


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code: str) -> None:
    note = explained(*NAMED, "C: PASS x", f"S: -ERR [{code}] no")
    assert note.headline == f"-ERR: {CODES[code].meaning}."
    assert note.source.startswith("RFC ")


@pytest.mark.parametrize(
    ("steps", "effect"),
    [
        (("C: QUIT", "S: +OK"), "Nobody was logged in, so nothing is deleted."),
        (("C: AUTH PLAIN", "S: + "), "The server asks, and the next line is the answer."),
        (("C: AUTH", "S: +OK", "S: ."), "The server lists its methods, and nobody is logged in."),
        (("C: USER ana", "S: +OK"), "Its +OK does not say that there is such a user."),
        (("C: USER ana",), "No reply yet."),
    ],
)
def test_what_a_command_did(steps: tuple[str, ...], effect: str) -> None:
    dissector = dissected(*GREETED, *steps)
    command = next(row for row in rows(dissector) if row.source == "client")
    assert any(effect in detail for detail in manual.explain(command).details)


# What to type next


@pytest.mark.parametrize("state", [PopState.AUTHORIZATION, PopState.USER, PopState.TRANSACTION])
def test_the_first_thing_offered_leads_on(state: State) -> None:
    begin = {PopState.AUTHORIZATION: GREETED, PopState.USER: NAMED, PopState.TRANSACTION: IN}[state]
    offered = manual.complete(dialogue(*begin), "")
    assert offered[0].split()[0] == next(iter(TABLE[state]))
    assert {line.split()[0] for line in offered} == {*MACHINE.legal(state, {"STLS", "SASL"})}


def test_completion_goes_by_what_was_typed() -> None:
    assert manual.complete(dialogue(*GREETED), "user") == ("USER ana", "USER ben", "USER cleo")
    assert manual.complete(dialogue(*IN), "re") == ("RETR 1", "RETR 2")
    assert manual.complete(dialogue(*IN), "user") == ()
    assert manual.complete(dialogue(*GREETED, "C: AUTH PLAIN", "S: + "), "") == ()
    assert manual.complete(dialogue(*IN, CLOSED), "") == ()


def test_what_was_not_announced_is_not_named() -> None:
    assert "STLS" not in MACHINE.legal(PopState.AUTHORIZATION)
    assert "STLS" in MACHINE.legal(PopState.AUTHORIZATION, {"STLS"})


@pytest.mark.parametrize("verb", COMMANDS)
def test_every_record_is_a_sentence(verb: str) -> None:
    record = COMMANDS[verb]
    assert all(map(sentence, filter(None, (record.summary, record.effect, record.instead))))
    assert record.syntax.startswith(verb)
    assert record.example.startswith(verb)


def test_a_manual_shows_no_bytes_of_the_wire() -> None:
    steps = (*IN, "C: LIST", "S: +OK \x1b[31m", "S: 1 4\x1b", "S: .", "C: \x1bX", "S: -ERR [\x1b] x")
    for row in rows(dissected(*steps)):
        note = manual.explain(row) if row.kind not in {Kind.EVENT, Kind.HEADER} else manual.OPENED
        assert "\x1b" not in "".join([note.headline, *note.details, note.source, *note.parts])
    assert of(dissected(*steps)).exchanges


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ((), "No session had begun."),
        (GREETED, "Nobody was logged in, so nothing was deleted."),
        ((*NAMED, "C: PASS no", "S: -ERR [AUTH] Authentication failed."), "Nobody was logged in"),
        (IN, "There was no QUIT: messages that were marked are still in the mailbox."),
        ((*IN, "C: QUIT", "S: +OK Logging out."), "What was marked left the mailbox with QUIT"),
    ],
)
def test_the_end_says_what_became_of_marks_where_there_can_have_been_any(steps: tuple[str, ...], says: str) -> None:
    exchanges = of(dissected(*steps)).exchanges
    assert says in " ".join(manual.closed(exchanges[-1] if exchanges else None).details)


def test_of_marks_nothing_is_said_that_supposes_there_were_any() -> None:
    bye = dissected(*IN, "C: QUIT", "S: +OK Logging out.", CLOSED)
    told = [" ".join((note.headline, *note.details)) for note in map(manual.explain, rows(bye)[-3:-1])]
    told.append(" ".join(manual.closed(bye.sessions[1].exchanges[-1]).details))
    assert all("if any" in each or "without a mark, nothing did" in each for each in told), told
    assert "Messages that DELE has marked are left out." in explained(*IN, "C: STAT", "S: +OK 4 1753").details


def test_the_states_of_a_login_are_those_that_the_strip_shows() -> None:
    assert "The session stays in AUTHORIZATION." in explained(*GREETED, "C: USER ana", "S: +OK").details
    assert "The session: AUTHORIZATION → TRANSACTION." in explained(*NAMED, "C: PASS x", "S: +OK Logged in.").details

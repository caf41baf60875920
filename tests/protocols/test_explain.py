"""The end of a connection, explained: what has become of what was said, and why the server hung up."""

from __future__ import annotations

import pytest

import imap.told
import pop.told
import smtp.told
from heloworld.lab.explain import explain
from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Closed, Delivered, Opened, Queued
from heloworld.wire.rows import Kind, Row

CLOSED = Closed(1, 0.0, "")


def at_the_end(dissector: Dissector) -> str:
    note = explain(dissector.rows[len(dissector.rows) - 1])
    return " ".join((note.headline, *note.details))


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (
            ("C: DELE 1", "S: +OK Marked.", "C: QUIT", "S: +OK Bye."),
            "What was marked left the mailbox with QUIT",
        ),
        (("C: DELE 1", "S: +OK Marked."), "There was no QUIT: messages that were marked are still in the mailbox."),
        (("C: QUIT", "S: -ERR not removed"), "Messages that QUIT could not delete are still in the mailbox."),
    ],
)
def test_what_has_become_of_marked_messages(steps: tuple[str, ...], says: str) -> None:
    assert says in at_the_end(pop.told.dissected(*pop.told.IN, *steps, CLOSED))


def test_quit_without_a_login_has_deleted_nothing() -> None:
    end = at_the_end(pop.told.dissected(*pop.told.GREETED, "C: QUIT", "S: +OK Bye.", CLOSED))
    assert "Nobody was logged in, so nothing was deleted." in end


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (("S: 554 5.7.1 No service for you",), "The server's last word was 554. "),
        ((*smtp.told.GREETED, "S: 421 4.4.2 Error: timeout exceeded"), "was 421. Nothing was said for a long time"),
    ],
)
def test_a_refusal_with_which_the_server_hangs_up_is_told_at_the_end(steps: tuple[str, ...], says: str) -> None:
    assert says in at_the_end(smtp.told.dissected(*steps, CLOSED))


def test_a_refusal_after_which_the_client_hangs_up_is_not() -> None:
    steps = (*smtp.told.GREETED, "C: DATA", "S: 503 5.5.1 Error: need RCPT command")
    assert "last word" not in at_the_end(smtp.told.dissected(*steps, CLOSED))


def test_flags_are_said_to_stay() -> None:
    assert "Flags stay" in at_the_end(imap.told.dissected(*imap.told.IN, CLOSED))


def test_octets_that_end_in_the_middle_of_a_line_are_said_to_be_complete() -> None:
    told = imap.told
    part = told.chunk("server", b"* 1 FETCH (BODY[]<0> {9}\r\nTo: ana\r\n)\r\n* 1 FETCH (BODY[]<0> {5}\r\nTo: a)\r\n")
    dissector = told.dissected(*told.CHOSEN, "C: a3 FETCH 1 BODY[]<0.5>", part)
    notes = {row.line.text: explain(row) for row in told.rows(dissector) if row.line is not None}
    assert "with these they are complete" in notes[b"To: a"].details[0]
    assert "with these they are complete" not in " ".join(notes[b"To: ana"].details)


GREETINGS = {
    "smtp": b"220-mail.harbour.test ESMTP\r\n220 No spam\r\n",
    "pop3": b"+OK mail.harbour.test POP3 ready.\r\n",
    "imap": b"* OK [CAPABILITY IMAP4rev1] mail.harbour.test ready.\r\n",
}


@pytest.mark.parametrize("tls", [False, True])
@pytest.mark.parametrize("spoken", GREETINGS)
@pytest.mark.parametrize("asked", GREETINGS)
def test_the_greeting_of_another_protocol_says_how_to_reach_it(asked: str, spoken: str, tls: bool) -> None:
    dissector = Dissector(protocol_of)
    dissector.feed([Opened(1, 0.0, asked, ("127.0.0.1", 4711), ("127.0.0.1", 25), tls)])
    dissector.feed([Bytes(1, 0.0, "server", GREETINGS[spoken], tls)])
    notes = [explain(dissector.rows[number]) for number in range(len(dissector.rows))][1:]
    said = " ".join((notes[0].headline, *notes[0].details))
    url = f"Connect with {spoken}{'s' if tls else ''}://, and the same host and port."
    other = f"This is no greeting of {protocol_of(asked).label}: a server of {protocol_of(spoken).label} begins so."
    assert (said == f"{other} {url}") is (asked != spoken), said
    assert ("no greeting" in said) is (asked != spoken)


@pytest.mark.parametrize("asked", GREETINGS)
def test_what_no_server_here_says_is_nobodys_greeting(asked: str) -> None:
    dissector = Dissector(protocol_of)
    dissector.feed([Opened(1, 0.0, asked, ("127.0.0.1", 4711), ("127.0.0.1", 25))])
    dissector.feed([Bytes(1, 0.0, "server", b"SSH-2.0-OpenSSH_9.9\r\n")])
    assert "begins so" not in explain(dissector.rows[1]).headline


def told_of(event: Delivered | Queued, protocol: str) -> str:
    """What is said of something that has happened in the world, on a connection of a protocol or on none."""
    note = explain(Row(event.conn, 0.0, None, Kind.EVENT, event=event, protocol=protocol))
    return " ".join((note.headline, *note.details, note.source))


@pytest.mark.parametrize("happened", [Delivered, Queued])
def test_a_reply_is_promised_only_where_a_client_waits_for_it(happened: type[Delivered | Queued]) -> None:
    def on(conn: int) -> Delivered | Queued:
        if happened is Delivered:
            return Delivered(conn, 0.0, "ana@harbour.test", "ana.mbox", 0, 2_197, "4F", seam=1)
        return Queued(conn, 0.0, "harbour", "4F", "", ("ana@island.test",), 2_197)

    assert "Only now does the server say 250." in told_of(on(1), "smtp")
    report = told_of(on(0), "")
    assert "250" not in report
    assert "no client waits for a reply" in report
    assert "250" not in told_of(on(1), "imap")
    assert "no client waits" not in told_of(on(1), "imap"), "there is one, and it waits for its own reply"


def test_where_a_report_is_appended_no_rule_for_replies_is_named() -> None:
    event = Delivered(0, 0.0, "ana@harbour.test", "ana.mbox", 0, 9, "4F", seam=1)
    assert "§4.2.5" not in told_of(event, "")
    assert "1 more LF first" in told_of(event, "")

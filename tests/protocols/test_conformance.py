"""What every protocol's room has to hold, whatever it speaks; a new room is one sample more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.dns.protocol import DNS
from heloworld.imap.protocol import IMAP
from heloworld.lab.protocols import PROTOCOLS
from heloworld.pop.protocol import POP
from heloworld.smtp.protocol import SMTP
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Closed, Event, Opened, Side, TlsStarted, Transport
from heloworld.wire.protocol import Protocol
from heloworld.wire.rows import Exchange, Kind, Row
from protocols.ticket import TICKET


@dataclass(frozen=True)
class Sample:
    """A protocol, and a session of it: ``C: …`` and ``S: …`` lines, in the order of crossing.

    Where messages cross that are no lines of text, these are what is shown of them, and `messages` is what crossed.
    """

    protocol: Protocol
    session: tuple[str, ...]
    messages: tuple[tuple[Side, bytes], ...] = ()
    transport: Transport = "tcp"

    def __str__(self) -> str:
        return self.protocol.name if self.transport == "tcp" else f"{self.protocol.name} over {self.transport}"


def _asked(*pairs: tuple[str, str, str], length: bool) -> tuple[tuple[Side, bytes], ...]:
    """Questions and answers of DNS: a query in hexadecimal without its ID, and the same of its answer."""
    messages: list[tuple[Side, bytes]] = []
    for number, (_, query, answer) in enumerate(pairs, 4711):
        for side, text in (("C", query), ("S", answer)):
            message = number.to_bytes(2) + bytes.fromhex(text)
            messages.append((SIDES[side], (len(message).to_bytes(2) if length else b"") + message))
    return tuple(messages)


SIDES: dict[str, Side] = {"C": "client", "S": "server"}
_TEST = "07686172626f75720474657374 00"
_QUESTIONS = (
    (
        "MX harbour.test",
        f"0100 0001 0000 0000 0000 {_TEST} 000f 0001",
        f"8500 0001 0001 0000 0000 {_TEST} 000f 0001 c00c 000f 0001 0000012c 0009 000a 046d61696c c00c",
    ),
    (
        "MX gone.test",
        "0120 0001 0000 0000 0001 04676f6e65 0474657374 00 000f 0001 00 0029 04d0 00000000 0000",
        "8503 0001 0000 0001 0000 04676f6e65 0474657374 00 000f 0001 c011 0006 0001 0000003c 001e"
        " 026e73 c011 026e73 c011 00000001 00000002 00000003 00000004 0000003c",
    ),
    ("TXT harbour.test", f"0100 0001 0000 0000 0000 {_TEST} 0010 0001", f"8700 0001 0000 0000 0000 {_TEST} 0010 0001"),
    ("nothing", "0100 0009", "8101 0000 0000 0000 0000"),
)
_SHOWN = (
    "C: question 4711, flags rd",
    "C: harbour.test. IN MX",
    "S: answer 4711: NOERROR, flags qr aa rd",
    "S: harbour.test. IN MX",
    "S: harbour.test. 300 IN MX 10 mail.harbour.test.",
    "Q: MX gone.test = NXDOMAIN",
    'S: harbour.test. 300 IN TXT "v=spf1 mx -all" "two"',
)

SAMPLES = (
    Sample(
        SMTP,
        (
            "S: 220 mail.harbour.test ESMTP",
            "C: EHLO localhost",
            "S: 250-mail.harbour.test",
            "S: 250 SIZE 1000",
            "C: RCPT TO:<ana@harbour.test>",
            "S: 503 5.5.1 Error: need MAIL command",
            "C: MAIL FROM:<dora@island.test>",
            "S: 250 2.1.0 Ok",
            "C: RCPT TO:<ana@harbour.test>",
            "S: 250 2.1.5 Ok",
            "C: DATA",
            "S: 354 End data with <CR><LF>.<CR><LF>",
            "C: Subject: hello",
            "C: ",
            "C: ..dot",
            "C: .",
            "S: 250 2.0.0 Ok: queued as 7DCB64A55D",
            "C: QUIT",
            "S: 221 2.0.0 Bye",
        ),
    ),
    Sample(
        POP,
        (
            "S: +OK Dovecot ready.",
            "C: CAPA",
            "S: +OK",
            "S: UIDL",
            "S: SASL PLAIN LOGIN",
            "S: .",
            "C: STAT",
            "S: -ERR Unknown command.",
            "C: USER ana",
            "S: +OK",
            "C: PASS wrong",
            "S: -ERR [AUTH] Authentication failed.",
            "C: AUTH PLAIN",
            "S: + ",
            "C: AGFuYQBoYXJib3Vy",
            "S: +OK Logged in.",
            "C: LIST",
            "S: +OK 2 messages:",
            "S: 1 407",
            "S: 2 445",
            "S: .",
            "C: UIDL 1",
            "S: +OK 1 000000016b0b188d",
            "C: RETR 2",
            "S: +OK 30 octets",
            "S: Subject: dots",
            "S: ",
            "S: ..a dot",
            "S: text",
            "S: .",
            "C: LIST 9",
            "S: -ERR There's no message 9.",
            "C: DELE 2",
            "S: +OK Marked to be deleted.",
            "C: QUIT",
            "S: +OK Logging out, messages deleted.",
        ),
    ),
    Sample(
        IMAP,
        (
            "S: * OK [CAPABILITY IMAP4rev1 SASL-IR IDLE LITERAL+ AUTH=PLAIN] Dovecot ready.",
            "C: ",
            "S: * BAD Error in IMAP tag: Invalid tag",
            "C: a0 CAPABILITY",
            "S: * CAPABILITY IMAP4rev1 IDLE",
            "S: a0 OK Capability completed.",
            "C: LOGIN ana harbour",
            "S: LOGIN BAD First parameter in line is IMAP's command tag, not the command name.",
            "C: a1 SELECT INBOX",
            "S: a1 BAD Error in IMAP command received by server.",
            "C: a2 AUTHENTICATE PLAIN",
            "S: + ",
            "C: AGFuYQB3cm9uZw==",
            "S: a2 NO [AUTHENTICATIONFAILED] Authentication failed.",
            "C: a3 LOGIN {3}",
            "S: + OK",
            "C: ana {7}",
            "S: + OK",
            "C: harbour",
            "S: a3 OK [CAPABILITY IMAP4rev1 IDLE] Logged in",
            "C: a4 SELECT INBOX",
            r"S: * FLAGS (\Answered \Flagged \Deleted \Seen \Draft)",
            "S: * 2 EXISTS",
            "S: * OK [UIDVALIDITY 1795889343] UIDs valid",
            "S: a4 OK [READ-WRITE] Select completed.",
            "C: a5 FETCH 1 (UID BODY[])",
            r"S: * 1 FETCH (FLAGS (\Seen \Recent) UID 4 BODY[] {28}",
            "S: Subject: literal",
            "S: ",
            "S: a {5}",
            "S: )",
            "S: a5 OK Fetch completed.",
            "C: a6 FETCH 9 FLAGS",
            "S: a6 BAD Error in IMAP command FETCH: Invalid messageset",
            "C: a7 IDLE",
            "S: + idling",
            "C: DONE",
            "S: * 1 EXPUNGE",
            "S: a7 OK Idle completed.",
            "C: a8 LOGOUT",
            "S: * BYE Logging out",
            "S: a8 OK Logout completed.",
        ),
    ),
    Sample(DNS, _SHOWN, _asked(*_QUESTIONS, length=True)),
    Sample(DNS, _SHOWN, _asked(*_QUESTIONS, length=False), "udp"),
    Sample(
        TICKET,
        (
            "S: HI there",
            "C: LIST",
            "S: NO not now",
            "C: TAKE",
            "S: YES",
            "C: LIST",
            "S: YES",
            "S: 7 you",
            "S: .",
            "C: LEAVE",
            "S: YES",
        ),
    ),
)

LINES = tuple(sample for sample in SAMPLES if not sample.messages)
STREAMS = tuple(sample for sample in SAMPLES if sample.transport == "tcp")

each = pytest.mark.parametrize("sample", SAMPLES, ids=str)
each_of_lines = pytest.mark.parametrize("sample", LINES, ids=str)


def dissected(sample: Sample, chunks: list[tuple[Side, bytes]], *, closes: bool = False) -> Dissector:
    protocol, transport = sample.protocol, sample.transport
    events: list[Event] = [Opened(1, 0.0, protocol.name, ("127.0.0.5", 1), ("127.0.0.1", 2), transport=transport)]
    events += [Bytes(1, 0.0, side, data) for side, data in chunks]
    dissector = Dissector(lambda _: protocol)
    dissector.feed([*events, *([Closed(1, 0.0)] if closes else [])])
    return dissector


def crossed(sample: Sample) -> list[tuple[Side, bytes]]:
    return [*sample.messages] or [(SIDES[line[0]], f"{line[3:]}\r\n".encode()) for line in sample.session]


def rows(dissector: Dissector) -> list[Row]:
    return [dissector.rows[number] for number in range(len(dissector.rows))]


def _played(sample: Sample) -> Sequence[Exchange]:
    return dissected(sample, crossed(sample)).sessions[1].exchanges


def test_every_room_has_a_sample() -> None:
    assert {*PROTOCOLS} <= {sample.protocol.name for sample in SAMPLES}


@each
def test_the_table_is_closed_and_every_word_in_it_is_known(sample: Sample) -> None:
    machine, commands = sample.protocol.machine, sample.protocol.manual().COMMANDS
    assert {machine.start, machine.closed, *machine.path} <= {*machine.table}
    assert {target for verbs in machine.table.values() for target in verbs.values()} <= {*machine.table}
    verbs = {verb for verbs in machine.table.values() for verb in verbs}
    assert verbs - {*machine.untyped} <= {*commands}
    assert {*machine.announced} <= verbs
    assert {*sample.protocol.secret} <= {*commands}
    assert [verb for verb, record in commands.items() if "RFC" not in record.source and not record.instead] == []


@each
def test_whose_turn_it_is_is_known_at_every_line(sample: Sample) -> None:
    chunks = crossed(sample)
    for count in range(1, len(chunks)):
        dialogue = dissected(sample, chunks[:count]).sessions[1]
        assert dialogue.awaits_reply is (chunks[count][0] == "server"), chunks[count]


@each
def test_every_row_is_explained_and_every_refusal_has_a_remedy(sample: Sample) -> None:
    dissector, manual = dissected(sample, crossed(sample), closes=True), sample.protocol.manual()
    for row in rows(dissector):
        said = manual.explain(row) if row.kind not in {Kind.EVENT, Kind.HEADER} else None
        assert said is None or said.headline
    refused = [exchange for exchange in dissector.sessions[1].exchanges if exchange.is_refused]
    assert refused
    assert all(map(manual.remedy, refused))
    complete = [row for row in rows(dissector) if row.source == "server" and row.exchange is not None]
    assert [row.exchange for row in complete if row.kind is Kind.REPLY and row.exchange in refused] == refused
    assert dissector.sessions[1].state is sample.protocol.machine.closed


@each
def test_what_is_offered_begins_as_what_was_typed_and_makes_sense_now(sample: Sample) -> None:
    chunks, manual = crossed(sample), sample.protocol.manual()
    for count in range(1, len(chunks)):
        dialogue = dissected(sample, chunks[:count]).sessions[1]
        offered = manual.complete(dialogue, "")
        assert all(line in manual.complete(dialogue, line[:2].swapcase()) for line in offered)
    assert manual.complete(None, "") == ()


@each
def test_the_lexer_loses_nothing(sample: Sample) -> None:
    lexer = sample.protocol.lexer()
    for line in sample.session:
        assert "".join(text for _, _, text in lexer.get_tokens_unprocessed(line)) == line


@given(st.sampled_from(STREAMS), st.lists(st.integers(1, 30), min_size=1), st.integers(0, 20))
def test_pieces_mean_nothing(sample: Sample, sizes: list[int], missing: int) -> None:
    whole = dissected(sample, crossed(sample)).sessions[1].exchanges
    pieces: list[tuple[Side, bytes]] = []
    for side, data in crossed(sample):
        start, turn = 0, 0
        while start < len(data):
            size = sizes[turn % len(sizes)]
            pieces.append((side, data[start : start + size]))
            start, turn = start + size, turn + 1
    assert [*dissected(sample, pieces).sessions[1].exchanges] == [*whole]
    unfinished = dissected(sample, pieces[: len(pieces) - missing] if missing else pieces, closes=True)
    assert unfinished.sessions[1].state is sample.protocol.machine.closed


@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.sampled_from(["client", "server"]), st.binary(min_size=1))))
def test_any_bytes_at_all(sample: Sample, chunks: list[tuple[Side, bytes]]) -> None:
    dissector = dissected(sample, chunks)
    for side in ("client", "server"):
        shown = b"".join(row.line.raw for row in rows(dissector) if row.source == side and row.line is not None)
        assert shown == b"".join(data for source, data in chunks if source == side)
    manual = sample.protocol.manual()
    for row in rows(dissector):
        assert row.kind in {Kind.EVENT, Kind.HEADER} or manual.explain(row).headline


@each
def test_what_crosses_after_a_handshake_is_shown_as_hidden(sample: Sample) -> None:
    dissector = dissected(sample, crossed(sample)[:2])
    dissector.feed([TlsStarted(1, 0.0, "TLSv1.3", "TLS_AES_256_GCM_SHA384")])
    assert dissector.sessions[1].tls
    assert [row.tls for row in rows(dissector)] == [False] * (len(rows(dissector)) - 1) + [True]


@each_of_lines
def test_a_line_that_is_too_long_for_a_row_is_one_command(sample: Sample) -> None:
    long: tuple[Side, bytes] = ("client", b"x" * 150_000 + b"\r\n")
    dialogue = dissected(sample, [crossed(sample)[0], long]).sessions[1]
    assert dialogue.awaits_reply
    answer = next(exchange.reply for exchange in _played(sample) if exchange.is_refused)
    dialogue.feed(Bytes(1, 0.0, "server", b"\r\n".join([*answer, b""])))
    assert not dialogue.awaits_reply


@each
def test_a_handout_colours_it(sample: Sample) -> None:
    tokens = sample.protocol.lexer().get_tokens("\n".join(sample.session))
    assert "".join(text for _, text in tokens).rstrip("\n") == "\n".join(sample.session)

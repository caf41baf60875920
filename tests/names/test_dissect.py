"""DNS followed from outside: exchanges by their IDs, rows that fold, and the same from a saved transcript."""

from __future__ import annotations

from pathlib import Path

import dns.message

from heloworld.dns.answer import Answerer
from heloworld.dns.asking import ask
from heloworld.dns.dissect import KEEP_ASKED
from heloworld.dns.tcp_session import framed
from heloworld.dns.zones.catalogue import Catalogue
from heloworld.lab.explain import explain
from heloworld.lab.protocols import protocol_of
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Address, Bytes, Closed, Event, Opened, Transport
from heloworld.wire.rows import Exchange, Kind, Outcome
from heloworld.wire.transcript import Transcript
from loopback import Facts
from names.world import ZONES

ANSWERER = Answerer(Catalogue(ZONES))


def opened(transport: Transport = "udp") -> Opened:
    return Opened(1, 0.0, "dns", ("127.0.0.5", 1), ("127.0.0.53", 53), transport=transport)


def query(name: str, kind: str, ident: int = 1) -> bytes:
    return dns.message.make_query(name, kind, id=ident).to_wire()


def dissected(*events: Event) -> Dissector:
    dissector = Dissector(protocol_of)
    dissector.feed(events)
    return dissector


def client(data: bytes) -> Bytes:
    return Bytes(1, 0.0, "client", data)


def server(data: bytes | None) -> Bytes:
    assert data is not None
    return Bytes(1, 0.0, "server", data)


def exchanges(dissector: Dissector) -> list[Exchange]:
    return [*dissector.sessions[1].exchanges]


def folded(dissector: Dissector) -> list[str]:
    return [
        row.shown_folded.decode()
        for row in map(dissector.rows.__getitem__, range(len(dissector.rows)))
        if not row.is_folded
    ]


def asked(name: str, kind: str) -> Dissector:
    data = query(name, kind)
    return dissected(opened(), client(data), server(ANSWERER.answer(data)), Closed(1, 0.0))


def test_a_question_and_its_answer_are_one_line_until_they_are_unfolded() -> None:
    dissector = asked("www.harbour.test", "A")
    assert folded(dissector) == ["A www.harbour.test = 127.0.0.10"]
    rows = [dissector.rows[number] for number in range(len(dissector.rows))]
    assert [(row.kind, row.words) for row in rows] == [
        (Kind.EVENT, ""),
        (Kind.COMMAND, "question 1, flags rd"),
        (Kind.LISTING, "www.harbour.test. IN A"),
        (Kind.REPLY, "answer 1: NOERROR, flags qr aa rd"),
        (Kind.LISTING, "www.harbour.test. IN A"),
        (Kind.LISTING, "www.harbour.test. 300 IN CNAME mail.harbour.test."),
        (Kind.LISTING, "mail.harbour.test. 300 IN A 127.0.0.10"),
        (Kind.EVENT, ""),
    ]
    (exchange,) = exchanges(dissector)
    assert {row.exchange for row in rows if row.line is not None} == {exchange}
    assert (exchange.verb, exchange.argument, exchange.status, exchange.tag) == (
        "A",
        b"www.harbour.test",
        "NOERROR",
        b"\x00\x01",
    )
    assert exchange.reply[0] == b"NOERROR"
    assert exchange.reply[-1] == b"mail.harbour.test. 300 IN A 127.0.0.10"


def test_what_comes_of_a_question_is_in_its_line() -> None:
    for name, kind, says, outcome, detail in (
        ("nobody.harbour.test", "MX", "NXDOMAIN", Outcome.NEVER, ""),
        ("example.com", "A", "REFUSED", Outcome.NEVER, ""),
        ("mail.harbour.test", "MX", "there, but no such record", Outcome.DONE, "NODATA"),
        ("big.harbour.test", "TXT", "too long for a datagram", Outcome.GO_ON, "TC"),
        ("harbour.test", "TXT", '"v=spf1 mx -all"', Outcome.DONE, ""),
    ):
        dissector = asked(name, kind)
        assert folded(dissector) == [f"{kind} {name} = {says}"]
        (exchange,) = exchanges(dissector)
        assert (exchange.outcome, exchange.detail) == (outcome, detail)
        assert explain(dissector.rows[1]).headline


def test_long_answers_are_cut_in_the_line() -> None:
    data = query("big.harbour.test", "TXT")
    dissector = dissected(opened(), client(data), server(ANSWERER.answer(data, over_tcp=True)))
    assert folded(dissector)[0].endswith(" and 17 more")


def test_an_answer_belongs_to_the_question_with_its_id() -> None:
    first, second = query("harbour.test", "MX", 1), query("mail.harbour.test", "A", 2)
    dissector = dissected(
        opened(), client(first), client(second), server(ANSWERER.answer(second)), server(ANSWERER.answer(first))
    )
    assert [each.verb for each in exchanges(dissector)] == ["A", "MX"]
    assert not dissector.sessions[1].awaits_reply


def test_an_answer_that_nobody_asked_for_is_shown_and_counts_for_nothing() -> None:
    dissector = dissected(
        opened(), client(query("harbour.test", "MX", 1)), server(ANSWERER.answer(query("a.test", "A", 2)))
    )
    assert exchanges(dissector) == []
    assert folded(dissector) == ["MX harbour.test ?", "answer 2: REFUSED, flags qr rd"]
    assert dissector.sessions[1].awaits_reply
    number = next(n for n in range(len(dissector.rows)) if dissector.rows[n].kind is Kind.REPLY)
    assert "nobody here has asked for" in explain(dissector.rows[number]).headline


def test_an_end_without_an_answer_is_shown() -> None:
    dissector = dissected(opened(), client(b"hello"), Closed(1, 0.0, "no answer"))
    assert len(folded(dissector)) == 2
    assert folded(dissector)[0] == "what is no question ?"


def test_a_message_that_comes_in_pieces_is_seen_growing_and_folds_when_it_is_whole() -> None:
    data = framed(query("harbour.test", "MX"))
    dissector = dissected(opened("tcp"), client(data[:7]))
    assert dissector.rows[1].words == "7 bytes of a message that goes on"
    dissector.feed([client(data[7:])])
    assert folded(dissector) == ["MX harbour.test ?"]
    dissector.feed([server(framed(ANSWERER.answer(data[2:], over_tcp=True) or b""))])
    assert folded(dissector)[0].startswith("MX harbour.test = ")


def test_questions_without_answers_are_bounded() -> None:
    dissector = dissected(opened(), *(client(query("harbour.test", "MX", number)) for number in range(KEEP_ASKED + 50)))
    dissector.feed([server(ANSWERER.answer(query("harbour.test", "MX", 0)))])
    assert exchanges(dissector) == []
    dissector.feed([server(ANSWERER.answer(query("harbour.test", "MX", KEEP_ASKED + 49)))])
    assert len(exchanges(dissector)) == 1


async def test_a_saved_transcript_says_the_same(server: Address, facts: Facts, tmp_path: Path) -> None:
    await ask(server, query("big.harbour.test", "TXT", 7))
    await facts.until_closed(2)
    events = facts.events
    transcript = Transcript()
    for event in events:
        transcript.record(event)
    transcript.save(tmp_path / "asked.jsonl")
    loaded = Transcript.load(tmp_path / "asked.jsonl")
    again, _ = loaded.since(0)
    assert [getattr(each, "data", each) for each in again if isinstance(each, Bytes)] == [
        each.data for each in events if isinstance(each, Bytes)
    ]
    assert [each.transport for each in again if isinstance(each, Opened)] == ["udp", "tcp"]
    assert folded(dissected(*again)) == folded(dissected(*events))
    assert len(folded(dissected(*again))) == 2

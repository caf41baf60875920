"""What is said of questions and answers, whatever they are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from heloworld.dns import manual
from heloworld.dns.dissect import DnsDialogue
from heloworld.dns.questions import parse, to_wire
from heloworld.dns.record_types import ANY, RECORD_TYPES
from heloworld.dns.states import OUTCOMES, DnsState
from heloworld.dns.zones.parsing import parse as parse_zone
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Opened
from heloworld.wire.rows import Exchange, Kind, Outcome, Row


@pytest.mark.parametrize("kind", RECORD_TYPES)
def test_every_type_has_an_example_that_is_right_and_a_question_that_can_be_asked(kind: str) -> None:
    known = RECORD_TYPES[kind]
    zone = parse_zone(f"{known.example}\n", "harbour.test")
    assert zone.faults == zone.warnings == ()
    assert kind in {each.kind for each in zone.records}
    assert parse(known.question).kind == kind
    assert to_wire(parse(known.question))
    assert known.asks.startswith(f"{kind} asks ")


def test_everything_is_offered_in_the_beginning_and_what_begins_as_typed() -> None:
    dialogue = DnsDialogue(Opened(1, 0.0, "dns", ("a", 1), ("b", 2)), Dissector(lambda _: pytest.fail("not asked")))
    assert manual.complete(dialogue, "") == (*(each.question for each in RECORD_TYPES.values()), ANY.question)
    assert manual.complete(dialogue, "mx h") == ("MX harbour.test",)
    dialogue.state = DnsState.CLOSED
    assert manual.complete(dialogue, "") == ()


@pytest.mark.parametrize("status", [status for status, outcome in OUTCOMES.items() if outcome is not Outcome.DONE])
def test_every_no_has_a_remedy_of_its_own(status: str) -> None:
    exchange = Exchange(
        1, "MX", b"x.test", status, OUTCOMES[status], (), DnsState.READY, DnsState.READY, row=2, asked=1
    )
    unknown = replace(exchange, status="XYRRSET", outcome=Outcome.UNCLEAR)
    assert manual.remedy(exchange) != manual.remedy(unknown)


@pytest.mark.parametrize(
    ("words", "says", "source"),
    [
        ("x.test. IN MX", "What is asked: a name, a class (IN, the Internet) and a type.", "RFC 1035 §4.1.2"),
        ("x.test. 300 IN MX 10 a.test.", "MX: a server that takes mail for the domain", "RFC 1035 §3.3.9"),
        ('x.test. 300 IN TXT "v=spf1 -all"', "SPF: which servers may send", "RFC 7208 §3"),
        ('_dmarc.x.test. 300 IN TXT "v=DMARC1; p=none"', "DMARC: what the domain asks", "RFC 9989"),
        ('k.x.test. 300 IN TXT "v=DKIM1; k=rsa" "p=x"', "A DKIM key", "RFC 6376 §3.6.1"),
        ('x.test. 300 IN TXT "hello"', "TXT: a text for programs", "RFC 1035 §3.3.14"),
        ("x.test. 300 IN HINFO a b", "A record of a type that mail does not need.", "RFC 1035 §4.1.3"),
        ("EDNS version 0, datagrams up to 1232 bytes", "EDNS: what this side can do", "RFC 6891 §6"),
        ("3 bytes that cannot be read", "Bytes that are no part of a message.", "RFC 1035 §4.1"),
    ],
)
def test_each_part_is_explained(words: str, says: str, source: str) -> None:
    note = manual.explain(Row(1, 0.0, "server", Kind.LISTING, words=words, protocol="dns"))
    assert note.headline.startswith(says)
    assert note.source == source


@pytest.mark.parametrize(("kind", "says"), [(Kind.COMMAND, "ad: say it if"), (Kind.REPLY, "ad: signatures were")])
def test_a_flag_means_in_a_question_what_it_asks_for(kind: Kind, says: str) -> None:
    asked = Exchange(1, "MX", b"harbour.test", "NOERROR", Outcome.DONE, (), DnsState.READY, DnsState.READY)
    note = manual.explain(Row(1, 0.0, "client", kind, exchange=asked, words="question 7, flags rd ad", protocol="dns"))
    assert any(each.startswith(says) for each in note.parts)

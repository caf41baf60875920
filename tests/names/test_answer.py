"""What a name server answers, without a socket: RFC 1034 §4.3.2, RFC 2308, RFC 4592, RFC 6891."""

from __future__ import annotations

import random

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.dns.answer import Answerer
from heloworld.dns.zones.catalogue import Catalogue
from names.world import ZONES

ANSWERER = Answerer(Catalogue(ZONES))


def asked(
    name: str, kind: str, *, edns: int | bool = False, size: int = 1232, tcp: bool = False
) -> dns.message.Message:
    query = dns.message.make_query(name, kind, use_edns=edns, payload=size)
    reply = ANSWERER.answer(query.to_wire(), over_tcp=tcp)
    assert reply is not None
    said = dns.message.from_wire(reply)
    assert query.is_response(said)
    return said


def values(message: dns.message.Message) -> list[str]:
    return [f"{dns.rdatatype.to_text(each.rdtype)} {rdata.to_text()}" for each in message.answer for rdata in each]


@pytest.mark.parametrize(
    ("name", "kind", "rcode", "answer"),
    [
        ("harbour.test", "MX", "NOERROR", {"MX 10 mail.harbour.test.", "MX 20 spare.harbour.test."}),
        ("HARBOUR.Test", "TXT", "NOERROR", {'TXT "v=spf1 mx -all"'}),
        ("www.harbour.test", "A", "NOERROR", {"CNAME mail.harbour.test.", "A 127.0.0.10"}),
        ("www.harbour.test", "CNAME", "NOERROR", {"CNAME mail.harbour.test."}),
        ("over.harbour.test", "A", "NOERROR", {"CNAME mail.island.test.", "A 127.0.0.20"}),
        ("far.harbour.test", "A", "NOERROR", {"CNAME www.example."}),
        ("gone.harbour.test", "A", "NXDOMAIN", {"CNAME nobody.harbour.test."}),
        ("one.harbour.test", "A", "NOERROR", {"CNAME two.harbour.test.", "CNAME one.harbour.test."}),
        ("x.wild.harbour.test", "A", "NOERROR", {"A 127.0.0.12"}),
        ("x.y.wild.harbour.test", "A", "NOERROR", {"A 127.0.0.12"}),
        ("x.wild.harbour.test", "MX", "NOERROR", set()),
        ("b.c.harbour.test", "A", "NOERROR", set()),
        ("mail.harbour.test", "MX", "NOERROR", set()),
        ("nobody.harbour.test", "MX", "NXDOMAIN", set()),
        ("null.harbour.test", "MX", "NOERROR", {"MX 0 ."}),
        ("10.0.0.127.in-addr.arpa", "PTR", "NOERROR", {"PTR mail.harbour.test."}),
        ("example.com", "A", "REFUSED", set()),
        ("harbour.test", "AXFR", "REFUSED", set()),
    ],
)
def test_a_question_gets_its_answer(name: str, kind: str, rcode: str, answer: set[str]) -> None:
    said = asked(name, kind)
    assert dns.rcode.to_text(said.rcode()) == rcode
    assert set(values(said)) == answer
    assert bool(said.flags & dns.flags.AA) is (rcode != "REFUSED")
    assert not said.flags & dns.flags.RA


def test_a_no_says_how_long_it_may_be_remembered() -> None:
    for name, kind in (("nobody.harbour.test", "A"), ("mail.harbour.test", "TXT"), ("gone.harbour.test", "A")):
        soa = asked(name, kind).authority[0]
        assert (soa.rdtype, soa.ttl, soa[0].minimum) == (dns.rdatatype.SOA, 60, 60)


def test_a_wildcard_answers_under_the_name_that_was_asked() -> None:
    assert asked("x.Wild.harbour.test", "A").answer[0].name.to_text() == "x.Wild.harbour.test."


def test_what_others_answer_for_is_said_with_their_address() -> None:
    said = asked("x.sub.harbour.test", "A")
    assert not said.flags & dns.flags.AA
    assert said.answer == []
    assert [each.to_text() for each in (*said.authority, *said.additional)] == [
        "sub.harbour.test. 300 IN NS ns.sub.harbour.test.",
        "ns.sub.harbour.test. 300 IN A 127.0.0.20",
    ]


def test_all_records_of_a_name() -> None:
    assert {each.split(" ")[0] for each in values(asked("harbour.test", "ANY"))} == {"MX", "TXT", "SOA", "NS"}


def test_a_long_answer_is_cut_off_and_whole_over_tcp() -> None:
    for said in (asked("big.harbour.test", "TXT"), asked("big.harbour.test", "TXT", edns=0, size=4096)):
        assert said.flags & dns.flags.TC
        assert said.answer == []
    assert asked("middle.harbour.test", "TXT", edns=0, size=4096).flags & dns.flags.TC
    whole = asked("big.harbour.test", "TXT", tcp=True)
    assert not whole.flags & dns.flags.TC
    assert len(values(whole)) == 20


def test_edns_lets_more_into_a_datagram_and_is_answered_in_kind() -> None:
    assert asked("harbour.test", "MX").edns == -1
    said = asked("harbour.test", "MX", edns=0)
    assert (said.edns, said.payload) == (0, 1232)
    assert asked("harbour.test", "MX", edns=1).rcode() == dns.rcode.BADVERS


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        (b"", None),
        (b"\x12\x34\x01\x00", None),
        (bytes.fromhex("1234 8180 0001 0000 0000 0000 00 0001 0001"), None),
        (bytes.fromhex("1234 0100 0001 0000 0000 0000 04"), "1234 8101 0000 0000 0000 0000"),
        (bytes.fromhex("1234 0100 0000 0000 0000 0000"), "1234 8101 0000 0000 0000 0000"),
        (bytes.fromhex("1234 2100 0001 0000 0000 0000 00 0006 0001"), "1234 a104 0000 0000 0000 0000"),
    ],
    ids=["nothing", "too short", "an answer", "half a name", "no question", "notify"],
)
def test_what_is_no_question(query: bytes, answer: str | None) -> None:
    assert ANSWERER.answer(query) == (None if answer is None else bytes.fromhex(answer))


def test_what_is_kept_ready_is_bounded() -> None:
    answerer = Answerer(Catalogue(ZONES))
    for number in range(2_000):
        answerer.answer(dns.message.make_query(f"n{number}.harbour.test", "A").to_wire())
    assert len(answerer._ready) <= 512


@given(st.binary(max_size=600), st.booleans())
def test_any_bytes_get_an_answer_with_their_id_or_none(query: bytes, tcp: bool) -> None:
    said = ANSWERER.answer(query, over_tcp=tcp)
    assert said is None or (said[:2] == query[:2] and len(said) >= 12 and said[2] & 0x80)


def test_damaged_questions_by_the_thousand() -> None:
    dice = random.Random(10)
    sound = dns.message.make_query("www.harbour.test", "A", use_edns=0).to_wire()
    for _ in range(20_000):
        query = bytearray(sound)
        for _ in range(dice.randrange(1, 5)):
            query[dice.randrange(len(query))] = dice.randrange(256)
        said = ANSWERER.answer(bytes(query[: dice.randrange(len(query) + 1)] if dice.random() < 0.2 else query))
        assert said is None or len(said) <= 1232

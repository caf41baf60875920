"""A message is taken apart into parts whose bytes, one after the other, are the message."""

from __future__ import annotations

import dns.message
import dns.rcode
from hypothesis import given
from hypothesis import strategies as st

from heloworld.dns.answer import Answerer
from heloworld.dns.message import KEEP, Section, take_apart
from heloworld.dns.zones.catalogue import Catalogue
from names.world import ZONES

ANSWERER = Answerer(Catalogue(ZONES))


def answer(name: str, kind: str, *, edns: bool = False, tcp: bool = False) -> bytes:
    query = dns.message.make_query(name, kind, id=4711, use_edns=0 if edns else False)
    return ANSWERER.answer(query.to_wire(), over_tcp=tcp) or b""


def test_the_parts_of_an_answer_in_words() -> None:
    message = take_apart(answer("www.harbour.test", "A", edns=True))
    assert [(each.section, each.words) for each in message.parts] == [
        (Section.HEADER, "answer 4711: NOERROR, flags qr aa rd"),
        (Section.QUESTION, "www.harbour.test. IN A"),
        (Section.ANSWER, "www.harbour.test. 300 IN CNAME mail.harbour.test."),
        (Section.ANSWER, "mail.harbour.test. 300 IN A 127.0.0.10"),
        (Section.EDNS, "EDNS version 0, datagrams up to 1232 bytes"),
    ]
    assert (message.ident, message.status, message.is_answer) == ((4711).to_bytes(2), "NOERROR", True)
    assert [each.value for each in message.answers] == ["mail.harbour.test.", "127.0.0.10"]


def test_other_messages() -> None:
    assert take_apart(answer("nobody.harbour.test", "A")).parts[-1].section is Section.AUTHORITY
    assert take_apart(answer("x.sub.harbour.test", "A")).parts[-1].section is Section.ADDITIONAL
    assert take_apart(answer("big.harbour.test", "TXT")).is_truncated
    said = dns.message.make_response(dns.message.make_query("a.test", "A", use_edns=0))
    said.set_rcode(dns.rcode.BADVERS)
    assert take_apart(said.to_wire()).status == "BADVERS"
    notify = bytes.fromhex("1234 2100 0000 0000 0000 0000")
    assert take_apart(notify).parts[0].words == "question 4660, NOTIFY, flags rd"


def test_where_bytes_stop_to_make_sense_the_rest_is_one_part() -> None:
    data = answer("harbour.test", "MX")
    assert (
        take_apart(data[:-3]).parts[-1].words == f"{len(take_apart(data).parts[-1].data) - 3} bytes that cannot be read"
    )
    assert take_apart(data + b"x").parts[-1].words == "1 byte behind the end of the message"
    assert take_apart(b"hello").parts[0].words == "5 bytes, too few for a message"


def test_a_name_that_points_at_itself_and_very_many_records() -> None:
    loop = bytes.fromhex("1234 0100 0001 0000 0000 0000 c00c 0001 0001")
    assert take_apart(loop).parts[-1].section is Section.REST
    many = bytes.fromhex("1234 8500 0000 1000 0000 0000") + bytes.fromhex("00 0001 0001 00000000 0004 7f000001") * 4096
    message = take_apart(many)
    assert len(message.parts) <= KEEP + 2
    assert message.parts[-1].words.endswith("bytes of more records")


SOUND = st.sampled_from([answer("harbour.test", "ANY", edns=True), answer("big.harbour.test", "TXT", tcp=True)])


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    data = bytearray(draw(SOUND))
    for _ in range(draw(st.integers(1, 4))):
        data[draw(st.integers(0, len(data) - 1))] = draw(st.integers(0, 255))
    return bytes(data[: draw(st.integers(0, len(data)))])


@given(
    st.one_of(
        st.binary(max_size=300),
        damaged(),
        st.binary(max_size=60).map(lambda data: b"\x12\x34\x81\x00\x00\x01\x00\x02" + data),
    )
)
def test_any_bytes_are_taken_apart_and_nothing_is_lost(data: bytes) -> None:
    message = take_apart(data)
    assert b"".join(each.data for each in message.parts) == data
    assert all(each.words.isascii() and each.words.isprintable() and each.words for each in message.parts)

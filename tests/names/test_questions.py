"""What is typed: a type and a name, or as dig takes it."""

from __future__ import annotations

import dns.flags
import dns.message
import dns.rdatatype
import pytest

from heloworld.dns.completion import complete
from heloworld.dns.questions import Question, parse, to_wire
from heloworld.dns.states import QUESTIONS
from heloworld.errors import UsageError


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("MX harbour.test", Question("harbour.test", "MX")),
        ("harbour.test mx", Question("harbour.test", "MX")),
        ("dig harbour.test IN TXT +norec", Question("harbour.test", "TXT", asks_recursion=False)),
        ("  mail.harbour.test  ", Question("mail.harbour.test", "A")),
        ("-x 127.0.0.10 +short", Question("10.0.0.127.in-addr.arpa", "PTR", is_short=True)),
        ("a mx", Question("mx", "A")),
        ("+tcp +noedns any harbour.test.", Question("harbour.test.", "ANY", has_edns=False, over_tcp=True)),
    ],
)
def test_what_a_line_asks(line: str, question: Question) -> None:
    assert parse(line) == question


@pytest.mark.parametrize("line", ["", "dig", "MX", "MX a b", "@127.0.0.1 a", "-p 53 a", "+trace a", "-x harbour.test"])
def test_what_is_no_question_is_said_with_an_example(line: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(line)
    assert "for example" in caught.value.remedy


@pytest.mark.parametrize("line", ["BOGUS harbour.test", "harbour.test BOGUS", "dig BOGUS harbour.test IN"])
def test_a_type_that_nobody_knows_here_is_named(line: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(line)
    assert caught.value.sentence == "BOGUS is no type that can be asked for here."
    assert "MX, A, TXT" in caught.value.remedy


@pytest.mark.parametrize("line", ["MX harbour.test island", "harbour.test island.test"])
def test_a_second_name_is_one_too_many(line: str) -> None:
    with pytest.raises(UsageError, match=r"one name, and island(\.test)? is one too many"):
        parse(line)


def test_a_question_becomes_a_message() -> None:
    message = dns.message.from_wire(to_wire(parse("MX harbour.test +norec")))
    assert message.question[0].rdtype == dns.rdatatype.MX
    assert not message.flags & dns.flags.RD
    assert message.edns == 0
    assert dns.message.from_wire(to_wire(parse("harbour.test +noedns"))).edns == -1
    assert len({to_wire(parse("harbour.test"))[:2] for _ in range(20)}) > 10
    with pytest.raises(UsageError, match="no name that the DNS can have"):
        to_wire(parse("a..b"))


def test_every_type_can_be_asked_for() -> None:
    for kind in QUESTIONS:
        assert parse(f"{kind} harbour.test").kind == kind
        to_wire(parse(f"{kind} harbour.test"))


def test_nothing_is_offered_while_nobody_listens() -> None:
    assert complete(None, "M") == ()

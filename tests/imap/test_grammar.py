"""The grammar of commands: strings, sets, flags, dates, items, criteria."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.imap.grammar import dates, sets
from heloworld.imap.grammar.cursor import Bad, Cursor, first_string
from heloworld.imap.grammar.fetch_items import MOST_LEVELS, Item, Section, fetch_items
from heloworld.imap.grammar.flags import LONGEST_KEYWORD, flag_list, flags_of_store
from heloworld.imap.grammar.search_keys import DEEPEST, MOST_KEYS, Key, UnknownCharset, search_program
from heloworld.imap.grammar.sets import MOST_RANGES, Membership, SequenceSet, sequence_set


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"word", b"word"),
        (b"a]b", b"a]b"),
        (b'"two words"', b"two words"),
        (rb'"a \"b\" \\"', rb'a "b" \ '[:-1]),
        (b'""', b""),
        (b"{3}\r\na\r\n rest", b"a\r\n"),
        (b"{3+}\r\na{1 rest", b"a{1"),
        (b"{0}\r\n", b""),
        (b'"gr\xc3\xbc\xc3\x9fe"', "grüße".encode()),
    ],
)
def test_an_astring(text: bytes, value: bytes) -> None:
    assert Cursor(text).astring() == value
    assert first_string(b" " + text) == value


@pytest.mark.parametrize(
    "text", [b"", b" ", b"(", b'"open', b'"a\r\nb"', b"{3}", b"{9}\r\nabc", b'"\\x"', b'"\0"', b"%"]
)
def test_no_astring(text: bytes) -> None:
    with pytest.raises(Bad):
        Cursor(text).astring()


def test_what_a_literal_holds_is_no_grammar() -> None:
    cursor = Cursor(b'{4}\r\n")x( (b)')
    assert cursor.string() == b'")x('
    cursor.space()
    assert cursor.listed(cursor.atom) == [b"b"]
    cursor.end()


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (b"1", [1]),
        (b"1,3:5", [1, 3, 4, 5]),
        (b"5:3", [3, 4, 5]),
        (b"*", [9]),
        (b"*:8", [8, 9]),
        (b"1:*", [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (b"3,1,3,2:3", [1, 2, 3]),
    ],
)
def test_a_set_of_numbers(text: bytes, numbers: list[int]) -> None:
    assert sequence_set(Cursor(text)).numbers(9) == numbers


@pytest.mark.parametrize("text", [b"0", b"10", b"1:10", b"x", b"1:", b":1", b"1,,2", b"4294967296", b""])
def test_no_set_of_numbers(text: bytes) -> None:
    with pytest.raises(Bad, match="Invalid messageset"):
        sequence_set(Cursor(text)).numbers(9)


def test_a_set_of_uids_means_those_that_there_are() -> None:
    uids = [2, 3, 5, 8, 13]
    assert sequence_set(Cursor(b"1:3,8")).places(uids) == [1, 2, 4]
    assert sequence_set(Cursor(b"99:*")).places(uids) == [5]
    assert sequence_set(Cursor(b"4,6:7")).places(uids) == []
    assert sequence_set(Cursor(b"1:*")).places([]) == []


def test_a_set_has_so_many_ranges_and_no_more() -> None:
    assert len(sequence_set(Cursor(b",".join([b"1"] * MOST_RANGES))).ranges) == MOST_RANGES
    with pytest.raises(Bad):
        sequence_set(Cursor(b",".join([b"1"] * (MOST_RANGES + 1))))


ranges = st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), min_size=1, max_size=8)


@given(ranges, st.sets(st.integers(1, 40)))
def test_a_set_is_what_a_set_is(spans: list[tuple[int, int]], uids: set[int]) -> None:
    named = SequenceSet(tuple(spans))
    members = {number for low, high in spans for number in range(min(low, high), max(low, high) + 1)}
    assert named.numbers(40) == sorted(members)
    known = sorted(uids)
    assert [known[place - 1] for place in named.places(known)] == sorted(members & uids)
    membership = Membership(named.spans(40))
    assert {number for number in range(1, 42) if number in membership} == members
    again = sequence_set(Cursor(sets.written(sorted(members)).encode()))
    assert again.numbers(40) == sorted(members)


def test_flags_in_any_case_are_spelled_as_usual() -> None:
    assert flag_list(Cursor(rb"(\SEEN \flagged Work $Junk)")) == {r"\Seen", r"\Flagged", "Work", "$Junk"}
    assert flags_of_store(Cursor(rb"\Seen \Deleted")) == {r"\Seen", r"\Deleted"}
    assert flag_list(Cursor(b"()")) == set()


@pytest.mark.parametrize(
    "text", [rb"(\Recent)", rb"(\Foo)", b"(a", b"(a  )", b"({3}\r\nabc)", b"(" + b"x" * 101 + b")"]
)
def test_no_flags(text: bytes) -> None:
    assert LONGEST_KEYWORD == 100
    with pytest.raises(Bad):
        flag_list(Cursor(text))


def test_dates() -> None:
    assert dates.search_date(Cursor(b"1-jan-2026")) == date(2026, 1, 1)
    assert dates.search_date(Cursor(b'"28-Nov-2026"')) == date(2026, 11, 28)
    moment = dates.internal_date(Cursor(b'" 1-Feb-2026 12:34:56 -0130"'))
    assert moment == datetime(2026, 2, 1, 12, 34, 56, tzinfo=timezone(-timedelta(hours=1, minutes=30)))
    assert dates.written(moment) == '"01-Feb-2026 12:34:56 -0130"'
    assert dates.written(datetime(2026, 12, 24, tzinfo=UTC)) == '"24-Dec-2026 00:00:00 +0000"'


@pytest.mark.parametrize(
    "text", [b"31-Feb-2026", b"2026-11-28", b"1-Foo-2026", b'"1-Jan-2026', b"1-Jan-26", b"0-Jan-2026"]
)
def test_no_date(text: bytes) -> None:
    with pytest.raises(Bad, match="Invalid search date parameter"):
        dates.search_date(Cursor(text))


@pytest.mark.parametrize("text", [b'"x"', b'"30-Feb-2026 00:00:00 +0000"', b'"01-Jan-2026 25:00:00 +0000"'])
def test_no_internal_date(text: bytes) -> None:
    with pytest.raises(Bad, match="Invalid internal date"):
        dates.internal_date(Cursor(text))


@pytest.mark.parametrize(
    ("text", "items"),
    [
        (b"flags", (Item("FLAGS"),)),
        (b"(UID FLAGS UID)", (Item("UID"), Item("FLAGS"))),
        (b"FAST", (Item("FLAGS"), Item("INTERNALDATE"), Item("RFC822.SIZE"))),
        (b"BODY", (Item("BODY"),)),
        (b"BODY[]", (Item("BODY", Section(), b"BODY[]", sets_seen=True),)),
        (b"body.peek[text]", (Item("BODY", Section(word="TEXT"), b"BODY[TEXT]"),)),
        (b"BODY[1.2.MIME]", (Item("BODY", Section((1, 2), "MIME"), b"BODY[1.2.MIME]", sets_seen=True),)),
        (b"BODY.PEEK[2]<10.5>", (Item("BODY", Section((2,), partial=(10, 5)), b"BODY[2]<10>"),)),
        (
            b'BODY.PEEK[HEADER.FIELDS (from "sub ject" {2}\r\nto)]',
            (
                Item(
                    "BODY",
                    Section((), "HEADER.FIELDS", (b"from", b"sub ject", b"to")),
                    b'BODY[HEADER.FIELDS (FROM "SUB JECT" TO)]',
                ),
            ),
        ),
        (b"RFC822", (Item("RFC822", Section(), b"RFC822", sets_seen=True),)),
    ],
)
def test_items_of_fetch(text: bytes, items: tuple[Item, ...]) -> None:
    assert fetch_items(Cursor(text)) == items


def test_a_section_has_so_many_levels_and_no_more() -> None:
    deep = b".".join([b"1"] * MOST_LEVELS)
    assert len(fetch_items(Cursor(b"BODY[" + deep + b"]"))) == 1
    with pytest.raises(Bad):
        fetch_items(Cursor(b"BODY[" + deep + b".1]"))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (b"unseen", Key("UNSEEN")),
        (b'FROM "Dora M"', Key("FROM", text="Dora M")),
        (b"CHARSET UTF-8 SUBJECT {6}\r\ngr\xc3\xbc\xc3\x9f", Key("SUBJECT", text="grüß")),
        (b"NOT SEEN", Key("NOT", keys=(Key("SEEN"),))),
        (b"OR SEEN (ALL NEW)", Key("OR", keys=(Key("SEEN"), Key("AND", keys=(Key("ALL"), Key("NEW")))))),
        (b"SEEN LARGER 5", Key("AND", keys=(Key("SEEN"), Key("LARGER", number=5)))),
        (b"HEADER x-label two", Key("HEADER", text="two", field=b"X-LABEL")),
        (b"2:*", Key("NUMBERS", numbers=SequenceSet(((2, None),)))),
        (b"SINCE 1-Jan-2026", Key("SINCE", day=date(2026, 1, 1))),
    ],
)
def test_criteria(text: bytes, key: Key) -> None:
    assert search_program(Cursor(text)) == key


def test_criteria_are_so_many_and_so_deep_and_no_more() -> None:
    search_program(Cursor(b"NOT " * DEEPEST + b"SEEN"))
    with pytest.raises(Bad, match="Too many"):
        search_program(Cursor(b"NOT " * (DEEPEST + 1) + b"SEEN"))
    with pytest.raises(Bad, match="Too many"):
        search_program(Cursor(b" ".join([b"SEEN"] * (MOST_KEYS + 1))))
    with pytest.raises(UnknownCharset):
        search_program(Cursor(b"CHARSET KLINGON ALL"))


words = st.sampled_from(
    [
        *(b"(", b")", b" ", b"[", b"]", b"<0.5>", b"BODY", b".PEEK", b"FLAGS", b"1", b":", b"*", b",", b'"', b"\\"),
        *(b"NOT", b"OR", b"SEEN", b"{2}\r\n", b"ab", b"HEADER.FIELDS", b"\xff", b"\0", b"-", b"Jan", b"2026", b"."),
    ]
)


@given(st.lists(st.one_of(words, st.binary(max_size=3)), max_size=20).map(b"".join))
def test_anything_at_all_is_taken_or_refused(text: bytes) -> None:
    takers = (fetch_items, search_program, sequence_set, flag_list, flags_of_store)
    for take in (*takers, dates.search_date, dates.internal_date):
        try:
            take(Cursor(text))
        except (Bad, UnknownCharset):
            continue

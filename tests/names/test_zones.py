"""Zones as text: what they say, what is wrong with which line, and what is only hardly meant so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.dns.zones.parsing import parse, parse_all
from heloworld.dns.zones.zone import Fault, Zone


def zone(text: str) -> Zone:
    return parse(text, "harbour.test", known=("island.test",))


def said(faults: tuple[Fault, ...]) -> list[tuple[int, str]]:
    return [(each.line, each.sentence) for each in faults]


def test_a_lesson_writes_what_it_teaches_and_the_rest_is_added() -> None:
    found = zone("@ MX 10 mail\nmail A 127.0.0.10\n")
    assert found.is_sound
    assert [(each.name, each.kind, each.data, each.line) for each in found.records] == [
        ("harbour.test.", "MX", "10 mail.harbour.test.", 1),
        ("mail.harbour.test.", "A", "127.0.0.10", 2),
        ("harbour.test.", "SOA", "ns.harbour.test. postmaster.harbour.test. 1 3600 600 86400 60", 0),
        ("harbour.test.", "NS", "ns.harbour.test.", 0),
    ]
    assert found.of("@", "mx")[0].ttl == 300
    assert found.of("Mail")[0].data == "127.0.0.10"
    assert found.of("mail.harbour.test.", "TXT") == ()


def test_every_way_of_writing_a_record() -> None:
    found = zone(
        "$TTL 1h\n$ORIGIN harbour.test.\n; a remark\n@ IN SOA ns postmaster ( 1 ; serial\n 3600 600\n 86400 60 )\n"
        'mail 60 IN A 127.0.0.1\n  IN 120 AAAA ::1\nk TXT ( "aaa"\n  "b;b" ) ; two strings\n*.w A 127.0.0.2\r\n'
        '$ORIGIN w.harbour.test.\nx CNAME mail.harbour.test.\nu TXT "Grüße"\nn 5 NS ns.harbour.test.\n'
    )
    assert found.faults == ()
    assert [(each.name, each.kind, each.ttl, each.data) for each in found.records if each.kind != "SOA"] == [
        ("mail.harbour.test.", "A", 60, "127.0.0.1"),
        ("mail.harbour.test.", "AAAA", 120, "::1"),
        ("k.harbour.test.", "TXT", 3600, '"aaa" "b;b"'),
        ("*.w.harbour.test.", "A", 3600, "127.0.0.2"),
        ("x.w.harbour.test.", "CNAME", 3600, "mail.harbour.test."),
        ("u.w.harbour.test.", "TXT", 3600, r'"Gr\195\188\195\159e"'),
        ("n.w.harbour.test.", "NS", 5, "ns.harbour.test."),
        ("harbour.test.", "NS", 300, "ns.harbour.test."),
    ]


@pytest.mark.parametrize(
    ("line", "sentence", "remedy"),
    [
        ("@ MX mail", "MX wants a number and a name behind it, and this is not that.", "@ MX 10 mail"),
        ("x A 127.0.0.300", "A wants an IPv4 address behind it, and this is not that.", "mail A 127.0.0.1"),
        ("x A", "A wants an IPv4 address behind it, and there is nothing.", "mail A 127.0.0.1"),
        ("x FOO 1", "There is no type of record with the name FOO here.", "MX, A, TXT"),
        ("x", "There is a name, and nothing behind it.", "@ MX 10 mail"),
        ('k TXT "abc', "A quotation mark is open at the end of the line.", "Close it in the same line"),
        ("k TXT ( abc", "A parenthesis is open, and nothing closes it.", "Close it"),
        ("k TXT ) abc", "A parenthesis is closed that was not open.", "Take it out"),
        (f'k TXT "{"a" * 256}"', "A text is too long.", "255 bytes"),
        ("a..b A 127.0.0.1", "a..b is no name that the DNS can have.", "none empty"),
        ("x CH A 127.0.0.1", "The class CH is not served here.", "Write IN"),
        ("x 1y A 127.0.0.1", "1Y is no time to live.", "for example 300"),
        ("$TTL", "$TTL wants one word.", "$TTL 300"),
        ("$GENERATE 1-100000000 h$ A 127.0.0.1", "$GENERATE is not allowed in a zone here.", "a line of its own"),
        ("$INCLUDE /etc/passwd", "$INCLUDE is not allowed in a zone here.", "Write what stands in the other file"),
        ("$UNICODE 2008", "$UNICODE is not allowed in a zone here.", "the only ones"),
        ("@ CNAME mail", "The zone itself cannot be a CNAME: it has an SOA and an NS record.", "another name"),
        ("mail CNAME x", "A name with a CNAME has no other record (RFC 1034 §3.6.2), and this one has.", "Leave out"),
        ("x SOA ns who 1 2 3 4 5", "A zone has one SOA record, at its own name.", "Leave this one out"),
    ],
)
def test_each_fault_has_its_line_a_sentence_and_a_remedy(line: str, sentence: str, remedy: str) -> None:
    found = zone(f"mail A 127.0.0.1\n\n{line}\n" + ("" if "( abc" in line else "last A 127.0.0.2\n"))
    assert not found.is_sound
    assert said(found.faults) == [(3, sentence)]
    assert remedy in found.faults[0].remedy
    assert found.of("mail")[0].data == "127.0.0.1"
    if "( abc" not in line:
        assert found.of("last")[0].line == 4


def test_all_faults_are_found_at_once_in_the_order_of_their_lines() -> None:
    found = zone("www CNAME mail\n@ MX mail\nwww A 127.0.0.1\nx FOO\n")
    assert [each.line for each in found.faults] == [2, 3, 4]
    assert zone("  A 127.0.0.1").faults[0].sentence == "The first record has no name."


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("@ TXT v=spf1 mx -all", "Without quotation marks these are 3 texts, read as one without spaces: v=spf1mx-all"),
        ("_dmarc TXT v=DMARC1; p=none", "A semicolon begins a comment here, so the text is only v=DMARC1"),
        (
            "@ MX 10 mail.island.test",
            "mail.island.test has no final dot, so it means mail.island.test.harbour.test.",
        ),
        (
            "x CNAME mail.harbour.test",
            "mail.harbour.test has no final dot, so it means mail.harbour.test.harbour.test.",
        ),
        ("www.example.com. A 127.0.0.1", "www.example.com. is not in the zone harbour.test., so the line is left out."),
        ("mail A 127.0.0.1", "The same record stands here twice."),
        (
            "@ MX 10 127.0.0.9",
            "MX wants the name of a host, and 127.0.0.9 is an address: it is read as the name 127.0.0.9.harbour.test.",
        ),
        (
            "@ MX 10 127.0.0.9.",
            "MX wants the name of a host, and 127.0.0.9. is an address: it is read as the name 127.0.0.9.",
        ),
        ("@ MX 10 ::1", "MX wants the name of a host, and ::1 is an address: it is read as the name ::1.harbour.test."),
        (
            "@ MX 10 www\nwww CNAME mail",
            "MX names www.harbour.test., which is a CNAME, and that may not be (RFC 2181 §10.3).",
        ),
        (
            "@ MX 0 .\n@ MX 10 mail",
            "This MX says that no mail is taken, and there is another MX beside it (RFC 7505 §3).",
        ),
        ("@ MX 10 .", "An MX that says that no mail is taken has the number 0 (RFC 7505 §3)."),
    ],
)
def test_what_can_be_served_and_is_hardly_meant_so_is_a_warning(line: str, sentence: str) -> None:
    found = zone(f"mail A 127.0.0.1\n{line}\n")
    assert found.is_sound
    assert said(found.warnings) == [(2, sentence)]
    assert found.warnings[0].remedy


@pytest.mark.parametrize(
    "line",
    [
        '@ TXT "v=spf1 mx -all"',
        "@ TXT word ; a remark",
        "@ MX 10 mail.island.test.",
        "@ MX 10 mail",
        "@ MX 0 .",
        "@ MX 10 mail\nx MX 0 .",
        "www CNAME mail\n@ MX 10 mail",
        "@ MX 10 1.2.3",
        "x CNAME a.b",
        '_dmarc TXT "v=DMARC1; p=none"',
        '2026._domainkey\tIN\tTXT\t( "v=DKIM1; k=rsa; "\n\t  "p=MIIB" )  ; ----- DKIM key 2026 for harbour.test',
    ],
)
def test_what_is_right_is_no_warning(line: str) -> None:
    assert zone(f"{line}\n").warnings == ()


def test_the_zones_of_a_world_know_each_other() -> None:
    texts = {"harbour.net": "@ MX 10 mail.isle.org\n", "isle.org": "mail A 127.0.0.20\n"}
    assert len(parse_all(texts)["harbour.net"].warnings) == 1
    assert parse(texts["harbour.net"], "harbour.net").warnings == ()


def test_a_zone_needs_a_name_and_has_a_bound() -> None:
    assert parse("@ A 127.0.0.1", "a..b").faults[0].remedy == "Give it one like harbour.test."
    assert not parse("; long\n" * 200_000, "harbour.test").is_sound


PIECES = st.sampled_from(
    [*'@"();\\$\n \t*.-_', "MX", "A", "TXT", "CNAME", "10", "IN", "$TTL", "mail", "ü", "\x00", "127.0.0.1"]
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join), st.lists(PIECES).map(" ".join)))
def test_any_text_is_a_zone_or_has_its_faults(text: str) -> None:
    found = zone(text)
    lines = text.count("\n") + 1
    assert all(1 <= each.line <= lines and each.sentence and each.remedy for each in (*found.faults, *found.warnings))
    if found.is_sound:
        again = parse(
            "".join(f"{each.name} {each.ttl} {each.kind} {each.data}\n" for each in found.records), "harbour.test"
        )
        assert {(each.name, each.kind, each.data) for each in again.records} == {
            (each.name, each.kind, each.data) for each in found.records
        }

"""SPF says why: the reason, each step, and what was asked."""

from __future__ import annotations

from typing import Final

import pytest

from heloworld.trust.look_up import Answers, NXDomain, Question
from heloworld.trust.spf.check import check_helo, check_mail_from
from heloworld.trust.spf.results import SpfVerdict
from trust.zones import Zone

WORLD: Final = {
    "harbour.test": ["TXT v=spf1 mx include:shore.test exp=why.harbour.test -all", "MX 10 mail.harbour.test"],
    "mail.harbour.test": ["A 127.0.0.10", "TXT v=spf1 a -all"],
    "why.harbour.test": ["TXT %{i} may not send for %{d}, says %{r}"],
    "shore.test": ["TXT v=spf1 a:mail.shore.test/24 ~all"],
    "mail.shore.test": ["A 127.0.1.30"],
    "island.test": ["TXT v=spf1 redirect=harbour.test"],
    "two.test": ["TXT v=spf1 -all", "TXT v=spf1 mx -all"],
    "unquoted.test": ["TXT v=spf1mx-all"],
    "typo.test": ["TXT v=spf1 ipv4:127.0.0.10 -all"],
    "equals.test": ["TXT v=spf1 ip4=127.0.0.10 ra=postmaster -all"],
    "deaf.test": ["TIMEOUT"],
    "void.test": ["TXT v=spf1 a:a.void.test a:b.void.test a:c.void.test ip4:127.0.0.10 -all"],
}


async def judged(sender: str, client: str = "127.0.0.10", zone: Zone | None = None) -> SpfVerdict:
    asked = zone or Zone(WORLD)
    return await check_mail_from(asked, client=client, sender=sender, helo="laptop.test", receiver="mail.island.test")


async def test_a_pass_names_the_term_and_all_that_was_asked() -> None:
    zone = Zone(WORLD)
    verdict = await judged("ana@harbour.test", zone=zone)
    assert (verdict.result, verdict.domain, verdict.term, verdict.look_ups) == ("pass", "harbour.test", "mx", 1)
    assert verdict.reason == (
        "“mx” in the record of harbour.test matches: 127.0.0.10 is an address of a mail server of harbour.test."
    )
    assert [(each.name, each.kind) for each in verdict.questions] == zone.asked
    step = verdict.trace[-1]
    assert step.asked == (
        Question("harbour.test", "MX", Answers(exchanges=((10, "mail.harbour.test"),))),
        Question("mail.harbour.test", "A", Answers(addresses=("127.0.0.10",))),
    )
    assert (step.part, step.source) == ("mx", "RFC 7208 §5.4")
    assert verdict.lines[-2:] == [
        "asked: A mail.harbour.test = 127.0.0.10",
        "mx: 127.0.0.10 is an address of a mail server of harbour.test. This decides: pass. (RFC 7208 §5.4)",
    ]


async def test_the_record_is_shown_as_it_was_looked_at() -> None:
    verdict = await judged("ana@harbour.test")
    looked_at = [extract for step in verdict.trace for extract in step.looked_at]
    assert [each.data for each in looked_at] == [WORLD["harbour.test"][0].removeprefix("TXT ").encode()]


async def test_a_fail_shows_the_terms_that_did_not_match_and_the_owner_s_words() -> None:
    verdict = await judged("ana@harbour.test", "127.0.0.66")
    assert (verdict.result, verdict.term) == ("fail", "-all")
    assert verdict.explanation == "127.0.0.66 may not send for harbour.test, says mail.island.test"
    assert [(step.part, step.depth) for step in verdict.trace if step.part] == [
        ("mx", 0),
        ("include:shore.test", 0),
        ("a:mail.shore.test/24", 1),
        ("~all", 1),
        ("include:shore.test", 0),
        ("-all", 0),
        ("exp=why.harbour.test", 0),
    ]
    assert "include:shore.test: The record of shore.test says softfail, and only its pass counts. No match. (" in (
        "\n".join(verdict.lines)
    )


async def test_an_included_record_lets_in_by_a_prefix() -> None:
    verdict = await judged("ana@harbour.test", "127.0.1.200")
    assert (verdict.result, verdict.term) == ("pass", "include:shore.test")
    assert (
        verdict.reason
        == "“include:shore.test” in the record of harbour.test matches: the record of shore.test says pass."
    )
    assert "127.0.1.200 has the same first 24 bits as 127.0.1.30, an address of mail.shore.test." in verdict.lines[-2]


async def test_a_redirect_brings_the_other_domain_s_words() -> None:
    verdict = await judged("dora@island.test", "127.0.0.66")
    assert (verdict.result, verdict.domain, verdict.term) == ("fail", "island.test", "-all")
    assert "may not send for harbour.test" in verdict.explanation


@pytest.mark.parametrize(
    ("sender", "result", "reason"),
    [
        ("x@two.test", "permerror", "two.test has 2 records of SPF, where there may be one."),
        ("x@unquoted.test", "none", "unquoted.test has no record of SPF."),
        ("x@typo.test", "permerror", "There is no mechanism “ipv4”."),
        ("x@deaf.test", "temperror", "TXT deaf.test has no answer at present."),
        ("x@void.test", "permerror", "More than 2 questions found nothing."),
        ("x@nowhere.test", "none", "nowhere.test has no record of SPF."),
        ("x@localhost", "none", "“localhost” is no domain that could have a record."),
    ],
)
async def test_what_goes_wrong_is_said(sender: str, result: str, reason: str) -> None:
    verdict = await judged(sender)
    assert (verdict.result, verdict.reason) == (result, reason)
    assert reason in verdict.lines[-1]


async def test_records_that_lead_in_a_circle_are_named() -> None:
    circle = Zone({"a.test": ["TXT v=spf1 include:b.test -all"], "b.test": ["TXT v=spf1 redirect=A.test"]})
    verdict = await judged("x@a.test", "10.1.1.1", circle)
    assert (verdict.result, verdict.reason) == (
        "permerror",
        "The records lead in a circle, a.test → b.test → a.test, which asks for more than 10 terms.",
    )
    twice = Zone({"a.test": ["TXT v=spf1 include:b.test include:b.test -all"], "b.test": ["TXT v=spf1 ?all"]})
    assert (await judged("x@a.test", "10.1.1.1", twice)).result == "fail"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("v=spf1ip4:10.0.0.0/8 -all", "no space stands behind “v=spf1”."),
        (" v=spf1 -all", "it does not begin with “v=spf1” and a space."),
        ("v=spf2 -all", "it does not begin with “v=spf1” and a space."),
        ("hello", ""),
    ],
)
async def test_a_text_that_is_nearly_a_record_is_named(text: str, why: str) -> None:
    verdict = await judged("x@near.test", "10.1.1.1", Zone({"near.test": [f"TXT {text}"]}))
    assert (verdict.result, verdict.reason) == ("none", "near.test has no record of SPF.")
    assert (f"“{text}” is no record of SPF: {why} (RFC 7208 §4.5)" in verdict.lines) is bool(why)


@pytest.mark.parametrize(
    ("record", "has", "step"),
    [
        ("v=spf1 -all ip4:10.0.0.0/8", "has", "Behind “all” no term counts: ip4:10.0.0.0/8. (RFC 7208 §5.1)"),
        ("v=spf1 redirect=harbour.test -all", "has", "Behind “all” no term counts: redirect=harbour.test."),
        ("v=spf1 exp=why.harbour.test -all", "ends in", ""),
    ],
)
async def test_what_stands_behind_all_is_said_to_count_for_nothing(record: str, has: str, step: str) -> None:
    verdict = await judged("ana@early.test", "10.1.1.1", Zone({"early.test": [f"TXT {record}"]}))
    assert verdict.result == "fail"
    assert verdict.reason == (
        f"The record of early.test {has} “-all”, which lets nobody else send, and nothing before it matches 10.1.1.1."
    )
    assert any(line.startswith(step or "-all: ") for line in verdict.lines)
    assert ("Behind" in "".join(verdict.lines)) is bool(step)


@pytest.mark.parametrize("helo", ["[10.0.0.1]", "[IPv6:::1]", "10.0.0.1", "me"])
async def test_an_address_in_helo_is_no_domain_and_nobody_is_asked(helo: str) -> None:
    zone = Zone(WORLD)
    verdict = await check_helo(zone, client="127.0.0.10", helo=helo)
    assert (verdict.result, verdict.reason) == ("none", f"“{helo}” is no domain that could have a record.")
    assert not zone.asked


async def test_the_name_in_helo_is_checked_by_itself() -> None:
    good = await check_helo(Zone(WORLD), client="127.0.0.10", helo="mail.harbour.test")
    bad = await check_helo(Zone(WORLD), client="127.0.0.66", helo="mail.harbour.test")
    assert (good.result, good.identity, good.sender) == ("pass", "helo", "postmaster@mail.harbour.test")
    assert bad.result == "fail"


async def test_an_empty_sender_is_postmaster_at_the_helo_name() -> None:
    verdict = await check_mail_from(Zone(WORLD), client="127.0.0.10", sender="", helo="mail.harbour.test")
    assert (verdict.result, verdict.sender) == ("pass", "postmaster@mail.harbour.test")
    said = "The sender of the envelope is empty, so postmaster@mail.harbour.test stands for it. (RFC 7208 §2.4)"
    assert verdict.lines[0] == said
    given = await check_mail_from(Zone(WORLD), client="127.0.0.10", sender="x@harbour.test", helo="mail.harbour.test")
    assert "is empty" not in given.lines[0]


async def test_an_ipv4_address_in_ipv6_clothes() -> None:
    assert (await judged("ana@harbour.test", "::ffff:127.0.0.10")).result == "pass"


async def test_what_is_no_address_is_not_judged() -> None:
    verdict = await judged("ana@harbour.test", "unknown")
    assert (verdict.result, verdict.questions) == ("none", ())


async def test_the_record_of_a_verdict() -> None:
    record = (await judged("x@nowhere.test")).as_record()
    assert record == {
        "method": "spf",
        "result": "none",
        "domain": "nowhere.test",
        "selector": "",
        "policy": "",
        "identity": "mailfrom",
        "disposition": "",
        "reason": "nowhere.test has no record of SPF.",
        "trace": [
            "The sender of the envelope is looked at: may 127.0.0.10 send for nowhere.test? (RFC 7208 §2.4)",
            "asked: TXT nowhere.test = no such name",
            "nowhere.test has no record of SPF. (RFC 7208 §4.5)",
        ],
    }
    assert (await judged("x@nowhere.test")).questions == (Question("nowhere.test", "TXT", NXDomain()),)


async def test_a_modifier_that_nobody_knows_is_named_and_so_is_the_mechanism_that_may_be_meant() -> None:
    verdict = await judged("ana@equals.test")
    assert (verdict.result, verdict.term) == ("fail", "-all")
    told = [step.sentence for step in verdict.trace if step.source == "RFC 7208 §6"]
    assert told == [
        "“ip4=127.0.0.10” is not “ip4:127.0.0.10”: with “=” it is a modifier that nobody knows, and counts for "
        "nothing.",
        "“ra=postmaster” is a modifier that nobody knows, and counts for nothing.",
    ]

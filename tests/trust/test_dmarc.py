"""DMARC as RFC 9989 has it: its examples and rules, restated as a table, and what a verdict says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import pytest

from heloworld.trust.dmarc.evaluate import evaluate
from heloworld.trust.dmarc.results import DmarcVerdict
from heloworld.trust.dmarc.tree_walk import way_up
from heloworld.trust.verdict import Verdict
from trust.zones import Zone

ORG: Final = "example.com"


@dataclass(frozen=True)
class Case:
    """A letter's names, a zone, and what they come to; DKIM and SPF name what passed."""

    author: str
    records: dict[str, str]
    result: str
    policy: str = ""
    spf: str = ""
    dkim: tuple[str, ...] = ()
    organization: str | None = None
    disposition: str | None = None
    others: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] | None = None


async def judged(case: Case, zone: Zone | None = None) -> DmarcVerdict:
    letter = f"From: Somebody <user@{case.author}>\n\nHi.\n".encode()
    spf = Verdict("spf", "pass", case.spf) if case.spf else Verdict("spf", "fail", "elsewhere.test")
    dkim = [Verdict("dkim", "pass", each) for each in case.dkim]
    return await evaluate(zone or zone_of(case), letter, spf, dkim)


def zone_of(case: Case) -> Zone:
    records = {f"_dmarc.{name}": [f"TXT {line}" for line in text.split("\n")] for name, text in case.records.items()}
    return Zone(records | case.others)


REJECT: Final = {ORG: "v=DMARC1; p=reject"}
SIGNING: Final = {ORG: "v=DMARC1; p=reject", f"signing.{ORG}": "v=DMARC1; p=reject"}
DEEP: Final = f"a.b.c.d.e.f.g.h.i.j.k.{ORG}"
BANK: Final = {"bank.example": "v=DMARC1; p=reject; psd=y", "giant.bank.example": "v=DMARC1; p=quarantine"}
NP: Final = {ORG: "v=DMARC1; p=reject; sp=none; np=quarantine"}
SUB: Final = f"sub.{ORG}"
CASES: Final = {
    # the examples of appendix B.4
    "B.4.1": Case(ORG, SIGNING, "pass", "reject", ORG, (f"signing.{ORG}",), ORG),
    "B.4.1, DKIM alone": Case(ORG, SIGNING, "pass", "reject", "", (f"signing.{ORG}",), ORG),
    "B.4.2": Case(DEEP, SIGNING, "pass", "reject", ORG, (f"signing.{ORG}",), ORG),
    "B.4.3": Case(
        "giant.bank.example", BANK, "pass", "quarantine", "mail.giant.bank.example", ("mail.mega.bank.example",)
    ),
    "B.4.3, DKIM alone": Case("giant.bank.example", BANK, "fail", "quarantine", "", ("mail.mega.bank.example",)),
    # policy and organisation, §4.10
    "no record": Case(ORG, {}, "none", dkim=(ORG,), asked=[f"_dmarc.{ORG}", "_dmarc.com"]),
    "its own record, its own name: one question": Case(ORG, REJECT, "pass", "reject", ORG, asked=[f"_dmarc.{ORG}"]),
    "the record of the organisation": Case(f"mail.{ORG}", REJECT, "pass", "reject", "", (ORG,), ORG),
    "two records end nothing, and count for nothing": Case(ORG, {ORG: "v=DMARC1; p=reject\nv=DMARC1; p=none"}, "none"),
    "two records, and one above": Case(
        f"mail.{ORG}", {f"mail.{ORG}": "v=DMARC1; p=reject\nv=DMARC1; p=none", ORG: "v=DMARC1; p=none; sp=quarantine"},
        "fail", "quarantine", organization=ORG,
    ),
    "other texts are no records": Case(
        f"mail.{ORG}", {f"mail.{ORG}": "hello\nv=spf1 -all", ORG: "v=DMARC1; p=quarantine"}, "pass", "quarantine",
        dkim=(ORG,),
    ),
    "psd=n in the middle": Case(
        f"a.b.{ORG}", {f"b.{ORG}": "v=DMARC1; p=reject; psd=n", ORG: "v=DMARC1; p=none"}, "fail", "reject",
        organization=f"b.{ORG}", asked=[f"_dmarc.a.b.{ORG}", f"_dmarc.b.{ORG}"],
    ),
    "psd=n on the author": Case(
        f"mail.{ORG}", {f"mail.{ORG}": "v=DMARC1; p=reject; psd=n", ORG: "v=DMARC1; p=reject"}, "fail", "reject",
        dkim=(ORG,), organization=f"mail.{ORG}", asked=[f"_dmarc.mail.{ORG}"],
    ),
    "fewest labels": Case(
        f"a.b.{ORG}", {f"b.{ORG}": "v=DMARC1; p=none", ORG: "v=DMARC1; p=reject"}, "fail", "reject", organization=ORG
    ),
    "no record above: an organisation of its own": Case(
        f"mail.{ORG}", {f"mail.{ORG}": "v=DMARC1; p=reject"}, "fail", "reject", f"bounce.{ORG}", (ORG,), f"mail.{ORG}"
    ),
    "a name of eight labels": Case(
        f"a.b.c.d.e.f.{ORG}", {}, "none", asked=[f"_dmarc.{each}" for each in way_up(f"a.b.c.d.e.f.{ORG}")]
    ),
    "a suffix alone, and its sp": Case(
        "mail.giant.bank.example", {"bank.example": "v=DMARC1; p=reject; sp=quarantine; psd=y"}, "pass", "quarantine",
        dkim=("giant.bank.example",), organization="giant.bank.example",
    ),
    "two neighbours below a suffix": Case(
        "giant.bank.example", {"bank.example": "v=DMARC1; p=reject; psd=y"}, "fail", "reject", "bank.example",
        ("mega.bank.example",), "giant.bank.example",
    ),
    "a suffix that writes itself": Case(
        "bank.example", {"bank.example": "v=DMARC1; p=reject; sp=none; psd=y"}, "fail", "reject", "mail.bank.example"
    ),
    "the suffix's record does not override": Case(
        "foo.example", {"example": "v=DMARC1; p=reject; psd=y", "foo.example": "v=DMARC1; p=none"}, "fail", "none"
    ),
    # np, §4.7
    "np for a name that is not": Case(SUB, NP, "fail", "quarantine"),
    "sp for one that is": Case(SUB, NP, "fail", "none", others={SUB: ["A 192.0.2.10"]}),
    "sp for one without that type": Case(SUB, NP, "fail", "none", others={SUB: ["MX 1 mx.example.com"]}),
    "not for the domain itself": Case(ORG, NP, "fail", "reject", asked=[f"_dmarc.{ORG}"]),
    "np of a suffix": Case(
        "fake.gov.example", {"gov.example": "v=DMARC1; p=reject; sp=none; np=reject; psd=y"}, "fail", "reject"
    ),
    # alignment, §4.4
    "strict DKIM, the same": Case(ORG, {ORG: "v=DMARC1; p=reject; adkim=s"}, "pass", "reject", "", (ORG,)),
    "strict DKIM, below": Case(ORG, {ORG: "v=DMARC1; p=reject; adkim=s"}, "fail", "reject", "", (f"mail.{ORG}",)),
    "strict SPF, below": Case(ORG, {ORG: "v=DMARC1; p=reject; aspf=s"}, "fail", "reject", f"mail.{ORG}"),
    "relaxed SPF, below": Case(ORG, REJECT, "pass", "reject", f"mail.{ORG}"),
    "both pass for somebody else": Case(
        ORG, REJECT, "fail", "reject", "shore.test", ("shore.test",), asked=[f"_dmarc.{ORG}"]
    ),
    # t, §4.7
    "t=y: reject": Case(ORG, {ORG: "v=DMARC1; p=reject; t=y"}, "fail", "reject", disposition="quarantine"),
    "t=y: quarantine": Case(ORG, {ORG: "v=DMARC1; p=quarantine; t=Y"}, "fail", "quarantine", disposition="none"),
    "t=yes is nothing": Case(ORG, {ORG: "v=DMARC1; p=reject; t=yes"}, "fail", "reject", disposition="reject"),
    "pct is history": Case(ORG, {ORG: "v=DMARC1; p=reject; pct=0"}, "fail", "reject", disposition="reject"),
    # what cannot be read, §4.7 and §4.10.1
    "no p, but reports": Case(ORG, {ORG: "v=DMARC1; rua=mailto:d@example.com"}, "pass", "none", "", (ORG,)),
    "no p, no reports": Case(ORG, {ORG: "v=DMARC1; adkim=s"}, "none"),
    "a wrong p, but reports": Case(
        ORG, {ORG: "v=DMARC1; p=block; adkim=s; rua=mailto:d@example.com!10m"}, "fail", "none", "", (f"mail.{ORG}",)
    ),
    "a wrong sp, but reports": Case(
        SUB, {ORG: "v=DMARC1; p=reject; sp=bounce; rua=mailto:d@example.com"}, "fail", "none"
    ),
    "a wrong sp, and no URI": Case(ORG, {ORG: "v=DMARC1; p=reject; sp=no; rua=d@example.com"}, "none"),
    "an author's record without a policy ends it": Case(SUB, {SUB: "v=DMARC1; adkim=s", **REJECT}, "none"),
    "the version in small letters": Case(ORG, {ORG: "v=dmarc1; p=reject"}, "none"),
    "another version": Case(ORG, {ORG: "v=DMARC1x; p=reject"}, "none"),
    "not first": Case(ORG, {ORG: "p=reject; v=DMARC1"}, "none"),
    "spaces around =": Case(ORG, {ORG: "v = DMARC1; p = reject; adkim = s"}, "fail", "reject", "", (f"mail.{ORG}",)),
    "capitals": Case(ORG, {ORG: "v=DMARC1; P=Reject; adkim=S"}, "fail", "reject", "", (f"mail.{ORG}",)),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
async def test_case(name: str) -> None:
    case = CASES[name]
    zone = zone_of(case)
    verdict = await judged(case, zone)
    assert (verdict.result, verdict.policy) == (case.result, case.policy), verdict.lines
    assert verdict.domain == case.author
    if case.organization is not None:
        assert verdict.organization in {case.organization, ""}
    expected = case.policy if case.result == "fail" else "none"
    assert verdict.disposition == (expected if case.disposition is None else case.disposition)
    if case.asked is not None:
        assert [name for name, _ in zone.asked] == case.asked
    assert [question.name for question in verdict.questions] == [name for name, _ in zone.asked]


def test_a_long_name_is_eight_questions() -> None:
    assert way_up(DEEP) == [
        DEEP, f"g.h.i.j.k.{ORG}", f"h.i.j.k.{ORG}", f"i.j.k.{ORG}", f"j.k.{ORG}", f"k.{ORG}", ORG, "com",
    ]  # fmt: skip
    assert way_up(f"x.a.b.c.d.e.f.{ORG}")[1] == f"b.c.d.e.f.{ORG}"
    assert way_up("com") == ["com"]


async def test_no_name_is_asked_twice() -> None:
    zone = zone_of(CASES["B.4.2"])
    await judged(CASES["B.4.2"], zone)
    assert len(zone.asked) == len(set(zone.asked)) == 9


@pytest.mark.parametrize(
    ("deaf", "case", "result"),
    [
        (ORG, Case(f"mail.{ORG}", REJECT, "temperror", dkim=(ORG,)), "temperror"),
        ("com", Case(ORG, REJECT, "pass", dkim=(ORG,)), "pass"),
        ("com", Case(ORG, REJECT, "temperror", dkim=(f"mail.{ORG}",)), "temperror"),
        (f"mail.{ORG}", Case(ORG, REJECT, "temperror", dkim=(f"mail.{ORG}",)), "temperror"),
        (f"mail.{ORG}", Case(ORG, REJECT, "pass", spf=f"b.{ORG}", dkim=(f"mail.{ORG}",)), "pass"),
        (f"mail.{ORG}", Case(ORG, {ORG: "v=DMARC1; p=reject; adkim=s"}, "", dkim=(f"mail.{ORG}",)), "fail"),
    ],
)
async def test_what_is_not_answered(deaf: str, case: Case, result: str) -> None:
    zone = Zone({**zone_of(case).records, f"_dmarc.{deaf}": ["TIMEOUT"]})
    assert (await judged(case, zone)).result == result


@pytest.mark.parametrize(
    ("domain", "result"), [(ORG, "temperror"), (f"mail.{ORG}", "temperror"), ("shore.test", "fail")]
)
async def test_what_dkim_could_not_find_out(domain: str, result: str) -> None:
    letter = f"From: user@{ORG}\n\n".encode()
    later = Verdict("dkim", "temperror", domain)
    assert (await evaluate(zone_of(Case(ORG, REJECT, "")), letter, None, [later])).result == result
    passed = Verdict("spf", "pass", ORG)
    assert (await evaluate(zone_of(Case(ORG, REJECT, "")), letter, passed, [later])).result == "pass"


@pytest.mark.parametrize("author", [ORG, f"mail.{ORG}"])
async def test_of_several_records_none_counts_and_it_is_said(author: str) -> None:
    verdict = await judged(Case(author, {ORG: "v=DMARC1; p=none\nv=DMARC1; p=reject"}, ""))
    said = f"_dmarc.{ORG} has 2 records of DMARC, where there may be one, so none of them counts."
    assert (verdict.result, verdict.reason) == ("none", said)
    assert f"{said} (RFC 9989 §4.10.1)" in verdict.lines
    assert "\n".join(verdict.lines).count(said) == 1


async def test_several_records_on_the_way_are_a_step_where_another_counts() -> None:
    verdict = await judged(Case(SUB, {SUB: "v=DMARC1; p=none\nv=DMARC1; p=none", **REJECT}, ""))
    assert (verdict.result, verdict.policy) == ("fail", "reject")
    assert any(line.startswith(f"_dmarc.{SUB} has 2 records of DMARC") for line in verdict.lines)


async def test_whence_the_policy_is() -> None:
    assert any("asks for “none” (sp=)" in line for line in (await judged(CASES["sp for one that is"])).lines)
    below = Case(f"mail.{ORG}", REJECT, "")
    assert any("asks for “reject” (p=)" in line for line in (await judged(below)).lines)


@pytest.mark.parametrize(
    ("record", "fault"),
    [("p=block", "p=block is no policy"), ("adkim=r", "p= is missing"), ("p=reject; sp=bla", "sp=bla is no policy")],
)
async def test_a_policy_that_cannot_be_read_is_named(record: str, fault: str) -> None:
    reports = await judged(Case(ORG, {ORG: f"v=DMARC1; {record}; rua=mailto:d@example.com"}, ""))
    assert (reports.policy, reports.fault) == ("none", fault)
    text = "\n".join(reports.lines)
    assert f"asks for nothing that can be done: {fault}. As it wants reports (rua=), it is treated as if" in text
    assert "asks for “none”" not in text
    assert "as its owner wants" not in text
    nothing = await judged(Case(ORG, {ORG: f"v=DMARC1; {record}"}, ""))
    assert (nothing.result, nothing.reason) == (
        "none",
        f"The record of {ORG} does not count: {fault}, and it has no rua= that can be read.",
    )


@pytest.mark.parametrize("text", ["v=dmarc1; p=reject", "p=reject; v=DMARC1", "v=DMARC; p=none", "p=reject"])
async def test_a_text_that_is_nearly_a_record_is_named(text: str) -> None:
    verdict = await judged(Case(ORG, {ORG: text}, ""))
    assert verdict.result == "none"
    assert any(line.startswith(f"“{text}” is no record of DMARC: it does not begin") for line in verdict.lines)
    other = await judged(Case(ORG, {ORG: "hello"}, ""))
    assert not any("is no record" in line for line in other.lines)


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("adkim=strict", "adkim=strict is neither r nor s, so “r” counts."),
        ("pct=10", "pct=10 counts for nothing: RFC 9989 has no pct=."),
        ("policy=x", "“policy=” is a tag that nobody knows, and counts for nothing."),
    ],
)
async def test_a_tag_that_counts_for_nothing_is_named(tag: str, said: str) -> None:
    verdict = await judged(Case(ORG, {ORG: f"v=DMARC1; p=reject; {tag}"}, ""))
    assert (verdict.result, verdict.policy) == ("fail", "reject")
    assert any(line.startswith(said) for line in verdict.lines)


async def test_an_existence_that_cannot_be_asked_about() -> None:
    assert (await judged(Case(SUB, NP, "", others={SUB: ["TIMEOUT"]}))).result == "temperror"


async def test_the_three_names_side_by_side() -> None:
    case = Case(
        "harbour.test", {"harbour.test": "v=DMARC1; p=reject"}, "", spf="shore.test", dkim=("news.harbour.test",)
    )
    verdict = await judged(case)
    assert [(each.method, each.domain, each.result, each.is_aligned, each.vouches) for each in verdict.names] == [
        ("spf", "shore.test", "pass", False, False),
        ("dkim", "news.harbour.test", "pass", True, True),
    ]
    assert (verdict.domain, verdict.organization) == ("harbour.test", "harbour.test")
    assert verdict.reason == "DKIM vouches for news.harbour.test, which belongs to the name in From."


@pytest.mark.parametrize(
    ("dkim", "said"),
    [
        (("Harbour.test", "harbour.test"), "; so does DKIM."),
        (("news.harbour.test", "elsewhere.test"), "; so does DKIM for news.harbour.test."),
        (("elsewhere.test",), "."),
    ],
)
async def test_all_who_vouch_are_named(dkim: tuple[str, ...], said: str) -> None:
    case = Case("harbour.test", {"harbour.test": "v=DMARC1; p=reject"}, "pass", spf="harbour.test", dkim=dkim)
    assert (await judged(case)).reason == f"SPF vouches for harbour.test, the very name in From{said}"


async def test_a_fail_says_what_passed_for_nothing() -> None:
    verdict = await judged(CASES["both pass for somebody else"])
    assert verdict.reason == (
        "SPF for shore.test, DKIM for shore.test passed, "
        "but nothing that passed belongs to example.com, the name in From."
    )
    assert "What becomes of the letter, as its owner wants: “reject”. (RFC 9989 §5.3.6)" in verdict.lines


@pytest.mark.parametrize(
    ("header", "result", "domain"),
    [
        ("From: Ana <ana@Harbour.TEST>", "fail", "harbour.test"),
        ('From: "ana@harbour.test" <rosa@shore.test>', "none", "shore.test"),
        ("From: ana@harbour.test, ben@harbour.test", "fail", "harbour.test"),
        ("From: ana@harbour.test, rosa@shore.test", "none", ""),
        ("From: ana@harbour.test\nFrom: rosa@shore.test", "permerror", ""),
        ("From: undisclosed", "permerror", ""),
        ("Subject: none", "permerror", ""),
        ("From: ana@harbour.test.", "fail", "harbour.test"),
        ("From: x@b\u00fccher.test", "none", "xn--bcher-kva.test"),
        (f"From: {'a' * 20_000}@harbour.test", "permerror", ""),
    ],
)
async def test_the_name_that_people_read(header: str, result: str, domain: str) -> None:
    zone = Zone({"_dmarc.harbour.test": ["TXT v=DMARC1; p=reject"]})
    verdict = await evaluate(zone, f"{header}\n\nHi.\n".encode(), None, [])
    assert (verdict.result, verdict.domain) == (result, domain), verdict.lines
    assert verdict.reason.endswith(".")

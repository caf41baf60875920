"""SPF against people who mean harm: whatever they publish, a verdict comes, and after a bounded number of questions."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heloworld.trust.look_up import MOST, Answers, Said
from heloworld.trust.spf.check import check_mail_from
from heloworld.trust.spf.results import SpfVerdict
from trust.zones import Zone

RESULTS: Final = {"none", "neutral", "pass", "fail", "softfail", "temperror", "permerror"}
STEPS: Final = 15_000
WORDS: Final = "a mx ptr all include exists ip4 ip6 redirect= exp= x= : / // 24 %{i} %{p} %{d1r-} % %{ %{z} - ~ ? ."
TERMS: Final = st.sampled_from([*WORDS.split(), "harbour.test", "127.0.0.1", "::1", " ", "\xe9", "\0"])
RECORDS: Final = st.lists(TERMS, max_size=12).map(lambda parts: "v=spf1 " + "".join(parts))


async def judged(records: dict[str, list[str]], sender: str = "x@bomb.test") -> SpfVerdict:
    zone = Zone(records)
    verdict = await check_mail_from(zone, client="127.0.0.66", sender=sender, helo="laptop.test", receiver="r.test")
    assert verdict.result in RESULTS
    assert verdict.reason.endswith(".")
    assert "\n" not in verdict.reason
    assert len(verdict.reason) < 1_000
    assert len(zone.asked) <= MOST
    assert len(verdict.trace) <= STEPS
    return verdict


@pytest.mark.parametrize(
    "records",
    [
        {"bomb.test": ["TXT v=spf1 include:bomb.test -all"]},
        {"bomb.test": ["TXT v=spf1 redirect=bomb.test"]},
        {"bomb.test": ["TXT v=spf1 include:a.test"], "a.test": ["TXT v=spf1 include:bomb.test"]},
        {"bomb.test": ["TXT v=spf1 " + "mx:bomb.test " * 11, *(f"MX {n} {n}.bomb.test" for n in range(10))]}
        | {f"{n}.bomb.test": ["A 127.0.0.1"] for n in range(10)},
        {"bomb.test": ["TXT v=spf1 mx -all", *(f"MX {n} {n}.bomb.test" for n in range(11))]},
        {"bomb.test": ["TXT v=spf1 " + "a " * 20_000]},
        {"bomb.test": ["TXT v=spf1 " + "x" * 60_000]},
    ],
    ids=["include itself", "redirect to itself", "include in a ring", "mx of many", "too many mx", "long", "one word"],
)  # fmt: skip
async def test_bombs_end_in_a_permanent_error(records: dict[str, list[str]]) -> None:
    assert (await judged(records)).result == "permerror"


async def test_a_tree_of_includes_does_not_grow() -> None:
    names = [f"{number}.test" for number in range(50)]
    below = {name: " ".join(f"include:{each}" for each in names[at + 1 :]) for at, name in enumerate(names)}
    zone = Zone({name: [f"TXT v=spf1 {terms}"] for name, terms in below.items()})
    verdict = await check_mail_from(zone, client="127.0.0.66", sender="x@0.test", helo="l.test")
    assert verdict.result == "permerror"
    assert len(zone.asked) == 11


async def test_thousands_of_networks_are_a_bounded_number_of_steps() -> None:
    full = " ".join(["ip4:1.1.1.1"] * 800)
    names = [f"{number}.test" for number in range(10)]
    records = {name: [f"TXT v=spf1 {full} include:{after}"] for name, after in pairwise(names)}
    await judged(records | {"9.test": ["TXT v=spf1 -all"]}, "x@0.test")


async def test_names_without_end_are_looked_up_once() -> None:
    records = {
        "bomb.test": ["TXT v=spf1 exp=e.bomb.test -all"],
        "e.bomb.test": ["TXT " + "%{p}" * 5_000],
        "66.0.0.127.in-addr.arpa": [f"PTR {number}.bomb.test" for number in range(500)],
    }
    zone = Zone(records | {f"{number}.bomb.test": ["A 127.0.0.66"] for number in range(500)})
    verdict = await check_mail_from(zone, client="127.0.0.66", sender="x@bomb.test", helo="l.test")
    assert verdict.result == "fail"
    assert len(zone.asked) == 13
    assert len(verdict.explanation) <= 4_000


async def test_an_endless_supply_of_texts() -> None:
    async def ask(_name: str, kind: str, /) -> Said:
        return Answers(texts=(b"v=spf1 include:%{d}.x.test a:%{s}.y.test -all",) * 2 if kind == "TXT" else ())

    verdict = await check_mail_from(ask, client="127.0.0.66", sender=f"{'a' * 5_000}@bomb.test", helo="l.test")
    assert verdict.result == "permerror"


@given(RECORDS, RECORDS, st.text(max_size=20))
async def test_any_record_and_any_sender(first: str, second: str, sender: str) -> None:
    records = {"bomb.test": [f"TXT {first}", "A 127.0.0.66", "MX 5 bomb.test"], "harbour.test": [f"TXT {second}"]}
    await judged(records)
    await judged(records, sender)
    await judged(records, f"{sender}@bomb.test")


async def test_a_record_that_is_too_long_is_not_read() -> None:
    verdict = await judged({"bomb.test": ["TXT v=spf1 " + "ip4:127.0.0.66 " * 1_000]})
    assert (verdict.result, "no more than 10,000 are read" in verdict.reason) == ("permerror", True)

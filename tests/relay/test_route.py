"""The way to a domain, and what Postfix says where there is none (recorded from Postfix 3.7.11)."""

from __future__ import annotations

import random

import pytest

from heloworld.relay.names import Missing, MxRecord
from heloworld.relay.outcome import Outcome
from heloworld.relay.route import MOST, Exchanger, Myself, find_route, in_order

from .worlds import Names

ME = Myself("mail.harbour.test", frozenset({"127.0.1.1"}))


async def route(names: Names, domain: str, seed: int = 1) -> tuple[Exchanger, ...] | Outcome:
    return await find_route(domain, names, ME, random.Random(seed))


async def hosts(names: Names, domain: str, seed: int = 1) -> list[str]:
    found = await route(names, domain, seed)
    assert not isinstance(found, Outcome), found
    return [str(each) for each in found]


async def test_lower_preferences_first() -> None:
    names = Names({"order.test": [MxRecord(30, "c.test"), MxRecord(10, "a.test"), MxRecord(20, "b.test")]})
    names.hosts = {"a.test": ["127.0.3.11"], "b.test": ["127.0.3.12"], "c.test": ["127.0.3.13"]}
    assert await hosts(names, "order.test") == ["a.test[127.0.3.11]", "b.test[127.0.3.12]", "c.test[127.0.3.13]"]
    assert names.asked[0] == "MX order.test"


async def test_equal_preferences_come_in_any_order_which_a_seed_decides() -> None:
    names = Names({"equal.test": [MxRecord(10, f"{letter}.test") for letter in "abcd"] + [MxRecord(5, "first.test")]})
    names.hosts = {f"{letter}.test": [f"127.0.3.{number}"] for number, letter in enumerate("abcd", 1)}
    names.hosts["first.test"] = ["127.0.3.9"]
    orders = {tuple(await hosts(names, "equal.test", seed)) for seed in range(40)}
    assert len(orders) > 10
    assert {order[0] for order in orders} == {"first.test[127.0.3.9]"}
    assert await hosts(names, "equal.test", 7) == await hosts(names, "equal.test", 7)


async def test_all_addresses_of_a_host_count() -> None:
    names = Names({"two.test": [MxRecord(10, "a.test")]}, {"a.test": ["127.0.3.1", "127.0.3.2"]})
    assert sorted(await hosts(names, "two.test")) == ["a.test[127.0.3.1]", "a.test[127.0.3.2]"]


async def test_without_mx_the_domain_itself_is_the_host() -> None:
    names = Names(hosts={"shore.test": ["127.0.3.1"]})
    assert await hosts(names, "shore.test") == ["shore.test[127.0.3.1]"]
    assert names.asked == ["MX shore.test", "A shore.test"]


async def test_a_host_that_is_missing_is_passed_over() -> None:
    names = Names({"half.test": [MxRecord(10, "gone.test"), MxRecord(20, "b.test")]}, {"b.test": ["127.0.3.2"]})
    assert await hosts(names, "half.test") == ["b.test[127.0.3.2]"]


async def test_an_address_where_a_name_should_be_is_followed() -> None:
    names = Names({"mxip.shore.test": [MxRecord(10, "127.0.2.1")]})
    assert await hosts(names, "mxip.shore.test") == ["127.0.2.1[127.0.2.1]"]
    assert await hosts(names, "[127.0.2.1]") == ["127.0.2.1[127.0.2.1]"]


MISSING = "Host or domain name not found. Name service error for name={} type={}: {}"


@pytest.mark.parametrize(
    ("mail", "found", "domain", "status", "text"),
    [
        ({"null.shore.test": [MxRecord(0, "")]}, {}, "null.shore.test", "5.1.10",
         "Domain null.shore.test does not accept mail (nullMX)"),
        ({}, {}, "nosuch.test", "5.4.4", MISSING.format("nosuch.test", "A", "Host not found")),
        ({"nowhere.shore.test": [MxRecord(10, "gone.shore.test")]}, {}, "nowhere.shore.test", "5.4.4",
         MISSING.format("gone.shore.test", "A", "Host not found")),
        ({"long.shore.test": Missing.DATA}, {"long.shore.test": Missing.DATA}, "long.shore.test", "5.4.4",
         MISSING.format("long.shore.test", "A", "Host found but no data record of requested type")),
        ({"mute.test": Missing.FOR_NOW}, {}, "mute.test", "4.4.3",
         MISSING.format("mute.test", "MX", "Host not found, try again")),
        ({"half.test": [MxRecord(10, "mute.test"), MxRecord(20, "gone.test")]}, {"mute.test": Missing.FOR_NOW},
         "half.test", "4.4.3", MISSING.format("mute.test", "A", "Host not found, try again")),
        ({"loop.shore.test": [MxRecord(10, "mail.harbour.test")]}, {"mail.harbour.test": ["127.0.1.9"]},
         "loop.shore.test", "5.4.6", "mail for loop.shore.test loops back to myself"),
        ({"loop.shore.test": [MxRecord(10, "alias.test")]}, {"alias.test": ["127.0.1.1"]}, "loop.shore.test",
         "5.4.6", "mail for loop.shore.test loops back to myself"),
        ({}, {"loop.test": ["127.0.1.1"]}, "loop.test", "5.4.6", "mail for loop.test loops back to myself"),
        ({"ours.test": [MxRecord(5, "gone.test"), MxRecord(10, "mail.harbour.test")]},
         {"mail.harbour.test": ["127.0.1.1"]}, "ours.test", "4.4.4", "unable to find primary relay for ours.test"),
        ({}, {}, "[127.0.1.1]", "5.4.6", "mail for [127.0.1.1] loops back to myself"),
        ({}, {}, "[nonsense]", "5.1.2", "Invalid domain: [nonsense]"),
    ],
)  # fmt: skip
async def test_where_no_mail_can_go(
    mail: dict[str, list[MxRecord] | Missing],
    found: dict[str, list[str] | Missing],
    domain: str,
    status: str,
    text: str,
) -> None:
    outcome = await route(Names({**mail}, {**found}), domain)
    assert outcome == Outcome(status, text)


async def test_nobody_hands_a_letter_to_a_server_behind_itself() -> None:
    records = [
        MxRecord(10, "a.test"),
        MxRecord(20, "MAIL.harbour.test"),
        MxRecord(20, "b.test"),
        MxRecord(30, "c.test"),
    ]
    names = Names({"backup.test": records})
    names.hosts = {name: ["127.0.3.1"] for name in ("a.test", "b.test", "c.test", "MAIL.harbour.test")}
    assert await hosts(names, "backup.test") == ["a.test[127.0.3.1]"]


def test_a_zone_with_a_thousand_hosts_is_tried_in_part() -> None:
    many = [Exchanger(f"{number}.test", "127.0.3.1", number) for number in range(1000)]
    assert in_order(many, random.Random(1)) == tuple(many[:MOST])

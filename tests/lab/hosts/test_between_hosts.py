"""Letters from one host of a world to another: by its own names, over real sockets, in one transcript."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heloworld.lab.hosts import host_table
from heloworld.lab.names.by_hand import do
from heloworld.lab.plan import Plan, neighbour, policy, with_neighbours
from heloworld.lab.script import Ask, Later, Send
from heloworld.lab.script_player import ScriptPlayer
from heloworld.lab.world import Lab
from heloworld.wire.events import Delivered, Handled, Judged, Opened, Queued, Turned

if TYPE_CHECKING:
    from lab.conftest import Start

USERS = ("ana", "ben", "postmaster")

NOWHERE = "192.0.2.20"
"""An address that no machine has (RFC 5737)."""


@pytest.fixture
def plan(mail: Path) -> Plan:
    harbour = Plan(mail, policy=replace(policy(USERS), relays="open"))
    return with_neighbours(harbour, neighbour("island", mail))


async def send(lab: Lab, recipient: str, sender: str = "ana@harbour.test") -> None:
    """A letter to harbour, and all that comes of it."""
    stage = ScriptPlayer(lab)
    lines = [
        "EHLO laptop.test",
        f"MAIL FROM:<{sender}>",
        f"RCPT TO:<{recipient}>",
        "DATA",
        "Subject: hi",
        "",
        "hi",
        ".",
    ]
    for line in lines:
        await stage.play(Send(line.encode()))
    await stage.close()


def events(lab: Lab, *kinds: type) -> list[object]:
    return [event for event in lab.transcript.since(0)[0] if isinstance(event, kinds)]


def calls(lab: Lab) -> list[tuple[str, str, str]]:
    return [(it.protocol, it.client_name, it.server_name) for it in events(lab, Opened) if isinstance(it, Opened)]


async def test_a_letter_crosses_and_everybody_is_named(start: Start, plan: Plan) -> None:
    lab = await start(plan)
    await send(lab, "dora@island.test")
    assert calls(lab) == [
        ("smtp", "laptop", "harbour"),
        ("dns", "harbour", "dns"),
        ("dns", "harbour", "dns"),
        ("smtp", "harbour", "island"),
    ]
    [queued], [handled], [delivered] = events(lab, Queued), events(lab, Handled), events(lab, Delivered)
    assert isinstance(queued, Queued)
    assert isinstance(handled, Handled)
    assert isinstance(delivered, Delivered)
    assert (queued.server, handled.server, delivered.server) == ("harbour", "harbour", "island")
    assert handled.action == "relayed"
    assert handled.conn == delivered.conn == 4
    assert handled.relay == "mail.island.test[127.0.0.20]:25"
    box = lab.mailbox("dora", "island").read_text()
    assert box.count("\nReceived: ") == 2
    assert "Received: from mail.harbour.test (mail.harbour.test [127.0.0.10])\n\tby mail.island.test" in box
    assert "Received: from laptop.test (unknown [127.0.0.5])\n\tby mail.harbour.test" in box


async def test_what_cannot_be_delivered_there_comes_back(start: Start, plan: Plan) -> None:
    lab = await start(plan)
    await send(lab, "nobody@island.test")
    assert [it.action for it in events(lab, Handled) if isinstance(it, Handled)] == ["failed"]
    assert "mail.island.test" in lab.mailbox("ana").read_text()
    assert "5.1.1" in lab.mailbox("ana").read_text()


async def test_a_host_that_sleeps_gets_its_letter_later(start: Start, plan: Plan) -> None:
    lab = await start(replace(plan, neighbours=tuple(replace(each, asleep=True) for each in plan.neighbours)))
    await send(lab, "dora@island.test")
    [first] = events(lab, Handled)
    assert isinstance(first, Handled)
    assert (first.action, "Connection refused" in first.reply) == ("deferred", True)
    queue = lab.way_out.queue
    assert queue is not None
    assert "dora@island.test" in queue.mailq()
    lab.wake_up("island")
    assert await lab.traffic.later() > 0
    assert not queue.letters()
    assert "\nSubject: hi\n" in lab.mailbox("dora", "island").read_text()
    assert [type(it) for it in events(lab, Turned)] == [Turned]


async def test_greylisting_takes_it_at_a_later_try(start: Start, plan: Plan) -> None:
    lab = await start(replace(plan, neighbours=tuple(replace(each, greylist=300) for each in plan.neighbours)))
    await send(lab, "dora@island.test")
    assert [it.action for it in events(lab, Handled) if isinstance(it, Handled)] == ["deferred"]
    while not lab.mailbox("dora", "island").exists():
        assert await lab.traffic.later()
    assert "X-Greylist: delayed" in lab.mailbox("dora", "island").read_text()


async def test_an_act_turns_the_clock_and_waits_for_what_comes_of_it(start: Start, plan: Plan) -> None:
    lab = await start(replace(plan, neighbours=tuple(replace(each, asleep=True) for each in plan.neighbours)))
    await send(lab, "dora@island.test")
    stage = ScriptPlayer(lab)
    for act, tries in ((Later(60), 1), (Later(), 2), (Later(), 3), (Later(601), 4)):
        await stage.play(act)
        assert len(events(lab, Handled)) == tries
    await stage.play(Later(5 * 24 * 60 * 60))
    await stage.close()
    assert "\nStatus: 4.4.1\n" in lab.mailbox("ana").read_text()
    turned = [round(it.seconds, -1) for it in events(lab, Turned) if isinstance(it, Turned)]
    assert turned == [60, 240, 300, 600, 432_000]


async def test_a_zone_of_the_plan_leads_elsewhere_and_can_be_changed(start: Start, plan: Plan) -> None:
    lab = await start(replace(plan, zones={"island.test": "@ MX 0 .\n"}))
    await send(lab, "dora@island.test")
    assert [it.action for it in events(lab, Handled) if isinstance(it, Handled)] == ["failed"]
    lab.publish({"island.test": "@ MX 10 mail\n"})
    await send(lab, "dora@island.test")
    assert lab.mailbox("dora", "island").exists()


async def test_nobody_outside_this_world_is_called(start: Start, plan: Plan) -> None:
    lab = await start(replace(plan, zones={"far.test": "@ MX 10 there\nthere A 192.0.2.1\nnear A 127.0.0.77\n"}))
    await send(lab, "x@far.test")
    await send(lab, "x@near.far.test")
    handled = [it for it in events(lab, Handled) if isinstance(it, Handled)]
    assert {it.action for it in handled} == {"deferred"}
    assert ("smtp", "harbour", "dns") not in calls(lab)
    assert [call for call in calls(lab) if call[:2] == ("smtp", "harbour")] == []


async def test_after_a_reset_no_letter_waits_and_the_clock_is_right(start: Start, plan: Plan) -> None:
    lab = await start(replace(plan, neighbours=tuple(replace(each, asleep=True) for each in plan.neighbours)))
    await send(lab, "dora@island.test")
    await lab.traffic.later()
    assert lab.traffic.clock.turned
    await lab.reset(keep=False)
    assert lab.way_out.queue is not None
    assert not lab.way_out.queue.letters()
    assert not lab.traffic.clock.turned
    await lab.traffic.later()
    assert not events(lab, Turned)


@pytest.fixture
def shared(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> Plan:
    """The world where island's address cannot be bound, so that all hosts share 127.0.0.1."""
    monkeypatch.setitem(host_table.HOSTS, "island", replace(host_table.HOSTS["island"], address=NOWHERE))
    return replace(plan, neighbours=tuple(replace(each, address=NOWHERE) for each in plan.neighbours))


async def test_names_stay_true_where_all_share_an_address(start: Start, shared: Plan) -> None:
    lab = await start(shared)
    await send(lab, "dora@island.test")
    assert calls(lab) == [
        ("smtp", "laptop", "harbour"),
        ("dns", "harbour", "dns"),
        ("dns", "harbour", "dns"),
        ("smtp", "harbour", "island"),
    ]
    box = lab.mailbox("dora", "island").read_text()
    assert "Received: from mail.harbour.test (mail.harbour.test [127.0.0.10])\n\tby mail.island.test" in box


@pytest.mark.parametrize("line", ["MX island.test", "+tcp MX island.test"])
async def test_whoever_asks_for_a_name_is_known_where_all_share_an_address(
    start: Start, shared: Plan, line: str
) -> None:
    lab = await start(shared)
    for seat in ("island", "laptop"):
        await do(Ask(line), lab, seat)
    assert calls(lab) == [("dns", seat, "dns") for seat in ("island", "laptop")]


async def test_a_caller_is_judged_by_the_hosts_own_address_where_all_share_one(start: Start, shared: Plan) -> None:
    island = replace(shared.neighbours[0], checks=("spf",))
    zones = {"harbour.test": '@ MX 10 mail\n@ TXT "v=spf1 ip4:127.0.0.10 -all"\n'}
    lab = await start(replace(shared, neighbours=(island,), zones=zones))
    await send(lab, "dora@island.test")
    assert [(it.method, it.result) for it in events(lab, Judged) if isinstance(it, Judged)][-1] == ("spf", "pass")

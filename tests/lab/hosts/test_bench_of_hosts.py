"""The bench with several hosts: telnet moves the prompt, the clock turns, the queue is read, from any thread."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from heloworld.errors import HeloError
from heloworld.lab import tools
from heloworld.lab.local_bench import LocalBench
from heloworld.lab.plan import Plan, neighbour, policy, with_neighbours
from heloworld.lab.script import Ask, Connect, Edit, Later, Send
from heloworld.lab.toolbox.tool_bench import Tools
from heloworld.wire.events import Handled, Opened, Published, Turned
from patience import PATIENCE

LETTER = ["MAIL FROM:<ana@harbour.test>", "RCPT TO:<dora@island.test>", "DATA", "Subject: hi", "", "hi", "."]


@pytest.fixture
def plan(mail: Path) -> Plan:
    harbour = Plan(mail, policy=replace(policy(("ana",)), relays="open"))
    return with_neighbours(harbour, replace(neighbour("island", mail), asleep=True))


@pytest.fixture
def bench(plan: Plan) -> Iterator[LocalBench]:
    bench = LocalBench(plan)
    bench.start(lambda _: None).result(PATIENCE)
    yield bench
    bench.stop()


def events(bench: LocalBench, kind: type) -> list[object]:
    return [event for event in bench.transcript.since(0)[0] if isinstance(event, kind)]


def the_tools(bench: LocalBench) -> Tools:
    assert bench.tools is not None
    return bench.tools


def perform(bench: LocalBench, *lines: str) -> None:
    for line in lines:
        bench.perform(Send(line.encode())).result(PATIENCE)


def test_telnet_moves_the_prompt_to_another_host(bench: LocalBench, plan: Plan) -> None:
    bench.reset(replace(plan, neighbours=(replace(plan.neighbours[0], asleep=False),))).result(PATIENCE)
    called = tools.run("telnet mail.island.test", bench.doors)
    assert called == tools.Call("island/smtp")
    bench.open(called.door)
    perform(bench, "HELO laptop.test")
    assert (bench.door, bench.address) == ("island/smtp", bench.doors["island/smtp"])
    opened = [event for event in events(bench, Opened) if isinstance(event, Opened)]
    assert [(each.client_name, each.server_name) for each in opened][-1] == ("laptop", "island")
    assert bench.is_ours(opened[-1])


def test_an_act_is_over_when_no_letter_is_on_its_way(bench: LocalBench) -> None:
    perform(bench, "HELO laptop.test", *LETTER)
    assert [event.action for event in events(bench, Handled) if isinstance(event, Handled)] == ["deferred"]
    harbour, island = the_tools(bench).queues().result(PATIENCE)
    assert (harbour.server, harbour.letters, island.server, island.letters) == ("harbour", 1, "island", 0)
    assert any("dora@island.test" in line.text for line in harbour.lines)


def test_the_clock_turns_to_the_next_try(bench: LocalBench, plan: Plan) -> None:
    perform(bench, "HELO laptop.test", *LETTER)
    assert the_tools(bench).later().result(PATIENCE) == pytest.approx(300, abs=2)
    assert len(events(bench, Handled)) == 2
    bench.reset(plan, keep=False).result(PATIENCE)
    assert the_tools(bench).later().result(PATIENCE) == 0


@pytest.mark.parametrize("theirs", ["island/smtp", "smtp"])
def test_what_a_stranger_has_begun_does_not_lead_a_script_astray(bench: LocalBench, plan: Plan, theirs: str) -> None:
    island = replace(plan.neighbours[0], asleep=False, greylist=600)
    shore = replace(neighbour("shore", bench.plan.mail if bench.plan else plan.mail), asleep=True)
    bench.reset(replace(plan, neighbours=(island, shore))).result(PATIENCE)
    with smtplib.SMTP(*bench.doors[theirs][:2], local_hostname="theirs.test", timeout=PATIENCE) as stranger:
        stranger.ehlo()
        stranger.mail("rosa@shore.test")
        said = stranger.rcpt("emil@island.test")[0]
        assert said == (450 if theirs == "island/smtp" else 250), "greylisted there, or soon put off from here"
        if said == 250:
            stranger.data(b"Subject: theirs\r\n\r\nhi\r\n")
    bench.perform(Later(150)).result(PATIENCE)
    perform(bench, "HELO laptop.test", *(line.replace("dora@island", "rosa@shore") for line in LETTER))
    for tries in (2, 3, 4):
        bench.perform(Later()).result(PATIENCE)
        to_rosa = [it for it in events(bench, Handled) if isinstance(it, Handled) and "rosa" in it.recipient]
        assert [each.action for each in to_rosa] == ["deferred"] * tries


def test_a_script_turns_the_clock_and_is_over_when_what_is_due_is_done(bench: LocalBench) -> None:
    perform(bench, "HELO laptop.test", *LETTER)
    bench.perform(Later()).result(PATIENCE)
    assert len(events(bench, Handled)) == 2
    bench.perform(Later(5 * 24 * 60 * 60)).result(PATIENCE)
    assert [event.action for event in events(bench, Handled) if isinstance(event, Handled)][2:] == ["expired"]
    turned = [event.seconds for event in events(bench, Turned) if isinstance(event, Turned)]
    assert turned == [pytest.approx(300, abs=2), 5 * 24 * 60 * 60]


def test_a_hand_can_change_its_seat(bench: LocalBench, plan: Plan) -> None:
    bench.perform(Connect()).result(PATIENCE)
    bench.perform(Connect(seat="stranger")).result(PATIENCE)
    perform(bench, "QUIT", "NOOP")
    bench.reset(plan).result(PATIENCE)
    bench.perform(Connect()).result(PATIENCE)
    assert [event.client_name for event in events(bench, Opened) if isinstance(event, Opened)] == ["laptop"]


def test_another_program_speaks_from_the_laptop_whatever_the_seat(bench: LocalBench, plan: Plan) -> None:
    bench.reset(replace(plan, seat="stranger")).result(PATIENCE)
    bench.perform(Connect()).result(PATIENCE)
    bench.perform(Connect("outside")).result(PATIENCE)
    opened = [event for event in events(bench, Opened) if isinstance(event, Opened)]
    assert sorted(each.client_name for each in opened) == ["laptop", "stranger"]


def test_a_name_is_asked_for_and_a_zone_is_changed(bench: LocalBench, plan: Plan) -> None:
    bench.perform(Ask("MX island.test")).result(PATIENCE)
    bench.perform(Edit("island.test", add="@ MX 20 spare", drop="@ TXT *")).result(PATIENCE)
    asked = [event for event in events(bench, Opened) if isinstance(event, Opened) and event.protocol == "dns"]
    assert [(each.client_name, each.server_name) for each in asked] == [("laptop", "dns")]
    (saved,) = events(bench, Published)
    assert isinstance(saved, Published)
    assert saved.origin == "island.test"
    assert "@ MX 20 spare" in saved.text
    assert "TXT" not in saved.text
    assert bench.plan is not None
    assert bench.plan.zones["island.test"] == saved.text
    with pytest.raises(HeloError, match="no zone"):
        bench.perform(Edit("rock.test", add="@ MX 0 .")).result(PATIENCE)
    bench.reset(plan, keep=False).result(PATIENCE)
    assert not bench.plan.zones

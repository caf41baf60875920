"""Two hosts in one world: one transcript, one count of connections, and everything else apart."""

from __future__ import annotations

import asyncio
import smtplib
import socket
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heloworld.errors import ConnectError, ListenError
from heloworld.lab.doors import door_of
from heloworld.lab.hosts import host_table
from heloworld.lab.hosts.addresses import common_port
from heloworld.lab.plan import Plan, neighbour, with_neighbours
from heloworld.lab.script import Connect, Send
from heloworld.lab.script_player import ScriptPlayer
from heloworld.lab.world import Lab
from heloworld.wire.events import Address, Bytes, Closed, Delivered, Opened
from heloworld.wire.transcript import parse, to_json
from patience import PATIENCE

if TYPE_CHECKING:
    from lab.conftest import Start

NOWHERE = "192.0.2.20"
"""An address that no machine has (RFC 5737)."""


@pytest.fixture
def plan(mail: Path) -> Plan:
    return with_neighbours(Plan(mail), neighbour("island", mail))


def letter(to: str) -> list[Send]:
    lines = ["EHLO laptop.test", "MAIL FROM:<x@laptop.test>", f"RCPT TO:<{to}>", "DATA", "Subject: hi", "", "hi", "."]
    return [Send(line.encode()) for line in lines]


def smtp(lab: Lab) -> dict[str, Address]:
    """Where mail is taken."""
    return {door: address for door, address in lab.doors.items() if door_of(door).protocol == "smtp"}


async def ehlo(host: str, port: int) -> bytes:
    """What a server says to another program's EHLO."""

    def talk() -> bytes:
        with smtplib.SMTP(host, port, timeout=PATIENCE) as client:
            return client.ehlo()[1]

    return await asyncio.to_thread(talk)


async def play(lab: Lab, *acts: Send | Connect) -> None:
    stage = ScriptPlayer(lab)
    for act in acts:
        await stage.play(act)
    await stage.close()


def happened(lab: Lab, *kinds: type) -> list[object]:
    return [event for event in lab.transcript.since(0)[0] if not kinds or isinstance(event, kinds)]


def said(lab: Lab) -> list[tuple[int, str]]:
    """What servers said first, each with the number of its connection."""
    firsts: dict[int, str] = {}
    for event in lab.transcript.since(0)[0]:
        if isinstance(event, Bytes) and event.source == "server":
            firsts.setdefault(event.conn, event.data.decode().strip())
    return list(firsts.items())


async def test_both_are_greeted_by_hand_in_one_transcript(start: Start, plan: Plan) -> None:
    lab = await start(plan)
    await play(lab, Connect(), Send(b"HELO laptop.test"), Connect(door="island/smtp"), Send(b"HELO laptop.test"))
    assert said(lab) == [(1, "220 mail.harbour.test ESMTP"), (2, "220 mail.island.test ESMTP")]
    opened = [event for event in happened(lab) if isinstance(event, Opened)]
    assert [(each.conn, each.client_name, each.server_name) for each in opened] == [
        (1, "laptop", "harbour"),
        (2, "laptop", "island"),
    ]
    assert [each.client[0] for each in opened] == ["127.0.0.5", "127.0.0.5"]
    assert [each.server[0] for each in opened] == ["127.0.0.10", "127.0.0.20"]


async def test_all_listen_on_one_port_and_harbour_on_localhost_as_ever(start: Start, plan: Plan) -> None:
    lab = await start(plan)
    port = lab.address[1]
    assert smtp(lab) == {"smtp": ("127.0.0.10", port), "island/smtp": ("127.0.0.20", port)}
    assert (await ehlo("127.0.0.1", port)).startswith(b"mail.harbour.test")
    assert lab.endpoint("127.0.0.20") == ("127.0.0.20", port)
    assert lab.endpoint("127.0.0.1") == lab.endpoint("127.0.0.10") == ("127.0.0.10", port)
    assert lab.endpoint("127.0.0.30") is None
    assert lab.endpoint("192.0.2.1") is None


async def test_mailboxes_are_apart(start: Start, plan: Plan, mail: Path) -> None:
    lab = await start(plan)
    await play(lab, *letter("ana@harbour.test"), Connect(door="island/smtp"), *letter("dora@island.test"))
    assert sorted(each.name for each in mail.iterdir() if each.suffix == ".mbox") == ["ana.mbox"]
    assert lab.mailbox("dora", "island") == mail / "island" / "dora.mbox"
    box = lab.mailbox("dora", "island").read_text()
    assert "Received: from laptop.test (unknown [127.0.0.5])\n\tby mail.island.test (HELO World) with ESMTP" in box
    delivered = [event for event in happened(lab) if isinstance(event, Delivered)]
    assert [(each.server, each.recipient) for each in delivered] == [
        ("harbour", "ana@harbour.test"),
        ("island", "dora@island.test"),
    ]
    assert len({each.queue_id for each in delivered}) == 2


async def test_neither_takes_the_others_mail(start: Start, plan: Plan) -> None:
    lab = await start(plan)
    await play(lab, *letter("dora@island.test")[:3], Connect(door="island/smtp"), *letter("ana@harbour.test")[:3])
    replies = b"".join(event.data for event in lab.transcript.since(0)[0] if isinstance(event, Bytes))
    assert replies.count(b"554 5.7.1") == 2


@pytest.mark.parametrize(
    ("seat", "seen", "name"),
    [
        ("laptop", "unknown [127.0.0.5]", "laptop"),
        ("stranger", "unknown [127.0.0.66]", "stranger"),
        ("island", "mail.island.test [127.0.0.20]", "island"),
    ],
)
async def test_the_prompt_speaks_from_its_seat(start: Start, plan: Plan, seat: str, seen: str, name: str) -> None:
    lab = await start(replace(plan, seat=seat))
    await play(lab, *letter("ana@harbour.test"))
    assert f"Received: from laptop.test ({seen})" in lab.mailbox("ana").read_text()
    assert [event.client_name for event in happened(lab) if isinstance(event, Opened)] == [name]


async def test_the_transcript_with_its_names_is_kept(start: Start, plan: Plan) -> None:
    lab = await start(plan)
    await play(lab, Connect(door="island/smtp"), *letter("dora@island.test"))
    events = lab.transcript.since(0)[0]
    again = list(parse(map(to_json, events), "here"))
    assert [(each.client_name, each.server_name) for each in again if isinstance(each, Opened)] == [
        ("laptop", "island")
    ]
    assert [each.server for each in again if isinstance(each, Delivered)] == ["island"]


# Where the machine has not got the addresses


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch, plan: Plan) -> Plan:
    """A world in which island has an address that cannot be bound, as on a system with 127.0.0.1 alone."""
    island = replace(host_table.HOSTS["island"], address=NOWHERE)
    monkeypatch.setitem(host_table.HOSTS, "island", island)
    return replace(plan, neighbours=tuple(replace(each, address=NOWHERE) for each in plan.neighbours))


async def test_without_the_addresses_all_share_one_and_names_stay_true(start: Start, nowhere: Plan) -> None:
    lab = await start(nowhere)
    assert NOWHERE in lab.addresses.notice
    assert f"{NOWHERE} dev lo" in lab.addresses.notice or f"lo0 alias {NOWHERE}" in lab.addresses.notice
    (host, port), (other, another) = lab.doors["smtp"], lab.doors["island/smtp"]
    assert (host, other) == ("127.0.0.1", "127.0.0.1")
    assert port != another
    assert lab.endpoint(NOWHERE) == ("127.0.0.1", another)
    await play(lab, Connect(door="island/smtp"), *letter("dora@island.test"))
    client = await lab.call("smtp", seat="island")
    await client.read_until(lambda data: data.endswith(b"\n"), PATIENCE)
    await client.close()
    opened = [event for event in happened(lab) if isinstance(event, Opened)]
    assert [(each.client_name, each.server_name) for each in opened] == [("laptop", "island"), ("island", "harbour")]
    assert "(unknown [127.0.0.5])" in lab.mailbox("dora", "island").read_text()


async def test_a_program_from_elsewhere_is_the_laptops_where_an_address_is_shared(start: Start, nowhere: Plan) -> None:
    lab = await start(nowhere)
    assert (await ehlo(*lab.doors["island/smtp"])).startswith(b"mail.island.test")
    assert [event.client_name for event in happened(lab) if isinstance(event, Opened)] == ["laptop"]


# Ports


async def test_a_port_that_is_taken_at_one_address_is_taken_at_none(start: Start, plan: Plan) -> None:
    with socket.create_server(("127.0.0.20", 0)) as other:
        taken = other.getsockname()[1]
        lab = await start(replace(plan, port=taken, any_port=True))
        ports = {address[1] for address in smtp(lab).values()}
        assert len(ports) == 1
        assert taken not in ports


async def test_who_is_at_127_0_0_1_already_moves_no_port_of_a_lab_and_is_told(start: Start, plan: Plan) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        servers = tuple(replace(each, doors={**each.doors, "submission": 0}) for each in plan.neighbours)
        doors = {**plan.doors, "submission": taken}
        lab = await start(replace(plan, doors=doors, any_port=True, any_door=True, neighbours=servers))
        assert (lab.doors["submission"], lab.doors["island/submission"]) == (
            ("127.0.0.10", taken),
            ("127.0.0.20", taken),
        )
    assert "submission" not in lab.besides
    assert lab.notice == (
        f"Cannot listen on 127.0.0.1, port {taken}: another program is listening there, "
        "so submission of harbour is on 127.0.0.10 alone."
    )


async def test_a_door_that_is_moved_in_a_world_of_several_is_told(start: Start, plan: Plan) -> None:
    with socket.create_server(("127.0.0.10", 0)) as other:
        taken = other.getsockname()[1]
        doors = {**plan.doors, "submission": taken}
        lab = await start(replace(plan, doors=doors, any_port=True, any_door=True))
    moved = lab.doors["submission"][1]
    assert lab.besides["submission"] == ("127.0.0.1", moved)
    said = f"Another program was there first: submission is on port {moved} instead of {taken}."
    assert lab.notice == said
    await lab.reset()
    assert lab.notice == said


async def test_where_no_other_port_will_do_it_is_said(plan: Plan) -> None:
    with socket.create_server(("127.0.0.20", 0)) as other:
        lab = Lab(replace(plan, port=other.getsockname()[1]))
        with pytest.raises(ListenError, match=r"Cannot listen on 127\.0\.0\.20"):
            await lab.__aenter__()


# From one world to the next


async def test_a_reset_keeps_the_ports_and_begins_to_count_anew(start: Start, plan: Plan) -> None:
    lab = await start(plan)
    await play(lab, Connect(), Connect(door="island/smtp"), *letter("dora@island.test"))
    before = dict(lab.doors)
    begun = asyncio.get_running_loop().time()
    await lab.reset(keep=False)
    print(f"reset: {(asyncio.get_running_loop().time() - begun) * 1000:.1f} ms")
    assert lab.doors == before
    assert not lab.mailbox("dora", "island").exists()
    await play(lab, Connect(door="island/smtp"))
    assert said(lab) == [(1, "220 mail.island.test ESMTP")]


async def test_mail_of_all_hosts_is_set_aside(start: Start, plan: Plan, mail: Path) -> None:
    lab = await start(plan)
    await play(lab, Connect(door="island/smtp"), *letter("dora@island.test"))
    aside = await lab.reset()
    assert aside is not None
    assert aside.parent == mail / "island" / "earlier"
    assert [each.name for each in aside.iterdir()] == ["dora.mbox"]


async def test_one_host_becomes_two_and_one_again(start: Start, plan: Plan, mail: Path) -> None:
    free = common_port(["127.0.0.1", "127.0.0.10", "127.0.0.20"], 0, any_port=True)  # a port that two can keep
    lab = await start(Plan(mail, port=free))
    alone = lab.address
    await lab.reset(plan)
    assert smtp(lab) == {"smtp": ("127.0.0.10", alone[1]), "island/smtp": ("127.0.0.20", alone[1])}
    await play(lab, Connect(), Connect(door="island/smtp"))
    assert len(said(lab)) == 2
    island = lab.doors["island/smtp"]
    await lab.reset(Plan(mail))
    assert smtp(lab) == {"smtp": alone}
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(island, timeout=PATIENCE)
    await play(lab, Connect())
    [opened] = [event for event in happened(lab) if isinstance(event, Opened)]
    assert (opened.conn, opened.client_name, opened.server_name) == (1, "", "")


# Asleep


async def test_a_host_that_sleeps_refuses_and_wakes_at_the_same_port(start: Start, plan: Plan) -> None:
    asleep = replace(plan, neighbours=tuple(replace(each, asleep=True) for each in plan.neighbours))
    lab = await start(asleep)
    with pytest.raises(ConnectError, match="refused"):
        await lab.call("island/smtp")
    lab.wake_up("island")
    await (await lab.call("island/smtp")).close()
    lab.fall_asleep("island")
    with pytest.raises(ConnectError, match="refused"):
        await lab.call("island/smtp")
    await lab.reset(plan)
    await play(lab, Connect(door="island/smtp"))
    assert said(lab) == [(1, "220 mail.island.test ESMTP")]


async def test_tls_is_spoken_in_each_hosts_own_name(start: Start, plan: Plan) -> None:
    lab = await start(plan)
    await play(
        lab, Connect(door="island/smtp"), Send(b"EHLO laptop.test"), Send(b"STARTTLS"), Send(b"EHLO laptop.test")
    )
    assert lab.trust("island/smtp")[1] == "mail.island.test"
    assert any(isinstance(event, Bytes) and event.tls for event in happened(lab))


async def test_nobody_stays_when_the_world_ends(plan: Plan) -> None:
    async with Lab(plan) as lab:
        client = await lab.call("island/smtp")
        transcript = lab.transcript
    assert isinstance(transcript.since(0)[0][-1], Closed)
    await client.close()

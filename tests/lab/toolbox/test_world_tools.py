"""The tools in a world of two hosts that runs: what they print, and what happens."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heloworld.lab.names.zone_folder import ZoneFolder, zone_files
from heloworld.lab.plan import Plan, neighbour, policy, with_neighbours
from heloworld.lab.script import Send
from heloworld.lab.script_player import ScriptPlayer
from heloworld.lab.toolbox.carry_out import carry_out
from heloworld.lab.toolbox.queue_listing import listings
from heloworld.lab.toolbox.tasks import Dig, Mailq, Sleep
from heloworld.wire.events import Delivered, Opened, Published

if TYPE_CHECKING:
    from heloworld.lab.world import Lab
    from lab.conftest import Start

LETTER = ("EHLO me", "MAIL FROM:<ana@harbour.test>", "RCPT TO:<dora@island.test>", "DATA", "", "hi", ".")


@pytest.fixture
def plan(mail: Path) -> Plan:
    harbour = Plan(mail, policy=replace(policy(("ana", "postmaster")), relays="open"))
    return with_neighbours(harbour, replace(neighbour("island", mail), greylist=300))


async def send(lab: Lab) -> None:
    stage = ScriptPlayer(lab)
    for line in LETTER:
        await stage.play(Send(line.encode()))
    await stage.close()


async def dig(lab: Lab, line: str) -> tuple[str, ...]:
    return await carry_out(Dig(line, lab.doors["dns"]), lab)


async def test_dig_asks_from_the_seat_over_a_real_socket(start: Start, plan: Plan) -> None:
    lab = await start(plan)
    said = await dig(lab, "MX island.test")
    assert "status: NOERROR" in said[0]
    assert "10 mail.island.test." in " ".join("".join(said).split())
    opened = [each for each in lab.transcript.since(0)[0] if isinstance(each, Opened) and each.protocol == "dns"]
    assert [(each.client_name, each.server_name) for each in opened] == [("laptop", "dns")]
    assert await dig(lab, "+short island.test MX") == ("10 mail.island.test.",)


async def test_what_is_no_question_is_one_line(start: Start, plan: Plan) -> None:
    lab = await start(plan)
    said = await dig(lab, "MX a b")
    assert len(said) == 1
    assert said[0].startswith(";; A question has one name")


async def test_mailq_lists_what_waits_and_sleep_has_it_tried_again(start: Start, plan: Plan) -> None:
    lab = await start(plan)
    assert await carry_out(Mailq(), lab) == ("Mail queue is empty",)
    await send(lab)
    said = await carry_out(Mailq(), lab)
    assert said[0] == "── mail.harbour.test"
    assert said[1].startswith("-Queue ID-")
    assert "Greylisted" in "".join(said)
    assert await carry_out(Mailq("island"), lab) == ("Mail queue is empty",)
    harbour, island = listings(lab)
    assert (harbour.letters, island.letters) == (1, 0)
    assert [line.text.partition(", in ")[2] for line in harbour.lines if line.kind == "due"] == ["5 min"]
    assert await carry_out(Sleep(60), lab) == ()
    assert len(listings(lab)[0].lines) == len(harbour.lines), "a minute is not enough"
    await carry_out(Sleep(300), lab)
    assert await carry_out(Mailq(), lab) == ("Mail queue is empty",)
    assert [each.server for each in lab.transcript.since(0)[0] if isinstance(each, Delivered)] == ["island"]


async def test_a_zone_that_is_saved_by_any_editor_is_answered_by(start: Start, plan: Plan) -> None:
    lab = await start(plan)
    folder, file = ZoneFolder(lab, lab.transcript.record), zone_files(plan)[0]
    folder.begin()
    assert (file.origin, file.path.name) == ("harbour.test", "harbour.test.zone")
    before = file.path.read_text()
    file.path.write_text(f"{before}www A 127.0.0.77\n")
    folder.look()
    assert await dig(lab, "+short www.harbour.test A") == ("127.0.0.77",)
    published = [each for each in lab.transcript.since(0)[0] if isinstance(each, Published)]
    assert [(each.origin, each.text.splitlines()[-1]) for each in published] == [("harbour.test", "www A 127.0.0.77")]


async def test_the_old_zone_stays_while_the_new_one_has_a_fault(start: Start, plan: Plan) -> None:
    lab = await start(plan)
    folder, file = ZoneFolder(lab, lab.transcript.record), zone_files(plan)[0]
    folder.begin()
    before = file.path.read_text()
    for fault in ("@ MX mail\n", "www A 192.0.2.1\n"):
        file.path.write_text(before.replace("10 mail", "20 mail") + fault)
        folder.look()
        assert await dig(lab, "+short harbour.test MX") == ("10 mail.harbour.test.",)
        assert [each.line for each in file.check(file.path.read_text(), plan).faults] == [len(before.splitlines()) + 1]
    file.save(before.replace("10 mail", "20 mail"))
    folder.look()
    assert await dig(lab, "+short harbour.test MX") == ("20 mail.harbour.test.",)


async def test_what_the_world_changes_itself_stands_in_the_file(start: Start, plan: Plan) -> None:
    lab = await start(plan)
    folder, file = ZoneFolder(lab, lab.transcript.record), zone_files(plan)[0]
    file.save("; of another day\n")
    folder.begin()
    assert file.path.with_name("harbour.test.zone.old").read_text() == "; of another day\n"
    lab.publish({"harbour.test": "@ MX 5 mail\n"})
    folder.look()
    assert file.path.read_text().startswith("@ MX 5 mail\n")
    assert not any(isinstance(each, Published) for each in lab.transcript.since(0)[0])


def test_a_world_of_one_host_has_no_zone_files(mail: Path) -> None:
    assert zone_files(Plan(mail)) == ()

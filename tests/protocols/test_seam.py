"""The seam holds: a protocol that the house has never heard of works by its record and one entry in a table."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial

import pytest

from heloworld.course.conditions.evidence import Mailboxes, Witness
from heloworld.course.conditions.exchange import Command, Greeting
from heloworld.course.model.lesson import Goal
from heloworld.course.play.goals import is_reached
from heloworld.lab.explain import explain
from heloworld.lab.protocols import PROTOCOLS, protocol_of
from heloworld.lab.remote_bench import RemoteBench
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.remote import RemoteScreen
from heloworld.ui.widgets.wire.wire_pane import WirePane
from heloworld.wire.dissector import Dissector
from protocols.ticket import TICKET, serve
from talking import servers
from ui.conftest import Seat


@pytest.fixture
async def seat(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Seat]:
    """The screen of somebody else's server, which speaks the protocol."""
    monkeypatch.setitem(PROTOCOLS, "ticket", lambda: TICKET)
    async with servers() as start:
        bench = RemoteBench(*await start(serve), door="ticket")
        app = HeloApp(lambda: RemoteScreen(bench, place="ticket"))
        try:
            async with app.run_test(size=(100, 30)) as pilot:
                seat = Seat(app, pilot, bench)
                await seat.until(lambda: isinstance(app.screen, RemoteScreen))
                await seat.until(partial(seat.is_said, "StateStrip", "[ waiting ]"))
                yield seat
        finally:
            bench.stop()


async def test_it_is_shown_typed_completed_and_explained(seat: Seat) -> None:
    assert seat.lines("#wire")[0].startswith("── connection 1")
    await seat.until(lambda: seat.line.placeholder == "TAKE")
    assert "TICKET ▸" in str(seat.screen.query_one("#who").render())
    await seat.enter("list")
    await seat.until_line("#wire", "S: NO not now")
    assert "[ waiting ]" in seat.said("StateStrip")
    await seat.enter("take")
    await seat.until(partial(seat.is_said, "StateStrip", "[ holding ]"))
    assert seat.screen.query_one(WirePane).border_subtitle == "next: LIST LEAVE"
    assert seat.lines("#wire")[1:] == ["S: HI there", "C: list", "S: NO not now", "C: take", "S: YES"]
    await seat.until(partial(seat.is_said, "Explanation", "TAKE says give me a number."))
    await seat.enter("leave")
    await seat.until(partial(seat.is_said, "StateStrip", "[ gone ]"))
    await seat.until(lambda: "nobody ▸" in str(seat.screen.query_one("#who").render()))


async def test_a_lessons_goal_asks_about_it(seat: Seat, tmp_path_factory: pytest.TempPathFactory) -> None:
    await seat.enter("list", "take", "list", "leave")
    await seat.until(partial(seat.is_said, "StateStrip", "[ gone ]"))
    dissector = Dissector(protocol_of)
    dissector.feed(seat.bench.transcript.since(0)[0])
    witness = Witness(dissector, lambda _: True, Mailboxes(tmp_path_factory.mktemp("mail"), ()))
    refused, taken = Command(command="LIST", reply="refused"), Command(command="TAKE", reply="YES", protocol="ticket")
    listed = Command(command="LIST", reply="done", says="7 *")
    goal = Goal(id="taken", title="Take a number", seq=(Greeting(greeting="HI"), refused, taken, listed))
    assert is_reached(goal, witness.look())
    for other in (
        Command(command="TAKE", reply="NO"),
        Command(command="TAKE", protocol="smtp"),
        Command(command="LIST", says="NO not*"),
    ):
        assert not is_reached(Goal(id="other", title="Something else", need=(other,)), witness.look())
    assert explain(dissector.rows[0]).headline == "Somebody stands at the door."

"""Acts on a stage: when one is over, the transcript holds what came of it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heloworld.errors import ConnectError
from heloworld.lab.plan import Plan
from heloworld.lab.script import Connect, HangUp, Send
from heloworld.lab.script_player import ScriptPlayer
from heloworld.lab.world import Lab
from heloworld.smtp.policy import Policy, Refusal
from heloworld.wire.events import Bytes, Closed, Delivered, Opened, TlsStarted

from .conftest import delivered, happened

if TYPE_CHECKING:
    from .conftest import Start

MAIL = [
    b"EHLO client.test",
    b"MAIL FROM:<dora@island.test>",
    b"RCPT TO:<ana@harbour.test>",
    b"DATA",
    b"Subject: hi",
    b"",
    b"One",
    b"..",
    b"Two",
    b".",
    b"NOOP",
    b"QUIT",
]


@pytest.fixture
async def stage(lab: Lab) -> AsyncIterator[ScriptPlayer]:
    stage = ScriptPlayer(lab)
    yield stage
    await stage.close()


def last(lab: Lab) -> object:
    return happened(lab)[-1]


def sent(lab: Lab, conn: int = 1) -> bytes:
    events = [event for event in happened(lab) if isinstance(event, Bytes) and event.conn == conn]
    return b"".join(event.data for event in events if event.source == "client")


async def test_after_each_act_the_transcript_is_complete(lab: Lab, stage: ScriptPlayer) -> None:
    begun = time.perf_counter()
    for number, line in enumerate(MAIL, 1):
        await stage.play(Send(line))
        assert sent(lab) == b"".join(each + b"\r\n" for each in MAIL[:number])
        if line == b".":
            assert [type(event) for event in happened(lab)[-2:]] == [Delivered, Bytes]
    print(f"twelve lines took {(time.perf_counter() - begun) * 1000:.1f} ms")
    assert isinstance(last(lab), Closed)
    assert len(delivered(lab)) == 1


async def test_each_hand_has_a_connection_of_its_own(lab: Lab, stage: ScriptPlayer) -> None:
    await stage.play(Send(b"NOOP"))
    await stage.play(Send(b"HELO elsewhere", "outside", b"\n"))
    await stage.play(Send(b"NOOP"))
    first, second = [event for event in happened(lab) if isinstance(event, Opened)]
    assert stage.ours == {first.client}
    assert sent(lab, second.conn) == b"HELO elsewhere\n"
    await stage.play(HangUp("outside"))
    assert last(lab) == Closed(second.conn, happened(lab)[-1].at, "")
    await stage.play(HangUp("outside"))
    await stage.play(Connect())
    await stage.play(Connect("outside"))
    assert len([event for event in happened(lab) if isinstance(event, Opened)]) == 3


async def test_a_bare_lf_does_not_end_a_message(lab: Lab, stage: ScriptPlayer) -> None:
    for line in MAIL[:4]:
        await stage.play(Send(line))
    begun = time.perf_counter()
    for line, ending in [(b".", b"\n"), (b".", b"\r\n"), (b"x", b"\n"), (b".", b"\r\n")]:
        await stage.play(Send(line, "prompt", ending))
    assert time.perf_counter() - begun < 2.0, "nobody waited for a reply"
    assert delivered(lab) == []
    await stage.play(Send(b"."))
    assert len(delivered(lab)) == 1


async def test_tls(start: Start, mail: Path) -> None:
    lab = await start(Plan(mail, doors={"smtps": 0}))
    stage = ScriptPlayer(lab)
    for line in (b"EHLO client.test", b"STARTTLS"):
        await stage.play(Send(line))
    assert isinstance(last(lab), TlsStarted)
    await stage.play(Send(b"NOOP"))
    await stage.play(Connect("outside", "smtps"))
    assert [event.tls for event in happened(lab) if isinstance(event, Opened)] == [False, True]
    await stage.play(Send(b"QUIT", "outside"))
    assert isinstance(last(lab), Closed)
    await stage.close()
    assert len([event for event in happened(lab) if isinstance(event, Closed)]) == 2


async def test_there_may_be_no_port_for_tls(stage: ScriptPlayer) -> None:
    with pytest.raises(ConnectError, match="does not listen for smtps"):
        await stage.play(Connect(door="smtps"))


async def test_after_a_last_word_a_new_connection_is_made(start: Start, mail: Path) -> None:
    lab = await start(Plan(mail, policy=Policy(refusals=(Refusal("NOOP", "", "421 4.3.2 Later", times=1),))))
    stage = ScriptPlayer(lab)
    await stage.play(Send(b"NOOP"))
    assert isinstance(last(lab), Closed)
    await stage.play(Send(b"NOOP"))
    assert [event.conn for event in happened(lab) if isinstance(event, Opened)] == [1, 2]
    assert len(stage.ours) == 2
    await stage.close()

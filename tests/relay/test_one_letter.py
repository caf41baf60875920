"""One letter from harbour to island, over loopback, as a learner sees it."""

from __future__ import annotations

from pathlib import Path

from heloworld.wire.events import Bytes, Closed, Opened, Queued, TlsStarted

from .worlds import world


async def test_a_letter_crosses_the_water(tmp_path: Path) -> None:
    async with world(tmp_path) as between:
        code, reply = await between.send("dora@island.test")
        assert code == 250
        queue_id = reply.rpartition(" ")[2]
        box = between.box("dora").decode().split("\n\n")[0].split("\n")
        assert box[0].startswith("From ana@harbour.test ")
        assert box[1:3] == ["Return-Path: <ana@harbour.test>", "Delivered-To: dora@island.test"]
        assert box[3] == "Received: from mail.harbour.test (localhost [127.0.0.1])"
        assert box[4].startswith("\tby mail.island.test (HELO World) with ESMTPS id ")
        assert box[6] == "Received: from laptop.test (localhost [127.0.0.1])"
        assert box[7] == f"\tby mail.harbour.test (HELO World) with ESMTP id {queue_id}"
        assert box[8].startswith("\tfor <dora@island.test>; ")
        assert between.names.asked == ["MX island.test", "A mail.island.test"]
        assert between.queue.letters() == ()
        assert sorted(path.name for path in between.harbour.plan.queue.iterdir()) == [".lock"]


async def test_the_transcript_tells_it_in_order(tmp_path: Path) -> None:
    async with world(tmp_path) as between:
        await between.send("dora@island.test")
        events, _ = between.harbour.transcript.since(0)
        queued = next(event for event in events if isinstance(event, Queued))
        assert (queued.server, queued.sender, queued.recipients) == (
            "mail.harbour.test",
            "ana@harbour.test",
            ("dora@island.test",),
        )
        [handled] = between.handled()
        assert (handled.recipient, handled.action) == ("dora@island.test", "relayed")
        assert handled.relay == "mail.island.test[127.0.0.20]:25"
        assert handled.reply.startswith("250 2.0.0 Ok: queued as ")
        hop = [event for event in events if event.conn == handled.conn and not isinstance(event, Queued)]
        assert isinstance(hop[0], Opened)
        assert isinstance(hop[-1], Closed)
        assert any(isinstance(event, TlsStarted) for event in hop)
        said = b"".join(event.data for event in hop if isinstance(event, Bytes) and event.source == "client")
        assert said.startswith(b"EHLO mail.harbour.test\r\nSTARTTLS\r\nEHLO mail.harbour.test\r\nMAIL FROM:<ana@")
        assert said.endswith(b"\r\n.\r\nQUIT\r\n")
        assert handled.conn not in {0, queued.conn}

"""The queue at work, between two servers on loopback, on a clock that is turned."""

from __future__ import annotations

import email
import email.policy
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest

from heloworld.relay.names import Missing, MxRecord
from heloworld.relay.roads import Endpoint
from heloworld.relay.schedule import DAY, Schedule
from heloworld.smtp.policy import Refusal
from heloworld.wire.events import Opened, Queued, Turned

from .stranger import stranger
from .worlds import HARBOUR, ISLAND, ISLAND_ADDRESS, LETTER, World, world

LATER = replace(ISLAND, refusals=(Refusal("RCPT", "dora", "450 4.3.0 Error: command failed", 1),))
NEVER = replace(ISLAND, refusals=(Refusal("RCPT", "dora", "450 4.3.0 Error: command failed"),))
UNKNOWN = "550 5.1.1 <nobody@island.test>: Recipient address rejected: User unknown in local recipient table"


def reports(between: World, user: str = "ana") -> list[str]:
    """The letters in a mailbox of harbour."""
    return re.split(r"(?m)^From (?=\S+ \w{3} )", between.box(user).decode())[1:]


def actions(between: World) -> list[tuple[str, str]]:
    return [(each.recipient.partition("@")[0], each.action) for each in between.handled()]


# Retries


async def test_what_is_refused_for_now_is_tried_again_after_five_minutes(tmp_path: Path) -> None:
    async with world(tmp_path, island=LATER) as between:
        await between.send("dora@island.test")
        [letter] = between.queue.letters()
        assert between.box("dora") == b""
        assert 299 < letter.next_try - letter.arrived < 310
        assert await between.later() == pytest.approx(300, abs=5)
        assert b"leaves at nine" in between.box("dora")
        assert between.queue.letters() == ()
        assert actions(between) == [("dora", "deferred"), ("dora", "relayed")]
        assert between.handled()[0].next_at == letter.next_try


async def test_a_letter_waits_as_long_as_it_is_old(tmp_path: Path) -> None:
    async with world(tmp_path, island=NEVER) as between:
        await between.send("dora@island.test")
        waits = [round(await between.later()) for _ in range(7)]
        assert waits == pytest.approx([300, 300, 600, 1200, 2400, 4000, 4000], abs=3)


async def test_a_clock_that_goes_by_itself_does_it_too(tmp_path: Path) -> None:
    schedule = Schedule(minimal_backoff=0.05, maximal_backoff=0.05)
    async with world(tmp_path, island=LATER, schedule=schedule) as between:
        await between.send("dora@island.test", quiet=False)
        await between.until(lambda: between.box("dora"))


async def test_a_server_that_sleeps_and_wakes(tmp_path: Path) -> None:
    async with world(tmp_path) as between:
        awake = between.endpoints.pop(ISLAND_ADDRESS)
        await between.send("dora@island.test")
        said = between.handled()[0]
        assert said.reply == "connect to mail.island.test[127.0.0.20]:25: Connection refused"
        assert (said.conn, said.relay) == (0, "none")
        assert "(connect to mail.island.test[127.0.0.20]:25: Connection refused)" in between.queue.mailq()
        between.endpoints[ISLAND_ADDRESS] = awake
        await between.later()
        assert between.queue.mailq() == "Mail queue is empty"
        assert b"leaves at nine" in between.box("dora")


async def test_flush_tries_at_once(tmp_path: Path) -> None:
    async with world(tmp_path, island=LATER) as between:
        await between.send("dora@island.test")
        between.queue.flush()
        await between.quiet()
        assert b"leaves at nine" in between.box("dora")


async def test_only_those_who_wait_are_tried_again(tmp_path: Path) -> None:
    async with world(tmp_path, island=LATER) as between:
        await between.send("dora@island.test", "emil@island.test", "nobody@island.test")
        [letter] = between.queue.letters()
        assert [each.address for each in letter.recipients] == ["dora@island.test"]
        await between.later()
        assert between.box("emil").count(b"leaves at nine") == 1
        assert between.box("dora").count(b"leaves at nine") == 1
        assert sorted(actions(between)) == [
            *(("dora", "deferred"), ("dora", "relayed")),
            *(("emil", "relayed"), ("nobody", "failed")),
        ]
        assert len(reports(between)) == 1


async def test_one_letter_for_here_and_for_there(tmp_path: Path) -> None:
    async with world(tmp_path) as between:
        await between.send("ben@harbour.test", "dora@island.test")
        for user in ("ben", "dora"):
            assert between.box(user).count(b"leaves at nine") == 1
            assert b"for <" not in between.box(user).partition(b"\n\n")[0].rpartition(b"laptop.test")[2]


# Reports


async def test_a_letter_to_nobody_comes_back(tmp_path: Path) -> None:
    async with world(tmp_path) as between:
        _, reply = await between.send("nobody@island.test")
        queue_id = reply.rpartition(" ")[2]
        [report] = reports(between)
        assert report.startswith("MAILER-DAEMON ")
        assert (
            "\nReturn-Path: <>\nDelivered-To: ana@harbour.test\nReceived: by mail.harbour.test (HELO World)\n\tid "
            in report
        )
        message = email.message_from_string(report.partition("\n")[2], policy=email.policy.default)
        assert message["To"] == "ana@harbour.test"
        assert message["From"] == "Mail Delivery System <MAILER-DAEMON@harbour.test>"
        assert f"X-HELO-World-Queue-ID: {queue_id}\n" in report
        assert "Status: 5.1.1\nRemote-MTA: dns; mail.island.test\n" in report
        assert UNKNOWN in report.replace("\n    ", " ")
        assert [part.defects for part in message.walk() if part.defects] == []
        assert between.queue.letters() == ()


async def test_the_null_sender_is_never_answered(tmp_path: Path) -> None:
    async with world(tmp_path) as between:
        await between.send("nobody@island.test", sender="")
        assert actions(between) == [("nobody", "dropped")]
        assert between.queue.letters() == ()
        assert all(not reports(between, user) for user in ("ana", "ben", "cleo", "postmaster"))


async def test_a_report_goes_to_a_sender_elsewhere_through_the_queue(tmp_path: Path) -> None:
    async with world(tmp_path) as between:
        await between.send("nobody@island.test", sender="emil@island.test")
        await between.quiet()
        assert b"From MAILER-DAEMON " in between.box("emil")
        queued = [event for event in between.harbour.transcript.since(0)[0] if isinstance(event, Queued)]
        assert [(event.sender, event.recipients) for event in queued] == [
            ("emil@island.test", ("nobody@island.test",)),
            ("", ("emil@island.test",)),
        ]


async def test_a_report_that_nobody_takes_ends_there(tmp_path: Path) -> None:
    async with world(tmp_path) as between:
        await between.send("nobody@island.test", sender="nobody@island.test")
        await between.quiet()
        assert actions(between) == [("nobody", "failed"), ("nobody", "dropped")]
        assert between.queue.letters() == ()


async def test_a_report_to_a_sender_who_does_not_exist_here_is_dropped(tmp_path: Path) -> None:
    async with world(tmp_path) as between:
        await between.send("nobody@island.test", sender="ghost@harbour.test")
        assert between.queue.letters() == ()


async def test_a_report_waits_where_the_senders_mailbox_is_locked(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with world(tmp_path, harbour_plan={"locked": frozenset({"ana"})}) as between:
        await between.send("nobody@island.test")
        assert "locked" in caplog.text
        assert reports(between) == []
        assert len(between.queue.letters()) == 1
        await between.later()
        assert len(reports(between)) == 1
        assert actions(between) == [("nobody", "failed")], "it was not asked again"
        assert between.queue.letters() == ()


async def test_a_letter_is_given_up_after_five_days(tmp_path: Path) -> None:
    async with world(tmp_path, island=NEVER) as between:
        await between.send("dora@island.test")
        between.clock.turn(5 * DAY)
        await between.quiet_after_a_turn()
        assert actions(between)[-1] == ("dora", "expired")
        [report] = reports(between)
        assert "Action: failed\nStatus: 4.3.0\nRemote-MTA: dns; mail.island.test\n" in report
        assert "host mail.island.test[127.0.0.20] said: 450 4.3.0" in report.replace("\n    ", " ")
        assert between.queue.letters() == ()


async def test_a_letter_from_nobody_is_given_up_in_silence(tmp_path: Path) -> None:
    async with world(tmp_path, island=NEVER) as between:
        await between.send("dora@island.test", sender="")
        between.clock.turn(5 * DAY)
        await between.quiet_after_a_turn()
        assert actions(between)[-1] == ("dora", "dropped")
        assert between.queue.letters() == ()


async def test_the_sender_is_told_once_that_a_letter_is_late(tmp_path: Path) -> None:
    schedule = Schedule(delay_warning=4 * 3600)
    async with world(tmp_path, island=NEVER, schedule=schedule) as between:
        await between.send("dora@island.test")
        while between.clock.turned < 4 * 3600:
            assert reports(between) == []
            await between.later()
        [report] = reports(between)
        assert "Subject: Delayed Mail (still being retried)\n" in report
        assert "delivered for more than 4 hour(s).\nIt will be retried until it is 5 day(s) old.\n" in report
        assert re.search(r"^Action: delayed\n(.*\n)+Will-Retry-Until: ", report, re.MULTILINE)
        await between.later()
        assert len(reports(between)) == 1


async def test_a_domain_that_takes_no_mail(tmp_path: Path) -> None:
    async with world(tmp_path) as between:
        between.names.mail["null.test"] = [MxRecord(0, "")]
        await between.send("x@null.test")
        [report] = reports(between)
        assert "Diagnostic-Code: X-HELO-World; Domain null.test does not accept mail (nullMX)\n" in report
        assert "Remote-MTA" not in report


async def test_names_that_nobody_knows_for_now(tmp_path: Path) -> None:
    async with world(tmp_path) as between:
        between.names.mail["island.test"] = Missing.FOR_NOW
        await between.send("dora@island.test")
        assert (
            "(Host or domain name not found. Name service error for name=island.test type=MX" in between.queue.mailq()
        )
        between.names.mail["island.test"] = [MxRecord(10, "mail.island.test")]
        await between.later()
        assert b"leaves at nine" in between.box("dora")


async def test_a_loop_is_found_at_once(tmp_path: Path) -> None:
    async with world(tmp_path) as between:
        between.names.mail["loop.test"] = [MxRecord(10, "mail.harbour.test")]
        await between.send("x@loop.test")
        assert between.handled()[0].reply == "mail for loop.test loops back to myself"
        assert "Status: 5.4.6\n" in reports(between)[0]


async def test_a_letter_that_goes_round_in_circles_is_refused(tmp_path: Path) -> None:
    trail = b"Received: from a by b; Sun, 29 Nov 2026 12:00:00 +0000\r\n"
    async with world(tmp_path) as between:
        reply = await between.send("dora@island.test", content=trail * 49 + LETTER)
        assert reply == (554, "5.4.0 Error: too many hops")
        assert (await between.send("dora@island.test", content=trail * 48 + LETTER))[0] == 250


# Nothing leaves the machine


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("192.0.2.1", "Network is unreachable"),
        ("2001:db8::1", "Network is unreachable"),
        ("127.0.0.99", "Connection refused"),
    ],
)
async def test_a_relay_reaches_its_own_world_and_nothing_else(tmp_path: Path, address: str, why: str) -> None:
    async with world(tmp_path) as between:
        between.names.mail["far.test"] = [MxRecord(10, "mx.far.test")]
        between.names.hosts["mx.far.test"] = [address]
        await between.send("x@far.test")
        assert between.handled()[0].reply == f"connect to mx.far.test[{address}]:25: {why}"
        assert len([event for event in between.harbour.transcript.since(0)[0] if isinstance(event, Opened)]) == 1


async def test_not_even_where_the_table_of_hosts_says_so(tmp_path: Path) -> None:
    async with world(tmp_path) as between:
        between.endpoints["192.0.2.1"] = Endpoint("192.0.2.1", 25)
        between.names.hosts["far.test"] = ["192.0.2.1"]
        await between.send("x@far.test")
        assert between.handled()[0].reply == "connect to far.test[192.0.2.1]:25: Network is unreachable"


# The clock


async def test_a_turn_is_a_fact(tmp_path: Path) -> None:
    async with world(tmp_path, island=LATER) as between:
        assert between.clock.later() == 0
        await between.send("dora@island.test")
        await between.later()
        [turned] = [event for event in between.harbour.transcript.since(0)[0] if isinstance(event, Turned)]
        assert turned.seconds == pytest.approx(300, abs=5)


async def test_the_dates_in_a_letter_are_the_worlds(tmp_path: Path) -> None:
    async with world(tmp_path) as between:
        between.clock.turn(400 * DAY)
        await between.send("dora@island.test", "ben@harbour.test")
        year = re.compile(rb"From ana@harbour\.test .* (\d{4})\n")
        this_year = str(time.gmtime(between.clock.now()).tm_year).encode()
        assert year.findall(between.box("ben") + between.box("dora")) == [this_year] * 2


# Hosts that are not ours to tap


async def test_the_clients_side_is_recorded_where_the_server_has_no_tap(tmp_path: Path) -> None:
    async with world(tmp_path, harbour=HARBOUR) as between, stranger() as server:
        between.endpoints[ISLAND_ADDRESS] = server.endpoint
        await between.send("dora@island.test")
        handled = between.handled()[0]
        opened = next(
            event
            for event in between.harbour.transcript.since(0)[0]
            if isinstance(event, Opened) and event.conn == handled.conn
        )
        assert opened.server == (server.endpoint.host, server.endpoint.port)

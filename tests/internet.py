"""A world of two hosts, written down: ana's letter to dora is greylisted, and taken at the second try."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Final, TypeVar

import dns.flags
import dns.message
import dns.rrset

from heloworld.lab.names.world_zones import world_zones
from heloworld.lab.plan import Plan, neighbour, with_neighbours
from heloworld.lab.toolbox.queue_listing import QueueLine, QueueListing
from heloworld.lab.toolbox.tasks import Task
from heloworld.wire.events import Address, Bytes, Closed, Delivered, Event, Handled, Opened, Queued, Side, Turned
from recorded import AT
from replay import Replay

T = TypeVar("T")

LETTER: Final = b"""From ana@harbour.test Sat Jan  3 01:10:35 2026
Return-Path: <ana@harbour.test>
Delivered-To: dora@island.test
X-Greylist: delayed 301 seconds by HELO World at mail.island.test; Sat, 03 Jan 2026 01:10:35 +0000 (UTC)
Received: from mail.harbour.test (mail.harbour.test [127.0.0.10])
\tby mail.island.test (HELO World) with ESMTP id 3FA2C41E07
\tfor <dora@island.test>; Sat, 03 Jan 2026 01:10:35 +0000 (UTC)
Received: from laptop (unknown [127.0.0.5])
\tby mail.harbour.test (HELO World) with ESMTP id 84C6A23A19
\tfor <dora@island.test>; Sat, 03 Jan 2026 01:05:34 +0000 (UTC)
Subject: boats

Two boats at nine.

"""

SAID: Final = (
    "host mail.island.test[127.0.0.20] said: 450 4.2.0 <dora@island.test>: Recipient address rejected: Greylisted "
    "(in reply to RCPT TO command)"
)
_PORT: Final = 2525
_HOSTS: Final[dict[str, str]] = {"laptop": "127.0.0.5", "harbour": "127.0.0.10", "island": "127.0.0.20"}
OURS: Final[Address] = (_HOSTS["laptop"], 51514)

SUBMITTED: Final = (
    "S 220 mail.harbour.test ESMTP",
    "C EHLO laptop",
    "S 250-mail.harbour.test",
    "S 250 PIPELINING",
    "C MAIL FROM:<ana@harbour.test>",
    "S 250 2.1.0 Ok",
    "C RCPT TO:<dora@island.test>",
    "S 250 2.1.5 Ok",
    "C DATA",
    "S 354 End data with <CR><LF>.<CR><LF>",
    "C Subject: boats",
    "C ",
    "C Two boats at nine.",
    "C .",
)
_GREETED: Final = (
    "S 220 mail.island.test ESMTP",
    "C EHLO mail.harbour.test",
    "S 250-mail.island.test",
    "S 250 PIPELINING",
    "C MAIL FROM:<ana@harbour.test>",
    "S 250 2.1.0 Ok",
    "C RCPT TO:<dora@island.test>",
)
GREYLISTED: Final = (
    *_GREETED,
    "S 450 4.2.0 <dora@island.test>: Recipient address rejected: Greylisted",
    "C QUIT",
    "S 221 2.0.0 Bye",
)
TAKEN: Final = (
    *_GREETED,
    "S 250 2.1.5 Ok",
    "C DATA",
    "S 354 End data with <CR><LF>.<CR><LF>",
    "C Subject: boats",
    "C ",
    "C Two boats at nine.",
    "C .",
)
GOODBYE: Final = ("S 250 2.0.0 Ok: queued as 3FA2C41E07", "C QUIT", "S 221 2.0.0 Bye")


def deferred() -> Iterator[Event]:
    """A letter is handed in, and island says: not now."""
    yield from _talk(1, "laptop", "harbour", OURS[1], SUBMITTED)
    yield Queued(1, AT, "harbour", "84C6A23A19", "ana@harbour.test", ("dora@island.test",), 312)
    yield from _lines(1, ("S 250 2.0.0 Ok: queued as 84C6A23A19",))
    yield from _looked_up(2, "MX", "island.test.", "10 mail.island.test.")
    yield from _looked_up(3, "A", "mail.island.test.", "127.0.0.20")
    yield from _talk(4, "harbour", "island", 40125, GREYLISTED)
    yield Closed(4, AT)
    yield Handled(4, AT, "harbour", "84C6A23A19", "dora@island.test", "deferred", "mail.island.test", SAID, AT + 300)


def relayed(mail: Path) -> Iterator[Event]:
    """The clock is turned, and island takes it.

    Args:
        mail: The folder of harbour's mailboxes.
    """
    yield Turned(0, AT, 300.0)
    yield from _talk(5, "harbour", "island", 40126, TAKEN)
    path = str(mail.absolute() / "island" / "dora.mbox")
    yield Delivered(5, AT, "dora@island.test", path, 0, len(LETTER), "3FA2C41E07", server="island")
    yield from _lines(5, GOODBYE)
    words = ("mail.island.test[127.0.0.20]:25", "250 2.0.0 Ok: queued as 3FA2C41E07")
    yield Handled(5, AT, "harbour", "84C6A23A19", "dora@island.test", "relayed", *words)
    yield Closed(5, AT)


def world(mail: Path) -> Plan:
    """The plan of that world; the zone lies in its file."""
    plan = with_neighbours(Plan(mail), neighbour("island", mail))
    (mail / "zones").mkdir(parents=True, exist_ok=True)
    (mail / "zones" / "harbour.test.zone").write_text(world_zones(plan)["harbour.test"], encoding="utf-8")
    return plan


def bench(mail: Path, *, is_relayed: bool) -> Replay:
    """The world of two hosts, when its letter waits, or when it has arrived."""
    there = Replay(mail, ())
    there.plan, there.tools = world(mail), WrittenTools()
    there.address, there.ours = ("127.0.0.10", 2525), OURS
    for event in (*deferred(), *(relayed(mail) if is_relayed else ())):
        there.transcript.record(event)
    if is_relayed:
        (mail / "island").mkdir(exist_ok=True)
        (mail / "island" / "dora.mbox").write_bytes(LETTER)
    return there


class WrittenTools:
    """A world in which one letter waits, and nothing else can be done."""

    def carry_out(self, task: Task) -> Future[tuple[str, ...]]:
        """Nothing is printed."""
        del task
        return _done(())

    def later(self) -> Future[float]:
        """Nothing is due."""
        return _done(0.0)

    def queues(self) -> Future[tuple[QueueListing, ...]]:
        """The letter."""
        head = "-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------"
        entry = "84C6A23A19      312 Sat Jan  3 01:05:34  ana@harbour.test"
        printed = (head, entry, f"({SAID})", f"{' ' * 41}dora@island.test")
        due = QueueLine("── 84C6A23A19: next try at 01:10, in 5 min", "due")
        end = (QueueLine(""), QueueLine("-- 0 Kbytes in 1 Request."))
        lines = (*map(QueueLine, printed), due, *end)
        return _done(
            (QueueListing("harbour", 1, lines), QueueListing("island", 0, (QueueLine("Mail queue is empty"),)))
        )


def _done(value: T) -> Future[T]:
    future: Future[T] = Future()
    future.set_result(value)
    return future


def _talk(conn: int, client: str, server: str, port: int, script: tuple[str, ...]) -> Iterator[Event]:
    ends = ((_HOSTS[client], port), (_HOSTS[server], _PORT))
    yield Opened(conn, AT, "smtp", *ends, client_name=client, server_name=server)
    yield from _lines(conn, script)


def _lines(conn: int, script: tuple[str, ...]) -> Iterator[Event]:
    sides: dict[str, Side] = {"C": "client", "S": "server"}
    for line in script:
        letter, _, text = line.partition(" ")
        yield Bytes(conn, AT, sides[letter], text.encode() + b"\r\n")


def _looked_up(conn: int, kind: str, name: str, value: str) -> Iterator[Event]:
    query = dns.message.make_query(name, kind, id=conn, use_edns=False)
    query.flags = dns.flags.Flag(0)
    reply = dns.message.make_response(query)
    reply.flags |= dns.flags.AA
    reply.answer.append(dns.rrset.from_text(name, 300, "IN", kind, value))
    ends = ((_HOSTS["harbour"], 40000 + conn), ("127.0.0.53", 1053))
    yield Opened(conn, AT, "dns", *ends, transport="udp", client_name="harbour", server_name="dns")
    yield Bytes(conn, AT, "client", query.to_wire())
    yield Bytes(conn, AT, "server", reply.to_wire())
    yield Closed(conn, AT)

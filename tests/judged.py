"""A world whose island has judged two letters, written down: one as it was signed, and one that a list has changed."""

from __future__ import annotations

from collections.abc import Coroutine, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final, cast

from heloworld.lab.judging.record import record_of
from heloworld.lab.plan import Plan, neighbour, with_neighbours
from heloworld.trust.authentication import Arrival, Authentication, authenticate
from heloworld.trust.dkim.keys import from_seed
from heloworld.trust.dkim.sign import Signing, sign
from heloworld.trust.message import parse
from heloworld.wire.events import Address, Bytes, Closed, Delivered, Event, Judged, Opened
from recorded import AT
from replay import Replay
from trust.zones import Zone

KEY: Final = from_seed(bytes(range(32)))
LETTER: Final = (
    b"From: Ana <ana@harbour.test>\r\nTo: dora@island.test\r\nSubject: Ferry\r\n\r\nThe last one leaves at nine.\r\n"
)
SIGNED: Final = sign(LETTER, Signing("harbour.test", "2026", KEY, body_method="simple"), now=AT) + LETTER
CHANGED: Final = SIGNED.replace(b"Subject: Ferry", b"Subject: [boats] Ferry") + b"-- \r\nboats@list.shore.test\r\n"
ZONES: Final = Zone(
    {
        "harbour.test": ["TXT v=spf1 ip4:127.0.0.10 -all"],
        "_dmarc.harbour.test": ["TXT v=DMARC1; p=reject"],
        "2026._domainkey.harbour.test": [f"TXT {KEY.record}"],
        "list.shore.test": ["TXT v=spf1 ip4:127.0.0.30 -all"],
    }
)
REFUSED: Final = "550 5.7.1 rejected by DMARC policy for harbour.test"
TAKEN: Final = "250 2.0.0 Ok: queued as 3FA2C41E08"


def events() -> Iterator[Event]:
    """Both letters."""
    signed = Arrival("127.0.0.10", "mail.harbour.test", "ana@harbour.test", "mail.island.test")
    changed = Arrival("127.0.0.30", "mail.shore.test", "boats-bounces@list.shore.test", "mail.island.test")
    yield from _letter(1, "harbour", SIGNED, signed, TAKEN)
    yield from _letter(2, "shore", CHANGED, changed, REFUSED)


def verdicts(text: bytes, arrival: Arrival, conn: int) -> list[Judged]:
    """What island finds out about a letter."""
    found = _at_once(authenticate(ZONES, text, arrival, now=AT))
    message, queue_id = parse(text), f"3FA2C41E0{conn + 7}"
    told = (record_of(each, message, conn=conn, queue_id=queue_id) for each in found.verdicts)
    return [replace(each, at=AT + 2, server="island") for each in told]


def _at_once(judging: Coroutine[object, None, Authentication]) -> Authentication:
    """What comes of it; it waits for nothing, because a table answers."""
    try:
        judging.send(None)
    except StopIteration as end:
        return cast("Authentication", end.value)
    raise AssertionError


def _letter(conn: int, client: str, text: bytes, arrival: Arrival, reply: str) -> Iterator[Event]:
    ends: tuple[Address, Address] = ((arrival.client, 40000 + conn), ("127.0.0.20", 2525))
    yield Opened(conn, AT, "smtp", *ends, client_name=client, server_name="island")
    told = verdicts(text, arrival, conn)
    yield Bytes(conn, AT, "server", b"220 mail.island.test ESMTP\r\n")
    yield Bytes(conn, AT, "client", b"EHLO %s\r\n" % arrival.helo.encode())
    yield Bytes(conn, AT, "server", b"250 mail.island.test\r\n")
    yield Bytes(conn, AT, "client", b"MAIL FROM:<%s>\r\n" % arrival.sender.encode())
    yield Bytes(conn, AT, "server", b"250 2.1.0 Ok\r\n")
    yield Bytes(conn, AT, "client", b"RCPT TO:<dora@island.test>\r\n")
    yield from (each for each in told if each.method == "spf")
    yield Bytes(conn, AT + 2, "server", b"250 2.1.5 Ok\r\n")
    yield Bytes(conn, AT + 2, "client", b"DATA\r\n")
    yield Bytes(conn, AT + 2, "server", b"354 End data with <CR><LF>.<CR><LF>\r\n")
    yield Bytes(conn, AT + 2, "client", text + b".\r\n")
    yield from (each for each in told if each.method != "spf")
    if reply == TAKEN:
        yield Delivered(conn, AT + 2, "dora@island.test", "island/dora.mbox", 0, 700, "3FA2C41E08", server="island")
    yield Bytes(conn, AT + 2, "server", reply.encode() + b"\r\n")
    yield Closed(conn, AT + 3)


def bench(mail: Path) -> Replay:
    """The world, when both have come."""
    there = Replay(mail, ())
    plan = with_neighbours(Plan(mail), neighbour("island", mail), neighbour("shore", mail))
    island, shore = plan.neighbours
    there.plan = replace(plan, neighbours=(replace(island, checks=("spf", "dkim", "dmarc")), shore))
    there.address, there.ours = ("127.0.0.10", 2525), ("127.0.0.5", 51514)
    for event in events():
        there.transcript.record(event)
    return there

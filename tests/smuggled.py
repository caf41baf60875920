"""A world whose harbour takes one letter from shore, and whose island reads two out of the same bytes, written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from heloworld.lab.plan import Plan, neighbour, with_neighbours
from heloworld.wire.events import Address, Bytes, Closed, Delivered, Event, Opened
from recorded import AT
from replay import Replay

TEXT: Final = (
    b"From: Rosa <rosa@shore.test>\r\nTo: dora@island.test\r\nSubject: Ferry\r\n\r\nThe last one leaves at nine.\n.\n"
    b"MAIL FROM:<ana@harbour.test>\r\nRCPT TO:<dora@island.test>\r\nDATA\r\n"
    b"From: Ana <ana@harbour.test>\r\nTo: dora@island.test\r\nSubject: Money\r\n\r\nGive Rosa ten.\r\n.\r\n"
)
"""What shore sends after 354: a lenient server takes the dot between two bare line feeds for the end."""
PORT: Final = 2525


def events() -> Iterator[Event]:
    """From shore to harbour, and on to island."""
    at_harbour, at_island = ("127.0.0.10", PORT), ("127.0.0.20", PORT)
    yield from _hop(
        1, ("shore", ("127.0.0.30", 51001)), ("harbour", at_harbour), ["250 2.0.0 Ok: queued as 3FA2C41E07"]
    )
    yield from _hop(
        2,
        ("harbour", ("127.0.0.10", 51002)),
        ("island", at_island),
        [
            "250 2.0.0 Ok: queued as 5B07D40C11",
            "250 2.1.0 Ok",
            "250 2.1.5 Ok",
            "354 End data with <CR><LF>.<CR><LF>",
            "250 2.0.0 Ok: queued as 5B07D40C12",
        ],
    )


def _hop(conn: int, client: tuple[str, Address], server: tuple[str, Address], replies: list[str]) -> Iterator[Event]:
    """One connection: its client, its server, and what is said after the text."""
    yield Opened(conn, AT, "smtp", client[1], server[1], client_name=client[0], server_name=server[0])
    said = (
        f"S220 mail.{server[0]}.test ESMTP",
        f"CEHLO mail.{client[0]}.test",
        f"S250 mail.{server[0]}.test",
        "CMAIL FROM:<rosa@shore.test>",
        "S250 2.1.0 Ok",
        "CRCPT TO:<dora@island.test>",
        "S250 2.1.5 Ok",
        "CDATA",
        "S354 End data with <CR><LF>.<CR><LF>",
    )
    for line in said:
        yield Bytes(conn, AT, "client" if line[0] == "C" else "server", f"{line[1:]}\r\n".encode())
    yield Bytes(conn, AT + 1, "client", TEXT)
    length, offset = 300, 0
    for reply in replies:
        if server[0] == "island" and "queued" in reply:
            queue_id = reply.rpartition(" ")[2]
            box = "island/dora.mbox"
            yield Delivered(conn, AT + 1, "dora@island.test", box, offset, length, queue_id, server="island")
            offset += length
        yield Bytes(conn, AT + 1, "server", f"{reply}\r\n".encode())
    yield Closed(conn, AT + 2)


def bench(mail: Path) -> Replay:
    """The world, when both have come."""
    there = Replay(mail, ())
    plan = with_neighbours(Plan(mail), neighbour("island", mail), neighbour("shore", mail))
    island, shore = plan.neighbours
    there.plan = replace(plan, neighbours=(replace(island, policy=replace(island.policy, ends=("LF.LF",))), shore))
    there.address, there.ours = ("127.0.0.10", PORT), ("127.0.0.30", 51001)
    for event in events():
        there.transcript.record(event)
    return there

"""A name server on loopback for tests, and its zones. (A folder with the name dns would hide dnspython.)"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from heloworld.dns.listener import Listener
from heloworld.dns.service import Service
from heloworld.dns.zones.parsing import parse_all
from heloworld.dns.zones.zone import Zone
from heloworld.wire.events import Address, Event

TEXTS = {
    "harbour.test": """\
$TTL 300
@     MX    10 mail
@     MX    20 spare
@     TXT   "v=spf1 mx -all"
mail  A     127.0.0.10
spare 60 A  127.0.0.11
www   CNAME mail
over  CNAME mail.island.test.
far   CNAME www.example.
gone  CNAME nobody
one   CNAME two
two   CNAME one
a.b.c A     127.0.0.1
*.wild A    127.0.0.12
sub   NS    ns.sub
ns.sub A    127.0.0.20
null  MX    0 .
"""
    + "".join(f'middle TXT "{number:02} {"x" * 200}"\n' for number in range(9))
    + "".join(f'big TXT "{number:02} {"x" * 200}"\n' for number in range(20)),
    "island.test": "@ MX 10 mail\nmail A 127.0.0.20\n",
    "0.0.127.in-addr.arpa": "10 PTR mail.harbour.test.\n",
}

ZONES: tuple[Zone, ...] = tuple(parse_all(TEXTS).values())


@asynccontextmanager
async def name_server(record: Callable[[Event], None]) -> AsyncIterator[Address]:
    """A server for `ZONES`; gives where it listens."""
    listener = Listener(Service(lambda: ZONES, record))
    try:
        yield await listener.open("127.0.0.1", 0)
    finally:
        await listener.close()

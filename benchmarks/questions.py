"""How many questions the name server answers, beside dnspython's bare answer and beside NSD (Debian: nsd).

The bare answer is a UDP server of a few lines that reads a question with dnspython, looks the name up in its zone and
sends what it finds: nothing is recorded, no CNAME followed, no wildcard known. All take turns in each round, in a
changing order, with the same questions from one client that keeps a window of them open; the ratios are the medians of
the rounds' own ratios. ``same`` asks one question again and again, ``others`` never the same twice.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import dns.flags
import dns.message
import dns.rcode
import dns.zone
from peers import NONE, NOT_INSTALLED, median, ratio, shown, tool
from throughput import free_port, running

ZONE = """\
$TTL 300
@    SOA ns postmaster 1 3600 600 86400 60
@    NS  ns
ns   A   127.0.0.53
@    MX  10 mail
mail A   127.0.0.10
"""
WINDOW = 40
"""Questions that are open at a time."""

PATIENCE = 0.5
"""Seconds without any answer after which those that are open are given up."""

_NSD = """
server:
  ip-address: 127.0.0.1@{port}
  username: ""
  chroot: ""
  zonesdir: "{folder}"
  database: ""
  pidfile: "{folder}/nsd.pid"
  xfrdfile: ""
  zonelistfile: "{folder}/zone.list"
  server-count: 1
  rrl-ratelimit: 0
  rrl-whitelist-ratelimit: 0
remote-control:
  control-enable: no
zone:
  name: harbour.test
  zonefile: harbour.test.zone
"""


def helo(folder: Path, port: int) -> list[str]:
    """``helo serve`` with the zone; what it prints goes nowhere."""
    program = [
        sys.executable,
        "-m",
        "heloworld",
        "serve",
        "--quiet",
        "--json",
        "--port",
        "0",
        "--mail",
        str(folder / "mail"),
    ]
    return [*program, "--dns-port", str(port), "--zone", str(folder / "harbour.test.zone")]


def bare(folder: Path, port: int) -> list[str]:
    """This file, as the server described above."""
    return [sys.executable, __file__, "--serve", str(port), "--zone", str(folder / "harbour.test.zone")]


def nsd(folder: Path, port: int) -> list[str]:
    """NSD with a folder of its own; empty where it is not installed."""
    program = tool("nsd")
    (folder / "nsd.conf").write_text(_NSD.format(port=port, folder=folder))
    return [program, "-d", "-c", str(folder / "nsd.conf")] if program else []


SERVERS: Mapping[str, Callable[[Path, int], list[str]]] = {"helo serve": helo, "dnspython alone": bare, "NSD": nsd}


def same() -> Iterator[bytes]:
    """One question, for ever."""
    query = dns.message.make_query("harbour.test", "MX", use_edns=0).to_wire()
    while True:
        yield query


def others() -> Iterator[bytes]:
    """Names that are asked for once."""
    while True:
        name = b"\x0bx%010d" % random.randrange(10**10)
        yield b"\0\0\1\0\0\1\0\0\0\0\0\0" + name + b"\7harbour\4test\0\0\1\0\1"


def rate(port: int, questions: Iterator[bytes], count: int) -> float | None:
    """Answers per second; None where none comes."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.connect(("127.0.0.1", port))
        sock.settimeout(PATIENCE)
        answered, asked, lost = 0, 0, 0
        started = time.perf_counter()
        while answered + lost < count:
            while asked - answered - lost < WINDOW:
                asked += 1
                sock.send(asked.to_bytes(4)[2:] + next(questions)[2:])
            try:
                sock.recv(4096)
                answered += 1
            except TimeoutError:
                lost = asked - answered
        seconds = time.perf_counter() - started
    return ratio(answered, seconds) if answered > count / 2 else None


def measure(case: str, ports: Mapping[str, int | None], rounds: int, count: int) -> str:
    """A row of the table; a server without a port does not run."""
    makers = {"the same question": same, "never the same name": others}
    found: dict[str, list[float | None]] = {name: [] for name in ports}
    for _ in range(rounds):
        for name in random.sample(list(ports), len(ports)):
            port = ports[name]
            found[name].append(None if port is None else rate(port, makers[case](), count))
    ours, *peers = found.values()
    rates = [shown(median(each), ",.0f") for each in found.values()]
    ratios = [shown(median(ratio(our, their) for our, their in zip(ours, each, strict=True))) for each in peers]
    return f"| {case} | {' | '.join([*rates, *ratios])} |"


def serve(port: int, path: Path) -> None:
    """Be the bare server."""
    zone = dns.zone.from_file(str(path), "harbour.test", relativize=False)
    soa = zone.find_rrset("harbour.test.", "SOA")

    class Door(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = transport

        def datagram_received(self, data: bytes, peer: object) -> None:
            query = dns.message.from_wire(data)
            said = dns.message.make_response(query)
            said.flags |= dns.flags.AA
            found = zone.get_rrset(query.question[0].name, query.question[0].rdtype)
            if found is None:
                said.set_rcode(dns.rcode.NXDOMAIN)
                said.authority.append(soa)
            else:
                said.answer.append(found)
            self.transport.sendto(said.to_wire(), peer)  # type: ignore[attr-defined]

    async def run() -> None:
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(Door, local_addr=("127.0.0.1", port))
        await asyncio.start_server(
            lambda _, writer: writer.close(), "127.0.0.1", port
        )  # for who looks whether it is there
        await asyncio.Event().wait()

    asyncio.run(run())


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each case (default: %(default)s)")
    parser.add_argument("--count", type=int, default=10_000, help="questions of a round (default: %(default)s)")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--zone", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.zone)
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-names-")))
        (folder / "harbour.test.zone").write_text(ZONE)
        ports = {name: _started(name, folder, stack) for name in SERVERS}
        titles = [f"{name}, answers/s" for name in SERVERS] + [f"ratio to {name}" for name in list(SERVERS)[1:]]
        print(f"| case | {' | '.join(titles)} |")
        print("| --- |" + " ---: |" * len(titles))
        for case in ("the same question", "never the same name"):
            print(measure(case, ports, given.rounds, given.count), flush=True)
    for name, port in ports.items():
        if port is None:
            print(
                f"\n{name}: {'did not start' if name != 'NSD' or tool('nsd') else NOT_INSTALLED}; {NONE} stands for it."
            )


def _started(name: str, folder: Path, stack: ExitStack) -> int | None:
    """The port on which a server listens until the stack is left, or None."""
    port = free_port()
    command = SERVERS[name](folder, port)
    is_there = bool(command) and stack.enter_context(running(command, port))
    return port if is_there else None


if __name__ == "__main__":
    main()

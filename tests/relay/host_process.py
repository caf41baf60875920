"""A server of the little world as a process of its own: harbour, which hands on to island; or island.

It prints what ``helo serve --json`` prints::

    python tests/relay/host_process.py island FOLDER
    python tests/relay/host_process.py harbour FOLDER PORT_OF_ISLAND
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import serving
from heloworld.lab.internet.outside import Outside
from heloworld.lab.plan import Plan
from heloworld.lab.serving.serve import serve
from heloworld.relay.names import Missing, MxRecord
from heloworld.relay.roads import Endpoint, Roads
from heloworld.relay.schedule import Schedule
from heloworld.smtp.policy import Policy
from serving import Server

ISLAND = Policy(hostname="mail.island.test", domain="island.test", users=("dora", "emil"))
ADDRESS = "127.0.0.20"
SOON = Schedule(minimal_backoff=0.1, maximal_backoff=0.2)


class _Names:
    async def mx(self, domain: str) -> Sequence[MxRecord] | Missing:
        return [MxRecord(10, "mail.island.test")] if domain == "island.test" else Missing.NAME

    async def addresses(self, name: str) -> Sequence[str] | Missing:
        return [ADDRESS] if name == "mail.island.test" else Missing.NAME


def main(host: str, folder: str, port: str = "") -> None:
    if host == "island":
        serve(Plan(Path(folder), policy=ISLAND), as_json=True)
        return
    roads = Roads({ADDRESS: Endpoint("127.0.0.1", int(port))})
    serve(
        Plan(Path(folder), policy=Policy(relays="open")), as_json=True, outside=Outside(_Names(), roads, schedule=SOON)
    )


@contextmanager
def running(host: str, folder: Path, port: int | None = None) -> Iterator[Server]:
    """Start one, and end it."""
    line = [sys.executable, __file__, host, str(folder), *([] if port is None else [str(port)])]
    with serving.running(line, folder) as server:
        yield server


if __name__ == "__main__":
    main(*sys.argv[1:])

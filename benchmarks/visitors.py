"""What visitors of `helo web` cost: `python benchmarks/visitors.py [VISITORS] [SECONDS]`, on Linux.

Each visitor types the first mail, a line every three seconds, over and over. Printed are the memory of the server and
of each program (PSS: pages that several processes share count for each in part), the processor's time that one of them
takes until it is there, and its share of a processor afterwards.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from asyncio.subprocess import PIPE
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import mean

import aiohttp

PACE = 3.0
"""Seconds between two lines of one visitor."""

SETTLED = 15.0
"""Seconds after which all of them are there."""

LINES = (
    "HELO localhost",
    "MAIL FROM:<dora@island.test>",
    "RCPT TO:<ana@harbour.test>",
    "DATA",
    "Subject: hello",
    "",
    "It works.",
    ".",
)

_TICKS = os.sysconf("SC_CLK_TCK")


def children(parent: int) -> list[int]:
    """The processes that a process has started."""
    return [int(each) for each in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


def memory(process: int) -> float:
    """Its PSS, in MiB."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in rollup if line.startswith("Pss:")).split()[1]) / 1024


def busy(process: int) -> float:
    """Seconds of the processor that it has had."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


async def read(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Look at whatever is drawn."""
    async for _ in socket:
        pass


async def type_on(socket: aiohttp.ClientWebSocketResponse) -> None:
    """Type the lines until cancelled."""
    while True:
        for line in LINES:
            await socket.send_json(["stdin", f"{line}\r"])
            await asyncio.sleep(PACE)


async def measure(visitors: int, seconds: float) -> None:
    """Measure, and print."""
    command = [sys.executable, "-m", "heloworld", "web", "--port", "0", "--visitors", str(visitors)]
    server = await asyncio.create_subprocess_exec(*command, stdout=PIPE)
    assert server.stdout is not None
    url = (await server.stdout.readline()).decode().split()[4]
    async with AsyncExitStack() as stack:
        tasks = []
        for _ in range(visitors):
            session = await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)))
            await session.get(url)
            socket = await session.ws_connect(f"{url}ws?width=120&height=36", max_msg_size=0)
            tasks += [asyncio.create_task(read(socket)), asyncio.create_task(type_on(socket))]
            await asyncio.sleep(0.5)
        await asyncio.sleep(SETTLED)
        programs = children(server.pid)
        start, since = [busy(each) for each in programs], time.monotonic()
        served = busy(server.pid)
        await asyncio.sleep(seconds)
        passed = time.monotonic() - since
        spent = [busy(each) - before for each, before in zip(programs, start, strict=True)]
        sizes = [memory(each) for each in programs]
        print(f"visitors: {len(programs)}")
        print(
            f"memory: server {memory(server.pid):.0f} MiB, each program {mean(sizes):.0f} MiB, at most {max(sizes):.0f}"
        )
        print(
            f"processor: {mean(start):.1f} s until it is settled, then {100 * mean(spent) / passed:.1f} % of one each"
        )
        print(f"processor of the server: {100 * (busy(server.pid) - served) / passed:.1f} % of one for all")
        for task in tasks:
            task.cancel()
    server.terminate()
    await server.wait()


if __name__ == "__main__":
    asyncio.run(measure(int((sys.argv[1:2] or ["10"])[0]), float((sys.argv[2:3] or ["60"])[0])))

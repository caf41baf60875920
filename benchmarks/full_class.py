"""How soon the board of ``helo class`` is right, and answers a key, with 25 people at once.

They are the crowd of the tests, each at an address of their own: 8 who are fast, 4 slow, 5 wrong, 4 with swaks where
it is installed, and 4 hostile ones, who hold connections, flood, send rubbish and send bombs. They run in a process of
lower priority beside the class, since in a room they would not use this machine's processor. The board stands in a
terminal of 200 x 50 and shows names. It is right for somebody when their row is; that is timed from the last reply
that they got. Then letters are typed into the board's search, while everybody goes on. The peer for these is a bare
Textual app beside a class with the same people and without a screen.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from latency import echoes
from peers import serving, shown
from side_by_side import BARE, HELO, Terminal, terminal

from classroom import crowd

RIGHT = {"slow": r"RCPT 250", "wrong": r"DATA 503 .*3 mistakes", "fast": r"####", "swaks": r"##"}
"""What stands in the row of somebody who has done what they came for; a pattern."""
WORK = {"slow": crowd.SOLUTION[:2], "wrong": ("DATA",) * 3, "fast": crowd.SOLUTION}
PEOPLE = {"slow": 4, "wrong": 5, "fast": 8, "swaks": 4}
APART = 0.3
"""Seconds between two who come."""
CLASS = (*HELO, "class", "--port", "0", "--code", crowd.WORD, "--lesson", "the-message")


async def come(port: int, is_hostile: bool) -> None:
    """Everybody comes, one after the other, prints who is done and when, and goes on until the process is ended."""
    hosts = (f"127.0.1.{number}" for number in itertools.count(1))
    tasks = [asyncio.create_task(attack(port, next(hosts))) for attack in crowd.HOSTILE if is_hostile]
    await asyncio.sleep(1)  # they are at it
    for kind, people in PEOPLE.items():
        for number in range(people if kind != "swaks" or shutil.which("swaks") else 0):
            tasks.append(asyncio.create_task(_one(port, next(hosts), kind, f"{kind}{number}")))
            await asyncio.sleep(APART)
    await asyncio.gather(*tasks)


async def _one(port: int, host: str, kind: str, name: str) -> None:
    """Do what one came for, say when it was done, and say a line a second."""
    if kind == "swaks":
        await crowd.swaks(port, host, name)
        print(json.dumps([name, time.perf_counter()]), flush=True)
        return
    person = await crowd.do(port, host, name, WORK[kind], stays=True)
    print(json.dumps([name, time.perf_counter()]), flush=True)
    while kind == "slow":
        await asyncio.sleep(1)
        await person.say("RCPT TO:<ana@harbour.test>")


@contextmanager
def people(port: int, *, is_hostile: bool) -> Iterator[subprocess.Popen[bytes]]:
    """The people of a class, until it is over."""
    command = [
        "nice",
        "-n",
        "10",
        sys.executable,
        __file__,
        "--come",
        str(port),
        *(["--hostile"] if is_hostile else []),
    ]
    with serving(command, subprocess.PIPE) as running:
        assert running.stdout is not None
        os.set_blocking(running.stdout.fileno(), False)
        yield running


def board(is_hostile: bool, keys: int) -> tuple[list[float], list[float]]:
    """Seconds until the board was right for each, and what the keys took."""
    with TemporaryDirectory() as home:
        env = {"HOME": home, "XDG_DATA_HOME": None}
        with Terminal(CLASS, size=(200, 50), env=env) as screen:
            port = int(screen.wait_for(r"(?<=nc -C 127\.0\.0\.1 )\d+").text)
            screen.press("n")
            with people(port, is_hostile=is_hostile) as crowded:
                waits = _until_right(screen, crowded)
                screen.press("/")
                screen.read_for(0.5)
                return waits, echoes(screen, keys)


def _until_right(screen: Terminal, crowded: subprocess.Popen[bytes]) -> list[float]:
    done, waits = dict[str, float](), dict[str, float]()
    printed = b""
    count = sum(PEOPLE.values()) if shutil.which("swaks") else sum(PEOPLE.values()) - PEOPLE["swaks"]
    until = time.perf_counter() + 120
    while len(waits) < count and time.perf_counter() < until:
        screen.read_for(0.05)
        assert crowded.stdout is not None
        printed += crowded.stdout.read() or b""
        *lines, printed = printed.split(b"\n")
        done.update(json.loads(line) for line in lines)
        now = time.perf_counter()
        for row in screen.text.splitlines():
            if (found := re.search(r" (slow|wrong|fast|swaks)(\d) ", row)) is None:
                continue
            name = found[1] + found[2]
            if name in done and name not in waits and re.search(RIGHT[found[1]], row):
                waits[name] = now - done[name]
    missing = count - len(waits)
    if missing:
        print(f"{missing} rows were not right after two minutes", file=sys.stderr)
    return [*waits.values(), *[120.0] * missing]


def beside(is_hostile: bool, keys: int) -> list[float]:
    """What the keys of a bare app take beside the same class, whose board is not on a screen."""
    with TemporaryDirectory() as home, terminal(BARE) as screen:
        screen.wait_bytes(BARE.prompt)
        with serving([*CLASS, "--text", "--record", home], subprocess.PIPE) as server:
            assert server.stdout is not None
            found = re.search(rb":(\d+)$", server.stdout.readline().strip())
            assert found is not None
            with people(int(found[1]), is_hostile=is_hostile):
                screen.read_for(1.0 + APART * sum(PEOPLE.values()))
                return echoes(screen, keys)


def main() -> None:
    """Print two tables."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=3, help="rounds of each (default: %(default)s)")
    arguments.add_argument("--keys", type=int, default=100, help="keys in each round")
    arguments.add_argument("--come", type=int, metavar="PORT", help="be the people of a class at this port")
    arguments.add_argument("--hostile", action="store_true", help="with four hostile ones among them")
    given = arguments.parse_args()
    if given.come is not None:
        asyncio.run(come(given.come, given.hostile))
        return
    rows, table = list[str](), list[str]()
    for who, is_hostile in (("21 people", False), ("25, of whom 4 are hostile", True)):
        waits, ours, bare = list[float](), list[float](), list[float]()
        for _ in range(given.rounds):
            right, typed = board(is_hostile, given.keys)
            waits, ours, bare = waits + right, ours + typed, bare + beside(is_hostile, given.keys)
        rows.append(f"| {who} | {_spread(waits)} |")
        table += [f"| {who}: bare Textual app | {_spread(bare)} |", f"| {who}: the board | {_spread(ours)} |"]
    for heading, lines in (("the board is right for somebody after", rows), ("a key is echoed after", table)):
        print(f"| {heading} | median | 95 of 100 | slowest |\n| --- | ---: | ---: | ---: |")
        print("\n".join(lines), end="\n\n", flush=True)


def _spread(found: list[float]) -> str:
    picked = (statistics.median(found), sorted(found)[int(len(found) * 0.95)], max(found))
    return " | ".join(shown(1000 * each, ".1f", "ms") for each in picked)


if __name__ == "__main__":
    main()

"""How soon the screen answers a key, idle and under full load: ``python benchmarks/latency.py``.

Idle: a letter is typed and seen, in interleaved rounds beside a bare Textual app; and a line is sent with Enter and its
reply seen. Under load: smtp-source (Debian: package postfix) sends mail to the very server whose screen is typed on, as
fast as it takes it, while the bare app is typed on beside an equally busy ``helo serve`` in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager

from peers import NONE, NOT_INSTALLED, end, serving, shown, tool
from side_by_side import BARE, HELO, LAB, PROGRAMS, Measured, Program, Row, Terminal, rounds, table, terminal

LETTERS = "§¶¤¢"
"""Letters that are in no text of the programs."""

ECHO, SLOWEST, REPLY = "key echoed", "key echoed, the slowest of 20", "reply shown after Enter"
ROWS = (Row(ECHO, "ms", 2), Row(SLOWEST, "ms"), Row(REPLY, "ms"))
NEEDED = f"`smtp-source` is {NOT_INSTALLED} (Debian: postfix)"
PAUSE = 0.06
"""Seconds between two keys: about as fast as anybody types."""


def echoes(screen: Terminal, count: int) -> list[float]:
    """Seconds from a key to its letter, so many times; the line is emptied again."""
    found = []
    for number in range(count):
        screen.read_for(PAUSE)
        letter, start = LETTERS[number % len(LETTERS)], len(screen.raw)
        pressed = screen.press(letter)
        found.append(screen.wait_bytes(letter, start) - pressed)
    screen.press("ctrl+u")
    screen.read_for(PAUSE)
    return found


def ready(screen: Terminal, program: Program) -> None:
    """Wait until a program has come to rest."""
    screen.wait_bytes(program.greeting or program.prompt)
    screen.read_for(0.7)


def measure(program: Program) -> Measured:
    """Twenty letters, and five commands."""
    with terminal(program) as screen:
        ready(screen, program)
        keys = echoes(screen, 20)
        measured = {ECHO: statistics.median(keys) * 1e3, SLOWEST: max(keys) * 1e3}
        if program is not BARE:
            measured[REPLY] = statistics.median(replies(screen, 5)) * 1e3
        return measured


def replies(screen: Terminal, count: int) -> list[float]:
    """Seconds from Enter to the reply to a command, so many times."""
    found = []
    for number in range(count):
        screen.press(f"HELP {number}")
        screen.read_for(PAUSE)
        start = len(screen.raw)
        pressed = screen.press("enter")
        found.append(screen.wait_bytes("214", start) - pressed)
    return found


# Under load


def hammered(source: str, port: int) -> AbstractContextManager[object]:
    """Mail comes in on a port as fast as it is taken."""
    envelope = ("-f", "dora@island.test", "-t", "ana@harbour.test")
    return serving([source, "-s", "4", "-l", "2048", "-m", "1000000", *envelope, f"127.0.0.1:{port}"])


def own_server(source: str, keys: int) -> list[float]:
    """Typing on the screen of the server that is busy."""
    with terminal(LAB) as screen:
        ready(screen, LAB)
        match = re.search(r"127\.0\.0\.1:(\d+)", screen.text)
        assert match is not None
        with hammered(source, int(match[1])):
            screen.read_for(1.0)
            return echoes(screen, keys)


def other_server(source: str, keys: int) -> list[float]:
    """Typing into the bare app while a server beside it is busy."""
    with tempfile.TemporaryDirectory() as mail, terminal(BARE) as screen:
        ready(screen, BARE)
        command = [*HELO, "serve", "--port", "0", "--mail", mail, "--json"]
        with serving(command, subprocess.PIPE) as server:
            assert server.stdout is not None
            port = json.loads(server.stdout.readline())["port"]
            drain = subprocess.Popen(["cat"], stdin=server.stdout, stdout=subprocess.DEVNULL)
            try:
                with hammered(source, port):
                    screen.read_for(1.0)
                    return echoes(screen, keys)
            finally:
                server.terminate()
                end(drain)


def under_load(count: int, keys: int) -> str:
    """A table of what keys take while mail pours in."""
    lines = [
        "| typing while mail pours in | median | 95 of 100 | slowest |",
        "| --- | ---: | ---: | ---: |",
    ]
    source = tool("smtp-source")
    if source is None:
        return "\n".join([*lines, f"| {NEEDED} | {NONE} | {NONE} | {NONE} |"])
    bare, ours = list[float](), list[float]()
    for _ in range(count):
        bare += _typed(other_server, source, keys)
        ours += _typed(own_server, source, keys)
    for name, found in (
        ("bare Textual app, beside a busy `helo serve`", bare),
        ("helo lab, whose server is busy", ours),
    ):
        if found:
            at_95 = sorted(found)[int(len(found) * 0.95)]
            cells = [shown(each * 1e3, ".1f", "ms") for each in (statistics.median(found), at_95, max(found))]
        else:
            cells = ["did not finish", NONE, NONE]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _typed(way: Callable[[str, int], list[float]], source: str, keys: int) -> list[float]:
    """What the keys took; nothing where one was never seen."""
    try:
        return way(source, keys)
    except AssertionError as error:  # the terminal's word for a wait in vain
        print(error, file=sys.stderr)
        return []


def main() -> None:
    """Print two tables."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=9, help="rounds of each program (default: %(default)s)")
    arguments.add_argument("--keys", type=int, default=60, help="keys in each round under load")
    given = arguments.parse_args()
    print(table(ROWS, rounds(given.rounds, PROGRAMS, measure)), end="\n\n", flush=True)
    print(under_load(max(given.rounds // 3, 1), given.keys))


if __name__ == "__main__":
    main()

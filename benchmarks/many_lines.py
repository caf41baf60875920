"""Very many lines on the wire: ``python benchmarks/many_lines.py``.

One letter with so many lines is sent to the server of a screen; measured are the moment at which its last line is on
the screen, moving about with keys after that, and the most memory held. A program that draws what is seen and nothing
else is as quick with 100,000 lines as with 1,000.
"""

from __future__ import annotations

import argparse
import re
import socket
import statistics
import time

from peers import NONE
from side_by_side import LAB, Terminal, terminal

SIZES = (1_000, 10_000, 100_000)
PATIENCE = 120.0
"""Seconds that are waited for a letter to be taken and shown."""

STEPS = 10
"""How often each way of moving is tried."""

ENVELOPE = (b"HELO x", b"MAIL FROM:<dora@island.test>", b"RCPT TO:<ana@harbour.test>", b"DATA")


def send(port: int, lines: int) -> None:
    """Send a letter of so many lines, and do not stay.

    Raises:
        TimeoutError: The server does not answer.
    """
    text = b"".join(b"line %07d of a very long letter\r\n" % number for number in range(lines))
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connection, connection.makefile("rb") as replies:
        replies.readline()
        for command in ENVELOPE:
            connection.sendall(command + b"\r\n")
            replies.readline()
        connection.sendall(b"Subject: long\r\n\r\n" + text + b".\r\n")
        replies.readline()


def step(screen: Terminal, key: str, seen: str) -> float:
    """Seconds from a key to a text that is drawn because of it."""
    screen.read_for(0.1)
    start = len(screen.raw)
    pressed = screen.press(key)
    return screen.wait_bytes(seen, start) - pressed


def measure(lines: int) -> str:
    """A row of the table."""
    with terminal(LAB) as screen:
        screen.wait_bytes("220")
        screen.read_for(0.5)
        match = re.search(r"127\.0\.0\.1:(\d+)", screen.text)
        assert match is not None
        began = time.perf_counter()
        send(int(match[1]), lines)
        shown = screen.wait_bytes("connection 2 closed", patience=PATIENCE) - began
        screen.read_for(1.0)
        screen.press("f6")
        screen.read_for(0.3)
        ends = [step(screen, key, "connection ") for key in ("home", "end") * (STEPS // 2)]
        screen.press("home")
        screen.read_for(0.3)
        pages = [step(screen, "pagedown", "of a very long letter") for _ in range(STEPS)]
        moves = [step(screen, "down", "of a very long letter") for _ in range(STEPS)]
        memory = screen.memory() / 1e6
    times = [f"{statistics.median(each) * 1e3:.0f} ms" for each in (pages, moves, ends)]
    return f"| {lines:,} | {shown:.2f} s | {' | '.join(times)} | {memory:.0f} MB |"


def main() -> None:
    """Print one table."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("sizes", type=int, nargs="*", default=SIZES, help="numbers of lines")
    given = arguments.parse_args()
    print("| lines | sent, stored and shown | a page on | a line on | to the other end | memory |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: |")
    for lines in given.sizes:
        try:
            print(measure(lines), flush=True)
        except (AssertionError, TimeoutError):  # a wait in vain, of the terminal or of the connection
            print(f"| {lines:,} | did not finish |{f' {NONE} |' * 4}", flush=True)


if __name__ == "__main__":
    main()

"""How much mail a server takes, beside what a user would pick instead.

``helo serve`` (every byte recorded and printed, every mail written and synced before its 250) against aiosmtpd with
its Sink handler (which does nothing with a mail) and Postfix's smtp-sink (which does nothing at all, in C), with
Postfix's smtp-source as the client. The rounds are interleaved, in an order that changes, so that a busy machine is
unfair to nobody; the ratios are the medians of the rounds' own ratios. A single client that waits for each 250 waits
for the disk, which the other two servers never touch. Needs smtp-source and smtp-sink (Debian: package postfix).
"""

from __future__ import annotations

import argparse
import os
import pwd
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

AIOSMTPD = """
import asyncio, sys
from aiosmtpd.handlers import Sink
from aiosmtpd.smtp import SMTP

async def main():
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(Sink(), hostname="mail.harbour.test"), "127.0.0.1", int(sys.argv[1]), backlog=512
    )
    await server.serve_forever()

asyncio.run(main())
"""

SBIN = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"


@dataclass(frozen=True, slots=True)
class Case:
    """One way to send.

    Attributes:
        name: What it is, in words.
        options: The options of smtp-source for it.
        messages: How many mails a round sends.
    """

    name: str
    options: tuple[str, ...]
    messages: int


CASES = (
    Case("20 clients, 1 KiB, many mails a connection", ("-d", "-s", "20", "-l", "1024"), 4000),
    Case("20 clients, 1 KiB, one mail a connection", ("-s", "20", "-l", "1024"), 2000),
    Case("1 client, 1 KiB, many mails a connection", ("-d", "-s", "1", "-l", "1024"), 800),
    Case("4 clients, 100 KiB, many mails a connection", ("-d", "-s", "4", "-l", "102400"), 800),
)


def helo(port: int, mail: Path) -> list[str]:
    """The command line of our server."""
    return [sys.executable, "-m", "heloworld", "serve", "--port", str(port), "--mail", str(mail)]


def aiosmtpd(port: int, _: Path) -> list[str]:
    """The command line of aiosmtpd, with the handler that does nothing."""
    return [sys.executable, "-c", AIOSMTPD, str(port)]


def smtp_sink(port: int, _: Path) -> list[str]:
    """The command line of Postfix's sink, which root may not run as root."""
    user = ["-u", "nobody"] if os.geteuid() == 0 and any(each.pw_name == "nobody" for each in pwd.getpwall()) else []
    return [tool("smtp-sink"), *user, f"127.0.0.1:{port}", "512"]


SERVERS: dict[str, Callable[[int, Path], list[str]]] = {
    "helo serve": helo,
    "aiosmtpd": aiosmtpd,
    "smtp-sink": smtp_sink,
}


def tool(name: str) -> str:
    """Where a program is."""
    found = shutil.which(name, path=SBIN)
    if found is None:
        sys.exit(f"{name} is not installed (Debian: apt install postfix).")
    return found


@contextmanager
def running(command: list[str], port: int) -> Iterator[None]:
    """A server that listens, for as long as it is needed."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            deadline = time.monotonic() + 10
            while True:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                if process.poll() is not None or time.monotonic() > deadline:
                    sys.exit(f"{command[0]} does not start.")
            yield
        finally:
            process.terminate()


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def rate(case: Case, messages: int, port: int) -> float:
    """Mails per second."""
    envelope = ("-f", "dora@island.test", "-t", "ana@harbour.test")
    command = [tool("smtp-source"), *case.options, "-m", str(messages), *envelope, f"127.0.0.1:{port}"]
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return messages / (time.perf_counter() - start)


def measure(case: Case, ports: dict[str, int], rounds: int, scale: float) -> str:
    """A row of the table."""
    messages = max(int(case.messages * scale), 20)
    rates: dict[str, list[float]] = {name: [] for name in ports}
    for port in ports.values():
        rate(case, max(messages // 10, 20), port)
    for _ in range(rounds):
        for name in random.sample(list(ports), len(ports)):
            rates[name].append(rate(case, messages, ports[name]))
    ours, *others = rates.values()
    speeds = [f"{statistics.median(each):,.0f}" for each in rates.values()]
    ratios = [f"{statistics.median(a / b for a, b in zip(ours, each, strict=True)):.2f}" for each in others]
    return f"| {case.name} | {' | '.join(speeds)} | {' | '.join(ratios)} |"


def main() -> None:
    """Print one table."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=7, help="rounds of each case (default: %(default)s)")
    arguments.add_argument("--scale", type=float, default=1.0, help="factor for the number of mails in a round")
    given = arguments.parse_args()
    with ExitStack() as stack:
        mail = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ports = {name: free_port() for name in SERVERS}
        for name, command in SERVERS.items():
            stack.enter_context(running(command(ports[name], mail), ports[name]))
        titles = [f"{name}, mails/s" for name in ports] + [f"ratio to {name}" for name in list(ports)[1:]]
        print(f"| case | {' | '.join(titles)} |")
        print("| --- |" + " ---: |" * len(titles))
        for case in CASES:
            print(measure(case, ports, given.rounds, given.scale), flush=True)


if __name__ == "__main__":
    main()

"""How much mail a server takes, beside what a user would pick instead.

``helo serve`` (every byte recorded and printed, every mail written and synced before its 250) against aiosmtpd with
its Sink handler (which does nothing with a mail) and Postfix's smtp-sink (which does nothing at all, in C), with
Postfix's smtp-source as the client. The rounds are interleaved, in an order that changes, so that a busy machine is
unfair to nobody; the ratios are the medians of the rounds' own ratios. A single client that waits for each 250 waits
for the disk, which the other two servers never touch. Both are in Debian's package postfix: without smtp-source nothing
can be measured, without smtp-sink its column stays empty.
"""

from __future__ import annotations

import argparse
import os
import pwd
import random
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from peers import NONE, NOT_INSTALLED, median, own_home, ratio, run, serving, shown, tool

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
    return [tool("smtp-sink") or "", *user, f"127.0.0.1:{port}", "512"]


SERVERS: dict[str, Callable[[int, Path], list[str]]] = {
    "helo serve": helo,
    "aiosmtpd": aiosmtpd,
    "smtp-sink": smtp_sink,
}


@contextmanager
def running(command: list[str], port: int) -> Iterator[bool]:
    """A server for as long as it is needed; says whether it listens."""
    with serving(command) as process:
        deadline = time.monotonic() + 10
        is_there = False
        while not is_there and process.poll() is None and time.monotonic() < deadline:
            with socket.socket() as probe:
                is_there = probe.connect_ex(("127.0.0.1", port)) == 0
        yield is_there


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class Client:
    """Whoever sends: smtp-source, in an environment, with a time limit in seconds for one round."""

    source: str
    env: Mapping[str, str]
    limit: float

    def rate(self, case: Case, messages: int, port: int) -> float | None:
        """Mails per second; None where the server did not take them in time."""
        envelope = ("-f", "dora@island.test", "-t", "ana@harbour.test")
        command = [self.source, *case.options, "-m", str(messages), *envelope, f"127.0.0.1:{port}"]
        sent = run(command, self.env, self.limit)
        return None if sent.trouble else ratio(messages, sent.seconds)


def measure(client: Client, case: Case, ports: Mapping[str, int | None], rounds: int, scale: float) -> str:
    """A row of the table; a server without a port does not run."""
    messages = max(int(case.messages * scale), 20)
    running_at = {name: port for name, port in ports.items() if port is not None}
    rates: dict[str, list[float | None]] = {name: [None] * rounds for name in ports}
    for port in running_at.values():
        client.rate(case, max(messages // 10, 20), port)
    for number in range(rounds):
        for name, port in random.sample(list(running_at.items()), len(running_at)):
            rates[name][number] = client.rate(case, messages, port)
    ours, *others = rates.values()
    speeds = [shown(median(each), ",.0f") for each in rates.values()]
    ratios = [shown(median(ratio(a, b) for a, b in zip(ours, each, strict=True))) for each in others]
    return f"| {case.name} | {' | '.join(speeds)} | {' | '.join(ratios)} |"


def main() -> None:
    """Print one table, and below it what could not take part."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=7, help="rounds of each case (default: %(default)s)")
    arguments.add_argument("--scale", type=float, default=1.0, help="factor for the number of mails in a round")
    arguments.add_argument("--limit", type=float, default=60.0, help="seconds for one round (default: %(default)g)")
    given = arguments.parse_args()
    source = tool("smtp-source")
    titles = [f"{name}, mails/s" for name in SERVERS] + [f"ratio to {name}" for name in list(SERVERS)[1:]]
    print(f"| case | {' | '.join(titles)} |")
    print("| --- |" + " ---: |" * len(titles))
    if source is None:
        print(f"| `smtp-source` is {NOT_INSTALLED} (Debian: postfix) |" + f" {NONE} |" * len(titles))
        return
    with ExitStack() as stack:
        mail = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        client = Client(source, stack.enter_context(own_home()), given.limit)
        ports = {name: _started(name, mail, stack) for name in SERVERS}
        for case in CASES:
            print(measure(client, case, ports, given.rounds, given.scale), flush=True)
    for name, port in ports.items():
        if port is None:
            print(f"\n{name}: {'did not start' if name != 'smtp-sink' or tool(name) else NOT_INSTALLED}.")


def _started(name: str, mail: Path, stack: ExitStack) -> int | None:
    """The port on which a server listens until the stack is left, or None."""
    port = free_port()
    command = SERVERS[name](port, mail)
    is_there = bool(command[0]) and stack.enter_context(running(command, port))
    return port if is_there else None


if __name__ == "__main__":
    main()

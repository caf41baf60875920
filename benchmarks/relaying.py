"""How much mail a server hands on, beside Postfix: smtp-source in, the queue on the disk, smtp-sink out.

Both are given the same mails by ten clients, and the time counts until the last of them has come out at a second server
that does nothing with it. Both sync a mail before they say 250. The rounds take turns in a changing order, on a fresh
server each; the ratio is the median of the rounds' own ratios. Postfix is started with a configuration of its own, as
only root may; without it, or without smtp-source and smtp-sink (Debian: postfix), there is nothing to compare.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from peers import NONE, NOT_INSTALLED, median, own_home, ratio, run, serving, shown, tool
from throughput import free_port, smtp_sink

from relay.host_process import running
from relay.real_postfix import daemons, postfix

CLIENTS = "10"


SERVERS = ("harbour", "Postfix")


def rate(name: str, messages: int, limit: float) -> float | None:
    """Mails per second through a server to a sink behind it; None where they did not all come out in time.

    Args:
        name: Of `SERVERS`.
        messages: How many mails.
        limit: Seconds for each half of the way.
    """
    port = free_port()
    command = smtp_sink(port, Path())
    with ExitStack() as stack:
        sink = stack.enter_context(serving([command[0], "-M", str(messages), *command[1:]]))
        if name == "Postfix":
            door, recipient = stack.enter_context(postfix(port)).port, "ana@harbour.test"
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            door, recipient = stack.enter_context(running("harbour", folder, port)).port, "dora@island.test"
        env = stack.enter_context(own_home())
        envelope = ("-f", "ben@harbour.test", "-t", recipient)
        source = [tool("smtp-source") or "", "-d", "-s", CLIENTS, "-l", "1024", "-m", str(messages), *envelope]
        began = time.perf_counter()
        if run([*source, f"127.0.0.1:{door}"], env, limit).trouble:
            return None
        try:
            sink.wait(limit)
        except subprocess.TimeoutExpired:
            return None
        return ratio(messages, time.perf_counter() - began)


def main() -> None:
    """Print one table."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=7, help="rounds (default: %(default)s)")
    arguments.add_argument("--messages", type=int, default=1000, help="mails in a round (default: %(default)s)")
    arguments.add_argument("--limit", type=float, default=60.0, help="seconds for one round (default: %(default)g)")
    given = arguments.parse_args()
    print("| case | helo, mails/s | Postfix, mails/s | ratio |\n| --- | ---: | ---: | ---: |")
    if daemons() is None or not (tool("smtp-source") and tool("smtp-sink")):
        print(f"| Postfix is {NOT_INSTALLED}, or this is not root | {NONE} | {NONE} | {NONE} |")
        return
    rates: dict[str, list[float | None]] = {name: [] for name in SERVERS}
    for _ in range(given.rounds):
        for name in random.sample(SERVERS, len(SERVERS)):
            rates[name].append(rate(name, given.messages, given.limit))
    speeds = " | ".join(shown(median(each), ",.0f") for each in rates.values())
    ratios = median(ratio(ours, theirs) for ours, theirs in zip(*rates.values(), strict=True))
    print(f"| {CLIENTS} clients, 1 KiB, many mails a connection | {speeds} | {shown(ratios)} |")


if __name__ == "__main__":
    main()

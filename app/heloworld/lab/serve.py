"""The server alone, its transcript on stdout: ``helo serve``."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import ipaddress
import json
import signal
import sys

from heloworld.lab.printer import Printer
from heloworld.lab.report import Report
from heloworld.lab.world import Lab, Plan
from heloworld.wire.events import Address, Event
from heloworld.wire.transcript import Transcript, to_json

WARNING = (
    "helo: warning: {host} can be reached from other machines; whoever reaches it can fill your mailboxes. "
    "Without --host the server is there for this machine alone."
)

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve(plan: Plan, *, as_json: bool) -> None:
    """Serve until a signal comes, or until nobody reads what is printed any more.

    Args:
        plan: What the world is to be like.
        as_json: Print one JSON object an event instead of text.

    Raises:
        HeloError: The server cannot listen, or the folder cannot hold mailboxes.
    """
    if not _is_loopback(plan.host):
        sys.stderr.write(WARNING.format(host=plan.host) + "\n")
    gc.freeze()
    gc.enable()
    asyncio.run(_serve(plan, as_json=as_json))


async def _serve(plan: Plan, *, as_json: bool) -> None:
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        with contextlib.suppress(NotImplementedError):  # Windows has none of this; ctrl+C works there all the same
            loop.add_signal_handler(number, over.set)

    def end() -> None:
        with contextlib.suppress(RuntimeError):  # the loop may be over by itself
            loop.call_soon_threadsafe(over.set)

    printer = Printer(_json if as_json else Report().text, end)
    transcript = Transcript(keep=0)
    transcript.subscribe(printer.put)
    try:
        async with Lab(plan, transcript) as lab:
            doors = [("smtp", lab.address), *([("smtps", lab.tls_address)] if lab.tls_address else [])]
            printer.begin(_listening(protocol, address, as_json=as_json) for protocol, address in doors)
            await over.wait()
    finally:
        await asyncio.to_thread(printer.close)


def _listening(protocol: str, address: Address, *, as_json: bool) -> str:
    host, port = address
    if as_json:
        return json.dumps({"event": "listening", "protocol": protocol, "host": host, "port": port})
    return f"{protocol} on {host}:{port}"


def _json(event: Event) -> str:
    return f"{to_json(event)}\n"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

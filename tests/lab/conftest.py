"""A world on loopback, and a plain client for it."""

from __future__ import annotations

import asyncio
import contextlib
import smtplib
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from heloworld.lab.delivery.batch import LINGER
from heloworld.lab.plan import Plan
from heloworld.lab.world import LOCK_PATIENCE, Lab
from heloworld.wire.events import Bytes, Delivered, Event
from patience import PATIENCE
from talking import Serve, servers

HELLO = b"Subject: hello\r\n\r\nHello, ana!\r\n"


async def send(lab: Lab, content: bytes = HELLO, *recipients: str, sender: str = "dora@island.test") -> tuple[int, str]:
    """One mail; the code and the text of the reply to the dot."""

    def talk() -> tuple[int, str]:
        client = smtplib.SMTP(*lab.address, local_hostname="client.test", timeout=PATIENCE)
        with contextlib.closing(client):
            client.ehlo()
            client.mail(sender)
            for recipient in recipients or ("ana@harbour.test",):
                assert client.rcpt(recipient)[0] == 250
            code, text = client.data(content)
            return code, text.decode()

    return await asyncio.to_thread(talk)


def happened(lab: Lab) -> list[Event]:
    return lab.transcript.since(0)[0]


def delivered(lab: Lab) -> list[Delivered]:
    return [event for event in happened(lab) if isinstance(event, Delivered)]


async def until(lab: Lab, holds: Callable[[Event], object]) -> None:
    """Wait for an event; those that have been count too."""
    seen = asyncio.Event()
    loop = asyncio.get_running_loop()

    def look(event: Event) -> None:
        if holds(event):
            loop.call_soon_threadsafe(seen.set)

    unsubscribe = lab.transcript.subscribe(look)
    if not any(map(holds, happened(lab))):
        async with asyncio.timeout(PATIENCE):
            await seen.wait()
    unsubscribe()


def ends_with(tail: bytes) -> Callable[[Event], bool]:
    """Whether an event is bytes with such an end."""
    return lambda event: isinstance(event, Bytes) and event.data.endswith(tail)


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program has a mailbox locked."""
    code = "import fcntl, sys; f = open(sys.argv[1], 'rb+'); fcntl.lockf(f, fcntl.LOCK_EX); print(); sys.stdin.read()"
    command = [sys.executable, "-S", "-c", code, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        holder.stdout.readline()
        yield
        holder.stdin.close()


class Start(Protocol):
    """Starts a world."""

    async def __call__(self, plan: Plan | None = ..., *, lock_patience: float = ..., linger: float = ...) -> Lab: ...


@pytest.fixture
async def start(mail: Path) -> AsyncIterator[Start]:
    """Starts worlds, and ends them."""
    labs: list[Lab] = []

    async def begin(plan: Plan | None = None, *, lock_patience: float = LOCK_PATIENCE, linger: float = LINGER) -> Lab:
        lab = Lab(plan or Plan(mail), lock_patience=lock_patience, linger=linger)
        await lab.__aenter__()
        labs.append(lab)
        return lab

    yield begin
    for lab in labs:
        await lab.__aexit__(None, None, None)


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts servers that do what they are told."""
    async with servers() as start:
        yield start


@pytest.fixture
async def lab(start: Start) -> Lab:
    return await start()

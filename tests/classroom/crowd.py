"""A room full of people by script: fast, slow, wrong, with swaks, and hostile ones; each at an address of their own."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
from collections.abc import Awaitable, Callable, Sequence

from patience import PATIENCE

WORD = "reef"

SOLUTION = (
    "MAIL FROM:<dora@island.test>",
    "RCPT TO:<ana@harbour.test>",
    "DATA",
    "Subject: Hello\r\n\r\nIs this the right port?\r\n.",
    "MAIL FROM:<emil@island.test>",
    "RCPT TO:<ana@harbour.test>",
    "DATA",
    "Subject: Again\r\n\r\nSecond.\r\n.",
    "QUIT",
)
"""What reaches the goals of lesson 1.4, after HELO."""


class Person:
    """Somebody with nc.

    Args:
        port: The port of the class.
        host: The address they come from.
    """

    def __init__(self, port: int, host: str) -> None:
        self._port, self._host = port, host

    async def connect(self) -> str:
        """Connect; returns the greeting."""
        self.reader, self.writer = await asyncio.open_connection(
            "127.0.0.1", self._port, local_addr=(self._host, 0), limit=2**20
        )
        return await self._reply()

    async def say(self, line: str) -> str:
        """Send a line; returns the reply, its last line."""
        self.writer.write(line.encode("latin-1") + b"\r\n")
        await self.writer.drain()
        return await self._reply()

    async def _reply(self) -> str:
        async with asyncio.timeout(PATIENCE):
            while True:
                line = (await self.reader.readline()).decode("latin-1")
                if line[3:4] != "-":
                    return line.rstrip()

    def cut(self) -> None:
        """Be gone, without a word."""
        if hasattr(self, "writer"):
            self.writer.transport.abort()

    async def close(self) -> None:
        """Hang up."""
        self.writer.close()
        with contextlib.suppress(OSError):
            await self.writer.wait_closed()


async def do(port: int, host: str, name: str, lines: Sequence[str], *, stays: bool = False) -> Person:
    """Say who one is, and some lines; hang up, or stay."""
    person = Person(port, host)
    await person.connect()
    await person.say(f"HELO {name}.{WORD}")
    for line in lines:
        await person.say(line)
    if not stays:
        await person.close()
    return person


async def swaks(port: int, host: str, name: str) -> None:
    """Send a letter to ana with swaks."""
    process = await asyncio.create_subprocess_exec(
        *("swaks", "--server", f"127.0.0.1:{port}", "--local-interface", host, "--helo", f"{name}.{WORD}"),
        *("--from", "dora@island.test", "--to", "ana@harbour.test", "--header", "Subject: swaks", "--silent", "3"),
        env=os.environ,
    )
    assert await process.wait() == 0


# Hostile ones; each goes on until it is cancelled


async def hold(port: int, host: str) -> None:
    """Open as many connections as there may be, and say nothing."""
    held: list[Person] = []
    try:
        while True:
            held.append(Person(port, host))
            with contextlib.suppress(OSError, TimeoutError):
                await held[-1].connect()
            await asyncio.sleep(0.001 if len(held) < 500 else 0.1)
    finally:
        for person in held:
            person.cut()


async def flood(port: int, host: str) -> None:
    """Say NOOP as fast as it goes, again and again."""

    async def one(person: Person) -> None:
        person.writer.write(b"HELO flood.reef\r\n")
        while True:
            person.writer.write(b"NOOP\r\n" * 1000)
            await person.writer.drain()
            if not await person.reader.read(65536):
                return

    await _again_and_again(port, host, one)


async def rubbish(port: int, host: str) -> None:
    """Send bytes that mean nothing, and lines that do not end."""

    async def one(person: Person) -> None:
        person.writer.write(b"EHLO \x1b[2J\xff.reef\r\n" + bytes(range(256)) * 40 + b"\r\n" + b"x" * 100_000)
        await person.writer.drain()
        while await person.reader.read(65536):
            pass

    await _again_and_again(port, host, one)


async def bomb(port: int, host: str) -> None:
    """Claim names, and send everybody large letters."""
    number = itertools.count()

    async def one(person: Person) -> None:
        await person.say(f"HELO bomb{next(number)}.reef")
        await person.say("MAIL FROM:<>")
        for user in ("board@class.test", "help@class.test", "ana@harbour.test", "3@vote.class.test"):
            await person.say(f"RCPT TO:<{user}>")
        await person.say("DATA")
        await person.say("\r\n".join(['{"id":"' + "z" * 900 + '"}'] * 900) + "\r\n.")

    await _again_and_again(port, host, one)


async def _again_and_again(port: int, host: str, one: Callable[[Person], Awaitable[None]]) -> None:
    while True:
        person = Person(port, host)
        with contextlib.suppress(OSError, TimeoutError):
            try:
                await person.connect()
                await one(person)
            finally:
                person.cut()
        await asyncio.sleep(0.001)


HOSTILE = (hold, flood, rubbish, bomb)

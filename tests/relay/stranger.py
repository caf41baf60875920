"""A server that says what a test wants, and writes down what it hears."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

from heloworld.relay.roads import Endpoint
from talking import servers

EHLO = "250-mail.island.test\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250 SMTPUTF8"
USUAL: Mapping[str, str] = {
    "": "220 mail.island.test ESMTP",
    "EHLO": EHLO,
    "HELO": "250 mail.island.test",
    "MAIL": "250 2.1.0 Ok",
    "RCPT": "250 2.1.5 Ok",
    "DATA": "354 Go on",
    ".": "250 2.0.0 Ok: queued as ABC",
    "QUIT": "221 2.0.0 Bye",
    "STARTTLS": "220 2.0.0 Ready to start TLS",
}
HANG_UP, SILENCE = "hang up", "silence"
"""Instead of a reply."""


@dataclass
class Stranger:
    """What it says, and what it has heard.

    Attributes:
        says: Verb → reply; empty for the greeting, a dot for the end of data; of a list one after the other.
        heard: The lines of all connections, without their ends.
        texts: What came after each 354, its dots as they crossed.
        calls: How many connections there were.
        tls: What it shakes hands with; None for garbage instead of a handshake.
    """

    says: dict[str, str | list[str]] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    texts: list[bytes] = field(default_factory=list)
    calls: int = 0
    tls: ssl.SSLContext | None = None
    endpoint: Endpoint = field(init=False)

    def reply(self, verb: str) -> str:
        said = self.says.get(verb, USUAL.get(verb, "250 2.0.0 Ok"))
        return said if isinstance(said, str) else said.pop(0) if len(said) > 1 else said[0]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.calls += 1
        with contextlib.suppress(OSError, ssl.SSLError, asyncio.IncompleteReadError):
            verb = ""
            while await self._say(reply := self.reply(verb), reader, writer):
                if verb == "QUIT":
                    break
                if verb == "STARTTLS" and reply.startswith("220"):
                    await self._shake_hands(writer)
                if verb == "DATA" and reply.startswith("354"):
                    self.texts.append(await reader.readuntil(b"\r\n.\r\n"))
                    verb = "."
                    continue
                line = (await reader.readuntil(b"\r\n")).decode().rstrip("\r\n")
                self.heard.append(line)
                verb = line.partition(" ")[0].upper()

    async def _say(self, reply: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        if reply == HANG_UP:
            return False
        if reply == SILENCE:
            await reader.read()
            return False
        if reply:
            writer.write(reply.encode("latin-1") + b"\r\n")
            await writer.drain()
        return True

    async def _shake_hands(self, writer: asyncio.StreamWriter) -> None:
        if self.tls is None:
            writer.write(b"this is not TLS\r\n")
            await writer.drain()
            raise ConnectionResetError
        await writer.start_tls(self.tls)


@contextlib.asynccontextmanager
async def stranger(
    says: Mapping[str, str | list[str]] | None = None, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Stranger]:
    """Start one on loopback."""
    self = Stranger(dict(says or {}), tls=tls)
    async with servers() as serve:
        self.endpoint = Endpoint(*await serve(self.serve), is_tapped=False)
        yield self

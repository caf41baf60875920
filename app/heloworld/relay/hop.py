"""One hop: a connection to the next server, and what it says to each recipient (RFC 5321 §3.3, §4.5.4.1)."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import re
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from heloworld.errors import ConnectError
from heloworld.relay import content, hop_wording
from heloworld.relay.outcome import Outcome
from heloworld.relay.roads import Endpoint
from heloworld.relay.route import LOOP, Exchanger
from heloworld.smtp import replies
from heloworld.wire import client
from heloworld.wire.dial import Bound
from heloworld.wire.events import Address, Event

_LINES = re.compile(rb"[^\n]*\n")

REPLY_LIMIT = 16 * 1024
"""Bytes of a reply; what is longer is no reply."""

CUT_SECONDS = 0.2
"""How long a server is given to take part in closing; it has said all that counts."""

_Outcomes: TypeAlias = dict[str, Outcome]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a silent server is waited for, in seconds (RFC 5321 §4.5.3.2, and Postfix's usual values).

    Attributes:
        connect: For a connection.
        command: For the greeting and for the reply to a command.
        data: For the reply to DATA, and for each time that the server takes nothing of what is sent.
        end_of_data: For the reply to the lone dot.
        quit: For the reply to QUIT, which changes nothing any more.
    """

    connect: float = 30.0
    command: float = 300.0
    data: float = 120.0
    end_of_data: float = 600.0
    quit: float = 2.0


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes the hops.

    Attributes:
        hostname: The name it greets with.
        local: The numeric address that it comes from; None for any.
        port: What stands for port 25 in this world, for what is said.
        patience: How long it waits.
        bound: Told its end of a connection before it is made.
        number_of: The number of a connection as its server's tap counts it, by the caller's end of it; 0 for none.
        record: Takes what happens on a connection to a server without a tap.
        next_number: Numbers such a connection.
        keeps_bare: Whether it sends a CR or an LF that stands alone as it is, which RFC 5321 §2.3.8 forbids.
    """

    hostname: str
    local: str | None = None
    port: int = 25
    patience: Patience = Patience()
    bound: Bound | None = None
    number_of: Callable[[Address], int] = lambda _end: 0
    record: Callable[[Event], None] | None = None
    next_number: Callable[[], int] = lambda: 0
    keeps_bare: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """What is handed on.

    Attributes:
        sender: The reverse-path without brackets; empty for the null sender.
        content: The text, with this server's Received field on top.
        smtputf8: Whether it may go only to servers that know SMTPUTF8 (RFC 6531 §3.4).
    """

    sender: str
    content: bytes
    smtputf8: bool = False


class HopFailed(Exception):  # noqa: N818 - an outcome, not a fault of ours
    """The whole server is of no use now; the next one may be.

    Attributes:
        outcome: What becomes of all recipients, where there is no other server.
    """

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.text)
        self.outcome = outcome


class TlsFailed(HopFailed):
    """TLS was agreed on and did not come about: without it, the server may be of use."""


async def open_hop(caller: Caller, exchanger: Exchanger, endpoint: Endpoint, domain: str, *, tls: bool = True) -> Hop:
    """A connection to a server that has greeted and been greeted; `Hop.end` or `Hop.cut` must follow.

    Args:
        caller: Who calls.
        exchanger: Whom.
        endpoint: Where it really listens.
        domain: Whose mail it is to take.
        tls: Whether STARTTLS is used where it is offered.

    Raises:
        HopFailed: It cannot be had; `TlsFailed` where it may be had in the clear.
    """
    number = 0 if endpoint.is_tapped else caller.next_number()
    record = None if endpoint.is_tapped else caller.record
    seconds = caller.patience.connect
    try:
        line = await client.connect(
            endpoint.host,
            endpoint.port,
            record=record,
            conn=number,
            local=caller.local,
            bound=caller.bound,
            timeout=seconds,
        )
    except ConnectError as error:
        why = hop_wording.why_unreachable(error)
        raise HopFailed(hop_wording.unreachable(str(exchanger), caller.port, why)) from error
    hop = Hop(caller, exchanger, domain, line, number)
    try:
        await hop.greet(tls=tls)
    except BaseException:
        await hop.cut()
        raise
    return hop


class Hop:
    """One connection, made by `open_hop`.

    Attributes:
        conn: Its number; 0 as long as nobody has told it.
        is_lost: Whether it broke in the middle of a letter.
    """

    def __init__(self, caller: Caller, exchanger: Exchanger, domain: str, line: client.Client, number: int) -> None:
        self.conn = number
        self.is_lost = False
        self._caller, self._exchanger, self._domain, self._line = caller, exchanger, domain, line
        self._where = str(exchanger)
        self._relay = f"{exchanger}:{caller.port}"
        self._offers: dict[str, str] = {}
        self._rest = b""

    async def greet(self, *, tls: bool) -> None:
        """Everything before MAIL: greeting, EHLO or HELO, STARTTLS where it is offered (RFC 3207; opportunistic)."""
        raw = await self._hear(hop_wording.GREETING, self._caller.patience.command)
        self.conn = self.conn or self._caller.number_of(self._line.local)
        self._require(raw, "220")
        await self._hello()
        if tls and "STARTTLS" in self._offers:
            await self._start_tls()

    async def transfer(self, mail: Mail, recipients: Sequence[str]) -> _Outcomes:
        """Hand a letter over.

        Returns:
            What became of each recipient.
        """
        outcomes: _Outcomes = {}
        try:
            await self._transfer(mail, recipients, outcomes)
        except HopFailed as failed:
            self.is_lost = True
            return {each: outcomes.get(each, failed.outcome) for each in recipients}
        return outcomes

    async def is_ready(self) -> bool:
        """Whether the server takes another letter; one that has said more than it was asked for is not with us."""
        if self._rest:
            return False
        try:
            return (await self._say(b"RSET", "sending RSET", self._caller.patience.data)).startswith(b"250")
        except HopFailed:
            return False

    async def end(self) -> None:
        """Say goodbye, and close; nothing depends on it any more.

        A server that answers more than it was asked for is heard out, as long as the goodbye may take: it has work to
        do, and to hang up would end that.
        """
        doing, seconds = "sending QUIT", self._caller.patience.quit
        try:
            with contextlib.suppress(HopFailed, TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._send(b"QUIT\r\n", doing)
                    while not (await self._hear(doing, seconds)).startswith(b"221"):
                        pass
        finally:
            await self.cut()

    async def cut(self) -> None:
        """Close without a word."""
        await self._line.close(within=CUT_SECONDS)

    async def _transfer(self, mail: Mail, recipients: Sequence[str], outcomes: _Outcomes) -> None:
        if mail.smtputf8 and "SMTPUTF8" not in self._offers:
            text = f"SMTPUTF8 is required, but was not offered by host {self._where}"
            outcomes |= dict.fromkeys(recipients, Outcome("5.6.7", text, self._relay, conn=self.conn))
            return
        raw = await self._say(self._mail_command(mail), hop_wording.MAIL)
        if not raw.startswith(b"2"):
            outcomes |= dict.fromkeys(recipients, self._said(raw, "MAIL FROM"))
            return
        for recipient in recipients:
            raw = await self._say(f"RCPT TO:<{recipient}>".encode(), hop_wording.RCPT)
            if not raw.startswith(b"2"):
                outcomes[recipient] = self._said(raw, "RCPT TO")
        accepted = [each for each in recipients if each not in outcomes]
        if accepted:
            outcomes |= dict.fromkeys(accepted, await self._text(mail))

    async def _text(self, mail: Mail) -> Outcome:
        """DATA and the text: what becomes of all who were accepted."""
        patience = self._caller.patience
        raw = await self._say(b"DATA", hop_wording.DATA, patience.data)
        if not raw.startswith(b"354"):
            outcome = self._said(raw, "DATA")
            return outcome.softened() if outcome.is_delivered else outcome
        as_sent = content.as_it_came if self._caller.keeps_bare else content.for_data
        await self._send(as_sent(mail.content), hop_wording.BODY)
        return self._said(await self._hear(hop_wording.END_OF_DATA, patience.end_of_data), "end of DATA")

    def _mail_command(self, mail: Mail) -> bytes:
        """MAIL with what the server knows of (RFC 1870 §3, RFC 6152 §2, RFC 6531 §3.4)."""
        parameters = [
            f"SIZE={len(mail.content)}" if "SIZE" in self._offers else "",
            "BODY=8BITMIME" if "8BITMIME" in self._offers and content.is_8bit(mail.content) else "",
            "SMTPUTF8" if mail.smtputf8 else "",
        ]
        return " ".join([f"MAIL FROM:<{mail.sender}>", *filter(None, parameters)]).encode()

    async def _hello(self) -> None:
        """EHLO, or HELO where that is not known (RFC 5321 §3.2); a server of our own name is ourselves."""
        raw = await self._say(f"EHLO {self._caller.hostname}".encode(), hop_wording.EHLO)
        if raw.startswith(b"5"):
            raw = await self._say(f"HELO {self._caller.hostname}".encode(), hop_wording.HELO)
        self._require(raw, "250")
        lines = [line.decode("ascii", "replace") for line in hop_wording.parsed(raw).lines]
        if lines and lines[0].partition(" ")[0].lower() == self._caller.hostname.lower():
            text = LOOP.format(domain=self._domain)
            raise HopFailed(Outcome("5.4.6", text, self._relay, conn=self.conn))
        words = (line.partition(" ") for line in lines[1:])
        self._offers = {word.upper(): argument for word, _, argument in words}

    async def _start_tls(self) -> None:
        """Speak TLS, whoever answers: that helps against listeners, and against nobody who stands in between."""
        try:
            raw = await self._say(b"STARTTLS", hop_wording.STARTTLS)
        except HopFailed as failed:
            raise TlsFailed(failed.outcome) from failed
        if not raw.startswith(b"220"):
            return
        if self._rest:  # whoever said that stands in between (RFC 3207 §6)
            raise TlsFailed(self._lost(hop_wording.STARTTLS))
        try:
            await self._line.start_tls(_anybody(), self._exchanger.name, after=replies.is_complete)
        except ConnectError as error:
            raise TlsFailed(self._lost(hop_wording.STARTTLS)) from error
        await self._hello()

    def _require(self, raw: bytes, code: str) -> None:
        """Raise unless a server is ready to talk; what refuses now may not do so next time."""
        if not raw.startswith(code.encode()):
            raise HopFailed(self._said(raw, ""))

    async def _say(self, command: bytes, doing: str, seconds: float | None = None) -> bytes:
        await self._send(command + b"\r\n", doing)
        return await self._hear(doing, self._caller.patience.command if seconds is None else seconds)

    async def _send(self, data: bytes, doing: str) -> None:
        try:
            async with asyncio.timeout(self._caller.patience.data):
                await self._line.send(data)
        except ConnectError as error:
            raise HopFailed(self._lost(doing)) from error
        except TimeoutError as error:
            raise HopFailed(self._lost(doing, timed_out=True)) from error

    async def _hear(self, doing: str, seconds: float) -> bytes:
        """The next whole reply; what comes behind it is kept."""
        raw = self._rest
        if not _length(raw):
            more = await self._line.read_until(lambda data: _is_enough(raw + data), seconds)
            if more is None:
                raise HopFailed(self._lost(doing, timed_out=True))
            raw += more
        stop = _length(raw)
        if not 0 < stop <= REPLY_LIMIT:
            raise HopFailed(self._lost(doing))
        self._rest = raw[stop:]
        return raw[:stop]

    def _said(self, raw: bytes, command: str) -> Outcome:
        return hop_wording.said(self._where, self._exchanger.name, self._relay, raw, command, self.conn)

    def _lost(self, doing: str, *, timed_out: bool = False) -> Outcome:
        return hop_wording.lost(self._where, self._relay, doing, self.conn, timed_out=timed_out)


@functools.cache
def _anybody() -> ssl.SSLContext:
    """TLS with whoever answers: no certificate is checked, as nobody could say which ones are right (RFC 7435)."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _is_enough(data: bytes) -> bool:
    """Whether a reply is whole, or too long for one."""
    return len(data) > REPLY_LIMIT or _length(data) > 0


def _length(data: bytes) -> int:
    """The bytes of the first whole reply in some that have come; 0 where there is none yet."""
    lines = _LINES.finditer(data)
    return next((line.end() for line in lines if replies.is_complete(line[0])), 0)

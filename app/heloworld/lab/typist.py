"""The hands at the keyboard: sends typed lines over one connection, one after the other.

A line is sent when it is the client's turn, so that a pasted block works against any server, also one that does not
allow pipelining; inside a message that is always so. Whose turn it is tells the same dialogue that the screen follows,
fed with what this side of the connection sees, whatever is spoken. Nothing is sent before the greeting is complete, and
nothing that was typed for a connection that was lost is sent over the next one.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Awaitable, Callable, Iterator, Sequence
from concurrent.futures import Future
from typing import NamedTuple, TypeAlias

from heloworld.errors import ConnectError, PlaintextError, SilenceError, TunnelError, UsageError
from heloworld.lab.doors import FRONT
from heloworld.lab.protocols import protocol_of
from heloworld.lab.script import CRLF, Act, Connect, HangUp, Send
from heloworld.lab.typed_lines import Fate, TypedLines
from heloworld.wire.connection import Connection
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Event
from heloworld.wire.protocol import Dialogue, Machine
from heloworld.wire.rows import Rows, State

Record: TypeAlias = Callable[[Event], None]
"""Receives what happens on a connection, as its client sees it."""

Dial: TypeAlias = Callable[[str, Record], Awaitable[Connection]]
"""Opens a connection at a door, by its name."""

PATIENCE = 5.0
"""Seconds that the server's silence holds up the next line."""

SLOW = 5.0
"""Seconds after which somebody who is more patient than that is told that the server has not answered."""

_KEEP_ROWS = 1_000
"""Rows of its own record that a typist holds: it asks whose turn it is, and never what was said long ago."""


_SILENT = SilenceError("The server has not answered yet.", "What you type waits for its reply. F12 hangs up.")


def _never_greeted(patience: float) -> ConnectError:
    """What is said of a server that holds the connection, and says nothing for too many seconds."""
    return ConnectError(
        f"The server did not greet within {patience:g} seconds.",
        "Check the port: on some of them TLS is spoken from the first byte (--tls).",
    )


def _ungreeted(url: str) -> ConnectError:
    """What is said where the server hangs up instead of a greeting."""
    tls = f"It may wait for TLS, spoken from the first byte: {url} does that. Or try again later."
    return ConnectError(
        "The server closed the connection before its greeting was complete.", tls if url else "Try again later."
    )


def _waiting_for_tls(url: str) -> ConnectError:
    """What is said where no greeting comes in plaintext."""
    return ConnectError(
        "The server has not greeted.",
        f"It may wait for TLS, spoken from the first byte: {url} does that. F12 hangs up.",
    )


_NOBODY = ConnectError("No name server listens there over UDP.", "Check host and port, or ask over TCP (--tcp).")
_LOST = ConnectError("No answer has come: datagrams get lost.", "Ask again.")


class Entry(NamedTuple):
    """Something that is to be done.

    Attributes:
        act: What.
        done: Gets its result when it is done, or a `ConnectError`; is cancelled where it is dropped.
        typed_at: When the learner typed it, as `time.monotonic` counts; None where it is part of a script.
    """

    act: Act
    done: Future[None]
    typed_at: float | None = None


class Typist:
    """Types lines over a connection that it opens when it is needed.

    Acts are either entered, and carried out by `run` one after the other, or performed at once; not both.

    Attributes:
        door: The door at which it connected last, or will first.

    Args:
        dial: Opens a connection.
        tell: Told what went wrong with what was entered, as an error fit for the learner.
        tls: What STARTTLS is carried out with when the learner types it, and the server's name, by the door; None
            leaves the connection as it is.
        patience: Seconds that the server's silence holds up the next line.
        slow: Seconds after which the learner is told of that silence, where the patience is longer.
        door: The door at which it connects until another one is asked for.
        secure: The lines with which each connection begins, so that it is encrypted. Where it is not after them,
            nothing is sent until the learner agrees.
        tls_url: Where the same server may be met with TLS from the first byte, should it not greet in the clear.
    """

    def __init__(
        self,
        dial: Dial,
        tell: Callable[[ConnectError], object],
        tls: Callable[[str], tuple[ssl.SSLContext, str]] | None = None,
        *,
        patience: float = PATIENCE,
        slow: float = SLOW,
        door: str = FRONT,
        secure: Sequence[bytes] = (),
        tls_url: str = "",
    ) -> None:
        self._dial = dial
        self._patience, self._slow = patience, min(slow, patience)
        self.door = door
        self._secure, self._tls_url = secure, tls_url
        self._tell = tell
        self._tls = tls
        self._client: Connection | None = None
        self._acts: asyncio.Queue[Entry] = asyncio.Queue()
        self._heard = _listening()
        self._typed = TypedLines()
        self._stood: State | None = None
        self._is_over = True

    @property
    def client(self) -> Connection | None:
        """The connection, or None while there is none."""
        return self._client if self._client is not None and not self._client.closed else None

    def enter(self, act: Act, done: Future[None] | None = None, typed_at: float | None = None) -> None:
        """Have something done after what was entered before; whose hand an act names is not looked at.

        Args:
            act: What to do.
            done: Gets its result when it is done, or a `ConnectError`; is cancelled where it is dropped. An act whose
                future has been cancelled before its turn is not done.
            typed_at: When the learner typed it, as `time.monotonic` counts; None for a part of a script.
        """
        self._acts.put_nowait(Entry(act, Future() if done is None else done, typed_at))

    async def run(self) -> None:
        """Do what is entered, for ever."""
        while True:
            entry = await self._acts.get()
            if not entry.done.set_running_or_notify_cancel():
                continue
            try:
                await self._do(entry)
            except ConnectError as error:
                self._drop(error, entry.typed_at or 0.0)
                entry.done.set_exception(error)
            except asyncio.CancelledError:
                entry.done.set_exception(ConnectError("The connection was closed before this was done."))
                raise
            else:
                entry.done.set_result(None)

    async def perform(self, act: Act) -> None:
        """Do something and wait for what comes of it: the whole reply, or too long a silence.

        Raises:
            ConnectError: There is no connection to be had, or it broke.
        """
        match act:
            case Send(line=line, ending=ending):
                await self._send(line, ending)
            case Connect(door=door):
                await self._open(door)
            case HangUp():
                await self.close()

    async def close(self) -> None:
        """Close the connection."""
        self._is_over = True
        if self._client is not None:
            await self._client.close()

    async def hang_up(self) -> None:
        """Close the connection, and drop what was entered ahead."""
        self.forget()
        await self.close()

    def forget(self) -> float:
        """What was entered ahead is not for the next connection; returns when the last of it was typed."""
        last = 0.0
        while not self._acts.empty():
            entry = self._acts.get_nowait()
            last = max(last, entry.typed_at or 0.0)
            entry.done.cancel()
        return last

    # What the learner types

    async def _do(self, entry: Entry) -> None:
        """Carry out a part of a script; of what is typed, what may go out."""
        if entry.typed_at is None or not isinstance(entry.act, Send):
            self._typed.release()
            await self.perform(entry.act)
            return
        await self._notice_loss()
        match self._typed.fate(entry.act.line, entry.typed_at):
            case Fate.SEND:
                await self.perform(entry.act)
                await self._notice_loss()
            case Fate.GO_ON:
                await self._open()
            case Fate.SAY:
                self._tell(self._typed.again())

    async def _notice_loss(self) -> None:
        """See whether the connection is over although nobody wanted that, and drop what was typed for it."""
        if self._is_over:
            return
        dialogue, machine = self._talk()
        if self.client is not None and not machine.is_over(dialogue.state):
            return
        await self.close()
        said = dialogue.exchanges[-1].status if dialogue.exchanges else ""
        how = f"The server closed the connection ({said})" if said in machine.last_words else "The connection was lost"
        error = ConnectError(
            f"{how}. Nothing that was typed for it is sent over another one.",
            "Press Enter on an empty line to connect again.",
        )
        dropped = self.forget()
        is_text = self._stood is not None and self._stood.is_text
        is_said = is_text or bool(dropped)
        self._typed.drop(error, at=dropped, until_told=is_text, is_said=is_said)
        if is_said:
            self._tell(error)

    def _drop(self, error: ConnectError, at: float) -> None:
        """Something went wrong: drop what was entered ahead, and say why."""
        is_text = not self._is_over and self._stood is not None and self._stood.is_text
        self._is_over = True
        until_told = is_text or isinstance(error, PlaintextError)
        self._typed.drop(error, at=max(self.forget(), at), until_told=until_told, is_said=True)
        self._tell(error)

    # The connection

    async def _open(self, door: str | None = None) -> None:
        """Have a connection at a door, the server's greeting, and TLS where it is wanted from the start."""
        if self.client is not None and door in {None, self.door}:
            return
        await self.close()
        self.door = door or self.door
        self._heard = heard = _listening()
        client = self._client = await self._dial(self.door, lambda event: heard.feed([event]))
        self._is_over, self._stood = False, None
        await self._listen(client)
        if not self._is_over and self._talk()[0].awaits_reply:
            await self._give_up(client)
        if self._secure and client.tls_version is None:
            with _about_tunnel():
                await self._agree_on_tls(client)

    async def _give_up(self, client: Connection) -> None:
        """Nothing may be sent before the greeting (RFC 5321 §4.3.1), and there is none."""
        silent = not client.closed
        await self.close()
        if silent:
            raise _never_greeted(self._patience)
        raise _ungreeted(self._tls_url)

    async def _agree_on_tls(self, client: Connection) -> None:
        """Say what each connection begins with, and see whether it is encrypted then."""
        for line in self._secure:
            if not client.closed:
                await client.send(line + CRLF)
                await self._listen(client)
        if client.tls_version is not None or self._is_over:
            return
        dialogue, _ = self._talk()
        if client.closed:
            raise ConnectError("The server closed the connection before it was encrypted.", "Try again later.")
        verb = self._secure[-1].split()[-1].decode()
        why = f"refused {verb}" if verb in dialogue.offers else f"does not offer {verb}, or somebody took the offer out"
        raise PlaintextError(
            f"The server {why}: this connection is not encrypted, and nothing you type is sent.",
            "Press Enter on an empty line to go on without encryption, or Ctrl+Q to leave.",
        )

    async def _send(self, line: bytes, ending: bytes) -> None:
        if self.client is None:
            await self._open()
            if not line:
                return
        client = self.client
        if client is None:
            return
        try:
            await client.send(_encoded(self._talk()[0], line, ending))
        except UsageError as error:
            self._tell(ConnectError(error.sentence, error.remedy))
            return
        await self._listen(client)

    async def _listen(self, client: Connection) -> None:
        """Wait until it is the client's turn, and do what the server's last reply asks of whoever types."""
        dialogue, machine = self._talk()
        await self._wait_for_turn(client, dialogue)
        if machine.is_over(dialogue.state):
            said = dialogue.exchanges[-1] if dialogue.exchanges else None
            is_goodbye = said is not None and machine.is_over(said.after) and said.status not in machine.last_words
            self._is_over = self._is_over or is_goodbye
            await client.close()
            return
        self._stood = dialogue.state
        if dialogue.state is machine.handshake and self._tls is not None:
            context, name = await asyncio.to_thread(self._tls, self.door)
            await client.start_tls(context, name)

    async def _wait_for_turn(self, client: Connection, dialogue: Dialogue) -> None:
        """Wait for the whole reply, or too long; say so where that is longer than anybody would expect."""
        if not dialogue.awaits_reply:
            await client.read_until(lambda _: True, 0)
            return
        answer = await client.read_until(lambda _: not dialogue.awaits_reply, self._slow)
        if dialogue.opened.transport == "udp" and (client.closed or answer is None):
            self._tell(_NOBODY if client.closed else _LOST)
        elif answer is None and self._patience > self._slow:
            self._tell(_SILENT if dialogue.exchanges or not self._tls_url else _waiting_for_tls(self._tls_url))
            await client.read_until(lambda _: not dialogue.awaits_reply, self._patience - self._slow)

    def _talk(self) -> tuple[Dialogue, Machine]:
        """The conversation on the newest connection, and the states that it can have."""
        dialogue = next(iter(self._heard.sessions.values()))
        return dialogue, protocol_of(dialogue.opened.protocol).machine


@contextlib.contextmanager
def _about_tunnel() -> Iterator[None]:
    """What breaks a connection meanwhile is told as what it is: there is no tunnel through it."""
    try:
        yield
    except PlaintextError:
        raise
    except ConnectError as error:
        raise TunnelError(error.sentence, error.remedy) from error


def _listening() -> Dissector:
    """Ears for one connection."""
    return Dissector(protocol_of, Rows(keep=_KEEP_ROWS))


def _encoded(dialogue: Dialogue, line: bytes, ending: bytes) -> bytes:
    """What is sent for a line; raises `UsageError` where it means nothing."""
    encode = protocol_of(dialogue.opened.protocol).encode
    return line + ending if encode is None else encode(line, dialogue.opened.transport)

"""The client on trial: started with the address of a server, which is the judge."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final

from heloworld.judge.client.call import Call
from heloworld.judge.client.causes import ClientCause
from heloworld.judge.client.letter import Letter
from heloworld.judge.failure import Failed, Failure
from heloworld.judge.program.last_words import ending_of
from heloworld.judge.program.process import Program
from heloworld.judge.trial import Trial
from heloworld.wire.recorder import Recorder
from heloworld.wire.serving.server_end import Patience, ServerEnd

CALL_SECONDS: Final = 6.0
"""How long a program may take until it has connected."""

_GLANCE: Final = 0.01
_HOST: Final = "127.0.0.1"
_PATIENCE: Final = Patience(idle=600.0)


class Client:
    """The client of one trial; each call starts it.

    Args:
        trial: The trial.
        port: Where it calls; 0 for a free port that it is told.

    Attributes:
        trial: The trial.
        values: Its random values.
        has_message: Whether it is told what to send.
    """

    def __init__(self, trial: Trial, port: int = 0) -> None:
        self.trial, self.values = trial, trial.values
        self.has_message = port == 0
        self._port = port
        self._door: asyncio.Server | None = None
        self._ends: asyncio.Queue[tuple[ServerEnd, int]] = asyncio.Queue()
        self._over = asyncio.Event()

    async def call(self, letter: Letter, *, cafile: str = "", is_strict: bool = False) -> Call:
        """Start the client with a letter, and wait until it has connected.

        Args:
            letter: What it is to send, unless it sends what it likes.
            cafile: The file of an authority; with one, it is to ask for TLS.
            is_strict: Whether every line must end with CR LF.

        Raises:
            Failed: It does not start, or does not connect.
        """
        port = await self._listen()
        told = {"host": _HOST, "port": str(port), "from": letter.sender, "to": letter.recipient, "cafile": cafile}
        program = self.trial.start(told, stdin=letter.message if self.has_message else b"")
        end, conn = await self._called(program, port)
        return Call(program, end, conn, is_strict=is_strict)

    async def _called(self, program: Program, port: int) -> tuple[ServerEnd, int]:
        expected = f"A connection to {_HOST}, port {port}."
        never, too_early = self._causes(program)
        loop = asyncio.get_running_loop()
        until = loop.time() + CALL_SECONDS
        while self._ends.empty():
            if program.status is not None and self._ends.empty():
                await asyncio.sleep(_GLANCE)
                if self._ends.empty():
                    end = ending_of(program, too_early)
                    raise Failed(Failure(end.said, expected, end.cause, ends_all=True))
            if loop.time() > until:
                said = f"Nobody called within {CALL_SECONDS:.0f} seconds of the start."
                raise Failed(Failure(said, expected, never, ends_all=True))
            await asyncio.sleep(_GLANCE)
        return self._ends.get_nowait()

    def _causes(self, program: Program) -> tuple[ClientCause, ClientCause]:
        """What is behind a client that does not call: while it runs, and where it has ended."""
        if not self.has_message:
            return ClientCause.OTHER_PORT, ClientCause.OTHER_PORT
        words = " ".join(program.command.words)
        if "{host}" not in words and "{port}" not in words:
            return ClientCause.NO_PLACES, ClientCause.NO_PLACES
        return ClientCause.NO_CALL, ClientCause.ENDED_WITHOUT_A_CALL

    async def _listen(self) -> int:
        """Open the door, if it is not open; the port."""
        if self._door is None:
            loop = asyncio.get_running_loop()
            try:
                self._door = await loop.create_server(self._end, _HOST, self._port)
            except OSError as error:
                said = f"The judge cannot listen on {_HOST}, port {self._port}: {error.strerror}."
                raise Failed(Failure(said, "A free port.", ClientCause.PORT_TAKEN, ends_all=True)) from error
            self.trial.at_end(self._door.close)
            self.trial.at_end(self._over.set)
        port: int = self._door.sockets[0].getsockname()[1]
        return port

    def _end(self) -> ServerEnd:
        """Our end of a new connection."""
        conn = self.trial.next_conn()
        recorder = Recorder(self.trial.transcript.record, conn, "smtp")
        return ServerEnd(self._live, recorder, _PATIENCE, partial(self._begun, conn), lambda _: None)

    async def _live(self, _: ServerEnd) -> None:
        """A connection lasts as long as the stage, unless one of both sides ends it."""
        await self._over.wait()

    def _begun(self, conn: int, end: ServerEnd, _: asyncio.Task[None]) -> None:
        self.trial.at_end(end.abort)
        self._ends.put_nowait((end, conn))


def on_client(script: Callable[[Client], Awaitable[None]], port: int = 0) -> Callable[[Trial], Awaitable[None]]:
    """A stage's script that is a server for a client.

    Args:
        script: The script.
        port: Where the client calls; 0 for one that is told.
    """

    async def play(trial: Trial) -> None:
        await script(Client(trial, port))

    return play

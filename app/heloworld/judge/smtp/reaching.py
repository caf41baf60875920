"""Reaching a server that was just started: it is tried again and again until it listens, or cannot be going to."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import socket
from typing import Final

from heloworld.errors import ConnectError
from heloworld.judge.causes import Cause
from heloworld.judge.failure import Failed, Failure
from heloworld.judge.program.last_words import ending_of
from heloworld.judge.program.listening import listening
from heloworld.judge.program.process import Program
from heloworld.judge.trial import Trial
from heloworld.wire.client import Client, connect
from heloworld.wire.events import Address

START_SECONDS: Final = 6.0
"""How long a program may take until it listens."""

ELSEWHERE_SECONDS: Final = 1.5
"""How long it may listen in other places alone."""

_AGAIN: Final = 0.02
"""Seconds between two tries to connect."""

_LOOK_EVERY: Final = 10
"""Tries between two looks at where it listens."""

_PORTS: Final = range(15_000, 32_000)
"""Below those that systems give to clients: a client that tries again and again could else meet itself there."""


def free_port() -> int:
    """A port of 127.0.0.1 on which nobody listens, and which no system gives to a client that asks for any."""
    while True:
        port = secrets.choice(_PORTS)
        with contextlib.suppress(OSError), socket.socket() as sock:
            sock.bind(("127.0.0.1", port))
            return port


async def reach(trial: Trial, address: Address, program: Program | None, conn: int) -> Client:
    """A connection to a server, as soon as it listens.

    Args:
        trial: The trial.
        address: Where it should listen.
        program: The program that should; None where the server runs already.
        conn: The number of the connection.

    Raises:
        Failed: Nobody listens there, and why.
    """
    loop = asyncio.get_running_loop()
    begin, tries, elsewhere = loop.time(), 0, 0.0
    while True:
        try:
            record = trial.transcript.record
            return await connect(*address, record=record, conn=conn, timeout=START_SECONDS)
        except ConnectError as error:
            if program is None:
                expected = f"A server that listens on {address[0]}, port {address[1]}."
                raise Failed(Failure(error.sentence, expected, error.remedy, ends_all=True)) from error
            now, tries = loop.time(), tries + 1
            if not elsewhere and tries % _LOOK_EVERY == 0 and listening(program.family()):
                elsewhere = now
            is_elsewhere = elsewhere and now - elsewhere > ELSEWHERE_SECONDS
            if program.status is not None or is_elsewhere or now - begin > START_SECONDS:
                raise Failed(_unreached(address[1], program, now - begin)) from error
            await asyncio.sleep(_AGAIN)


def _unreached(port: int, program: Program, seconds: float) -> Failure:
    """Why nobody can talk to a program."""
    expected = f"A server that listens on 127.0.0.1, port {port}."
    if program.status is not None:
        end = ending_of(program, Cause.ENDED_EARLY)
        return Failure(end.said, expected, end.cause, ends_all=True)
    said = f"Nobody listens on 127.0.0.1, port {port}, {seconds:.0f} seconds after the start."
    others = listening(program.family())
    if not others:
        return Failure(said, expected, Cause.NEVER_LISTENS, ends_all=True)
    where = " and ".join(f"{host}, port {number}" for host, number in others)
    cause = Cause.OTHER_ADDRESS if port in {number for _, number in others} else Cause.OTHER_PORT
    return Failure(f"{said} The program listens on {where}.", expected, cause, ends_all=True)

"""Programs of a few lines, on trial."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from heloworld.judge.program.command import Command
from heloworld.judge.run import Plan, run
from heloworld.judge.smtp.suite import SUITE
from heloworld.judge.stage import Stage
from heloworld.judge.verdict import Verdict

SEED = 4711

LISTEN = """
import os, signal, socket, sys
door = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
def meet(): return door.accept()[0]
"""
"""The beginning of a server."""

TALKS = (
    LISTEN
    + """
while True:
    line = meet()
    line.sendall(b"220 mail.harbour.test\\r\\n")
    for each in line.makefile("rb"):
        word = each[:4].upper()
        known = {b"HELO": b"250 Ok", b"EHLO": b"250 Ok", b"QUIT": b"221 Bye"}
        line.sendall(known.get(word, b"500 What") + b"\\r\\n")
        if word == b"QUIT":
            break
    line.shutdown(socket.SHUT_RDWR)
"""
)
"""A server that says hello and goodbye, to one client after the other."""


def python(code: str) -> Command:
    """Some lines of Python as a program; without site packages it starts soon."""
    return Command((sys.executable, "-S", "-E", "-c", code))


def typed(code: str) -> list[str]:
    """The same as the end of a command line."""
    return ["--", *python(code).words]


async def judged(
    program: Command, up_to: str = "greeting", stages: Sequence[Stage] | None = None, plan: Plan | None = None
) -> list[Verdict]:
    """The verdicts on a program: on a server, where no other stages are given."""
    asked = SUITE.up_to(up_to) if stages is None else stages
    return [verdict async for verdict in run(asked, program, plan or Plan(SEED))]

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


KEEPS = (
    LISTEN
    + """
import threading
def keep(entry):
    with open(os.environ["MAILBOX"], "ab") as box:
        box.write(entry)
def serve(line):
    lines, sender, recipients = line.makefile("rb"), None, []
    def say(text): line.sendall(text + b"\\r\\n")
    say(b"220 mail.harbour.test")
    for each in lines:
        word = each[:4].upper()
        path = each.partition(b"<")[2].partition(b">")[0]
        if word == b"DATA":
            say(b"354 Go on")
            text = b"".join(each.removeprefix(b".") for each in iter(lines.readline, b".\\r\\n"))
            if any(each.startswith(b"ana") for each in recipients):
                keep(b"From x Mon Nov 23 23:26:01 2026\\n" + text.replace(b"\\r\\n", b"\\n") + b"\\n")
        sender = path or b"-" if word == b"MAIL" else None if word in {b"RSET", b"DATA", b"EHLO"} else sender
        recipients = [*recipients, path] if word == b"RCPT" else [] if word != b"NOOP" else recipients
        say(b"221 Bye" if word == b"QUIT" else b"250 Ok")
while True:
    threading.Thread(target=serve, args=[meet()], daemon=True).start()
"""
)
"""A server that keeps letters; what is done with each may be said anew before the last two lines."""


def keeping(code: str) -> Command:
    """The server that keeps letters, with something else done with each."""
    return python(KEEPS.replace("def serve(", f"{code}\ndef serve("))


def only(name: str) -> list[Stage]:
    """One stage by itself."""
    return [stage for stage in SUITE.stages if stage.name == name]


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

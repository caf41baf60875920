"""``helo judge``: a program of the learner's own on trial."""

from __future__ import annotations

from typing import Final

import click

from heloworld.cli.judge_options import Given, judge, judging
from heloworld.errors import UsageError

_CONNECT: Final = "Judge a server that is running already; stages that look at its file or kill it are skipped."


@click.group("judge")
def command() -> None:
    """Judge a program of your own, in any language, stage by stage."""


@command.command("smtp")
@judging
@click.option("--connect", metavar="HOST:PORT", help=_CONNECT)
def smtp(given: Given, connect: str | None) -> None:
    """Judge a mail server of your own, in any language.

    For example: helo judge smtp -- python3 server.py {port} {mailbox}

    The command that starts your server comes after the two dashes. It is started anew for each stage, in an empty
    folder. It listens on 127.0.0.1, on the port {port}, and appends ana's letters to the file {mailbox}; the variables
    PORT and MAILBOX say the same. The server takes mail for harbour.test, where ana and ben live. {certificate} is a
    file with a key and a certificate for STARTTLS, and {password} is ana's password for AUTH.

    The first stage that fails is explained. The exit status is 0 if none failed, 1 if one did.
    """
    from heloworld.judge.suites import SUITES

    example = "helo judge smtp -- python3 server.py {port} {mailbox}"
    judge(SUITES["smtp"](), given, example, address=None if connect is None else _address(connect))


def _address(text: str) -> tuple[str, int]:
    """A host and a port.

    Raises:
        UsageError: It is none.
    """
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 1 << 16:
        raise UsageError(f"{text} is no address to connect to.", "Write --connect 127.0.0.1:2525.")
    return host, int(port)

"""``helo judge``: a program of the learner's own on trial."""

from __future__ import annotations

from typing import Final

import click

from heloworld.cli.judge_options import Given, judge, judging
from heloworld.errors import UsageError

_CONNECT: Final = "Judge a server that is running already; stages that look at its file or kill it are skipped."

_PORT: Final = "Where a client calls that takes no arguments."


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


@command.command("client")
@judging
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help=_PORT)
def client(given: Given, port: int | None) -> None:
    """Judge a mail client of your own, in any language.

    For example: helo judge client -- python3 client.py {host} {port} {from} {to}

    The command that sends a letter comes after the two dashes: to the server at {host} and {port}, from {from} to
    {to}, the message on its standard input. The variables HOST, PORT, FROM and TO say the same. Its exit status is 0 if
    the server took the letter, 75 if it said 4xx, another if it said 5xx. Where the command names {cafile}, STARTTLS is
    judged as well: there this word is the file of an authority to believe, and elsewhere it is empty.

    A client that takes no arguments is judged with --port N, where it calls: helo judge client --port 1025 -- python3
    client.py. What needs a message of ours is skipped.
    """
    from heloworld.judge.client.suite import suite
    from heloworld.judge.stage import Need

    example = "helo judge client -- python3 client.py {host} {port} {from} {to}"
    judge(suite(port or 0), given, example, lacks=frozenset({Need.MESSAGE} if port else ()))


@command.command("mbox")
@judging
def mbox(given: Given) -> None:
    """Judge a reader of mailbox files of your own, in any language, and a writer.

    For example: helo judge mbox -- python3 mbox.py

    The command comes after the two dashes; it is called with two or three more words. With "count FILE" it prints how
    many messages there are, with "show N FILE" message N, counted from 1, as it was before it was put into the file,
    and with "append FILE" it appends the message on its standard input, in the mboxrd format.

    A program that only reads ends "append" with exit status 64 (or 2), and what is about writing is skipped.
    """
    from heloworld.judge.mbox.suite import SUITE

    judge(SUITE, given, "helo judge mbox -- python3 mbox.py")


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

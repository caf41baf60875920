"""The server alone, its transcript on stdout: ``helo serve``."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import ipaddress
import json
import signal
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from heloworld.errors import HeloError
from heloworld.lab.certificates import AUTHORITY_NAME
from heloworld.lab.doors import door_of
from heloworld.lab.hosts.host_table import NAME_SERVER
from heloworld.lab.plan import PASSWORD, Plan
from heloworld.lab.serving import stdout_reader
from heloworld.lab.serving.stdout_writer import StdoutWriter
from heloworld.lab.serving.text_report import TextReport
from heloworld.lab.world import Lab
from heloworld.output import unwritten
from heloworld.wire.events import Address, Event
from heloworld.wire.transcript import Transcript, to_json
from heloworld.wire.visible import visible_text

if TYPE_CHECKING:
    from heloworld.lab.internet.outside import Outside

WARNING = (
    "helo: warning: {host} can be reached from other machines; whoever reaches it can fill your mailboxes. "
    "Without --host the server is there for this machine alone."
)

MAIL_WARNING = (
    "helo: warning: everybody knows the password of {users} here, {password}: whoever reaches {host} can also read "
    "and delete their mail. Give others with --login USER:PASSWORD."
)

MAIL_PROTOCOLS = frozenset({"pop3", "imap"})
"""Where a password opens a mailbox."""

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def serve(
    plan: Plan,
    *,
    as_json: bool,
    is_quiet: bool = False,
    ca: Path | None = None,
    outside: Outside | None = None,
    lesson: str = "",
) -> None:
    """Serve until a signal comes, or until nobody reads what is printed any more.

    Args:
        plan: What the world is to be like.
        as_json: Print one JSON object an event instead of text.
        is_quiet: Print where it listens, and no events.
        ca: Where to write the certificate of the authority that signs the server's, in PEM; None for nowhere.
        outside: The world beyond this server; None where there is none, and no mail can leave.
        lesson: Whose world it is: a lesson's number and title; empty where it is no lesson's.

    Raises:
        HeloError: The server cannot listen, the folder cannot hold mailboxes, or the file cannot be written.
        OutputError: What is printed cannot be written; a reader who has gone is no error.
    """
    if ca is not None:
        _check_free(ca)
    gc.freeze()
    gc.enable()
    asyncio.run(_serve(plan, as_json=as_json, is_quiet=is_quiet, ca=ca, outside=outside, lesson=lesson))


def _warnings(plan: Plan) -> Iterator[str]:
    """What to know of a server that other machines can reach, a line each."""
    yield WARNING.format(host=plan.host)
    for server in plan.servers:
        opens_mailboxes = any(door_of(door).protocol in MAIL_PROTOCOLS for door in server.doors)
        users = [user for user, password in server.accounts.items() if password == PASSWORD]
        if opens_mailboxes and users:
            yield MAIL_WARNING.format(users=", ".join(users), password=PASSWORD, host=plan.host)


async def _serve(
    plan: Plan, *, as_json: bool, is_quiet: bool, ca: Path | None, outside: Outside | None, lesson: str
) -> None:
    over = asyncio.Event()
    troubles: list[OSError] = []
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        with contextlib.suppress(NotImplementedError):  # Windows has none of this; ctrl+C works there all the same
            loop.add_signal_handler(number, over.set)

    def end(error: OSError) -> None:
        if not isinstance(error, BrokenPipeError):
            troubles.append(error)
        with contextlib.suppress(RuntimeError):  # the loop may be over by itself
            loop.call_soon_threadsafe(over.set)

    report = TextReport()
    printer = StdoutWriter(_json, _omitted, end) if as_json else StdoutWriter(report.text, report.omitted, end)
    transcript = Transcript(keep=0)
    if not is_quiet:
        transcript.subscribe(printer.put)
    try:
        async with Lab(plan, transcript, outside=outside) as lab:
            if not _is_loopback(plan.host):
                sys.stderr.write("\n".join(_warnings(plan)) + "\n")
            if lab.notice:
                sys.stderr.write(f"helo: warning: {lab.notice}\n")
            if ca is not None:
                _write_certificate(ca, lab)
            printer.begin(_first_lines(lab, ca, lesson, as_json=as_json))
            stdout_reader.watch(over.set)
            await over.wait()
    finally:
        await asyncio.to_thread(printer.close)
    for error in troubles:
        raise unwritten(error)


def _first_lines(lab: Lab, ca: Path | None, lesson: str, *, as_json: bool) -> Iterator[str]:
    """Where the server listens, its first address first, where the certificate is, and which lesson's world it is."""
    for door, (host, port) in _places(lab):
        protocol = door.rpartition("/")[2]
        server = NAME_SERVER if protocol == NAME_SERVER else door_of(door).server
        name = {} if lab.addresses.is_alone else {"server": server}
        listening = {"event": "listening", **name, "protocol": protocol, "host": host, "port": port}
        yield json.dumps(listening) if as_json else " ".join([*name.values(), f"{protocol} on {host}:{port}"])
    if ca is not None:
        path = str(ca)
        yield json.dumps({"event": "authority", "path": path}) if as_json else f"authority in {visible_text(path)}"
    if lesson:
        yield json.dumps({"event": "lesson", "title": lesson}) if as_json else f"lesson {visible_text(lesson)}"


def _places(lab: Lab) -> Iterator[tuple[str, Address]]:
    """Each open door with each of its addresses."""
    for door, address in lab.doors.items():
        yield door, address
        if door in lab.besides:
            yield door, lab.besides[door]


def _check_free(ca: Path) -> None:
    """A file may be written where it is empty or holds what an earlier server wrote, and nothing else.

    Raises:
        HeloError: It is something else, or cannot be read.
    """
    try:
        is_ours = not ca.exists() or (ca.is_file() and _is_replaceable(ca.read_text("ascii")))
    except (ValueError, ssl.SSLError):
        is_ours = False
    except OSError as error:
        raise HeloError(f"{ca} cannot be read: {error.strerror}.", "Name another file with --ca.") from error
    if not is_ours:
        raise HeloError(f"{ca} exists, and is not a certificate of this program.", "Name another file with --ca.")


def _is_replaceable(text: str) -> bool:
    return not text or (text.count("-----BEGIN") == 1 and AUTHORITY_NAME.encode() in ssl.PEM_cert_to_DER_cert(text))


def _write_certificate(ca: Path, lab: Lab) -> None:
    try:
        ca.write_bytes(lab.authority.certificate_pem)
    except OSError as error:
        raise HeloError(f"{ca} cannot be written: {error.strerror}.", "Name another file with --ca.") from error


def _json(event: Event) -> str:
    return f"{to_json(event)}\n"


def _omitted(count: int) -> str:
    return f"{json.dumps({'event': 'omitted', 'count': count})}\n"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

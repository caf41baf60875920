"""The tools of the prompt with the dollar sign: a handful of built-in words, and no shell.

``telnet HOST [PORT]`` says whom the prompt talks to from now on, ``dig`` asks a name server, ``mailq`` lists what waits
to be sent, ``sleep`` turns the world's clock, ``base64`` writes a text in base64, or reads it.
"""

from __future__ import annotations

import base64
import binascii
import re
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from heloworld.lab.doors import DOORS, FRONT, HARBOUR, door_at, door_of, usual_ports
from heloworld.lab.hosts.host_table import HOSTS, LOOPBACK, NAME_SERVER, Host
from heloworld.lab.protocols import protocol_of
from heloworld.lab.toolbox.tasks import Dig, Mailq, Sleep, Task
from heloworld.wire.events import Address
from heloworld.wire.protocol import Protocol

Doors: TypeAlias = Mapping[str, Address]
"""Where the world's server listens: the name of each door → its address."""

LOCAL: Final = ("localhost", LOOPBACK)
"""The names of this machine: harbour's, and those of whoever else listens there."""


@dataclass(frozen=True, slots=True)
class Call:
    """Connect to a door.

    Attributes:
        door: Its name.
    """

    door: str


@dataclass(frozen=True, slots=True)
class Said:
    """Something to read, as sentences; nothing else happens."""

    text: str


@dataclass(frozen=True, slots=True)
class Printed:
    """What a tool prints, line by line; it is not safe to show as it is."""

    lines: tuple[str, ...]


Done: TypeAlias = Call | Said | Printed | Task
"""What comes of a line."""


def run(line: str, doors: Doors) -> Done:
    """What comes of a line.

    Args:
        line: As it was typed.
        doors: Where the server listens.
    """
    try:
        words = shlex.split(line)
    except ValueError:
        return Said("A quotation mark is open. Close it, or leave it out.")
    if not words:
        return Said(_WHAT_THERE_IS)
    word, *arguments = words
    if word.lower() == "base64":
        return _base64(line.split(maxsplit=1)[1:])
    tool = _TOOLS.get(word.lower())
    if tool is None:
        return Said(
            f"There is no {word} here: this is no shell. {_WHAT_THERE_IS} Other programs run in another terminal."
        )
    return tool(arguments, doors)


def complete(typed: str, doors: Doors) -> tuple[str, ...]:
    """The lines that make sense and start with what was typed, in whatever case."""
    servers = dict.fromkeys(door_of(door).server for door in doors)
    lines = [f"telnet {_name(door, doors)} {port}" for door, (_, port) in doors.items() if _is_typed(door)]
    if NAME_SERVER in doors:
        lines += [f"dig {kind} {HOSTS[server].domain}" for server in servers for kind in ("MX", "TXT", "A")]
    lines += ["mailq", *(f"mailq {server}" for server in servers if len(servers) > 1), "sleep 300"]
    lines += [r"base64 \0ana\0sesame", "base64 -d AGFuYQBzZXNhbWU="]
    return tuple(line for line in lines if line.lower().startswith(typed.lower()))


def door_called(line: str) -> str | None:
    """The door that somebody means who names a host of our world, and perhaps a service: ``mail.island.test pop3``.

    Returns:
        The door's full name; None where there is no such host or service.
    """
    host, *services = line.split()
    server = next((each.name for each in HOSTS.values() if each.domain and host.lower() in _names(each)), None)
    service = services[0] if services else FRONT
    own = next((door for door in DOORS if service in _usual(door)), None)
    return None if server is None or own is None or len(services) > 1 else door_at(server, own)


def _telnet(arguments: list[str], doors: Doors) -> Call | Said:
    """Whom the prompt talks to from now on."""
    if len(arguments) not in {1, 2}:
        return Said(f"Say host and port: telnet {_name(FRONT, doors)} {next(iter(doors.values()))[1]}. {_there(doors)}")
    host, port = arguments[0], arguments[1] if len(arguments) == 2 else FRONT
    theirs = _doors_of(host.lower(), doors)
    if not theirs:
        return Said(f"There is no host {host} in this world. Try: telnet {_name(FRONT, doors)} {port}")
    is_numbered = [door for door in theirs if port == str(theirs[door][1])]
    found = is_numbered or [door for door in theirs if port in _usual(door)]
    if not found:
        return Said(f"Connection refused: nobody listens on port {port}. {_listening(theirs)}")
    if door_of(found[0]).implicit_tls:
        return Said(
            f"telnet speaks no TLS, and port {port} expects it from the first byte. In another terminal: "
            f"openssl s_client -quiet -crlf -connect {':'.join(map(str, doors[found[0]]))}"
        )
    if not _is_typed(found[0]):
        address, at = doors[found[0]]
        return Said(
            f"What is said on port {port} are no lines that could be typed. In another terminal: "
            f"dig @{address} -p {at} MX harbour.test"
        )
    return Call(found[0])


def _dig(arguments: list[str], doors: Doors) -> Said | Dig:
    """A question for a name server: this world's, unless another is named behind an ``@``."""
    named = [each[1:] for each in arguments if each.startswith("@")]
    words = [each for each in arguments if not each.startswith("@")]
    if NAME_SERVER not in doors:
        return Said("There is no name server in this world, so there is nobody to ask.")
    if not words or len(named) > 1:
        return Said("Say what you ask for: dig MX harbour.test, or dig @SERVER MX harbour.test.")
    server = doors[NAME_SERVER]
    for host in named:
        if host.lower() not in {*LOCAL, server[0], NAME_SERVER, _NS}:
            return Said(
                f"No name server listens on {host}. This world's is at {server[0]}, port {server[1]}: dig @dns."
            )
    return Dig(shlex.join(words), server)


def _mailq(arguments: list[str], doors: Doors) -> Said | Mailq:
    """The letters that wait, on all hosts or on one."""
    servers = list(dict.fromkeys(door_of(each).server for each in doors))
    if not arguments:
        return Mailq()
    host = arguments[0].lower()
    found = next((each for each in servers if host == each or host in _names(HOSTS[each])), None)
    if found is None or len(arguments) > 1:
        return Said(f"Say mailq, or mailq and one host: {', '.join(servers)}.")
    return Mailq(found)


def _sleep(arguments: list[str], _: Doors) -> Said | Sleep:
    """So much time passes, at once."""
    found = _SPAN.fullmatch(arguments[0].lower()) if len(arguments) == 1 else None
    seconds = float(found[1]) * _SECONDS[found[2]] if found else -1.0
    if not 0 <= seconds <= LONGEST:
        return Said("Say how many seconds, up to ten years: sleep 300. Or sleep 5m, sleep 2h, sleep 5d.")
    return Sleep(seconds)


def _base64(rest: list[str]) -> Said | Printed:
    r"""A text in base64; or what base64 says, with ``-d``. ``\0`` in a text is the byte 0, as ``printf`` has it."""
    text = rest[0].strip() if rest else ""
    is_reading = text == "-d" or text.startswith("-d ")
    text = text.removeprefix("-d").strip() if is_reading else text
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    if not text:
        return Said("Say what to write in base64: base64 ana. Or what to read: base64 -d YW5h")
    if not is_reading:
        return Printed((base64.b64encode(text.replace("\\0", "\0").encode()).decode("ascii"),))
    try:
        return Printed((base64.b64decode("".join(text.split()), validate=True).decode("utf-8", "replace"),))
    except (binascii.Error, ValueError):
        return Said("That is no base64: letters, digits, + and /, four by four, with = at the end to fill up.")


def _is_typed(door: str) -> bool:
    """Whether a door can be talked to line by line, in the clear."""
    return not door_of(door).implicit_tls and protocol_of(door_of(door).protocol).is_of_lines


def _doors_of(host: str, doors: Doors) -> Doors:
    """The doors of a host by its name or address; none where it is not there."""
    if host in LOCAL:
        return {
            door: address
            for door, address in doors.items()
            if door_of(door).server == HARBOUR or address[0] == LOOPBACK
        }
    return {
        door: address
        for door, address in doors.items()
        if host in _names(HOSTS[door_of(door).server]) or (host == address[0] and host not in LOCAL)
    }


def _names(host: Host) -> tuple[str, str]:
    return host.hostname, host.address


def _usual(door: str) -> set[str]:
    """What can be said for the port of a door: the usual numbers, and the name of the service."""
    return {door.rpartition("/")[2], *map(str, usual_ports(door))}


def _name(door: str, doors: Doors) -> str:
    """What a door's host is called: this machine where there is but one."""
    servers = {door_of(each).server for each in doors}
    return "localhost" if servers == {HARBOUR} else HOSTS[door_of(door).server].hostname


def _there(doors: Doors) -> str:
    """Where the servers listen, or who they are where there are several."""
    servers = dict.fromkeys(door_of(door).server for door in doors)
    if len(servers) == 1:
        return _listening(doors)
    return f"The hosts are {', '.join(HOSTS[server].hostname for server in servers)}."


def _listening(doors: Doors) -> str:
    def name(door: str) -> str:
        protocol: Protocol = protocol_of(door_of(door).protocol)
        kind = " over TLS" if door_of(door).implicit_tls else " with login" if door_of(door).is_submission else ""
        return f"{protocol.label}{kind}"

    return f"The server listens on {', '.join(f'{port} ({name(door)})' for door, (_, port) in doors.items())}."


_NS: Final = "ns.harbour.test"
"""The name of the world's name server."""

LONGEST: Final = 10 * 365 * 86_400
"""Seconds that can pass at once."""

_SPAN: Final = re.compile(r"(\d+(?:\.\d+)?)([smhd]?)")
_SECONDS: Final = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400}

_TOOLS: Final[Mapping[str, Callable[[list[str], Doors], Done]]] = {
    "telnet": _telnet,
    "dig": _dig,
    "mailq": _mailq,
    "sleep": _sleep,
}

_WHAT_THERE_IS: Final = (
    "The tools are telnet HOST [PORT], dig [@SERVER] TYPE NAME, mailq, sleep SECONDS, base64 TEXT and base64 -d TEXT."
)

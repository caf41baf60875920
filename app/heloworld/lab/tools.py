"""The tools of the prompt with the dollar sign: a handful of built-in words, and no shell.

``telnet HOST [PORT]`` says whom the prompt talks to from now on.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from heloworld.lab.doors import DOORS, FRONT, HARBOUR, door_at, door_of, usual_ports
from heloworld.lab.hosts.host_table import HOSTS, LOOPBACK, Host
from heloworld.lab.protocols import protocol_of
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


def run(line: str, doors: Doors) -> Call | Said:
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
    tool = _TOOLS.get(word.lower())
    if tool is None:
        return Said(
            f"There is no {word} here: this is no shell. {_WHAT_THERE_IS} Other programs run in another terminal."
        )
    return tool(arguments, doors)


def complete(typed: str, doors: Doors) -> tuple[str, ...]:
    """The lines that make sense and start with what was typed, in whatever case."""
    lines = [f"telnet {_name(door, doors)} {port}" for door, (_, port) in doors.items() if _is_typed(door)]
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


_TOOLS: Final[Mapping[str, Callable[[list[str], Doors], Call | Said]]] = {"telnet": _telnet}

_WHAT_THERE_IS: Final = "The tool is telnet HOST [PORT]: whom the prompt talks to."

"""The tools of the prompt with the dollar sign: a handful of built-in words, and no shell.

``telnet HOST PORT`` says whom the prompt talks to from now on.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from heloworld.lab.doors import door_of
from heloworld.lab.protocols import protocol_of
from heloworld.wire.events import Address
from heloworld.wire.protocol import Protocol

Doors: TypeAlias = Mapping[str, Address]
"""Where the world's server listens: the name of each door → its address."""

LOCAL: Final = ("localhost", "127.0.0.1", "mail.harbour.test")
"""The names of the one server that there is."""


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
    lines = [f"telnet localhost {port}" for door, (_, port) in doors.items() if _is_typed(door)]
    return tuple(line for line in lines if line.lower().startswith(typed.lower()))


def _telnet(arguments: list[str], doors: Doors) -> Call | Said:
    """Whom the prompt talks to from now on."""
    if len(arguments) != 2:
        return Said(f"Say host and port: telnet localhost {next(iter(doors.values()))[1]}. {_listening(doors)}")
    host, port = arguments
    if host.lower() not in {*LOCAL, *(address[0] for address in doors.values())}:
        return Said(f"There is no host {host} in this world. Try: telnet localhost {port}")
    found = [door for door in doors if port in _ports(door, doors[door])]
    if not found:
        return Said(f"Connection refused: nobody listens on port {port}. {_listening(doors)}")
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


def _ports(door: str, address: Address) -> set[str]:
    """What can be said for the port of a door: its number here, the usual numbers, and the name of the service."""
    protocol, implicit_tls = protocol_of(door_of(door).protocol), door_of(door).implicit_tls
    usual = {protocol.tls_port} if implicit_tls else {protocol.port, protocol.lab_port}
    return {door, *map(str, {address[1], *usual})}


def _listening(doors: Doors) -> str:
    def name(door: str) -> str:
        protocol: Protocol = protocol_of(door_of(door).protocol)
        return f"{protocol.label} over TLS" if door_of(door).implicit_tls else protocol.label

    return f"The server listens on {', '.join(f'{port} ({name(door)})' for door, (_, port) in doors.items())}."


_TOOLS: Final[Mapping[str, Callable[[list[str], Doors], Call | Said]]] = {"telnet": _telnet}

_WHAT_THERE_IS: Final = "The tool is telnet HOST PORT: whom the prompt talks to."

"""The doors of a world's server by name: what is spoken at each, and whether TLS comes with the first byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from heloworld.lab.protocols import PROTOCOLS, protocol_of
from heloworld.smtp import ports

DoorName: TypeAlias = Literal["smtp", "smtps", "submission", "pop3", "pop3s", "imap", "imaps", "dns"]
"""A protocol in the clear, by its name; with an ``s`` behind it under TLS from the first byte, as in a URL.

At ``submission`` SMTP is spoken with those who hand in their own mail: TLS first, then the login. ``dns`` is its own
name, and its door is one of UDP and of TCP.
"""

DOORS: Final[tuple[str, ...]] = get_args(DoorName)
"""All that a world of ours can open."""

FRONT: Final = "smtp"
"""The one that every server has."""

SUBMISSION: Final = "submission"
"""The one where people hand in their own mail."""

_OPTIONS: Final = {"smtp": "--port", "smtps": "--tls-port"}
"""Door → the option that chooses its port, where that is not its own name with ``-port``."""

HARBOUR: Final = "harbour"
"""Whose doors go by their bare names; those of the world's other hosts have the host's name before them."""


@dataclass(frozen=True, slots=True)
class Door:
    """A port on which a server listens, whatever its number.

    Attributes:
        protocol: What is spoken there, by its name in a transcript.
        implicit_tls: Whether TLS is spoken from the first byte (RFC 8314 §3).
        is_submission: Whether people hand in their own mail there, and have to log in (RFC 6409).
        server: Whose it is: the name of a host in the world.
    """

    protocol: str
    implicit_tls: bool = False
    is_submission: bool = False
    server: str = HARBOUR


def door_of(name: str) -> Door:
    """What stands behind a door's name, such as ``imaps``, or ``island/smtp`` for one of another host."""
    server, _, own = name.rpartition("/")
    server = server or HARBOUR
    if own == SUBMISSION:
        return Door(FRONT, is_submission=True, server=server)
    if own not in PROTOCOLS and own.removesuffix("s") in PROTOCOLS:
        return Door(own.removesuffix("s"), implicit_tls=True, server=server)
    return Door(own, server=server)


def door_at(server: str, door: str) -> str:
    """The full name of a host's door."""
    return door if server == HARBOUR else f"{server}/{door}"


def option_of(name: str) -> str:
    """The option of ``helo serve`` that chooses the port of a door."""
    own = name.rpartition("/")[2]
    return _OPTIONS.get(own, f"--{own}-port")


def usual_ports(name: str) -> tuple[int, int]:
    """The registered port of a door, and the one in our world; TLS from the first byte has one number for both."""
    door = door_of(name)
    if door.is_submission:
        return ports.SUBMISSION_PORT, ports.LAB_SUBMISSION_PORT
    protocol = protocol_of(door.protocol)
    return (protocol.tls_port,) * 2 if door.implicit_tls else (protocol.port, protocol.lab_port)


def is_tls_port(port: int) -> bool:
    """Whether TLS is spoken there from the first byte, by the numbers that are registered or usual here."""
    return any(port in _tls_ports(door) for door in DOORS if door_of(door).implicit_tls)


def tls_url(name: str, host: str, port: int) -> str:
    """Where the same server is met with TLS from the first byte, as a URL; empty where it begins so already.

    Args:
        name: The door in the clear that was tried.
        host: The server.
        port: Its port, which tells a protocol where it is a usual one.
    """
    secure = [door for door in DOORS if door_of(door).implicit_tls]
    own = f"{door_of(name).protocol}s"
    if door_of(name).implicit_tls or own not in secure:
        return ""
    scheme = next((door for door in secure if port in _tls_ports(door)), own)
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def _tls_ports(door: str) -> tuple[int, int]:
    """The registered port of a door with TLS, and the one a thousand higher, which needs no privileges."""
    registered = usual_ports(door)[0]
    return registered, registered + 1000

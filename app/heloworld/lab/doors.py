"""The doors of a world's server by name: what is spoken at each, and whether TLS comes with the first byte."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, get_args

from heloworld.lab.protocols import PROTOCOLS

DoorName: TypeAlias = Literal["smtp", "smtps", "pop3", "pop3s", "imap", "imaps", "dns"]
"""A protocol in the clear, by its name; with an ``s`` behind it under TLS from the first byte, as in a URL.

``dns`` is its own name, and its door is one of UDP and of TCP.
"""

DOORS: Final[tuple[str, ...]] = get_args(DoorName)
"""All that a world of ours can open."""

FRONT: Final = "smtp"
"""The one that every server has."""


@dataclass(frozen=True, slots=True)
class Door:
    """A port on which a server listens, whatever its number.

    Attributes:
        protocol: What is spoken there, by its name in a transcript.
        implicit_tls: Whether TLS is spoken from the first byte (RFC 8314 §3).
    """

    protocol: str
    implicit_tls: bool = False


def door_of(name: str) -> Door:
    """What stands behind a door's name."""
    if name not in PROTOCOLS and name.removesuffix("s") in PROTOCOLS:
        return Door(name.removesuffix("s"), implicit_tls=True)
    return Door(name)

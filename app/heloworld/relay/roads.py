"""Where a relay can go: to the hosts of its own world, and nowhere else.

A zone is text that anybody may have written, a stranger's lesson too. Whatever address it gives, no packet leaves the
machine.
"""

from __future__ import annotations

import errno
import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field

SMTP_PORT = 25


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a host of the world really listens.

    Attributes:
        host: A numeric loopback address.
        port: The port of its SMTP.
        is_tapped: Whether its own end of a connection is recorded; else the relay records its end.
    """

    host: str
    port: int
    is_tapped: bool = True


@dataclass(frozen=True, slots=True)
class Roads:
    """The world's own hosts.

    Attributes:
        endpoints: The addresses that names lead to → where these hosts listen. It may change while the world runs.
        port: What stands for port 25 in this world, for what is said.
    """

    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)
    port: int = SMTP_PORT

    def to(self, address: str) -> Endpoint | None:
        """Where to connect for an address; None where nothing of this world is there, or it is not on loopback."""
        endpoint = self.endpoints.get(address)
        return endpoint if endpoint is not None and is_loopback(endpoint.host) else None

    def why_not(self, address: str) -> str:
        """What the system would say of an address that leads nowhere."""
        return os.strerror(errno.ECONNREFUSED if is_loopback(address) else errno.ENETUNREACH)


def is_loopback(address: str) -> bool:
    """Whether a numeric address never leaves this machine."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False

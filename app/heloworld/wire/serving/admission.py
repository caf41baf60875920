"""Who is let in: not more sessions than the policy has, not more of one client than that, and no last open file."""

from __future__ import annotations

import ipaddress
import logging
from collections import Counter
from enum import Enum, auto
from typing import Final, Protocol

from heloworld.wire.serving import descriptors

log = logging.getLogger(__name__)

_NETWORK: Final = 64
"""Bits of an IPv6 address that count: whoever has one address has all that begin with the same (RFC 6177 §2)."""

_SAID = (
    "The system allows this program only %d open files, so that no more clients can be let in. "
    "Allow it more, for example with `ulimit -n 1024`, and start it again."
)


class Limits(Protocol):
    """How many sessions there may be; a server's policy says it."""

    @property
    def connection_limit(self) -> int:
        """Sessions at one time."""

    @property
    def client_limit(self) -> int:
        """Sessions of one client at one time, so that nobody shuts the others out."""

    @property
    def local_limit(self) -> int:
        """The same for an address of this machine itself, where one address stands for many programs."""


class Full(Enum):
    """Why somebody is not let in."""

    ALL = auto()
    """There are too many sessions, or open files."""
    CLIENT = auto()
    """There are too many sessions of this client."""


class Admission:
    """Counts sessions, in all and by client.

    Args:
        policy: How many there may be.
    """

    def __init__(self, policy: Limits) -> None:
        self._policy = policy
        self._inside: dict[object, str] = {}
        self._of_client: Counter[str] = Counter()
        self._has_warned = False

    def enter(self, session: object, host: str, fd: int) -> Full | None:
        """Let a session in, or say why not.

        Args:
            session: The session; whoever is let in has to `leave`.
            host: The client's numeric address.
            fd: The number of the connection's open file; -1 where it has none.
        """
        if descriptors.spare(fd) < 0:
            self.warn()
            return Full.ALL
        if len(self._inside) >= self._policy.connection_limit:
            return Full.ALL
        client, is_local = client_of(host)
        limit = self._policy.local_limit if is_local else self._policy.client_limit
        if self._of_client[client] >= limit:
            return Full.CLIENT
        self._inside[session] = client
        self._of_client[client] += 1
        return None

    def leave(self, session: object) -> None:
        """A session is over, whether it was let in or not."""
        client = self._inside.pop(session, None)
        if client is not None:
            self._of_client[client] -= 1
            if not self._of_client[client]:
                del self._of_client[client]

    def warn(self) -> None:
        """Say once that there are too few open files."""
        if not self._has_warned:
            self._has_warned = True
            log.warning(_SAID, descriptors.limit())


def client_of(host: str) -> tuple[str, bool]:
    """Under which name a client is counted, and whether it is this machine itself.

    Args:
        host: Its numeric address.
    """
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host, False
    if isinstance(address, ipaddress.IPv6Address) and not address.is_loopback:
        return str(int(address) >> (address.max_prefixlen - _NETWORK)), False
    return host, address.is_loopback

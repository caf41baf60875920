"""What the name server allows, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """What the name server allows over TCP; a datagram costs nothing once it is answered.

    Attributes:
        idle_limit: Seconds without a byte from the client before the server hangs up (RFC 7766 §6.2.3).
        connection_limit: TCP connections at one time.
        client_limit: Connections of one client at one time, so that nobody shuts the others out.
        local_limit: The same for an address of this machine itself, where one address stands for many programs.
    """

    idle_limit: float = 30.0
    connection_limit: int = 500
    client_limit: int = 20
    local_limit: int = 250

"""What the server allows, and how much of it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """What the server allows.

    Attributes:
        hostname: The name it greets with.
        requires_tls: Whether nobody may log in before the connection is encrypted.
        command_limit: Bytes in a command line, CRLF included, and in all of a command but for an appended message.
        message_limit: Bytes in an appended message.
        error_limit: Refused commands, with the last of which the server hangs up. After the login a command that is
            carried out forgives those before it.
        idle_limit: Seconds without a byte from the client before the server hangs up; RFC 3501 §5.4 wants 30 minutes
            at least.
        connection_limit: Sessions at one time.
        client_limit: Sessions of one client at one time, so that nobody shuts the others out.
        local_limit: The same for an address of this machine itself, where one address stands for many programs.
    """

    hostname: str = "mail.harbour.test"
    requires_tls: bool = False
    command_limit: int = 8_192
    message_limit: int = 10_240_000
    error_limit: int = 20
    idle_limit: float = 1_800.0
    connection_limit: int = 500
    client_limit: int = 20
    local_limit: int = 250

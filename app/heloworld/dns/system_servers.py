"""The name servers that this machine asks."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Final

from heloworld.errors import UsageError

RESOLV_CONF: Final = Path("/etc/resolv.conf")
"""Where a system says whom to ask (resolv.conf(5))."""

PORT: Final = 53
MOST_SERVERS: Final = 3
"""Servers that are asked, as resolv.conf(5) has it."""


def system_servers(path: Path) -> list[str]:
    """The addresses of the name servers, the first to be asked first.

    Args:
        path: `RESOLV_CONF`, or a file like it.

    Raises:
        UsageError: Nothing says whom to ask.
    """
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise UsageError(f"Whom to ask is not known: {path} cannot be read ({error.strerror}).", _REMEDY) from error
    words = (line.split() for line in lines)
    servers = [each[1] for each in words if len(each) > 1 and each[0] == "nameserver" and _is_address(each[1])]
    if not servers:
        raise UsageError(f"Whom to ask is not known: {path} names no name server.", _REMEDY)
    return servers[:MOST_SERVERS]


_REMEDY: Final = "Name one with --resolver HOST:PORT, or zone files with --zone FILE."


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    return True

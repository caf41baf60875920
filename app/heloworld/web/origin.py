"""Whose page it is that wants to drive a program: ours, or somebody else's in the same browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_PORTS: Final = {"http": 80, "https": 443}
_FORWARDED: Final = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Prefix", "X-Forwarded-Context", "Forwarded")


def is_own(headers: Mapping[str, str], *, is_local: bool) -> bool:
    """Whether a request for a web socket comes from our own page, or from no page at all.

    A browser names the page's origin (RFC 6455 §10.2) and lets no script change it. Without a proxy, a server on
    loopback has a name of loopback, too: any other was made to lead here (DNS rebinding).

    Args:
        headers: Those of the request; their names in any case.
        is_local: Whether we listen on loopback.
    """
    host = headers.get("X-Forwarded-Host", headers.get("Host", "")).partition(",")[0].strip()
    name, _ = _spot("", host)
    if is_local and name not in _LOOPBACK and not any(each in headers for each in _FORWARDED):
        return False
    origin = headers.get("Origin")
    if origin is None:
        return True
    scheme = origin.partition("://")[0].lower()
    return scheme in _PORTS and _spot(scheme, origin.partition("://")[2]) == _spot(scheme, host)


def _spot(scheme: str, place: str) -> tuple[str, int | None]:
    """Name and port of a place such as ``[::1]:8000``."""
    try:
        parts = urlsplit(f"//{place}")
        return (parts.hostname or "").lower(), parts.port or _PORTS.get(scheme)
    except ValueError:
        return "", None

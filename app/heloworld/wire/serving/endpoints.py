"""The two ends of a connection, as the system names them."""

from __future__ import annotations

import asyncio

from heloworld.wire.events import Address


def addresses(transport: asyncio.BaseTransport) -> tuple[Address, Address]:
    """The client's end and ours; of an IPv6 address only host and port."""
    return _address(transport, "peername"), _address(transport, "sockname")


def descriptor(transport: asyncio.BaseTransport) -> int:
    """The number of a connection's open file; -1 where it has none any more."""
    end = transport.get_extra_info("socket")
    return -1 if end is None else int(end.fileno())


def _address(transport: asyncio.BaseTransport, name: str) -> Address:
    host, port, *_ = transport.get_extra_info(name) or ("", 0)
    return str(host), int(port)

"""The way from a server of a world to the others: what its queue is given. Worlds of several hosts load it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from heloworld.relay.roads import Endpoint
from heloworld.wire.events import Address

Find: TypeAlias = Callable[[str], Address | None]
"""Where whoever calls an address of the world finds its SMTP server."""


class Endpoints(Mapping[str, Endpoint]):
    """The addresses of a world's servers → where they listen now.

    Args:
        addresses: The addresses.
        find: Finds them.
    """

    def __init__(self, addresses: tuple[str, ...], find: Find) -> None:
        self._addresses, self._find = addresses, find

    def __getitem__(self, address: str) -> Endpoint:
        where = self._find(address) if address in self._addresses else None
        if where is None:
            raise KeyError(address)
        return Endpoint(*where)

    def __iter__(self) -> Iterator[str]:
        return iter(self._addresses)

    def __len__(self) -> int:
        return len(self._addresses)

"""DNS in a world: which zones its name server answers for."""

from __future__ import annotations

from collections.abc import Iterable

from heloworld.dns.listener import Listener
from heloworld.dns.service import Service
from heloworld.dns.zones.zone import Zone, parse_all
from heloworld.lab.maildrops.servers import Household
from heloworld.lab.names.usual_zones import usual_zones
from heloworld.wire.events import Address
from heloworld.wire.serving.sessions import Sessions


class DnsServer:
    """The name server of a world; `lab.maildrops.servers.Server` says what its methods do.

    Args:
        household: What the servers of the world share.
    """

    last_word = b""

    def __init__(self, household: Household) -> None:
        self._listener = Listener(_service(household))

    @property
    def sessions(self) -> Sessions:
        """The live TCP connections."""
        return self._listener.service.sessions

    def serve(self, household: Household) -> None:
        """From now on, answer for this world."""
        self._listener.service = _service(household)

    async def open(self, host: str, port: int, *, implicit_tls: bool = False) -> Address:  # noqa: ARG002 - none here
        """Listen on one more port."""
        return await self._listener.open(host, port)

    async def close(self) -> None:
        """Listen no more, and end all connections."""
        await self._listener.close()


def _service(household: Household) -> Service:
    texts = household.plan.zones or usual_zones(household.plan.host)

    def zones() -> Iterable[Zone]:
        return [zone for zone in parse_all(texts).values() if zone.is_sound]

    return Service(zones, household.record, household.connections)

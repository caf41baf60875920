"""DNS in a world: which zones its name server answers for."""

from __future__ import annotations

from collections.abc import Iterable

from heloworld.dns.listener import Listener
from heloworld.dns.policy import Policy
from heloworld.dns.service import Service
from heloworld.dns.zones.zone import Zone, parse_all
from heloworld.lab.maildrops.household import Household
from heloworld.lab.names.usual_zones import usual_zones
from heloworld.lab.names.world_zones import world_zones


class DnsServer:
    """The name server of a world; `lab.maildrops.servers.AnyServer` says what it has to have.

    Args:
        household: What the servers of the world share.
    """

    def __init__(self, household: Household) -> None:
        self.listener = Listener(_service(household))

    def serve(self, household: Household) -> None:
        """From now on, answer for this world."""
        self.listener.service = _service(household)


def _service(household: Household) -> Service:
    plan = household.plan
    texts = world_zones(plan) if plan.address else plan.zones or usual_zones(plan.host)

    def zones() -> Iterable[Zone]:
        return [zone for zone in parse_all(texts).values() if zone.is_sound]

    return Service(zones, household.record, household.connections, Policy(**household.limits._asdict()))

"""DNS in a world: which zones its name server answers for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from heloworld.dns.listener import Listener
from heloworld.dns.policy import Policy
from heloworld.dns.service import Service
from heloworld.dns.zones.parsing import parse_all
from heloworld.dns.zones.zone import Zone
from heloworld.lab.maildrops.household import Household
from heloworld.lab.names.usual_zones import usual_zones
from heloworld.lab.names.world_zones import world_zones
from heloworld.lab.plan import Plan


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


def zone_texts(plan: Plan) -> Mapping[str, str]:
    """Origin → text of the zones that the name server of a world answers for.

    Args:
        plan: The world.
    """
    return world_zones(plan) if plan.address else plan.zones or usual_zones(plan.host)


def _service(household: Household) -> Service:
    plan = household.plan
    texts = zone_texts(plan)

    def zones() -> Iterable[Zone]:
        return [zone for zone in parse_all(texts).values() if zone.is_sound]

    return Service(zones, household.record, household.connections, Policy(**household.limits._asdict()))

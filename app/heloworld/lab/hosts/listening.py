"""The doors of a world's servers: which are to be open, where, and how they come to have the same ports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from heloworld.errors import ListenError
from heloworld.lab.doors import FRONT, HARBOUR, door_at
from heloworld.lab.hosts.addresses import Addresses, common_port
from heloworld.lab.hosts.mail_host import MailHost
from heloworld.lab.plan import Plan
from heloworld.wire.events import Address


class Listening:
    """The open doors of one world; they stay open when it is made anew, but for those of hosts that are gone.

    Attributes:
        doors: The full name of each open door → the address that clients are told.
        besides: The full name of a door → where else it is open: harbour's are at 127.0.0.1 as well.
        notices: For each door that cannot be open there, too, a sentence that says why.
        moved: For each door with another port than the one that was wanted, both: the wanted one comes first. The
            front door, whose port every title shows, is not among them.
    """

    def __init__(self) -> None:
        self.doors: dict[str, Address] = {}
        self.besides: dict[str, Address] = {}
        self.notices: dict[str, str] = {}
        self.moved: dict[str, tuple[int, int]] = {}
        self._open: dict[tuple[str, str], Address] = {}

    @property
    def notice(self) -> str:
        """Which doors are not where they are looked for, and why, as sentences; empty where all are."""
        moved = ", ".join(f"{door} is on port {has} instead of {wanted}" for door, (wanted, has) in self.moved.items())
        first = [f"Another program was there first: {moved}."] if moved else []
        return " ".join([*first, *self.notices.values()])

    async def open(self, plan: Plan, addresses: Addresses, hosts: Mapping[str, MailHost]) -> None:
        """Open the doors that a world wants and that are not open yet, and have those sleep that are to.

        Args:
            plan: The world.
            addresses: Who is where.
            hosts: Its servers.

        Raises:
            ListenError: A port is not to be had.
        """
        self._forget_others(hosts)
        self.besides.clear()
        self.notices.clear()
        self.moved.clear()
        for door in _doors(plan):
            port = wanted = plan.port if door == FRONT else plan.doors.get(door, 0)
            any_port = (plan.any_port if door == FRONT else plan.any_door) or not port
            servers = [each for each in plan.servers if door == FRONT or door in each.doors]
            places = [(each.server, addresses.listens_at(each, door)) for each in servers]
            if addresses.is_apart:
                port = self._port(door, port, places, any_port=any_port)
            for server, (*others, own) in places:
                host = hosts[server]
                self.doors[door_at(server, door)] = await self._open_at(host, door, own, port, any_port=any_port)
                for other in others:
                    await self._open_besides(host, door, other, port)
                if not addresses.is_alone and not addresses.is_apart and port:
                    port, any_port = port + 1, True
            has = self.doors[door_at(places[0][0], door)][1]
            if door != FRONT and wanted not in {0, has}:
                self.moved[door] = (wanted, has)
        for each in plan.servers:
            hosts[each.server].fall_asleep() if each.asleep else hosts[each.server].wake_up()

    def _port(self, door: str, port: int, places: list[tuple[str, tuple[str, ...]]], *, any_port: bool) -> int:
        """The port that a door has at all addresses: that at which it is open already, if it can be had elsewhere.

        Where the wanted one is taken at 127.0.0.1 alone, the hosts have it at their own addresses all the same.
        """
        shut = [(each, at) for name, each in places for at in each if (door_at(name, door), at) not in self._open]
        closed = [at for _, at in shut]
        own = [at for each, at in shut if at == each[-1]]
        if not closed:
            return port
        known = next((where[1] for (name, _), where in self._open.items() if name.rpartition("/")[2] == door), 0)
        if known and common_port(closed, known, any_port=True) == known:
            return known
        if port and common_port(own, port, any_port=True) == port:
            return port
        return common_port(closed, port, any_port=any_port)

    async def _open_at(self, host: MailHost, door: str, at: str, port: int, *, any_port: bool) -> Address:
        """Open a door at an address, unless it is open; at any port where this one is taken and any will do."""
        name = door_at(host.plan.server, door)
        if (name, at) not in self._open:
            try:
                where = await host.open(door, at, port)
            except ListenError:
                if not any_port:
                    raise
                where = await host.open(door, at, 0)
            self._open[name, at] = where
        return self._open[name, at]

    async def _open_besides(self, host: MailHost, door: str, at: str, port: int) -> None:
        """Have an open door at one more address; who is there already is no reason not to begin."""
        name = door_at(host.plan.server, door)
        own, port = self.doors[name][0], port or self.doors[name][1]
        try:
            self.besides[name] = await self._open_at(host, door, at, port, any_port=False)
        except ListenError as error:
            why = error.sentence.removesuffix(".")
            self.notices[name] = f"{why}, so {door} of {host.plan.server} is on {own} alone."

    def _forget_others(self, hosts: Mapping[str, MailHost]) -> None:
        """Forget the doors of hosts that are gone; theirs are shut."""
        for name, at in list(self._open):
            if (name.rpartition("/")[0] or HARBOUR) not in hosts:
                del self._open[name, at]
                self.doors.pop(name, None)


def _doors(plan: Plan) -> Iterator[str]:
    """All doors that some server of a world has, the front door first."""
    yield from dict.fromkeys((FRONT, *(door for each in plan.servers for door in each.doors)))

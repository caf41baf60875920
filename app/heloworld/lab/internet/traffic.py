"""What goes on between the hosts of a world: letters on their way, and the clock by which they are tried again."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from heloworld.lab.doors import HARBOUR
from heloworld.lab.internet.clock import WorldClock
from heloworld.lab.internet.way_out import WayOut

if TYPE_CHECKING:
    from heloworld.lab.hosts.mail_host import MailHost


class Traffic:
    """The letters between the servers of one world; to be used from the world's event loop.

    Args:
        hosts: The servers by the names of their hosts.
        clock: The world's clock.

    Attributes:
        clock: The world's clock.
    """

    def __init__(self, hosts: Mapping[str, MailHost], clock: WorldClock) -> None:
        self.clock = clock
        self._hosts = hosts

    def way_out(self, server: str = HARBOUR) -> WayOut:
        """A server's way to the other hosts, and its queue."""
        return self._hosts[server].way_out

    def mailq(self, server: str = HARBOUR) -> str:
        """A server's queue as ``mailq`` prints it; empty where it hands no letters on."""
        queue = self.way_out(server).queue
        return "" if queue is None else queue.mailq()

    async def quiet(self) -> None:
        """Wait until no letter is on its way from one host to another, and none is due to be tried."""
        queues = [queue for host in self._hosts.values() if (queue := host.way_out.queue) is not None]
        is_busy = True
        while is_busy:  # a letter that has arrived may have made another, for a server that was quiet already
            is_busy = any([await queue.quiet() for queue in queues])

    async def tell_news(self) -> None:
        """Have all clients that listen told what is new in their mailboxes, and wait until that has been said."""
        for host in tuple(self._hosts.values()):
            await host.maildrops.tell()

    async def later(self, to: float | None = None) -> float:
        """Turn the clock to the next thing that is due, and wait until that is done.

        Args:
            to: Pass by what is due before this moment.

        Returns:
            By how many seconds it was turned; 0 where nothing waits.
        """
        seconds = self.clock.later(to)
        await self._settle()
        return seconds

    async def next_try(self, strangers: Collection[int] = ()) -> None:
        """Turn the clock as a script means it: to the next try of a letter, and else to what else is due; as above.

        What others do in the same world is passed by: a script is written for what its own lines lead to.

        Args:
            strangers: The connections of others.
        """
        queues = (host.way_out.queue for host in self._hosts.values())
        tries = (queue.next_due(strangers) for queue in queues if queue is not None)
        await self.later(min((each for each in tries if each is not None), default=None))

    async def turn(self, seconds: float) -> None:
        """Have so many seconds pass on the clock, and wait until what is due by then is done."""
        self.clock.sleep(seconds)
        await self._settle()

    async def pass_time(self, seconds: float | None, strangers: Collection[int] = ()) -> None:
        """Turn the clock by so many seconds, or where none are said, as `next_try` does."""
        if seconds is None:
            await self.next_try(strangers)
        else:
            await self.turn(seconds)

    async def _settle(self) -> None:
        await asyncio.sleep(0)  # whoever waits for the clock learns first that it was turned
        await self.quiet()

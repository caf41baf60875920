"""What a relay asks of names, answered by the name server of this world and by nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from heloworld.dns.resolver import KEEP, Answer
from heloworld.dns.resolver import Resolver as DnsResolver
from heloworld.errors import LookUpError
from heloworld.relay.names import Missing, MxRecord
from heloworld.wire.dial import Bound
from heloworld.wire.events import Address


class WorldNames:
    """A `relay.names.Resolver` that asks over a real socket.

    Args:
        server: Where the name server listens.
        now: The world's clock.
        source: The address to ask from; any for None.
        ready: Set when the world's doors are open; nothing is asked before.
        keep: Answers that are remembered; 0 remembers none.
        bound: Told the end that a question comes from, before it leaves.
    """

    def __init__(
        self,
        server: Callable[[], Address],
        now: Callable[[], float],
        source: str | None,
        ready: asyncio.Event,
        *,
        keep: int = KEEP,
        bound: Bound | None = None,
    ) -> None:
        self._resolver = DnsResolver(server, now, source or "", keep=keep, bound=bound)
        self._ready = ready

    async def mx(self, domain: str) -> Sequence[MxRecord] | Missing:
        """The MX records of a domain."""
        answer = await self._ask(domain, "MX")
        if isinstance(answer, Missing):
            return answer
        return [MxRecord(each.preference, each.host) for each in answer.exchanges] or _why(answer)

    async def addresses(self, name: str) -> Sequence[str] | Missing:
        """The numeric addresses of a host."""
        answer = await self._ask(name, "A")
        return answer if isinstance(answer, Missing) else answer.addresses or _why(answer)

    def forget(self) -> None:
        """Remember nothing: the zones have changed."""
        self._resolver.forget()

    async def look_up(self, name: str, kind: str) -> Answer:
        """The records of a name, of whatever type.

        Raises:
            LookUpError: Nobody says.
        """
        await self._ready.wait()
        return await self._resolver.look_up(name, kind)

    async def _ask(self, name: str, kind: str) -> Answer | Missing:
        try:
            return await self.look_up(name, kind)
        except LookUpError:
            return Missing.FOR_NOW


def _why(answer: Answer) -> Missing:
    return Missing.DATA if answer.exists else Missing.NAME

"""POP3 in a world: who may log in, and which mailbox is theirs."""

from __future__ import annotations

from heloworld.lab.maildrops.pop_session import PopSession, open_for_pop
from heloworld.lab.maildrops.servers import Household
from heloworld.pop.listener import LAST_WORD, Listener
from heloworld.pop.policy import Policy
from heloworld.pop.service import Service
from heloworld.wire.events import Address
from heloworld.wire.sasl import Passwords
from heloworld.wire.serving.sessions import Sessions


class PopServer:
    """The POP3 server of a world; `lab.maildrops.servers.Server` says what its methods do.

    Args:
        household: What the servers of the world share.
    """

    last_word = LAST_WORD

    def __init__(self, household: Household) -> None:
        self._listener = Listener(_service(household))

    @property
    def sessions(self) -> Sessions:
        """The live sessions."""
        return self._listener.service.sessions

    def serve(self, household: Household) -> None:
        """From now on, new connections are for this world."""
        self._listener.service = _service(household)

    async def open(self, host: str, port: int, *, implicit_tls: bool = False) -> Address:
        """Listen on one more port."""
        return await self._listener.open(host, port, implicit_tls=implicit_tls)

    async def close(self) -> None:
        """Listen no more, and end all sessions."""
        await self._listener.close()


def _service(household: Household) -> Service:
    plan = household.plan

    async def open_maildrop(user: str, conn: int) -> PopSession:
        maildrop = household.maildrops.of(plan.mailbox(user), plan.dialect_of(user))
        return await open_for_pop(maildrop, conn)

    return Service(
        Policy(hostname=plan.policy.hostname, requires_tls=plan.is_public),
        household.record,
        Passwords(plan.accounts),
        open_maildrop,
        household.tls,
        household.connections,
    )

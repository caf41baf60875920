"""IMAP in a world: who may log in, and which folders are theirs."""

from __future__ import annotations

from heloworld.imap.listener import LAST_WORD, Listener
from heloworld.imap.policy import Policy
from heloworld.imap.service import Service
from heloworld.lab.maildrops.folders import Folders
from heloworld.lab.maildrops.imap_account import ImapAccount
from heloworld.lab.maildrops.servers import Household
from heloworld.wire.events import Address
from heloworld.wire.sasl import Passwords
from heloworld.wire.serving.sessions import Sessions


class ImapServer:
    """The IMAP server of a world; `servers.Server` says what its methods do.

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

    async def open_account(user: str, conn: int) -> ImapAccount:
        dialect = plan.dialect_of(user)
        maildrops = household.maildrops
        return ImapAccount(Folders(plan.mailbox(user)), lambda path: maildrops.of(path, dialect), dialect, conn)

    return Service(
        Policy(hostname=plan.policy.hostname, requires_tls=plan.is_public, message_limit=plan.policy.size_limit),
        household.record,
        Passwords(plan.accounts),
        open_account,
        household.tls,
        household.connections,
    )

"""POP3 in a world: who may log in, and which mailbox is theirs."""

from __future__ import annotations

from dataclasses import replace

from heloworld.lab.maildrops.household import Household
from heloworld.lab.maildrops.pop_session import PopSession, open_for_pop
from heloworld.pop.policy import Policy
from heloworld.pop.server import PopService
from heloworld.wire.sasl import Passwords


def pop_service(household: Household) -> PopService:
    """What the POP3 server of a world works with."""
    plan = household.plan

    async def open_maildrop(user: str, conn: int) -> PopSession:
        maildrop = household.maildrops.of(plan.mailbox(user), plan.dialect_of(user))
        return await open_for_pop(maildrop, conn)

    policy = Policy(hostname=plan.policy.hostname, requires_tls=plan.is_public, **household.limits._asdict())
    return PopService(
        replace(policy, idle_limit=max(policy.idle_limit, plan.policy.idle_limit)),
        household.record,
        Passwords(plan.accounts),
        open_maildrop,
        household.tls,
        household.connections,
    )

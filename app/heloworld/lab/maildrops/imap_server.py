"""IMAP in a world: who may log in, and which folders are theirs."""

from __future__ import annotations

from dataclasses import replace

from heloworld.imap.policy import Policy
from heloworld.imap.server import ImapService
from heloworld.lab.maildrops.folders import Folders
from heloworld.lab.maildrops.household import Household
from heloworld.lab.maildrops.imap_account import ImapAccount
from heloworld.wire.sasl import Passwords


def imap_service(household: Household) -> ImapService:
    """What the IMAP server of a world works with."""
    plan = household.plan

    async def open_account(user: str, conn: int) -> ImapAccount:
        dialect = plan.dialect_of(user)
        maildrops = household.maildrops
        return ImapAccount(Folders(plan.mailbox(user)), lambda path: maildrops.of(path, dialect), dialect, conn)

    policy = Policy(
        hostname=plan.policy.hostname,
        requires_tls=plan.is_public,
        message_limit=plan.policy.size_limit,
        **household.limits._asdict(),
    )
    return ImapService(
        replace(policy, idle_limit=max(policy.idle_limit, plan.policy.idle_limit)),
        household.record,
        Passwords(plan.accounts),
        open_account,
        household.tls,
        household.connections,
    )

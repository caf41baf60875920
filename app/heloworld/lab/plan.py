"""What a world is to be like, as data."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from heloworld.errors import UsageError
from heloworld.lab.doors import FRONT
from heloworld.lab.protocols import PROTOCOLS, protocol_of
from heloworld.mbox.dialects import Dialect
from heloworld.smtp.policy import Policy, Refusal

PASSWORD: Final = "sesame"  # noqa: S105 - it is written in the lessons
"""The password of everybody in free play: it is no secret, and it opens nothing else."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a world is to be like.

    Attributes:
        mail: The folder of its mailboxes; made when it is missing.
        host: The address to listen on.
        port: The port of SMTP; 0 for any.
        any_port: Take any other port where that one is taken.
        doors: The ports of the other doors by their names in `lab.doors`; 0 for any.
        any_door: The same for those doors.
        prompt: The door at which the prompt connects.
        policy: What the server allows.
        accounts: User → password of whoever may log in.
        dialect: How the mailboxes quote.
        dialects: User → how that one's mailbox quotes, where it is another way.
        seeds: User → the file that the mailbox is a copy of in the beginning, unless there is mail in it.
        zones: The names of the world: origin → the text of the zone; the usual ones where there is none.
        locked: Users whose mailboxes another program has locked, until a delivery has been refused for it once.
    """

    mail: Path
    host: str = "127.0.0.1"
    port: int = 0
    any_port: bool = False
    doors: Mapping[str, int] = field(default_factory=dict)
    any_door: bool = False
    prompt: str = FRONT
    policy: Policy = field(default_factory=Policy)
    accounts: Mapping[str, str] = field(default_factory=dict)
    dialect: Dialect = Dialect.MBOXRD
    dialects: Mapping[str, Dialect] = field(default_factory=dict)
    seeds: Mapping[str, Path] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)
    locked: frozenset[str] = frozenset()

    @property
    def is_public(self) -> bool:
        """Whether others than programs on this machine can connect."""
        try:
            return not ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host != "localhost"

    def mailbox(self, user: str) -> Path:
        """The file of a user's mail, absolute; it may not exist yet."""
        return self.mail.absolute() / f"{user}.mbox"

    def dialect_of(self, user: str) -> Dialect:
        """How a user's mailbox quotes."""
        return self.dialects.get(user, self.dialect)


def policy(
    users: tuple[str, ...],
    refusals: Iterable[tuple[str, str, str, int | None]] = (),
    *,
    size_limit: int | None = None,
    recipient_limit: int | None = None,
) -> Policy:
    """What a world's server allows; where nothing is said, as ever.

    Args:
        users: Whose mailboxes there are.
        refusals: What is refused although it could be done: a verb in upper case, a regular expression that is
            searched for in its argument, the reply, and how often (None for ever).
        size_limit: Bytes in a message.
        recipient_limit: Recipients of a message.

    Raises:
        ValueError: A reply is none that refuses, or a pattern no regular expression.
    """
    usual = Policy(users=users, refusals=tuple(Refusal(*each) for each in refusals))
    return replace(
        usual,
        size_limit=usual.size_limit if size_limit is None else size_limit,
        recipient_limit=usual.recipient_limit if recipient_limit is None else recipient_limit,
    )


def with_accounts(plan: Plan, logins: Sequence[str] = ()) -> Plan:
    """The same plan with people who may log in.

    Args:
        plan: The plan.
        logins: Name, colon, password, of users of the plan; everybody with the usual password, where there is none.

    Raises:
        UsageError: One of them is not like that.
    """
    accounts = {} if logins else dict.fromkeys(plan.policy.users, PASSWORD)
    for login in logins:
        user, colon, password = login.partition(":")
        if not colon or not password:
            raise UsageError(f"{login} has no password.", "Write --login USER:PASSWORD, for example ana:sesame.")
        if user not in plan.policy.users:
            raise UsageError(f"{user} has no mailbox here.", f"There are: {', '.join(plan.policy.users)}.")
        accounts[user] = password
    return replace(plan, accounts=accounts)


def with_all_doors(plan: Plan) -> Plan:
    """The same plan for free play: with a door for each protocol at its usual port, and everybody's mail to be fetched.

    Args:
        plan: The plan.
    """
    others = {name: protocol_of(name).lab_port for name in PROTOCOLS if name != FRONT}
    return replace(with_accounts(plan), doors=others, any_door=True)


def with_client_limit(plan: Plan, limit: int) -> Plan:
    """The same plan with another limit for each client, those of this machine among them.

    Args:
        plan: The plan.
        limit: Sessions that one client may have at a time; the limit of all together grows with it.
    """
    usual = plan.policy
    most = max(usual.connection_limit, limit)
    return replace(plan, policy=replace(usual, client_limit=limit, local_limit=limit, connection_limit=most))

"""What a world is to be like, as data."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from heloworld.errors import UsageError
from heloworld.lab.delivery.mailing_list import MailingList
from heloworld.lab.doors import FRONT, HARBOUR, SUBMISSION, door_of, usual_ports
from heloworld.lab.hosts.host_table import HOSTS, LAPTOP, NAME_SERVER
from heloworld.lab.judging.keys import RSA
from heloworld.lab.maildrops.folders import spam_folder_of
from heloworld.lab.protocols import PROTOCOLS
from heloworld.mbox.dialects import Dialect
from heloworld.smtp.policy import Policy, Refusal

PASSWORD: Final = "sesame"  # noqa: S105 - it is written in the lessons
"""The password of everybody in free play: it is no secret, and it opens nothing else."""

LESSON_IDLE: Final = 3_600.0
"""Seconds without a byte from a client before the servers of a lesson hang up. Elsewhere it is five minutes in SMTP
(RFC 5321 §4.5.3.2.7), ten in POP3 (RFC 1939 §3) and thirty in IMAP (RFC 3501 §5.4): less than a lesson takes.
"""

_LOGIN_REMEDY: Final = "Write --login USER:PASSWORD, for example ana:sesame."


@dataclass(frozen=True, slots=True)
class Plan:
    """What a world is to be like, and its one server; in a world of several hosts, that of harbour.

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
        greylist: Seconds that strangers have to stay away before their mail is taken; 0 for none.
        checks: What is found out about letters that come in, and written down: ``spf``, ``dkim``, ``dmarc``.
        enforce: Which of these are acted upon.
        asks_anew: Whether a server that judges remembers no answer of the name server, so that each letter has all of
            its questions on the wire; in a lesson alone.
        spam: Whether letters get points for what spam looks like; those that have too many go to the spam folder.
        sign: The selector with which the server signs what it sends on; empty where it does not sign.
        key_type: Of which type its key for that is, as `lab.judging.keys` names them.
        keeps_bare: Whether a CR or an LF that stands alone goes on to other servers as it is; in a lesson alone.
        forwards: User → the address to which that one's mail goes on, instead of into the mailbox.
        lists: The mailing lists of the server.
        locked: Users whose mailboxes another program has locked, until a delivery has been refused for it once.
        server: The name of the host.
        address: Its own address in a world of several hosts; empty in a world of one.
        asleep: Whether it takes no connections, as if it were switched off.
        neighbours: The plans of the world's other servers; what is said of ports and of the prompt counts in this
            plan alone.
        seat: The host from which the prompt speaks, in a world of several.
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
    greylist: float = 0
    checks: tuple[str, ...] = ()
    enforce: tuple[str, ...] = ()
    asks_anew: bool = False
    spam: bool = False
    sign: str = ""
    key_type: str = RSA
    keeps_bare: bool = False
    forwards: Mapping[str, str] = field(default_factory=dict)
    lists: tuple[MailingList, ...] = ()
    server: str = HARBOUR
    address: str = ""
    asleep: bool = False
    neighbours: tuple[Plan, ...] = ()
    seat: str = LAPTOP

    @property
    def servers(self) -> tuple[Plan, ...]:
        """The plans of all servers, harbour's first."""
        return (self, *self.neighbours)

    def at(self, server: str) -> Plan | None:
        """The plan of a server by its host's name; None where there is no such server."""
        return next((each for each in self.servers if each.server == server), None)

    @property
    def key_types(self) -> dict[str, str]:
        """Domain of each server → of which type its key for signing is."""
        return {each.policy.domain: each.key_type for each in self.servers}

    @property
    def is_public(self) -> bool:
        """Whether others than programs on this machine can connect."""
        try:
            return not ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host != "localhost"

    @property
    def queue(self) -> Path:
        """The folder of the letters that other servers are to take, absolute."""
        return self.mail.absolute() / "queue" / self.policy.hostname

    @property
    def greylist_file(self) -> Path:
        """The file that remembers who has asked, where strangers have to wait; absolute."""
        return self.queue.with_name(f"{self.policy.hostname}.greylist")

    def mailbox(self, user: str) -> Path:
        """The file of a user's mail, absolute; it may not exist yet."""
        return self.mail.absolute() / f"{user}.mbox"

    def spam_folder(self, user: str) -> Path:
        """The file of a user's mail that is taken for spam, absolute; it may not exist yet."""
        return spam_folder_of(self.mailbox(user))

    def dialect_of(self, user: str) -> Dialect:
        """How a user's mailbox quotes."""
        return self.dialects.get(user, self.dialect)


def policy(
    users: tuple[str, ...],
    refusals: Iterable[tuple[str, str, str, int | None]] = (),
    *,
    server: str = HARBOUR,
    size_limit: int | None = None,
    recipient_limit: int | None = None,
) -> Policy:
    """What a world's server allows; where nothing is said, as ever.

    Args:
        users: Whose mailboxes there are.
        refusals: What is refused although it could be done: a verb in upper case, a regular expression that is
            searched for in its argument, the reply, and how often (None for ever).
        server: The name of the host.
        size_limit: Bytes in a message.
        recipient_limit: Recipients of a message.

    Raises:
        ValueError: A reply is none that refuses, or a pattern no regular expression.
    """
    host = HOSTS[server]
    usual = Policy(host.hostname, host.domain, users, refusals=tuple(Refusal(*each) for each in refusals))
    return replace(
        usual,
        size_limit=usual.size_limit if size_limit is None else size_limit,
        recipient_limit=usual.recipient_limit if recipient_limit is None else recipient_limit,
    )


def with_accounts(plan: Plan, logins: Sequence[str] = ()) -> Plan:
    """The same plan with people who may log in.

    Args:
        plan: The plan.
        logins: Name in any case, colon, password, of users of the plan, each once; everybody with the usual password,
            where there is none.

    Raises:
        UsageError: One of them is not like that.
    """
    accounts = {} if logins else dict.fromkeys(plan.policy.users, PASSWORD)
    for login in logins:
        name, colon, password = login.partition(":")
        user = name.lower()
        if not colon or not password:
            raise UsageError(f"{name or 'A login'} has no password.", _LOGIN_REMEDY)
        if not user:
            raise UsageError("A login has no name before its colon.", _LOGIN_REMEDY)
        if user not in plan.policy.users:
            raise UsageError(f"{name} has no mailbox here.", f"There are: {', '.join(plan.policy.users)}.")
        if user in accounts:
            raise UsageError(f"{user} has two passwords.", "Write --login once for each user.")
        accounts[user] = password
    return replace(plan, accounts=accounts)


def with_list(plan: Plan, a_list: MailingList) -> Plan:
    """The same plan with a mailing list; reports on what it sends stay with the server's first user, who runs it."""
    aliases = tuple((each, each) for each in (a_list.address, a_list.bounces))
    policy = replace(plan.policy, aliases=(*plan.policy.aliases, *aliases))
    return replace(plan, policy=policy, lists=(*plan.lists, a_list))


def with_neighbours(plan: Plan, *neighbours: Plan, seat: str = LAPTOP) -> Plan:
    """The same plan as that of harbour in a world of several hosts.

    Args:
        plan: The plan.
        neighbours: The plans of the other servers.
        seat: The host from which the prompt speaks.
    """
    doors = {**plan.doors, NAME_SERVER: plan.doors.get(NAME_SERVER, 0)}
    return replace(plan, address=HOSTS[plan.server].address, doors=doors, neighbours=neighbours, seat=seat)


def neighbour(name: str, mail: Path) -> Plan:
    """The plan of a server beside harbour: its mailboxes lie in a folder of its own.

    Args:
        name: The host's name.
        mail: The folder of harbour's mailboxes.
    """
    host = HOSTS[name]
    return Plan(mail / name, policy=policy(host.users, server=name), server=name, address=host.address)


def with_ports(plan: Plan, host: str, port: int, doors: Mapping[str, int]) -> Plan:
    """The same plan of a world of several hosts, with ports that are known beforehand.

    Args:
        plan: The plan.
        host: The address to listen on; each host has one of its own where it is that of this machine alone.
        port: The port of SMTP; 0 for any, and then any will do for the other doors of the plan, too.
        doors: The ports of doors that every server is to have; a door for names the world has once.
    """

    def ports(server: Plan, more: Mapping[str, int]) -> dict[str, int]:
        return {door: usual_port(door) if port else 0 for door in server.doors} | dict(more)

    for_all = {door: number for door, number in doors.items() if door != "dns"}
    neighbours = tuple(replace(each, doors=ports(each, for_all)) for each in plan.neighbours)
    return replace(plan, host=host, port=port, doors=ports(plan, doors), neighbours=neighbours)


def for_a_room(plan: Plan) -> Plan:
    """The same plan for many learners: what is refused a few times is refused so often in each of their sessions."""
    return replace(plan, policy=replace(plan.policy, counts_by_session=True))


def for_a_lesson(plan: Plan) -> Plan:
    """The same plan with servers that ask anew for each letter, and hang up on nobody who reads, thinks or talks."""
    servers = tuple(for_a_lesson(each) for each in plan.neighbours)
    return replace(plan, policy=replace(plan.policy, idle_limit=LESSON_IDLE), asks_anew=True, neighbours=servers)


def usual_port(door: str) -> int:
    """The port of a door in our world, which needs no privileges."""
    port = usual_ports(door)[1]
    return port + 1_000 if door_of(door).implicit_tls else port


def with_all_doors(plan: Plan) -> Plan:
    """The same plan for free play: with a door for each protocol at its usual port, and everybody may log in.

    Args:
        plan: The plan.
    """
    others = {name: usual_ports(name)[1] for name in (SUBMISSION, *PROTOCOLS) if name != FRONT}
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

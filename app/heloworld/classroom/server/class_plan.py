"""The world of a class: a lesson's or the usual one, and in it ``class.test``, where everybody lives who has joined."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from heloworld.classroom.board.ballots import MOST_OPTIONS
from heloworld.classroom.reports.report import DOMAIN
from heloworld.classroom.roster import Roster, badge
from heloworld.lab.plan import Plan

VOTES: Final = f"vote.{DOMAIN}"
"""The domain of votes."""

BOXES: Final = frozenset({"board", "help", "hand-in", "postmaster"})
"""Who lives at ``class.test`` besides the people: where reports go, where hands are raised, where homework comes."""

_OPTION: Final = re.compile(r"[1-9]")

SIZE_LIMIT: Final = 1_000_000
"""Bytes of a letter in a class at most."""

RECIPIENT_LIMIT: Final = 30
"""Recipients of one letter."""

PACE: Final = 100
"""Commands of one client in a second: five times what a program needs that reports, and far more than anybody types."""

CONNECTIONS, LOCAL = 1_000, 200
"""Connections at one time, and those of this machine itself, on which a whole class may be logged in."""

EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})


UNKNOWN: Final = "550 5.1.1 <{path}>: unknown in this class, or you have not said HELO yourname.word yet"
"""What is said where there is no such mailbox, or none for somebody who has not joined."""


NO_OPTION: Final = "550 5.1.1 <{path}>: there is no such answer: vote for {options} at vote.class.test"
"""What is said to a vote for an answer that the question does not have."""

NOT_JOINED: Final = "You have not joined this class: say HELO yourname.word"
"""What is said behind the server's name to somebody whose HELO is no name with the word of the class."""


NO_NAME: Final = "You have not joined this class: a name has a-z, 0-9 and hyphens only, 24 at most"
"""The same to somebody who has said the word, but in front of it no name that can be had."""


LESSONS: Final = ".test"
"""How the names end that lessons have people try (RFC 2606 §2): whoever has joined says one on purpose."""


def directory(roster: Roster, options: Callable[[], int]) -> Callable[[str, str], str | None]:
    """Whose mailbox an address in the class's domains leads to; it follows who joins. Only who has joined may vote.

    Args:
        roster: Who has joined.
        options: How many answers may be voted for now.
    """

    def find(address: str, helo: str) -> str | None:
        user, _, domain = address.partition("@")
        if domain == VOTES or user in BOXES:
            said = badge(helo.encode("latin-1", "replace"))
            is_known = user in BOXES if domain == DOMAIN else _is_option(user, options())
            has_joined = said is not None and said.word == roster.word
            return f"{'votes' if domain == VOTES else user}@{DOMAIN}" if is_known and has_joined else None
        return f"{user}@{DOMAIN}" if roster.named(user) is not None else None

    return find


def unknown(options: Callable[[], int]) -> Callable[[str], str]:
    """What is said of an address in the class's domains that leads to no mailbox.

    Args:
        options: How many answers may be voted for now.
    """

    def reply(address: str) -> str:
        user, _, domain = address.partition("@")
        count = options()
        if domain != VOTES or _is_option(user, count):  # whoever has joined may vote for that
            return UNKNOWN
        *others, last = map(str, range(1, count + 1))
        named = f"1 to {last}" if count == MOST_OPTIONS else " or ".join((", ".join(others), last))
        return NO_OPTION.replace("{options}", named)

    return reply


def _is_option(user: str, count: int) -> bool:
    """Whether what stands before the @ is one of so many answers."""
    return _OPTION.fullmatch(user) is not None and int(user) <= count


def answers(roster: Roster) -> Callable[[str, str], str]:
    """What somebody is told who greets the server: that they have not joined, or another name than the one they say.

    Args:
        roster: Who has joined.
    """

    def answer(helo: str, client: str) -> str:
        said = helo.encode("latin-1", "replace")
        if not roster.lets_in(said):
            is_played = helo.lower().endswith(LESSONS) and roster.has_from(client)
            is_word = bool(roster.word) and helo.lower().strip().endswith(f".{roster.word}")
            return "" if is_played else NO_NAME if is_word else NOT_JOINED
        name = roster.other_name(said, client)
        return f"You are {name}" if name else ""

    return answer


class Accounts(Mapping[str, str]):
    """Who may fetch mail from a class: whoever has joined, by their address, with the word of the class.

    Everybody knows that word: mail in a class is no secret, as it says where people join.

    Args:
        roster: Who has joined.
        others: Who may log in besides: user → password.
    """

    def __init__(self, roster: Roster, others: Mapping[str, str]) -> None:
        self._roster, self._others = roster, others

    def __getitem__(self, user: str) -> str:
        """The password of a user."""
        name, _, domain = user.partition("@")
        if domain == DOMAIN and self._roster.named(name) is not None:
            return self._roster.word
        return self._others[user]

    def __iter__(self) -> Iterator[str]:
        yield from (f"{each.name}@{DOMAIN}" for each in self._roster)
        yield from self._others

    def __len__(self) -> int:
        return len(self._roster) + len(self._others)

    def __bool__(self) -> bool:
        """Somebody may always join."""
        return True


def class_plan(plan: Plan, roster: Roster, options: Callable[[], int]) -> Plan:
    """The same plan for a class.

    Args:
        plan: The world, of a lesson or the usual one.
        roster: Who has joined.
        options: How many answers may be voted for now.
    """
    usual = plan.policy
    policy = replace(
        usual,
        more_domains=(DOMAIN, VOTES),
        directory=directory(roster, options),
        answers=answers(roster),
        unknown_there=unknown(options),
        pace=PACE,
        connection_limit=CONNECTIONS,
        local_limit=LOCAL,
        size_limit=min(usual.size_limit, SIZE_LIMIT),
        recipient_limit=min(usual.recipient_limit, RECIPIENT_LIMIT),
    )
    return replace(plan, policy=policy, accounts=Accounts(roster, plan.accounts))


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a room has to know to join.

    Attributes:
        host: The address, as others reach it.
        port: The port of SMTP.
        word: The word of the class.
        is_for_all: Whether other machines reach it.
        pop3: The port where mail is fetched; None where it cannot be.
    """

    host: str
    port: int
    word: str
    is_for_all: bool
    pop3: int | None = None

    @property
    def server(self) -> str:
        """Host and port as ``helo join`` takes them; the usual port is left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def invitation(host: str, port: int, word: str, pop3: int | None = None) -> Invitation:
    """How to join a server that listens on an address.

    Args:
        host: The address; where it is all of them, the one by which this machine is reached is looked for.
        port: The port.
        word: The word of the class.
        pop3: The port where mail is fetched, if there is one.
    """
    shown = _own_address(host) if host in EVERYWHERE else host
    try:
        is_for_all = not ipaddress.ip_address(host or "0.0.0.0").is_loopback
    except ValueError:
        is_for_all = host != "localhost"
    return Invitation(shown, port, word, is_for_all, pop3)


def _own_address(host: str) -> str:
    """The address from which this machine would talk to another; nothing is sent to find it out."""
    family, there = (socket.AF_INET6, "2001:db8::1") if host == "::" else (socket.AF_INET, "192.0.2.1")
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((there, 9))
        except OSError:
            return socket.gethostname()
        return str(probe.getsockname()[0])

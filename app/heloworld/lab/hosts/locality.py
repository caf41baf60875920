"""What is said and offered at one host of a world: of that host's own domain and people, and of nobody else's."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from heloworld.lab.doors import HARBOUR, door_of
from heloworld.lab.plan import Plan
from heloworld.smtp.wording import BEFORE_TLS
from heloworld.wire.completion import fitting
from heloworld.wire.events import Address, Closed
from heloworld.wire.protocol import Dialogue, Machine, Note, Protocol
from heloworld.wire.rows import Exchange, Row, State

_PEOPLE: Final = re.compile(r" ?The people of harbour\.test are [a-z, ]+\.")
_LOGINS: Final = re.compile(
    r" ?In the lab, [a-z, ]+ can log in, and everybody's password is \w+\."
    r"| ?In the lessons the name is ana, without an @, and the password is \w+; in free play, [a-z ]+ have it, too\."
)
"""What the manuals say of free play with one host."""

_EXAMPLE: Final = re.compile(r"(?<=for example: RCPT TO:<)ana@harbour\.test(?=>)")
_RCPT, _MAIL = "RCPT TO:<", "MAIL FROM:<"

_WAY_IN: Final = ("STARTTLS", "AUTH")
"""What comes first where people hand in their own mail (RFC 6409 §4.3)."""

_TELLS_WAY: Final = "EHLO"
"""What comes before that: only its reply announces them."""

_LOGIN: Final = frozenset({"AUTH", "AUTHENTICATE"})
"""Commands that begin a login in which the server asks."""

_FITS: Final = re.compile(r"(?<=What fits now: )[^.]+")
"""The commands in a manual's sentence, which knows nothing of the door nor of what the server offers."""

_BACK: Final = re.compile(r" ?(?:If nothing works any more, )?Enter connects again\.")
"""What the manuals say to whoever types."""

NOWHERE: Final[Mapping[str, Address]] = {}
"""No doors that are known."""


def at_home(note: Note, plan: Plan | None, server: str) -> Note:
    """A note that speaks of the people of the host where its row was said.

    Args:
        note: What the protocol's manual says.
        plan: The world; None where it is somebody else's server, of whose people nothing is known.
        server: The host; empty where there is but one.
    """
    host = _host(plan, server)
    return replace(note, details=tuple(filter(None, (_told(each, host) for each in note.details))))


def for_onlookers(note: Note) -> Note:
    """A note on somebody else's connection, which no key of whoever reads it connects again.

    Args:
        note: What the protocol's manual says to whoever types on it.
    """
    return replace(note, details=tuple(filter(None, (_BACK.sub("", each) for each in note.details))))


def of_another(note: Note, row: Row) -> Note:
    """A note on the connection of another program than the prompt; of its end it says whose it was."""
    note = for_onlookers(note)
    whose = f"That was connection {row.conn}, another program's."
    return replace(note, details=(whose, *note.details)) if isinstance(row.event, Closed) else note


def verbs_at(
    machine: Machine, state: State, dialogue: Dialogue | None, doors: Mapping[str, Address] = NOWHERE
) -> tuple[str, ...]:
    """The commands that make sense next, the one that leads on first.

    Args:
        machine: The states of the session.
        state: Where it stands.
        dialogue: What has been said so far; None while there is no connection.
        doors: Where the servers of the world listen: the name of each door → its address.
    """
    if dialogue is None:
        return machine.legal(state)
    return _way_in(machine.legal(state, dialogue.offers), machine, dialogue, doors)


def fitting_now(note: Note, verbs: Sequence[str]) -> Note:
    """A note in which the commands that fit now are those that the strip names.

    Args:
        note: What the protocol's manual says.
        verbs: What `verbs_at` says.
    """
    return replace(note, details=tuple(_FITS.sub(", ".join(verbs), each) for each in note.details)) if verbs else note


def offered(
    protocol: Protocol,
    dialogue: Dialogue | None,
    typed: str,
    plan: Plan | None,
    doors: Mapping[str, Address] = NOWHERE,
) -> tuple[str, ...]:
    """The lines that make sense now and start with what was typed, with people whom this host has.

    Args:
        protocol: What is spoken.
        dialogue: What has been said so far; None while there is no connection.
        typed: The line so far.
        plan: The world; None where it is somebody else's server.
        doors: Where the servers of the world listen: the name of each door → its address.
    """
    lines = protocol.manual().complete(dialogue, typed)
    if dialogue is None:
        return lines
    lines = _way_in(lines, protocol.machine, dialogue, doors)
    if (host := _host(plan, dialogue.opened.server_name)) is None:
        return lines
    if dialogue.exchanges and dialogue.exchanges[-1].verb in _LOGIN and dialogue.state.is_text:
        return fitting(_answers(dialogue.exchanges[-1], host), typed)
    if host.server == HARBOUR and host.policy.users == Plan(host.mail).policy.users:
        return fitting(_from_user(lines, dialogue, host), typed)
    everything = _way_in((*lines, *protocol.manual().complete(dialogue, "")), protocol.machine, dialogue, doors)
    return tuple(dict.fromkeys(fitting(_from_user(tuple(_with_people(everything, host)), dialogue, host), typed)))


def _answers(asked: Exchange, host: Plan) -> tuple[str, ...]:
    """What somebody who can log in at a host answers to a question of its login; nothing where nobody fits.

    Args:
        asked: The question: the login's first line, or an answer, and what the server said to it.
        host: The host.
    """
    from heloworld.wire.sasl import Malformed, answer_to  # who does not log in need not wait for it
    from heloworld.wire.sasl_words import decoded

    word = next(reversed(asked.argument.split()), b"")
    name = (decoded(word) or b"").decode("latin-1").partition("@")[0].lower()
    user = name or next(iter(host.accounts), "")
    if user not in host.accounts:
        return ()
    with contextlib.suppress(Malformed):
        return (answer_to(asked.said[-1].strip(), user, host.accounts[user]),)
    return ()


def _way_in(
    lines: tuple[str, ...], machine: Machine, dialogue: Dialogue, doors: Mapping[str, Address]
) -> tuple[str, ...]:
    """Lines or verbs for who has not logged in where that has to be: EHLO, TLS and the login first, and no mail yet.

    Before TLS nothing is carried out there but a hello, NOOP, STARTTLS and QUIT (RFC 3207 §4).
    """
    is_submission = any(
        door_of(name).is_submission and dialogue.opened.server[1] == at[1] for name, at in doors.items()
    )
    if not is_submission or dialogue.user:
        return lines
    if not dialogue.tls:
        lines = tuple(line for line in lines if line.partition(" ")[0] in BEFORE_TLS)
    announced = {*_WAY_IN}.intersection(machine.legal(dialogue.state, dialogue.offers)) or {_TELLS_WAY}
    way = tuple(line for line in lines if line.partition(" ")[0] in announced)
    return way + tuple(line for line in lines if line not in way and not line.startswith("MAIL"))


def _from_user(lines: tuple[str, ...], dialogue: Dialogue, host: Plan) -> tuple[str, ...]:
    """The same lines; for who has logged in, the sender that is theirs comes before all others."""
    user = dialogue.user.decode("latin-1").rpartition("@")[0 if b"@" in dialogue.user else 2].lower()
    senders = [line for line in lines if line.startswith(_MAIL)]
    if not user or not senders:
        return lines
    own = f"{_MAIL}{user}@{host.policy.domain}>"
    at = lines.index(senders[0])
    return (*lines[:at], own, *(line for line in lines[at:] if line != own))


def _host(plan: Plan | None, server: str) -> Plan | None:
    return None if plan is None else plan.at(server or HARBOUR)


def _told(sentence: str, host: Plan | None) -> str:
    """A sentence with the host's people in the place of those of free play; without any where they are not known."""
    people = logins = ""
    if host is not None:
        people = f" The people of {host.policy.domain} are {_listed(host.policy.users)}."
        logins = f" Here, {_listed(tuple(host.accounts))} can log in." if host.accounts else ""
        words = dict.fromkeys(host.accounts.values())
        logins += f" The password is {next(iter(words))}." if len(words) == 1 else ""
        sentence = _EXAMPLE.sub(f"{host.policy.users[0]}@{host.policy.domain}", sentence)
    return _LOGINS.sub(lambda _: logins, _PEOPLE.sub(lambda _: people, sentence)).strip()


def _listed(names: tuple[str, ...]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _with_people(lines: Iterable[str], host: Plan) -> Iterator[str]:
    """Lines for a host: letters to those who live there, from those who live elsewhere first."""
    lines, domain = list(lines), f"@{host.policy.domain}>"
    senders = sorted((each for each in lines if each.startswith(_MAIL)), key=lambda line: line.endswith(domain))
    for line in lines:
        if line.startswith(_RCPT):
            yield from (f"{_RCPT}{user}{domain}" for user in host.policy.users)
        elif line.startswith(_MAIL):
            yield from senders
        else:
            yield re.sub(r"\bana\b", host.policy.users[0], line)

"""The tools of the prompt with the dollar sign: a handful of built-in words, and no shell.

``telnet HOST [PORT]`` says whom the prompt talks to from now on; ``nc`` does the same, and ``openssl s_client`` does it
where TLS is spoken from the first byte. What the other tools say and do stands in `lab.toolbox`.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from heloworld.lab.doors import DOORS, FRONT, HARBOUR, door_at, door_of, usual_ports
from heloworld.lab.hosts.host_table import HOSTS, LOOPBACK, Host
from heloworld.lab.protocols import protocol_of
from heloworld.lab.toolbox.tasks import Task
from heloworld.lab.toolbox.words import WORDS, Printed, completions
from heloworld.wire.events import Address

Doors: TypeAlias = Mapping[str, Address]
"""Where the world's server listens: the name of each door → its address."""

LOCAL: Final = ("localhost", LOOPBACK)
"""The names of this machine: harbour's, and those of whoever else listens there."""


_NARROW: Final = 52
"""Columns that a prompt has where the wire stands beside the file, on a screen of 120."""


@dataclass(frozen=True, slots=True)
class Call:
    """Connect to a door.

    Attributes:
        door: Its name.
    """

    door: str


@dataclass(frozen=True, slots=True)
class Said:
    """Something to read, as sentences; nothing else happens."""

    text: str


Done: TypeAlias = Call | Said | Printed | Task
"""What comes of a line."""


def run(line: str, doors: Doors) -> Done:
    """What comes of a line.

    Args:
        line: As it was typed.
        doors: Where the server listens.
    """
    try:
        words = shlex.split(line)
    except ValueError:
        return Said("A quotation mark is open. Close it, or leave it out.")
    if not words:
        return Said(_WHAT_THERE_IS)
    word, *arguments = words
    if (work := WORDS.get(word.lower())) is not None:
        done = work(line.strip()[len(word) :].strip(), doors)
        return Said(done) if isinstance(done, str) else done
    tool = _CALLERS.get(word.lower())
    if tool is None:
        return Said(
            f"There is no {word} here: this is no shell. {_WHAT_THERE_IS} Other programs run in another terminal."
        )
    return tool(arguments, doors)


def complete(typed: str, doors: Doors) -> tuple[str, ...]:
    """The lines that make sense and start with what was typed, in whatever case: one for each door."""
    lines = (_call(door, doors) for door in doors if _is_typed(door))
    others = completions(doors) if typed else ()  # an empty line offers the doors, one after the other
    return tuple(line for line in (*lines, *others) if line.lower().startswith(typed.lower()))


def overview(doors: Doors) -> str:
    """What an empty line at the tools prompt shows: the ports that Tab offers, or, for want of room, what is spoken."""
    if any(_name(door, doors) != LOCAL[0] for door in doors):
        return "(Tab: telnet to each host; dig mailq sleep base64)"
    offered = {door: port for door, (_, port) in doors.items() if _is_typed(door)}
    ports = f"(Tab: {', '.join(f'{port} {_label(door)}' for door, port in offered.items())})"
    if len(ports) <= _NARROW:
        return ports
    return f"(Tab: telnet to {', '.join(dict.fromkeys(protocol_of(door_of(door).protocol).label for door in offered))})"


def is_for_tools(line: str, verbs: Collection[str]) -> bool:
    """Whether a line that was typed to a server can only be meant for a shell: it names a program there.

    Args:
        line: As it was typed.
        verbs: The commands of what is spoken there: before one of them, the word may be a tag.
    """
    words = line.split()
    return bool(words) and words[0].lower() in _PROGRAMS and not (len(words) > 1 and words[1].upper() in verbs)


def calls_server(line: str) -> bool:
    """Whether a line for the tools calls a server, as telnet does."""
    return line.split(maxsplit=1)[0].lower() in _CALLERS


def _call(door: str, doors: Doors) -> str:
    """The line that calls a door."""
    host, port = _name(door, doors), doors[door][1]
    return f"openssl s_client -connect {host}:{port}" if door_of(door).implicit_tls else f"telnet {host} {port}"


def door_called(line: str) -> str | None:
    """The door that somebody means who names a host of our world, and perhaps a service: ``mail.island.test pop3``.

    Returns:
        The door's full name; None where there is no such host or service.
    """
    host, *services = line.split()
    server = next((each.name for each in HOSTS.values() if each.domain and host.lower() in _names(each)), None)
    service = services[0] if services else FRONT
    own = next((door for door in DOORS if service in _usual(door)), None)
    return None if server is None or own is None or len(services) > 1 else door_at(server, own)


def _telnet(arguments: list[str], doors: Doors) -> Call | Said:
    """Whom the prompt talks to from now on."""
    words = [word for word in arguments if not word.startswith("-")]
    if len(words) not in {1, 2}:
        return Said(f"Say host and port: telnet {_name(FRONT, doors)} {next(iter(doors.values()))[1]}. {_there(doors)}")
    host, port = words[0], words[1] if len(words) == 2 else FRONT
    found = _find(host, port, doors)
    if isinstance(found, Call) and door_of(found.door).implicit_tls:
        return Said(
            f"This tool speaks no TLS, and port {port} expects it from the first byte. Here, or in another "
            f"terminal: openssl s_client -quiet -crlf -connect {':'.join(map(str, doors[found.door]))}"
        )
    if isinstance(found, Call) and not _is_typed(found.door):
        address, at = doors[found.door]
        return Said(
            f"What is said on port {port} are no lines that could be typed. In another terminal: "
            f"dig @{address} -p {at} MX harbour.test"
        )
    return found


def _openssl(arguments: list[str], doors: Doors) -> Call | Said:
    """The same, under TLS from the first byte."""
    at = arguments.index("-connect") + 1 if "-connect" in arguments else len(arguments)
    host, colon, port = "".join(arguments[at : at + 1]).rpartition(":")
    if arguments[:1] != ["s_client"] or not colon:
        if not any(door_of(door).implicit_tls for door in doors):
            return Said(f"No port here begins with TLS. {_upgrade(FRONT, doors)} {_there(doors)}")
        return Said(f"Say whom to call: openssl s_client -connect {_name(FRONT, doors)}:PORT. {_there(doors)}")
    found = _find(host, port, doors)
    if isinstance(found, Call) and not _is_typed(found.door):
        return Said(f"TLS is not spoken on port {port}.")
    if isinstance(found, Call) and not door_of(found.door).implicit_tls:
        return Said(f"TLS does not begin with the first byte on port {port}. {_upgrade(found.door, doors)}")
    return found


def _upgrade(door: str, doors: Doors) -> str:
    """How to come to TLS at a door that begins without it."""
    verb = protocol_of(door_of(door).protocol).upgrade[-1].split()[-1].decode()
    return f"{_call(door, doors)} calls it; then say {verb}."


def _find(host: str, port: str, doors: Doors) -> Call | Said:
    """The door of a host and port."""
    theirs = _doors_of(host.lower(), doors)
    if not theirs:
        return Said(f"There is no host {host} in this world. Try: telnet {_name(FRONT, doors)} {port}")
    is_numbered = [door for door in theirs if port == str(theirs[door][1])]
    found = is_numbered or [door for door in theirs if port in _usual(door)]
    return Call(found[0]) if found else Said(f"Connection refused: nobody listens on port {port}. {_listening(theirs)}")


def _elsewhere(_arguments: list[str], doors: Doors) -> Said:
    """A program that does everything by itself."""
    return Said(f"That program runs in another terminal. {_there(doors)}")


def _is_typed(door: str) -> bool:
    """Whether a door can be talked to line by line."""
    return protocol_of(door_of(door).protocol).is_of_lines


def _doors_of(host: str, doors: Doors) -> Doors:
    """The doors of a host by its name or address; none where it is not there."""
    if host in LOCAL:
        return {
            door: address
            for door, address in doors.items()
            if door_of(door).server == HARBOUR or address[0] == LOOPBACK
        }
    return {
        door: address
        for door, address in doors.items()
        if host in _names(HOSTS[door_of(door).server]) or (host == address[0] and host not in LOCAL)
    }


def _names(host: Host) -> tuple[str, str]:
    return host.hostname, host.address


def _usual(door: str) -> set[str]:
    """What can be said for the port of a door: the usual numbers, and the name of the service."""
    return {door.rpartition("/")[2], *map(str, usual_ports(door))}


def _name(door: str, doors: Doors) -> str:
    """What a door's host is called: this machine where there is but one."""
    servers = {door_of(each).server for each in doors}
    return "localhost" if servers == {HARBOUR} else HOSTS[door_of(door).server].hostname


def _there(doors: Doors) -> str:
    """Where the servers listen, or who they are where there are several."""
    servers = dict.fromkeys(door_of(door).server for door in doors)
    if len(servers) == 1:
        return _listening(doors)
    return f"The hosts are {', '.join(HOSTS[server].hostname for server in servers)}."


def _listening(doors: Doors) -> str:
    return f"The server listens on {', '.join(f'{port} ({_label(door)})' for door, (_, port) in doors.items())}."


def _label(door: str) -> str:
    """What is spoken at a door."""
    label = protocol_of(door_of(door).protocol).label
    return label + (" over TLS" if door_of(door).implicit_tls else " with login" if door_of(door).is_submission else "")


_CALLERS: Final[Mapping[str, Callable[[list[str], Doors], Call | Said]]] = {
    "telnet": _telnet,
    "nc": _telnet,
    "ncat": _telnet,
    "netcat": _telnet,
    "openssl": _openssl,
    "curl": _elsewhere,
    "swaks": _elsewhere,
}
"""Programs with which people call a server, and what they do here."""

_PROGRAMS: Final = frozenset({*_CALLERS, *WORDS})

_WHAT_THERE_IS: Final = (
    "The tools are telnet HOST [PORT], dig [@SERVER] TYPE NAME, mailq, sleep SECONDS, base64 TEXT and base64 -d TEXT."
)

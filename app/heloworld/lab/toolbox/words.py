"""The words of the tools that ask something of the world: ``dig``, ``mailq``, ``sleep``; and ``base64``."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from heloworld.lab.doors import door_of
from heloworld.lab.hosts.host_table import HOSTS, LOOPBACK, NAME_SERVER
from heloworld.lab.toolbox.tasks import Dig, Mailq, Sleep, Task
from heloworld.wire.events import Address

Doors: TypeAlias = Mapping[str, Address]
"""Where the world's servers listen: the name of each door → its address."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What a tool prints, line by line; it is not safe to show as it is."""

    lines: tuple[str, ...]


def completions(doors: Doors) -> Iterator[str]:
    """Lines that make sense.

    Args:
        doors: Where the servers listen.
    """
    servers = dict.fromkeys(door_of(door).server for door in doors)
    if NAME_SERVER in doors:
        yield from (f"dig {kind} {HOSTS[server].domain}" for server in servers for kind in ("MX", "TXT", "A"))
    yield "mailq"
    if len(servers) > 1:
        yield from (f"mailq {server}" for server in servers)
    yield "sleep 300"
    yield r"base64 '\0ana\0sesame'"
    yield "base64 -d AGFuYQBzZXNhbWU="


def _dig(rest: str, doors: Doors) -> str | Dig:
    """A question for a name server: this world's, unless another is named behind an ``@``."""
    arguments = rest.split()
    named = [each[1:] for each in arguments if each.startswith("@")]
    words = [each for each in arguments if not each.startswith("@")]
    if NAME_SERVER not in doors:
        return "There is no name server in this world, so there is nobody to ask."
    if not words or len(named) > 1:
        return "Say what you ask for: dig MX harbour.test, or dig @SERVER MX harbour.test."
    server = doors[NAME_SERVER]
    for host in named:
        if host.lower() not in {*_LOCAL, server[0], NAME_SERVER, _NS}:
            return f"No name server listens on {host}. This world's is at {server[0]}, port {server[1]}: dig @dns."
    return Dig(" ".join(words), server)


def _mailq(rest: str, doors: Doors) -> str | Mailq:
    """The letters that wait, on all hosts or on one."""
    arguments = rest.lower().split()
    servers = list(dict.fromkeys(door_of(each).server for each in doors))
    if not arguments:
        return Mailq()
    host = arguments[0]
    names = {each: {each, HOSTS[each].hostname, HOSTS[each].address} for each in servers}
    found = next((each for each in servers if host in names[each]), None)
    if found is None or len(arguments) > 1:
        return f"Say mailq, or mailq and one host: {', '.join(servers)}."
    return Mailq(found)


def _sleep(rest: str, _: Doors) -> str | Sleep:
    """So much time passes, at once."""
    found = _SPAN.fullmatch(rest.lower())
    seconds = float(found[1]) * _SECONDS[found[2]] if found else -1.0
    if not 0 <= seconds <= LONGEST:
        return "Say how many seconds, up to ten years: sleep 300. Or sleep 5m, sleep 2h, sleep 5d."
    return Sleep(seconds)


def _base64(text: str, _: Doors) -> str | Printed:
    r"""A text in base64; or what base64 says, with ``-d``. ``\0`` in a text is the byte 0, as ``printf`` has it."""
    is_reading = text == "-d" or text.startswith("-d ")
    text = text.removeprefix("-d").strip() if is_reading else text
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    if not text:
        return "Say what to write in base64: base64 ana. Or what to read: base64 -d YW5h"
    if not is_reading:
        return Printed((base64.b64encode(text.replace("\\0", "\0").encode()).decode("ascii"),))
    try:
        return Printed((base64.b64decode("".join(text.split()), validate=True).decode("utf-8", "replace"),))
    except (binascii.Error, ValueError):
        return "That is no base64: letters, digits, + and /, four by four, with = at the end to fill up."


_LOCAL: Final = ("localhost", LOOPBACK)

_NS: Final = "ns.harbour.test"
"""The name of the world's name server."""

LONGEST: Final = 10 * 365 * 86_400
"""Seconds that can pass at once."""

_SPAN: Final = re.compile(r"(\d+(?:\.\d+)?)([smhd]?)")
_SECONDS: Final = {"": 1, "s": 1, "m": 60, "h": 3_600, "d": 86_400}

WORDS: Final[Mapping[str, Callable[[str, Doors], str | Printed | Task]]] = {
    "dig": _dig,
    "mailq": _mailq,
    "sleep": _sleep,
    "base64": _base64,
}
"""Word → what comes of what stands behind it: something printed, a task for the world, or a sentence that helps."""

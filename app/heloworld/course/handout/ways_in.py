"""How somebody reaches the server of a class from a machine of their own, as a worksheet begins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from heloworld.course.model.lesson import Lesson
from heloworld.course.model.placeholders import Places
from heloworld.lab.doors import FRONT, door_of
from heloworld.lab.protocols import protocol_of

_CLEAR: Final = ("helo connect {spot}", "nc -C {host} {port}", "telnet {host} {port}")
_UPGRADED: Final = (
    "helo connect --starttls --insecure {door}://{spot}",
    "openssl s_client -quiet -crlf -starttls {door} -connect {spot}",
)
"""Passwords go over a network encrypted only; the server's certificate is its own, which nobody vouches for."""
_TLS: Final = ("helo connect --insecure {door}://{spot}", "openssl s_client -quiet -crlf -connect {spot}")

_LEAD: Final = "The server of your class is at {host}. Open a terminal, and connect with one of these command lines:"
_AFTER: Final = (
    "Then type to the server. (On macOS it is `nc -c`.) Where the text says that a connection is open, or that Enter "
    "opens one, enter your command line again. Where it has you look into somebody's mailbox file, look at it on your "
    "teacher's screen: the file is on the server. What is marked `S:` comes from the server, and `C:` from you; your "
    "own terminal may not mark it."
)


def ways_in(lesson: Lesson, places: Places) -> str:
    """The command lines that connect, for each door of the lesson's world, and what is otherwise from elsewhere.

    Args:
        lesson: The lesson.
        places: Where its server is.

    Returns:
        Markdown.
    """
    world = lesson.head.world
    doors = dict.fromkeys((world.prompt, FRONT, *world.all_doors))  # where the text begins comes first
    fenced = "\n\n".join("\n".join(_lines(door, *places.doors[door])) for door in doors if door in places.doors)
    lead = _LEAD.format(host=places.doors[FRONT][0])
    return f"{lead}\n\n```text\n{fenced}\n```\n\n{_AFTER}"


def _lines(door: str, host: str, port: int | str) -> Iterator[str]:
    """The command lines for one door; below its name, where that is not SMTP's usual one."""
    there = door_of(door)
    protocol = protocol_of(there.protocol)
    is_upgraded = not there.implicit_tls and there.protocol != FRONT
    spot = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if door != FRONT:
        yield f"{protocol.label}{' over TLS' if there.implicit_tls else ''}:"
    for way in _TLS if there.implicit_tls else _UPGRADED if is_upgraded else _CLEAR:
        yield way.format(host=host, port=port, spot=spot, door=door)

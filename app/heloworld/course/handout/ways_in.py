"""How somebody reaches the server of a class from a machine of their own, as a worksheet begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from heloworld.course.model.lesson import Lesson
from heloworld.course.model.placeholders import Places
from heloworld.course.play.world_plan import shares_mail
from heloworld.lab.doors import FRONT, door_of
from heloworld.lab.protocols import protocol_of
from heloworld.lab.tools import door_called

_CLEAR: Final = ("helo connect {spot}", "nc -C {host} {port}", "telnet {host} {port}")
_UPGRADED: Final = (
    "helo connect --starttls --insecure {door}://{spot}",
    "openssl s_client -quiet -crlf -starttls {door} -connect {spot}",
)
"""Passwords go over a network encrypted only; the server's certificate is its own, which nobody vouches for."""
_TLS: Final = ("helo connect --insecure {door}://{spot}", "openssl s_client -quiet -crlf -connect {spot}")

_LEAD: Final = "The server of your class is at {host}. Open a terminal, and connect with one of these command lines:"
_AFTER: Final = (
    "Then type to the server.{netcat} Where the text says that a connection is open, or that Enter "
    "opens one, enter your command line again. Where it has you look into somebody's mailbox file, look at it on your "
    "teacher's screen: the file is on the server. What is marked `S:` comes from the server, and `C:` from you; your "
    "own terminal may not mark it."
)

_NETCAT: Final = " (On macOS it is `nc -c`.)"

_SHARED: Final = (
    "The mailboxes are the same for all of you, so take turns: what one of you deletes or marks is so for the next."
)

_BY_HELLO: Final = (
    "whenever you have connected, say `HELO {badge}` before anything else, with {meant}. Where the text says "
    "`HELO localhost`, say this instead: then your class sees how far you are, and mail to yourname@class.test is for "
    "you."
)
_BY_PROGRAM: Final = (
    "before you begin, type `helo join {server} --name {badge}` in a terminal, once, with {meant}. From then on your "
    "class sees how far you are, although you do this lesson on your own machine."
)
_BY_PROGRAM_INSTEAD: Final = (
    "type `helo join {server} --name {badge}` in a terminal, once, with {meant}, and do this lesson on your own "
    "machine, with `helo lessons run {lesson}`. On the server of the class nobody says here who they are, so your "
    "class sees nothing of what you type there."
)
_YOUR_NAME: Final = "a name that you choose in place of `yourname` (small letters, digits, hyphens)"


@dataclass(frozen=True, slots=True)
class Joining:
    """How a class is joined by whoever holds a worksheet.

    Attributes:
        host: The class server; one of IPv6 without brackets.
        port: Its port.
        word: The word of the class; empty where only its board says it.
    """

    host: str
    port: int
    word: str = ""

    @property
    def by_hello(self) -> str:
        """By hand, on the class server, as Markdown."""
        return self._said(_BY_HELLO)

    @property
    def by_program(self) -> str:
        """From a lesson on a machine of one's own, as Markdown."""
        return self._said(_BY_PROGRAM)

    def by_program_instead(self, lesson: str) -> str:
        """Where the class server serves a lesson in which nobody says hello, by the lesson's name, as Markdown."""
        return self._said(_BY_PROGRAM_INSTEAD, lesson)

    def _said(self, how: str, lesson: str = "") -> str:
        asked = "To join your class," if self.word else "If the board of your class shows a word, join by it:"
        meant = _YOUR_NAME if self.word else f"{_YOUR_NAME}, and that word in place of `word`"
        server = f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
        said = how.format(badge=f"yourname.{self.word or 'word'}", meant=meant, server=server, lesson=lesson)
        return f"{asked} {said}"


def ways_in(lesson: Lesson, places: Places) -> str:
    """The command lines that connect, for each door of the lesson's world, and what is otherwise from elsewhere.

    Args:
        lesson: The lesson.
        places: Where its server is.

    Returns:
        Markdown.
    """
    world = lesson.head.world
    front = (FRONT,) if calls_front(lesson) else ()
    doors = [door for door in dict.fromkeys((world.prompt, *front, *world.all_doors)) if door in places.doors]
    fenced = "\n\n".join(
        "\n".join(_lines(door, *places.doors[door], is_alone=doors == [FRONT]))
        for door in doors  # where the text begins comes first
    )
    lead = _LEAD.format(host=places.doors[FRONT][0])
    after = _AFTER.format(netcat=_NETCAT if "nc -C" in fenced else "")
    after += f" {_SHARED}" if shares_mail(lesson) else ""
    return f"{lead}\n\n```text\n{fenced}\n```\n\n{after}"


def calls_front(lesson: Lesson) -> bool:
    """Whether whoever does a lesson ever calls the door that every server has: SMTP in the clear."""
    at: dict[str, str] = {"prompt": lesson.head.world.prompt, "outside": FRONT}
    for act in (act for step in lesson.steps for act in step.solution):
        if act.connect is not None:
            at[act.connect] = act.door or at[act.connect]
        elif act.telnet is not None:
            at["prompt"] = door_called(act.telnet) or at["prompt"]
        elif act.line is not None and at["prompt" if act.send is not None else "outside"] == FRONT:
            return True
    return False


def _lines(door: str, host: str, port: int | str, *, is_alone: bool) -> Iterator[str]:
    """The command lines for one door, below its name where there are others."""
    there = door_of(door)
    protocol = protocol_of(there.protocol)
    is_upgraded = not there.implicit_tls and there.protocol != FRONT
    spot = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    if not is_alone:
        yield f"{protocol.label}{' over TLS' if there.implicit_tls else ''}:"
    for way in _TLS if there.implicit_tls else _UPGRADED if is_upgraded else _CLEAR:
        yield way.format(host=host, port=port, spot=spot, door=door)

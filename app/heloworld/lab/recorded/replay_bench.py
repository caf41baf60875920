"""A bench on which everything has happened already: a saved transcript, played forwards and backwards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Final

from heloworld.lab.bench import Tell
from heloworld.lab.doors import HARBOUR
from heloworld.lab.hosts.host_table import SERVERS
from heloworld.lab.plan import Plan, neighbour, policy
from heloworld.lab.protocols import protocol_of
from heloworld.lab.recorded.held_notes import Held
from heloworld.lab.recorded.mailbox_film import MailboxFilm
from heloworld.lab.recorded.saved_transcript import Cue, SavedTranscript
from heloworld.lab.toolbox.tool_bench import Tools
from heloworld.wire.events import Address, Delivered, Event, Opened, Rewritten
from heloworld.wire.protocol import Protocol
from heloworld.wire.transcript import Transcript

_USER: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}", re.ASCII)
"""What a mailbox's file may be called here, which is written anew for the screen."""

MOST_BOXES: Final = 500
"""Mailboxes that are shown."""


class ReplayBench:
    """A saved transcript as a bench: what is typed leads nowhere.

    Args:
        saved: The transcript.
        folder: Where its mailboxes are written, as they were at the moment that is shown; of nobody else.

    Attributes:
        at: How many of its cues have been played.
        transcript: What has happened until then.
        plan: Whose mailboxes there are.
    """

    def __init__(self, saved: SavedTranscript, folder: Path) -> None:
        self._saved = saved
        self._film = MailboxFilm()
        self.at = 0
        self.transcript = Transcript()
        first = next((each for each in saved.events if isinstance(each, Opened)), None)
        self.protocol: Protocol = protocol_of(first.protocol if first is not None else "smtp")
        self.address: Address | None = first.server if first is not None else None
        self.doors: Mapping[str, Address] = {}
        self.plan: Plan | None = _plan(saved, folder)
        self._plan = self.plan
        self.tools: Tools | None = None
        self.notice = ""
        for box in (plan.mailbox(user) for plan in self._plan.servers for user in plan.policy.users):
            box.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            box.write_bytes(b"")

    @property
    def end(self) -> int:
        """How many cues there are."""
        return len(self._saved.cues)

    @property
    def name(self) -> str:
        """What the transcript is called."""
        return self._saved.name

    def moment(self, at: int) -> float:
        """When the cue before a position happened, in seconds since the epoch; of the beginning, when the first did."""
        return self._saved.cues[max(at - 1, 0)].at

    def go_to(self, at: int) -> bool:
        """Be where so many cues have been played.

        Returns:
            Whether the transcript is another one, that has to be followed from its beginning.
        """
        at = min(max(at, 0), self.end)
        if at < self.at:
            self._back(at)
            return True
        for cue in self._saved.cues[self.at : at]:
            self._forward(cue)
        self.at = at
        return False

    def _forward(self, cue: Cue) -> None:
        """Play a cue: first the file, then what is said of it."""
        if isinstance(cue, Held):
            path = self._path(cue.path, cue.server)
            if self._film.set(str(path), cue.content):
                self._write(path)
            return
        event = self._at_home(cue)
        if self._film.forward(event) and isinstance(event, Delivered | Rewritten):
            self._write(Path(event.path))
        self.transcript.record(event)

    def _back(self, at: int) -> None:
        """Take cues back: the mailboxes shrink, and the transcript is told from its beginning."""
        changed = {self._film.back() for _ in range(self.at - at)}
        for path in changed - {None}:
            self._write(Path(str(path)))
        self.at, self.transcript = at, Transcript()
        for cue in self._saved.cues[:at]:
            if not isinstance(cue, Held):
                self.transcript.record(self._at_home(cue))

    def _at_home(self, event: Event) -> Event:
        """An event with its mailbox where that is here."""
        if not isinstance(event, Delivered | Rewritten):
            return event
        return replace(event, path=str(self._path(event.path, event.server)))

    def _path(self, path: str, server: str) -> Path:
        """Where a mailbox of the transcript is here; what is nobody's is never written."""
        host, user = _box(path, server)
        return (self._plan.at(host) or self._plan).mailbox(user)

    def _write(self, path: Path) -> None:
        if path.is_file():
            path.write_bytes(self._film.content(str(path)))

    # As a bench

    def start(self, tell: Tell) -> Future[None]:  # noqa: ARG002 - nothing can go wrong
        """Nothing has to be started."""
        done: Future[None] = Future()
        done.set_result(None)
        return done

    def reset(self, plan: Plan | None = None, *, keep: bool = True) -> Future[Path | None]:
        """There is nothing here that could be reset."""
        raise NotImplementedError

    def is_ours(self, opened: Opened) -> bool:
        """Whether a connection was the one that was typed into."""
        return opened.conn in self._saved.ours

    def enter(self, line: bytes | None) -> None:
        """Nobody listens."""

    def open(self, door: str | None = None) -> None:
        """Nobody listens."""

    def hang_up(self) -> None:
        """Nobody listens."""

    def stop(self) -> None:
        """Nothing runs."""


def _box(path: str, server: str) -> tuple[str, str]:
    """Whose mailbox a path is: host and user. Where no host is named, the folder may be named for it."""
    folder = Path(path).parent.name
    return server or (folder if folder in SERVERS else HARBOUR), Path(path).stem


def _boxes(saved: SavedTranscript) -> Iterator[tuple[str, str]]:
    """The mailboxes of a transcript, as often as they are named."""
    for cue in saved.cues:
        if isinstance(cue, Delivered | Rewritten | Held):
            host, user = _box(cue.path, cue.server)
            if host in SERVERS and _USER.fullmatch(user) and ".." not in user:
                yield host, user


def _plan(saved: SavedTranscript, folder: Path) -> Plan:
    """A plan in which everybody has a mailbox who has one in a transcript; a first user it has in any case."""
    boxes = list(dict.fromkeys(_boxes(saved)))[:MOST_BOXES]
    users = {server: tuple(user for at, user in boxes if at == server) for server in SERVERS}
    others = (
        replace(neighbour(server, folder), policy=policy(users[server], server=server), address="")
        for server in SERVERS
        if server != HARBOUR and users[server]
    )
    own = tuple(dict.fromkeys((*users[HARBOUR], "ana"))) if not users[HARBOUR] else users[HARBOUR]
    return Plan(folder, policy=policy(own), neighbours=tuple(others))

"""A bench on which everything has happened already, from sessions that are written down."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

from heloworld.lab.bench import Tell
from heloworld.lab.plan import Plan
from heloworld.lab.protocols import protocol_of
from heloworld.lab.script import Act
from heloworld.lab.toolbox.tool_bench import Tools
from heloworld.wire.events import Address, Bytes, Closed, Delivered, Event, Opened, Rewritten, Side, TlsStarted
from heloworld.wire.transcript import Transcript
from recorded import AT, OTHER, OURS, SERVERS, STORED


def events(
    conn: int, client: Address, script: tuple[str, ...], protocol: str = "smtp", box: str = "mail/ana.mbox"
) -> Iterator[Event]:
    """A session from its script: C and S lines, D for a delivery (and its length), T for TLS, X for the end.

    R is a rewrite of the mailbox: the command, where, how many bytes went, how many came.
    """
    yield Opened(conn, AT, protocol, client, SERVERS[protocol])
    sides: dict[str, Side] = {"C": "client", "S": "server"}
    tls = False
    for line in script:
        letter, _, text = line.partition(" ")
        if letter in sides:
            yield Bytes(conn, AT, sides[letter], text.encode() + b"\r\n", tls)
        elif letter == "D":
            recipient, _, length = text.partition(" ")
            yield Delivered(conn, AT, recipient, box, 0, int(length or len(STORED)), "7DCB64A55D")
        elif letter == "R":
            why, *edit = text.split(" ")
            offset, removed, added = map(int, edit)
            yield Rewritten(conn, AT, box, ((offset, removed, added),), why)
        elif letter == "T":
            tls = True
            yield TlsStarted(conn, AT, *text.split(" "))
        else:
            yield Closed(conn, AT)


class Replay:
    """A bench on which everything has already happened."""

    def __init__(
        self,
        mail: Path,
        scripts: tuple[tuple[str, ...], ...],
        later: tuple[str, ...] = (),
        protocol: str = "smtp",
        rewritten: bytes = b"",
    ) -> None:
        self.protocol = protocol_of(protocol)
        plan = Plan(mail)
        self.plan: Plan | None = plan
        self.tools: Tools | None = None
        self.notice = ""
        self.ours = OURS
        self._later, self._rewritten = later, rewritten
        self._box = plan.mailbox("ana")
        self.address: Address | None = SERVERS[protocol]
        self.doors = {protocol: SERVERS[protocol]}
        self.transcript = Transcript()
        for conn, (client, script) in enumerate(zip((OURS, OTHER), scripts, strict=False), 1):
            for event in events(conn, client, script, protocol, str(self._box)):
                self.transcript.record(event)

    def start(self, _tell: Tell) -> Future[None]:
        """Nothing is left to be started."""
        done: Future[None] = Future()
        done.set_result(None)
        return done

    def reset(self, _plan: Plan | None = None, *, keep: bool = True) -> Future[Path | None]:  # noqa: ARG002
        """Everything is as it was at the beginning."""
        done: Future[Path | None] = Future()
        done.set_result(None)
        return done

    def perform(self, _act: Act) -> Future[None]:
        """It has happened already."""
        return self.start(lambda _: None)

    def go_on(self) -> None:
        """What comes later happens now, in the mailbox, too."""
        if self._rewritten:
            self._box.write_bytes(self._rewritten)
        for event in itertools.islice(events(1, OURS, self._later, self.protocol.name, str(self._box)), 1, None):
            self.transcript.record(event)

    def enter(self, line: bytes | None) -> None:
        """Nobody listens."""

    def open(self, door: str | None = None) -> None:
        """Nobody listens."""

    def hang_up(self) -> None:
        """Nobody listens."""

    def is_ours(self, opened: Opened) -> bool:
        """Whether this is the first connection."""
        return opened.client == self.ours

    def stop(self) -> None:
        """Nothing runs."""

"""What the screen works with: a world or a remote server, and hands to type with, in a thread of their own.

Every method may be called from any thread and returns at once; what comes of it is in the transcript.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path

from heloworld.errors import HeloError
from heloworld.lab.plan import Plan
from heloworld.lab.toolbox.tool_bench import Tools
from heloworld.wire.events import Address, Opened
from heloworld.wire.protocol import Protocol
from heloworld.wire.transcript import Transcript

Tell = Callable[[HeloError | None], object]
"""Told, in the bench's thread, what went wrong; None when a connection of ours has been made."""


class Bench(typing.Protocol):
    """What both kinds of bench can do."""

    @property
    def transcript(self) -> Transcript:
        """Everything that happened since the start or the last reset."""

    @property
    def address(self) -> Address | None:
        """Where the prompt connects to; None while there is no server."""

    @property
    def doors(self) -> Mapping[str, Address]:
        """Where the server listens: the name of each door → its address; empty while there is none."""

    @property
    def protocol(self) -> Protocol:
        """What is spoken where the prompt connects to."""

    @property
    def plan(self) -> Plan | None:
        """The world, where it is one of our own, with mailboxes to watch; None for somebody else's server."""

    @property
    def notice(self) -> str:
        """What the user should know of the addresses in it, as sentences; empty for nothing."""

    @property
    def tools(self) -> Tools | None:
        """What can be done in it besides; None for somebody else's server."""

    def reset(self, plan: Plan | None = None, *, keep: bool = True) -> Future[Path | None]:
        """Start afresh, perhaps with another plan; only a world of our own can.

        Args:
            plan: What the world is to be like from now on; as before where none is given.
            keep: Set old mail aside instead of deleting it.

        Returns:
            A future of the folder that holds the old mail, if there was and it was kept.
        """

    def start(self, tell: Tell) -> Future[None]:
        """Start, and connect; the future fails with a `HeloError` where that cannot be.

        A connection can be in the transcript before `is_ours` knows it: ``tell`` says when it does.
        """

    def enter(self, line: bytes | None) -> None:
        """Have a line sent, after those before it; None only connects."""

    def open(self, door: str | None = None) -> None:
        """Have a connection opened, unless there is one.

        Args:
            door: At which door; the connection that there is, is closed for it. None for the one where the prompt was
                last.
        """

    def hang_up(self) -> None:
        """Close the connection from our side."""

    def is_ours(self, opened: Opened) -> bool:
        """Whether a connection is the one that is typed into."""

    def stop(self) -> None:
        """End everything, within about a second."""

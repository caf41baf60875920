"""A lesson's world with hands in it: what plays solutions, for checks, pictures and demonstrations.

Everything crosses a real socket, and what comes of it is evidence like any other.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

from heloworld import paths
from heloworld.course.conditions.evidence import Evidence, Witness
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Lesson
from heloworld.course.model.placeholders import JUDGES, Places
from heloworld.course.play.world_plan import mailboxes_of, plan_for, to_lab, zones_of
from heloworld.lab.protocols import protocol_of
from heloworld.lab.script_player import ScriptPlayer
from heloworld.lab.world import Lab
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Opened

_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
"""Where Linux keeps files in memory: nothing that is played here has to outlast the program."""


def scratch() -> tempfile.TemporaryDirectory[str]:
    """A folder for mailboxes that are not to last, in memory where the system has such a place."""
    memory = _MEMORY if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) else None
    return tempfile.TemporaryDirectory(prefix="helo-", dir=memory, ignore_cleanup_errors=True)


class Playground:
    """A running lesson, as an async context manager.

    Args:
        lesson: The lesson.
        folder: Where its mailboxes may lie; a folder of its own, which is removed at the end, where none is given.

    Attributes:
        lesson: The lesson.
        lab: The world.
    """

    def __init__(self, lesson: Lesson, folder: Path | None = None) -> None:
        self.lesson = lesson
        self._own: tempfile.TemporaryDirectory[str] | None = None
        if folder is None:
            self._own = scratch()
            folder = Path(self._own.name)
        self._mail = folder / "mail"
        self._stage: ScriptPlayer | None = None
        self._position = 0
        self._dissector: Dissector
        self._witness: Witness
        self.lab: Lab

    async def __aenter__(self) -> Self:
        """Start it.

        Raises:
            HeloError: The lesson asks for a world that cannot be.
        """
        try:
            self._mailboxes = mailboxes_of(self.lesson, self._mail)
            self._plan = plan_for(self.lesson, self._mail)
            self.lab = Lab(self._plan)
            await self.lab.__aenter__()
        except BaseException:
            self._remove()
            raise
        self._begin()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        try:
            await self._end()
            await self.lab.__aexit__(kind, error, trace)
        finally:
            self._remove()

    async def begin_again(self) -> None:
        """A fresh world: as it was when the lesson began."""
        await self._end()
        await self.lab.reset(self._plan, keep=False)
        self._begin()

    async def play(self, act: Act) -> None:
        """Do one thing, and wait for what comes of it.

        Raises:
            ConnectError: There is no connection to be had, or it broke.
        """
        assert self._stage is not None
        await self._stage.play(to_lab(act))

    @property
    def evidence(self) -> Evidence:
        """All that happened since the beginning."""
        events, self._position = self.lab.transcript.since(self._position)
        self._dissector.feed(events)
        return self._witness.look()

    def is_ours(self, opened: Opened) -> bool:
        """Whether a connection is one that is typed into."""
        return self._stage is not None and opened.client in self._stage.ours

    @property
    def places(self) -> Places:
        """Where everything is."""
        known = (str(self._mail), str(paths.letters()), paths.program())
        return Places(self.lab.doors, *known, JUDGES if self.lesson.is_judged else frozenset())

    def _begin(self) -> None:
        stage = self._stage = ScriptPlayer(self.lab)
        self._position = 0
        self._dissector = Dissector(protocol_of)
        self._witness = Witness(
            self._dissector, lambda opened: opened.client in stage.ours, self._mailboxes, zones_of(self._plan)
        )

    async def _end(self) -> None:
        stage, self._stage = self._stage, None
        if stage is not None:
            await stage.close()

    def _remove(self) -> None:
        if self._own is not None:
            self._own.cleanup()

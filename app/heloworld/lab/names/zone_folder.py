"""The zones of a running world as files: whoever saves one, in whatever editor, has it answered by from then on.

A zone with a fault is not taken: the name server goes on with the one before.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from heloworld.errors import HeloError
from heloworld.lab.names.world_zones import REVERSE, world_zones
from heloworld.lab.names.zone_check import ZoneFault, zone_faults, zone_warnings
from heloworld.lab.plan import Plan
from heloworld.wire.events import Event, Published

POLL: Final = 0.2
"""Seconds between two looks at the files."""

_HIDDEN: Final = frozenset({"test", REVERSE})
"""Zones that no lesson is about."""


class World(Protocol):
    """A world whose name server answers by zones that can be exchanged."""

    @property
    def plan(self) -> Plan:
        """What it is like, its zones as they are now."""

    def publish(self, zones: Mapping[str, str]) -> None:
        """Have other zones answered by."""


@dataclass(frozen=True, slots=True)
class ZoneCheck:
    """What is to be said about the text of a zone.

    Attributes:
        faults: What keeps it from being used, by its lines.
        warnings: What can be used and is hardly meant so.
    """

    faults: tuple[ZoneFault, ...] = ()
    warnings: tuple[ZoneFault, ...] = ()


@dataclass(frozen=True, slots=True)
class ZoneFile:
    """A zone in its file.

    Attributes:
        origin: Its name, without the final dot.
        path: The file.
    """

    origin: str
    path: Path

    def read(self) -> str | None:
        """Its text; None where there is no file that can be read."""
        try:
            return self.path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None

    def save(self, text: str) -> None:
        """Write it, all of it or nothing.

        Raises:
            HeloError: It cannot be written.
        """
        beside = self.path.with_name(f".{self.path.name}.new")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(text, encoding="utf-8")
            beside.replace(self.path)
        except OSError as error:
            raise HeloError(f"{self.path} cannot be written: {error.strerror}.", "See to the folder.") from error

    def check(self, text: str, plan: Plan) -> ZoneCheck:
        """What is wrong with a text of it.

        Args:
            text: The text.
            plan: The world, for the names of its other zones.
        """
        return ZoneCheck(
            tuple(zone_faults({self.origin: text})), tuple(zone_warnings(self.origin, text, world_zones(plan)))
        )


def zone_files(plan: Plan) -> tuple[ZoneFile, ...]:
    """The files of a world's zones, that of harbour first; none where names are not a part of it.

    Args:
        plan: The world.
    """
    if not plan.address:
        return ()
    own = plan.policy.domain
    origins = sorted(world_zones(plan).keys() - _HIDDEN, key=lambda each: (each != own, each))
    return tuple(ZoneFile(each, plan.mail / "zones" / f"{each}.zone") for each in origins)


class ZoneFolder:
    """Keeps the files and the name server together, for as long as `watch` runs.

    Args:
        world: The world.
        record: Takes a `Published` whenever a zone has changed.
    """

    def __init__(self, world: World, record: Callable[[Event], None]) -> None:
        self._world, self._record = world, record
        self._files = zone_files(world.plan)
        self._seen: dict[str, tuple[int, int] | None] = {}
        self._texts: dict[str, str] = {}

    def begin(self) -> None:
        """Write the files as the world begins; another text that lies there is kept beside it, as ``.old``.

        Raises:
            HeloError: They cannot be written.
        """
        texts = world_zones(self._world.plan)
        for file in self._files:
            before, text = file.read(), texts[file.origin]
            if before not in {None, text}:
                with contextlib.suppress(OSError):  # what is there already can be left out
                    file.path.replace(file.path.with_name(f"{file.path.name}.old"))
            self._write(file, text)

    async def watch(self) -> None:
        """Look at the files from time to time, until cancelled."""
        while True:
            await asyncio.sleep(POLL)
            self.look()

    def look(self) -> None:
        """Take what was saved, and write what the world has changed itself."""
        texts = world_zones(self._world.plan)
        for file in self._files:
            if texts[file.origin] != self._texts[file.origin]:
                with contextlib.suppress(HeloError):  # the name server has it all the same
                    self._write(file, texts[file.origin])
            elif (stamp := _stamp(file.path)) != self._seen[file.origin]:
                self._seen[file.origin] = stamp
                self._take(file, texts[file.origin])

    def _take(self, file: ZoneFile, before: str) -> None:
        """A file was saved: answer by it, unless there is a fault in it."""
        text = file.read()
        if text is None or text == before or file.check(text, self._world.plan).faults:
            return
        self._world.publish({file.origin: text})
        self._texts[file.origin] = world_zones(self._world.plan)[file.origin]
        self._record(Published(0, time.time(), file.origin, text))

    def _write(self, file: ZoneFile, text: str) -> None:
        file.save(text)
        self._texts[file.origin], self._seen[file.origin] = text, _stamp(file.path)


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes when a file is saved; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino

"""What a greylist remembers, on the disk beside the queue, so that nobody is a stranger again because a server ended.

The file holds a line of JSON for each time that somebody has asked, the newest last; it is written anew, and put in the
place of the old one in one step, when a server begins and when it has grown too long. Nothing is synced: if the machine
itself goes down, somebody may have to wait once more.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import astuple
from pathlib import Path
from typing import Final, TextIO

from heloworld.trust.greylist import MOST, Greylist, Patience, Seen

log = logging.getLogger(__name__)

MOST_LINES: Final = 2 * MOST
"""Lines in the file; with more, it is written anew."""


class GreylistFile:
    """The memory of one server's greylist.

    Args:
        path: The file; it and its folder are made when they are needed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines = 0
        self._is_forgotten = False

    def greylist(self, patience: Patience, now: float) -> Greylist:
        """A greylist that remembers what stands in the file.

        Args:
            patience: How long strangers have to wait.
            now: The world's clock. It may have been turned when somebody asked, and goes by the real time again; then
                they have asked just now, as the letters in the queue have come just now.
        """
        greylist = Greylist(patience, (each.earlier(max(each.first - now, 0)) for each in self._read()))
        if self._lines:
            self._rewrite(greylist)
        return greylist

    def note(self, seen: Seen, greylist: Greylist) -> None:
        """Somebody has asked."""
        if self._is_forgotten:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with _open(self.path, os.O_APPEND) as file:
                file.write(_line(seen))
        except OSError as error:
            log.warning(
                "%s cannot be written: %s. Who waits will be new after the next start.", self.path, error.strerror
            )
            return
        self._lines += 1
        if self._lines > MOST_LINES:
            self._rewrite(greylist)

    def forget(self) -> None:
        """Everybody is a stranger at the next start."""
        self._is_forgotten = True
        with suppress(OSError):
            self.path.unlink(missing_ok=True)

    def _read(self) -> Iterable[Seen]:
        """What stands in the file, without what a kill has left half written."""
        try:
            lines = self.path.read_text(encoding="ascii").splitlines()
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            log.warning("%s cannot be read: %s. Everybody is new.", self.path, error)
            return
        self._lines = len(lines)
        for line in lines:
            with suppress(ValueError, TypeError):
                network, sender, recipient, first, last, has_waited = json.loads(line)
                key = str(network), str(sender), str(recipient)
                yield Seen(key, float(first), float(last), has_waited is True)

    def _rewrite(self, greylist: Greylist) -> None:
        draft = self.path.with_name(f"{self.path.name}.part")
        known = greylist.known
        try:
            with _open(draft, os.O_TRUNC) as file:
                file.writelines(map(_line, known))
            draft.replace(self.path)
        except OSError as error:
            log.warning("%s cannot be written: %s.", self.path, error.strerror)
            return
        self._lines = len(known)


def _open(path: Path, how: int) -> TextIO:
    """A file to write, which is nobody else's business."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | how, 0o600), "w", encoding="ascii")


def _line(seen: Seen) -> str:
    triplet, *rest = astuple(seen)
    return json.dumps([*triplet, *rest]) + "\n"

"""Which folder a queue is in, where two programs serve the same world's files.

The first gets the folder itself, the next one a folder beside it with a number. Whoever has the first takes up what
others have left in theirs, so that no letter waits for a program that may never come again.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from heloworld.errors import QueueError
from heloworld.relay.spool import InUse, Spool

MOST: Final = 20
"""Programs that serve the same files at one time."""


def open_spool(folder: Path) -> Spool:
    """The queue's files, in this folder or in one beside it.

    Raises:
        QueueError: There is no folder to be had.
    """
    for place in _places(folder):
        with suppress(InUse):
            spool = Spool(place)
            if place == folder:
                _adopt(spool)
            return spool
    raise QueueError(f"{MOST} other programs send letters from {folder}.", "End some of them.")


def _places(folder: Path) -> list[Path]:
    return [folder, *(folder.with_name(f"{folder.name}-{number}") for number in range(2, MOST + 1))]


def _adopt(spool: Spool) -> None:
    """Take up what programs that have ended have left in other folders."""
    for place in _places(spool.folder)[1:]:
        if not place.is_dir():
            continue
        with suppress(QueueError, OSError):  # it is in use, or stays for the next start
            other = Spool(place)
            try:
                for letter in other.letters():
                    _move(letter.queue_id, place, spool.folder)
            finally:
                other.close()
            (place / Spool.LOCK).unlink()
            place.rmdir()


def _move(name: str, old: Path, new: Path) -> None:
    """Move a letter, so that at any instant it is whole in one of the two: it is where its state is."""
    text, state = f"{name}.eml", f"{name}.json"
    if (new / state).exists():
        return
    (new / text).unlink(missing_ok=True)  # of a move that was cut short
    os.link(old / text, new / text)
    (old / state).rename(new / state)
    (old / text).unlink()

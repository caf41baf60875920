"""The letters that a learner has written: each lesson empties its mailboxes, and these are kept, in a mailbox too."""

from __future__ import annotations

from pathlib import Path

from heloworld.course.conditions.evidence import Evidence
from heloworld.wire.events import Delivered

LARGEST = 1024 * 1024
"""Bytes of letters that are kept; a learner writes a few hundred in each."""


class Letters:
    """Follows what is delivered in lessons.

    Args:
        path: The mailbox in which it is kept; None keeps nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._seen = 0

    def pass_over(self, evidence: Evidence) -> None:
        """What has been delivered so far was played, and nobody has written it."""
        self._seen = len(evidence.rows)

    def keep(self, evidence: Evidence) -> None:
        """Keep what has been delivered since, as it stands in the files. Where that cannot be, the lesson goes on."""
        first, self._seen = max(self._seen, evidence.rows.first), len(evidence.rows)
        events = (evidence.rows[number].event for number in range(first, self._seen))
        written = [event for event in events if isinstance(event, Delivered)]
        if self._path is None or not written:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self._path.open("ab") as file:
                for event in written:
                    letter = evidence.mailboxes.delivered(event)
                    if file.tell() + len(letter) <= LARGEST:
                        file.write(letter)
        except OSError:
            self._path = None  # progress says why nothing can be kept here

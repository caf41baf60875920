"""The mailboxes of a lesson as one participant has filled them: what others have sent there is not theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from heloworld.course.conditions.evidence import LARGEST_MAILBOX, Mailboxes
from heloworld.wire.events import Delivered

MOST: Final = 200
"""Letters of one participant that are looked at."""


class Deliveries(Mailboxes):
    """Of each mailbox what came over the connections of one participant.

    Args:
        boxes: The mailboxes that all of them share.
    """

    def __init__(self, boxes: Mailboxes) -> None:
        super().__init__(boxes.folder, boxes.users, boxes.seeds, boxes.neighbours)
        self._places: dict[str, list[tuple[int, int]]] = {}
        self._texts: dict[str, bytes] = {}
        self._count = 0

    def note(self, event: Delivered) -> None:
        """A letter of theirs has been delivered."""
        if self._count < MOST:
            self._count += 1
            self._places.setdefault(Path(event.path).name, []).append((event.offset, event.length))

    def content(self, user: str) -> bytes:
        """What the mailbox would hold if nobody else had written to it, as far as that can be read."""
        path = self.path(user)
        text = self.seeds.get(user, b"")
        for offset, length in self._places.get(path.name, ()):
            if len(text) + length <= LARGEST_MAILBOX:
                text += self._letter(path, offset, length)
        return text

    def _letter(self, path: Path, offset: int, length: int) -> bytes:
        key = f"{path} {offset}"
        if key not in self._texts:
            try:
                with path.open("rb") as file:
                    file.seek(offset)
                    self._texts[key] = file.read(length)
            except OSError:
                return b""
        return self._texts[key]

"""The mailboxes at any moment of a transcript: they grow and shrink with its events, forwards and backwards.

Nothing is read from a disk. A transcript says what was appended and what gave way to what; where it does not, as an
older one, as many question marks stand in the place of the bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from heloworld.mbox.edits import Edit, applied
from heloworld.wire.events import Delivered, Event, Rewritten

LARGEST: Final = 64 * 1024 * 1024
"""Bytes that all mailboxes may have together; what would be beyond is left out."""

_LINE: Final = 72
"""Bytes of a line of question marks, its end included."""


class MailboxFilm:
    """Follows the events of a transcript.

    Args:
        begin: What the mailboxes hold at the beginning, by their paths.
    """

    def __init__(self, begin: Mapping[str, bytes] | None = None) -> None:
        self._contents = dict(begin or {})
        self._size = sum(map(len, self._contents.values()))
        self._undo: list[tuple[str, bytes] | None] = []

    @property
    def paths(self) -> tuple[str, ...]:
        """The mailboxes of which anything is known."""
        return tuple(self._contents)

    def content(self, path: str) -> bytes:
        """What a mailbox holds now; nothing where nothing is known of it."""
        return self._contents.get(path, b"")

    def forward(self, event: Event) -> bool:
        """Take in the next event; returns whether a mailbox has changed."""
        if not isinstance(event, Delivered | Rewritten):
            self._undo.append(None)
            return False
        old = self.content(event.path)
        new = _after(old, event, self._room + len(old))
        return self._put(event.path, old, new)

    def set(self, path: str, content: bytes) -> bool:
        """Take in what a mailbox held when somebody looked; returns whether that is something else."""
        old = self.content(path)
        return self._put(path, old, content[: self._room + len(old)])

    def back(self) -> str | None:
        """Take back the last event or look; returns the path of the mailbox that has changed with it."""
        undo = self._undo.pop()
        if undo is None:
            return None
        path, old = undo
        self._size += len(old) - len(self.content(path))
        self._contents[path] = old
        return path

    @property
    def _room(self) -> int:
        return max(LARGEST - self._size, 0)

    def _put(self, path: str, old: bytes, new: bytes) -> bool:
        self._undo.append((path, old) if new != old else None)
        self._contents[path] = new
        self._size += len(new) - len(old)
        return new != old


def _after(old: bytes, event: Delivered | Rewritten, largest: int) -> bytes:
    """A mailbox after an event; as it was, where it would become too large or the event does not fit it."""
    sizes = list(_sizes(event))
    if any(size < 0 for edit in sizes for size in edit) or len(old) + sum(added for *_, added in sizes) > largest:
        return old
    if isinstance(event, Delivered):
        text = event.text or unknown(event.length)
        return old if old[event.offset :] == text else old + b"\n" * event.seam + text
    edits = list(_edits(event))
    starts = [*(edit.start for edit in edits), len(old)]
    fits = all(edit.start <= edit.stop <= starts[at + 1] for at, edit in enumerate(edits))
    return applied(old, 0, edits) if fits else old


def _sizes(event: Delivered | Rewritten) -> Iterator[tuple[int, int, int]]:
    if isinstance(event, Rewritten):
        yield from event.edits
    else:
        yield event.offset, 0, event.seam + (len(event.text) or event.length)


def _edits(event: Rewritten) -> Iterator[Edit]:
    """The edits with their bytes, as far as they are known."""
    for at, (offset, removed, added) in enumerate(event.edits):
        new = event.added[at] if at < len(event.added) else unknown(added)
        yield Edit(offset, offset + removed, new)


def unknown(size: int) -> bytes:
    """What stands in the place of bytes that a transcript does not have: so many."""
    line = b"?" * (_LINE - 1) + b"\n"
    lines, rest = divmod(size, _LINE)
    return line * lines + (b"?" * (rest - 1) + b"\n" if rest else b"")

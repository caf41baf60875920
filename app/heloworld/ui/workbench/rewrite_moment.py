"""The moment of a rewrite: what a client has deleted is seen to go, and what was put in is marked.

The bytes that go are gone from the file already; the pane still holds them, and shows them struck out for a moment
before it reads the file anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from heloworld.mbox.reading.tail import Tail
from heloworld.ui.widgets.mailbox.mailbox_view import MailboxView
from heloworld.wire.events import Rewritten

if TYPE_CHECKING:
    from textual.timer import Timer

SHOWN: Final = 1.5
"""Seconds for which deleted bytes are seen to go."""

WAIT: Final = 1.0
"""Seconds for which a file that has become shorter is shown as it was: the word of what went may be on its way."""


class RewriteMoment:
    """Shows in a mailbox pane what is rewritten.

    Args:
        view: The lines of the file, once they are there.
        show_change: Shows what has become of the file.
        shown: Seconds for which deleted bytes are seen to go.
    """

    def __init__(
        self, view: Callable[[], MailboxView], show_change: Callable[[], None], *, shown: float = SHOWN
    ) -> None:
        self._view, self._show_change = view, show_change
        self._timer: Timer | None = None
        self._changed: tuple[tuple[int, int], ...] = ()
        self._seen: tuple[tuple[int, int], ...] = ()
        self._shorter_since: float | None = None
        self.shown = shown

    @property
    def is_on(self) -> bool:
        """Whether bytes are shown that are not in the file any more."""
        return self._timer is not None

    def may_come(self, held: Tail) -> bool:
        """Whether a file is shorter than what is held of it, and has not been so for long."""
        if _size(str(held.path)) >= held.size:
            self._shorter_since = None
            return False
        if self._shorter_since is None:
            self._shorter_since = time.monotonic()
        return time.monotonic() < self._shorter_since + WAIT

    def show(self, event: Rewritten, held: int) -> None:
        """A file was rewritten.

        Args:
            event: What was done.
            held: How large the file was that the pane holds.
        """
        self.end()
        gone, self._changed = spans(event)
        grown = sum(added - removed for _, removed, added in event.edits)
        if gone and held == _size(event.path) - grown:
            self._view().mark_rewritten(gone=gone)
            self._seen = gone
            self.bring_into_sight()
            self._timer = self._view().set_timer(self.shown, self.end)
        else:
            self._settle()

    def end(self) -> None:
        """Show the file as it is; nothing where it is shown so already."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
            self._settle()

    def _settle(self) -> None:
        self._show_change()
        self._view().mark_rewritten(came=self._changed)
        self._seen = self._changed
        self.bring_into_sight()

    def bring_into_sight(self) -> None:
        """Scroll to the first of the bytes that go or came; where the pane is hidden, once it has come up."""
        view = self._view()
        for start, stop in self._seen[:1]:
            view.scroller.show_amid(view.lines.lines_of(start, stop).start - view.lines.first_line)
        if view.size.height:
            self._seen = ()


def spans(event: Rewritten) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    """What went, as starts and stops in the file before, and what came, as starts and stops in the file as it is."""
    gone, came, shift = [], [], 0
    for offset, removed, added in event.edits:
        if removed:
            gone.append((offset, offset + removed))
        if added:
            came.append((offset + shift, offset + shift + added))
        shift += added - removed
    return tuple(gone), tuple(came)


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0

"""A lens on a file that grows: what was read stays, and only what the new bytes may have changed is read again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from heloworld.mbox.lenses.model import Lens, Span
from heloworld.mbox.lenses.view import View
from heloworld.mbox.lenses.walk import spans

_UNSURE: Final = 2
"""Messages at the end that are read again: where the last one starts was decided by lines that may go on."""


class Reading:
    """The messages of one mailbox as one reader sees them, while the file grows.

    Args:
        lens: The reader.
    """

    def __init__(self, lens: Lens) -> None:
        self.lens = lens
        self._spans: list[Span] = []

    @property
    def spans(self) -> Sequence[Span]:
        """The messages, as far as the file has been read."""
        return self._spans

    def update(self, view: View, offsets: Sequence[int]) -> int:
        """Read on, in a file that has become longer and is otherwise the same.

        Args:
            view: The file as it is now.
            offsets: Where its separator lines start, all of them and in order.

        Returns:
            How many messages are still what they were.

        Raises:
            OSError: The file cannot be read.
        """
        kept = 0 if self.lens.refusal(view) else self._settled()
        if kept:
            opened = self.lens.open(view, self._spans[kept].offset)
            behind = offsets[bisect_right(offsets, opened.offset) :]
            self._spans[kept:] = spans(self.lens, view, behind, opened)
        else:
            self._spans = list(spans(self.lens, view, offsets))
        return kept

    def _settled(self) -> int:
        """How many messages no new bytes can change: those before the first whose Content-Length leads too far."""
        most = max(len(self._spans) - _UNSURE, 0)
        return next((at for at, span in enumerate(self._spans[:most]) if not span.is_settled), most)

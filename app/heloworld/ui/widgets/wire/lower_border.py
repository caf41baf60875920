"""The lower border of the wire pane: which commands come next, or something else for a while."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.widget import Widget

from heloworld.ui.widgets.wire.state_strip import next_words

STROKES: Final = 4
"""Cells as wide as the pane's lines that the border has for no words: a stroke and a space at each end."""


class LowerBorder:
    """Says in the lower border of a pane what comes next.

    Args:
        pane: The pane.
    """

    def __init__(self, pane: Widget) -> None:
        self._pane = pane
        self._verbs: Sequence[str] = ()
        self._said: str | None = None
        self._is_plain = False

    def offer(self, verbs: Sequence[str]) -> None:
        """These commands make sense next."""
        self._verbs = verbs
        self.draw()

    def say(self, words: str | None) -> None:
        """Say something else instead; None says the commands again."""
        self._said = words
        self.draw()

    def be_plain(self, *, is_plain: bool) -> None:
        """Name no commands, as long as no lesson has introduced them; or name them again."""
        self._is_plain = is_plain
        self.draw()

    def draw(self) -> None:
        """Say it in whole words, as many as there is room for."""
        words = "" if self._is_plain else next_words(self._verbs, self._pane.size.width - STROKES)
        self._pane.border_subtitle = words if self._said is None else self._said

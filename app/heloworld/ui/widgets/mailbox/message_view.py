"""A message to be read: its header fields, and the text of one of its parts, wrapped to the width that there is."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import islice
from typing import ClassVar, Final

from textual.timer import Timer

from heloworld.mbox.mime.letter import Letter
from heloworld.ui.widgets.common.line_source import LineSource, LineSpan
from heloworld.ui.widgets.common.line_styles import css
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.mailbox.letter_rows import NARROWEST, Row, rows
from heloworld.wire.visible import readable_text

_MARGIN: Final = 1
_AT_ONCE: Final = 500
"""Rows that are laid out before anything is drawn."""

_MOST_AT_ONCE: Final = 2_000
_AT_A_TIME: Final = 200
_SPELL: Final = 0.01
"""Seconds of laying out rows between two looks at the keyboard."""

_PAUSE: Final = 0.02

STYLES: Final = {
    "letter--name": "color: $name",
    "letter--subject": "color: $foreground; text-style: bold",
    "letter--note": "color: $faint; text-style: italic",
    "letter--quote": "color: $client",
}
"""How the lines look."""


class LetterLines(LineSource):
    """Fields, an empty line, text.

    Attributes:
        letter: The message; None while it is being read.
        part: Which of its parts is chosen.
        has_all_fields: Whether all of its header fields are to be seen.
    """

    def __init__(self) -> None:
        self.letter: Letter | None = None
        self.part = 0
        self.has_all_fields = False
        self._width = NARROWEST
        self._rows: list[Row] = []
        self._coming: Iterator[Row] = iter(())
        self._is_complete = True

    @property
    def end_line(self) -> int:
        """The number after the last line that is laid out."""
        return len(self._rows)

    @property
    def empty_text(self) -> str:
        """What is said until the message has been taken apart."""
        return " Reading …"

    @property
    def whole_text(self) -> str:
        """The text of the part that is shown, safe to show."""
        if self.letter is None or self.part >= len(self.letter.parts):
            return ""
        text = self.letter.read_at(self.part).text or ""
        return "\n".join(map(readable_text, text.replace("\r\n", "\n").removesuffix("\n").split("\n")))

    def fit(self, width: int) -> bool:
        """Wrap the lines to the room that there is."""
        self._width = max(width - 2 * _MARGIN, NARROWEST)
        self.lay_out(len(self._rows))
        return True

    def lay_out(self, wanted: int = 0) -> None:
        """Work out the lines anew: the first of them, the others when `lay_out_more` is called.

        Args:
            wanted: How many are wanted at once, so that the cursor has its place; not very many are.
        """
        at_once = max(_AT_ONCE, min(wanted, _MOST_AT_ONCE))
        letter = self.letter
        coming = () if letter is None else rows(letter, self.part, self._width, all_fields=self.has_all_fields)
        self._coming = iter(coming)
        self._rows = []
        self._take(at_once)

    @property
    def is_complete(self) -> bool:
        """Whether all lines are laid out."""
        return self._is_complete

    def lay_out_more(self) -> None:
        """Work out some more lines, for a few milliseconds."""
        until = time.monotonic() + _SPELL
        while not self._is_complete and time.monotonic() < until:
            self._take(_AT_A_TIME)

    def _take(self, most: int) -> None:
        before = len(self._rows)
        self._rows += islice(self._coming, most)
        self._is_complete = len(self._rows) - before < most

    def spans(self, number: int) -> list[LineSpan]:
        """A line as it looks."""
        row = self._rows[number]
        return [LineSpan(row.lead or " " * _MARGIN, "letter--name"), LineSpan(row.text, row.style)]


class LetterView(LineView):
    """A message, wrapped to the width of the view."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = css("LetterView", STYLES)
    lines: LetterLines

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(LetterLines(), id=id, classes=classes)
        self._timer: Timer | None = None

    def show(self, letter: Letter | None, part: int = 0) -> None:
        """Show a message, one part of it; None while it is being read."""
        lines = self.lines
        is_other = letter is not lines.letter or part != lines.part
        lines.letter, lines.part = letter, part
        if is_other:
            self.set_reactive(LetterView.cursor, 0)
            self.scroll_home(animate=False, immediate=True)
        self._lay_out(0)

    def toggle_fields(self) -> None:
        """Show all header fields, or the important ones."""
        self.lines.has_all_fields = not self.lines.has_all_fields
        self._lay_out(self.end_line)

    @property
    def whole_text(self) -> str:
        """The text of the part that is shown, safe to show."""
        return self.lines.whole_text

    def on_resize(self) -> None:
        """Lay out the rest of a long text again."""
        self.call_later(self._lay_out_later)

    def _lay_out(self, wanted: int) -> None:
        self.lines.lay_out(wanted)
        self.redraw()
        self._lay_out_later()

    def _lay_out_later(self) -> None:
        """Lay out what is left of the text piece by piece: no key waits for it."""
        if self._timer is None and not self.lines.is_complete:
            self._timer = self.set_interval(_PAUSE, self._lay_out_more)

    def _lay_out_more(self) -> None:
        self.lines.lay_out_more()
        self.lines_changed()
        if self.lines.is_complete and self._timer is not None:
            self._timer.stop()
            self._timer = None

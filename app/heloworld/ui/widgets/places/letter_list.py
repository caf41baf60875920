"""The letters that were judged, one a line, the newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.message import Message

from heloworld.lab.judging.report import Line, Tone
from heloworld.ui.widgets.common.line_source import LineSource, LineSpan
from heloworld.ui.widgets.common.line_styles import css
from heloworld.ui.widgets.common.line_view import LineView

STYLES: Final = {
    "letter--good": "color: $good",
    "letter--bad": "color: $refused",
    "letter--open": "color: $mark",
}
"""How a letter looks, by what was found out about it."""

_STYLE_OF: Final = {Tone.GOOD: "letter--good", Tone.BAD: "letter--bad", Tone.OPEN: "letter--open"}
_CHOSEN: Final = "▸"


class LetterLines(LineSource):
    """Them.

    Attributes:
        letters: How each looks; worked out when it is drawn.
        chosen: Which one is chosen, counted from the newest.
    """

    def __init__(self) -> None:
        self.letters: Sequence[Callable[[], Line]] = ()
        self.chosen = 0

    @property
    def end_line(self) -> int:
        """The number after the oldest."""
        return len(self.letters)

    @property
    def empty_text(self) -> str:
        """What is said while there are none."""
        return "No letter has been judged yet."

    def spans(self, number: int) -> list[LineSpan]:
        """A letter."""
        line = self.letters[number]()
        mark = _CHOSEN if number == self.chosen else " "
        return [LineSpan(f"{mark} "), LineSpan(line.text, _STYLE_OF.get(line.tone, ""))]


class LetterList(LineView, inherit_bindings=False):
    """The list; what the letter under the cursor came to is shown beside it, and scrolled with the pages' keys."""

    class Paged(Message):
        """What is shown of the letter is to be scrolled by so many pages."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    COMPONENT_CLASSES: ClassVar[set[str]] = set(STYLES)
    DEFAULT_CSS = css("LetterList", STYLES)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor(-1)", "Newer letter", show=False),
        Binding("down", "cursor(1)", "Older letter", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "first", "Newest letter", show=False),
        Binding("end", "oldest", "Oldest letter", show=False),
        Binding("left", "sideways(-8)", "Scroll left", show=False),
        Binding("right", "sideways(8)", "Scroll right", show=False),
    ]
    IS_LIST = True
    lines: LetterLines

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(LetterLines(), id=id)

    def show(self, letters: Sequence[Callable[[], Line]], chosen: int) -> None:
        """Show other letters, or the same with more known of them, and have the cursor on one."""
        self.lines.letters, self.lines.chosen = letters, chosen
        self.set_reactive(LineView.cursor, chosen if letters else None)
        self.redraw()
        if letters:
            self.scroller.show(chosen)

    def action_cursor(self, by: int) -> None:
        """Go to a newer or an older letter; there is none behind the oldest to follow."""
        if self.current is not None:
            self.cursor = self.lines.nearest(self.current + by)

    def action_oldest(self) -> None:
        """Go to the oldest letter."""
        self.cursor = self.lines.nearest(None)

    def action_page(self, by: int) -> None:
        """Scroll what is shown of the letter."""
        self.post_message(self.Paged(by))

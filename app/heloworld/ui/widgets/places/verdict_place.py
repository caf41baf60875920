"""The letters that were judged, and all that was found out about the chosen one: the same lines as the viewer's."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from heloworld.lab.judging.report import Line
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.mailbox.verdict_view import VerdictView
from heloworld.ui.widgets.places.letter_list import LetterList


class VerdictPlace(Vertical):
    """The list above, the chosen letter below."""

    DEFAULT_CSS = """
    VerdictPlace { height: 1fr; }
    VerdictPlace > LetterList { height: auto; max-height: 4; }
    VerdictPlace > VerdictView { height: 1fr; border-top: solid $pane-border; }
    """

    class Chosen(Message):
        """Another letter is chosen, counted from the newest."""

        def __init__(self, letter: int) -> None:
            super().__init__()
            self.letter = letter

    def __init__(self) -> None:
        super().__init__(id="verdicts")
        self.list = LetterList(id="letters")
        self.told = VerdictView(id="letter-verdicts", classes="")

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self.list
        yield self.told

    def show(self, letters: Sequence[Callable[[], Line]], chosen: int) -> None:
        """Show which letters there are, and which is chosen."""
        self.list.styles.height = min(max(len(letters), 1), 4)
        self.list.show(letters, chosen)
        self.told.display = bool(letters)

    @on(LineView.CursorMoved, "#letters")
    def _choose(self, message: LineView.CursorMoved) -> None:
        message.stop()
        if message.line is not None and message.line != self.list.lines.chosen:
            self.post_message(self.Chosen(message.line))

    @on(LetterList.Paged)
    def _scroll(self, message: LetterList.Paged) -> None:
        self.told.scroller.page(message.by)

"""The panes of the lens view: readers, the ruler of what each sees, why, and the file beside what is shown of it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from threading import Event
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker

from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.follow import Look, look_through
from heloworld.mbox.lenses.model import Verdict
from heloworld.mbox.lenses.reasons import Excerpt, beside, why
from heloworld.mbox.lenses.ruler import Rows, Ruler, Sight
from heloworld.mbox.lenses.view import View
from heloworld.mbox.reading.index import Change
from heloworld.ui.actions import ACTIONS
from heloworld.ui.file_change_notices import happened
from heloworld.ui.widgets.common.key_bar import KeyBar
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.common.pane_tabs import PaneTabs
from heloworld.ui.widgets.common.title_bar import TitleBar
from heloworld.ui.widgets.common.too_small import TooSmall
from heloworld.ui.widgets.mailbox.excerpt_view import ExcerptView, align
from heloworld.ui.widgets.mailbox.lens_ruler import LensRuler, RulerHead
from heloworld.ui.widgets.mailbox.reader_list import ReaderList
from heloworld.ui.widgets.mailbox.reasons import Reasons
from heloworld.wire.visible import visible_text

FIRST: Final = ("naive", "mboxrd", "python", "mutt")
"""The readers that are chosen at first."""

_DRAWING: Final = 0.05
"""Seconds in which what was moved is drawn."""


class LensPanes(Screen[None]):
    """Readers → places → why, and what each would show, as the file changes. Nothing is ever written to it.

    Args:
        path: The mailbox.
        offset: The byte of the file at which it starts.

    Raises:
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It may not be read.
    """

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "lenses")
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-normal"), (150, "-wide")]  # noqa: RUF012 - Textual's
    VERTICAL_BREAKPOINTS = [(0, "-short"), (15, "-low"), (30, "-high")]  # noqa: RUF012 - Textual's form
    AUTO_FOCUS = "LensRuler"

    class Seen(Message):
        """From the thread that reads: what the readers have seen so far."""

        def __init__(self, look: Look) -> None:
            super().__init__()
            self.look = look

    def __init__(self, path: Path, offset: int = 0) -> None:
        super().__init__()
        self.lenses = Ruler(path, FIRST)
        self._view: View = self.lenses.view()
        self._sights: Mapping[str, Sight] = {}
        self._had_trouble = False
        self._appended = 0
        self._drawn_at = 0.0
        self.eyes = FIRST[-1]
        self._wanted: int | None = offset
        self._stop = Event()
        self._worker: Worker[None] | None = None
        self.add_class("-tab-ruler")

    def compose(self) -> ComposeResult:
        """Readers and ruler, reasons, the file beside what is shown of it."""
        yield TitleBar()
        yield PaneTabs((("readers", "Readers"), ("ruler", "Ruler")))
        with Horizontal(id="top"):
            yield ReaderList(id="readers", classes="pane")
            with Vertical(id="places", classes="pane"):
                yield RulerHead()
                yield LensRuler(id="ruler")
        yield Reasons()
        with Horizontal(id="bottom"):
            yield ExcerptView(id="sent", classes="pane")
            yield ExcerptView(id="shown", classes="pane")
        yield KeyBar(each for each in ACTIONS if each.scope & {*self.SCOPES})
        yield TooSmall()

    def on_mount(self) -> None:
        """Have the readers read."""
        self.query_one(TitleBar).place = f"{visible_text(self.lenses.path.name)} · readers"
        self.query_one(PaneTabs).chosen = "ruler"
        self.readers.border_title = "Readers"
        self.sent.border_title = "What was sent"
        self.show_rows(Rows())
        self._worker = self._work()

    def on_unmount(self) -> None:
        """The screen goes, and with it the thread, which closes the file."""
        self._stop.set()
        if self._worker is None:
            self.lenses.close()

    @property
    def readers(self) -> ReaderList:
        """The readers to choose from."""
        return self.query_one(ReaderList)

    @property
    def ruler(self) -> LensRuler:
        """The rows."""
        return self.query_one(LensRuler)

    @property
    def sent(self) -> ExcerptView:
        """The file around the place under the cursor."""
        return self.query_one("#sent", ExcerptView)

    @property
    def shown(self) -> ExcerptView:
        """What a reader would show of it."""
        return self.query_one("#shown", ExcerptView)

    # From the readers

    @work(thread=True)
    def _work(self) -> None:
        """In a thread of its own: have every reader go through the file, and say now and then how far they are."""
        try:
            for look in look_through(self.lenses, self._stop, self._rest):
                self.post_message(self.Seen(look))
        finally:
            self.lenses.close()

    def _rest(self) -> float:
        """In that thread: how long it may wait, because a cursor was moved and that is to be drawn."""
        return min(max(self._drawn_at - time.monotonic(), 0.0), _DRAWING)

    @on(Seen)
    def _hear(self, message: Seen) -> None:
        look = message.look
        self._say_what_happened(look)
        if self._wanted is None and self._sights is not look.sights:
            self._wanted = self.ruler.place  # the cursor goes back there once the readers have come so far
        self._view, self._sights = look.view, look.sights
        self.show_rows(look.rows if self._is_of_chosen(look.rows) else self.lenses.rows())

    def _is_of_chosen(self, rows: Rows) -> bool:
        """Whether no other readers have been chosen since."""
        return tuple(sight.lens.name for sight in rows.sights) == self.lenses.chosen

    def _say_what_happened(self, look: Look) -> None:
        """Tell what other programs have done to the file."""
        said = happened(look.change, look.trouble, had_trouble=self._had_trouble)
        self._had_trouble = look.trouble is not None
        self._appended = look.appended or (self._appended if look.change is Change.NONE else 0)
        if said:
            self.notify(said, severity="warning", timeout=8, markup=False)

    def show_rows(self, rows: Rows) -> None:
        """Show what the readers have seen."""
        self.readers.show(self.lenses.chosen, self._sights)
        self.ruler.said = self._nothing()
        self.ruler.show(rows, self._view)
        if self._wanted is not None and len(rows) and self._has_reached(self._wanted):
            self.ruler.go_to(self._wanted)
            self._wanted = None
        self.query_one(TitleBar).status = self._status(rows)
        self.show_place()

    def _has_reached(self, offset: int) -> bool:
        rows = self.ruler.rows
        return self._is_done or rows.offset(len(rows) - 1) >= offset

    @property
    def _is_done(self) -> bool:
        return bool(self._sights) and all(self._sights[name].is_done for name in self.lenses.chosen)

    def _nothing(self) -> str:
        """What is said where there is no row."""
        if not self.lenses.chosen:
            return " Choose two readers or more."
        if not self._is_done:
            return " Reading …"
        if self.ruler.is_only_disputed:
            return " These readers agree on every place."
        return " The file is empty." if not self.lenses.size else ' No line of it starts with "From ".'

    def _status(self, rows: Rows) -> str:
        reading = "" if self._is_done or not self.lenses.chosen else "reading … "
        new = f" · {self._appended:,} bytes were appended" if self._appended else ""
        gone = " · the file cannot be read now" if self._had_trouble else ""
        return f"{reading}{len(rows.disputed):,} of {len(rows):,} read differently{new}{gone}"

    # Where the cursor is

    @on(LensRuler.Fitted)
    def _head(self) -> None:
        self.query_one(RulerHead).update(self.ruler.heading)

    @on(LineView.CursorMoved, "#ruler")
    def _moved(self) -> None:
        """The cursor was moved, which is to be seen before the readers go on."""
        self._drawn_at = time.monotonic() + _DRAWING
        self.show_place()

    def show_place(self) -> None:
        """Say why, and show both sides, for the place under the cursor."""
        ruler, offset = self.ruler, self.ruler.place
        total = f"{ruler.end_line:,}"
        places = self.query_one("#places")
        places.border_subtitle = "" if ruler.current is None else f"{ruler.current + 1:,} of {total}"
        places.border_title = "Where messages start" + (" · only ≠" if ruler.is_only_disputed else "")
        verdicts: dict[str, Verdict] = {}
        sent = shown = Excerpt()
        if offset is not None:
            try:
                verdicts = {sight.lens.name: why(self._view, sight, offset) for sight in ruler.rows.sights}
                sent, shown = beside(self._view, self._sights[self.eyes], offset)
            except OSError as error:
                sent = Excerpt(said=f"The file cannot be read any more: {error.strerror}.")
        self._explain(verdicts)
        self.sent.show(sent)
        self.shown.show(shown)
        self.sent.border_subtitle = "" if offset is None else f"byte {offset:,}"
        self.shown.border_title = f"What {self.eyes} would show"
        self.shown.border_subtitle = shown.said if shown.lines else ""
        self.call_after_refresh(align, self.sent, self.shown)

    def _explain(self, verdicts: Mapping[str, Verdict]) -> None:
        """Say why; while readers are chosen, say which program the one under the cursor is."""
        reasons, is_choosing = self.query_one(Reasons), self.focused is self.readers
        if is_choosing:
            sight = self._sights.get(self.readers.reader)
            reasons.introduce(LENSES[self.readers.reader], sight.refusal if sight else None)
        else:
            reasons.explain(verdicts, self.eyes)
        reasons.display = is_choosing or bool(verdicts)

    @on(LineView.CursorMoved, "#readers")
    @on(events.DescendantFocus)
    def _look_again(self) -> None:
        self.show_place()

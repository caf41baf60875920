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

from heloworld.errors import MailboxError
from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.model import Verdict
from heloworld.mbox.lenses.view import View
from heloworld.mbox.ruler import Rows, Ruler
from heloworld.mbox.sights import Excerpt, beside, why
from heloworld.ui.actions import ACTIONS
from heloworld.ui.widgets.excerpt_view import ExcerptView, align
from heloworld.ui.widgets.key_bar import KeyBar
from heloworld.ui.widgets.lens_ruler import LensRuler, RulerHead
from heloworld.ui.widgets.line_scroller import LineScroller
from heloworld.ui.widgets.pane_tabs import PaneTabs
from heloworld.ui.widgets.reader_list import ReaderList
from heloworld.ui.widgets.reasons import Reasons
from heloworld.ui.widgets.title_bar import TitleBar
from heloworld.ui.widgets.too_small import TooSmall
from heloworld.wire.visible import visible_text

FIRST: Final = ("naive", "mboxrd", "python", "mutt")
"""The readers that are chosen at first."""

_SOON, _LATER = 0.1, 0.5
"""Seconds between two times at which the screen is told what the readers have seen: at first, and later."""


class LensPanes(Screen[None]):
    """Readers → places → why, and what each would show. Nothing is ever written to the file.

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

        def __init__(self, rows: Rows, trouble: str = "") -> None:
            super().__init__()
            self.rows = rows
            self.trouble = trouble

    def __init__(self, path: Path, offset: int = 0) -> None:
        super().__init__()
        self.lenses = Ruler(path, FIRST)
        self._view: View = self.lenses.view()
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
        lenses, pause, told = self.lenses, _SOON, 0.0
        try:
            for _ in lenses.work():
                if self._stop.is_set():
                    return
                if time.monotonic() - told >= pause:
                    self.post_message(self.Seen(lenses.rows()))
                    pause, told = (_LATER if told else _SOON), time.monotonic()
            self.post_message(self.Seen(lenses.rows()))
            self._stop.wait()
        except MailboxError as error:
            self.post_message(self.Seen(lenses.rows(), str(error)))
            self._stop.wait()
        finally:
            lenses.close()

    @on(Seen)
    def _hear(self, message: Seen) -> None:
        if message.trouble:
            self.notify(visible_text(message.trouble), severity="warning", markup=False)
        self._view = self.lenses.view()
        chosen = tuple(sight.lens.name for sight in message.rows.sights)
        self.show_rows(message.rows if chosen == self.lenses.chosen else self.lenses.rows())

    def show_rows(self, rows: Rows) -> None:
        """Show what the readers have seen."""
        self.readers.show(self.lenses.chosen, self.lenses.sights)
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
        sights = self.lenses.sights
        return bool(sights) and all(sights[name].is_done for name in self.lenses.chosen)

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
        return f"{reading}{len(rows.disputed):,} of {len(rows):,} read differently"

    # Where the cursor is

    @on(LensRuler.Fitted)
    def _head(self) -> None:
        self.query_one(RulerHead).update(self.ruler.heading)

    @on(LineScroller.CursorMoved, "#ruler")
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
                sent, shown = beside(self._view, self.lenses.sights[self.eyes], offset)
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
            sight = self.lenses.sights.get(self.readers.reader)
            reasons.introduce(LENSES[self.readers.reader], sight.refusal if sight else None)
        else:
            reasons.explain(verdicts, self.eyes)
        reasons.display = is_choosing or bool(verdicts)

    @on(LineScroller.CursorMoved, "#readers")
    @on(events.DescendantFocus)
    def _look_again(self) -> None:
        self.show_place()

"""The lens view: where mail programs see messages start in one file, why they disagree, and what each would show."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event
from typing import Any, ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker

from heloworld.errors import MailboxError
from heloworld.mbox.lenses.model import Verdict
from heloworld.mbox.lenses.view import View
from heloworld.mbox.ruler import Rows, Ruler
from heloworld.mbox.sights import Excerpt, beside, why
from heloworld.ui.actions import ACTIONS, bindings
from heloworld.ui.widgets.excerpt_view import ExcerptView
from heloworld.ui.widgets.key_bar import KeyBar
from heloworld.ui.widgets.lens_ruler import LensRuler, RulerHead
from heloworld.ui.widgets.line_scroller import LineScroller
from heloworld.ui.widgets.line_view import LineView
from heloworld.ui.widgets.pane_tabs import PaneTabs
from heloworld.ui.widgets.reader_list import NAMES, ReaderList
from heloworld.ui.widgets.reasons import Reasons
from heloworld.ui.widgets.title_bar import TitleBar
from heloworld.ui.widgets.too_small import TooSmall
from heloworld.wire.visible import visible_text

FIRST: Final = ("naive", "mboxrd", "python", "mutt")
"""The readers that are chosen at first."""

_SOON, _LATER = 0.1, 0.5
"""Seconds between two times at which the screen is told what the readers have seen: at first, and later."""


def open_lenses(screen: Screen[Any], path: Path, offset: int | None) -> None:
    """Open the lens view over another screen, or say why it cannot be.

    Args:
        screen: The screen below.
        path: The mailbox.
        offset: The byte of the file at which it starts.
    """
    try:
        lenses = LensScreen(path, offset or 0)
    except MailboxError as error:
        screen.notify(visible_text(str(error)), severity="warning", markup=False)
    else:
        screen.app.push_screen(lenses)


class LensScreen(Screen[None]):
    """Readers, what each sees, why, and what it would show. Nothing is ever written to the file.

    Args:
        path: The mailbox.
        offset: The byte of the file at which it starts.

    Raises:
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It may not be read.
    """

    CSS_PATH = "lenses.tcss"
    SCOPES: ClassVar[tuple[str, ...]] = ("app", "lenses")
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*SCOPES),
        Binding("tab", "next_pane", show=False, priority=True),
        Binding("shift+tab", "previous_pane", show=False, priority=True),
        Binding("escape,q,backspace", "back", show=False),
    ]
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
        self._lenses = Ruler(path, FIRST)
        self._view: View = self._lenses.view()
        self._eyes = FIRST[-1]
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
        self.query_one(TitleBar).place = f"{visible_text(self._lenses.path.name)} through readers' eyes"
        self.query_one(PaneTabs).chosen = "ruler"
        self.readers.border_title = "Readers"
        self._sent.border_title = "What was sent"
        self._show(Rows())
        self._worker = self._work()

    def on_unmount(self) -> None:
        """The screen goes, and with it the thread, which closes the file."""
        self._stop.set()
        if self._worker is None:
            self._lenses.close()

    @property
    def readers(self) -> ReaderList:
        """The readers to choose from."""
        return self.query_one(ReaderList)

    @property
    def ruler(self) -> LensRuler:
        """The rows."""
        return self.query_one(LensRuler)

    @property
    def _sent(self) -> ExcerptView:
        return self.query_one("#sent", ExcerptView)

    @property
    def _shown(self) -> ExcerptView:
        return self.query_one("#shown", ExcerptView)

    # From the readers

    @work(thread=True)
    def _work(self) -> None:
        """In a thread of its own: have every reader go through the file, and say now and then how far they are."""
        lenses, pause, told = self._lenses, _SOON, 0.0
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
        self._view = self._lenses.view()
        chosen = tuple(sight.lens.name for sight in message.rows.sights)
        self._show(message.rows if chosen == self._lenses.chosen else self._lenses.rows())

    def _show(self, rows: Rows) -> None:
        """Show what the readers have seen."""
        self.readers.show(self._lenses.chosen, self._lenses.sights)
        self.ruler.said = self._nothing()
        self.ruler.show(rows, self._view)
        if self._wanted is not None and len(rows) and self._has_reached(self._wanted):
            self.ruler.go_to(self._wanted)
            self._wanted = None
        self.query_one(RulerHead).update(self.ruler.heading)
        self.query_one(TitleBar).status = self._status(rows)
        self._move()

    def _has_reached(self, offset: int) -> bool:
        rows = self.ruler.rows
        return self._is_done or rows.offset(len(rows) - 1) >= offset

    @property
    def _is_done(self) -> bool:
        sights = self._lenses.sights
        return bool(sights) and all(sights[name].is_done for name in self._lenses.chosen)

    def _nothing(self) -> str:
        """What is said where there is no row."""
        if not self._lenses.chosen:
            return " Choose two readers or more."
        if not self._is_done:
            return " Reading …"
        if self.ruler.is_only_disputed:
            return " These readers agree on every place."
        return " The file is empty." if not self._lenses.size else ' No line of it starts with "From ".'

    def _status(self, rows: Rows) -> str:
        reading = "" if self._is_done or not self._lenses.chosen else "reading … "
        return f"{reading}{len(rows.disputed):,} of {len(rows):,} places are read differently"

    # Where the cursor is

    @on(LineScroller.CursorMoved, "#ruler")
    def _move(self) -> None:
        """Say why, and show both sides, for the place under the cursor."""
        ruler, offset = self.ruler, self.ruler.place
        total = f"{ruler.end_line:,}"
        places = self.query_one("#places")
        places.border_subtitle = "" if ruler.current is None else f"{ruler.current + 1:,} of {total}"
        places.border_title = "Where messages start" + (" · only ≠" if ruler.is_only_disputed else "")
        reasons = self.query_one(Reasons)
        verdicts: dict[str, Verdict] = {}
        sent = shown = Excerpt()
        if offset is not None:
            try:
                verdicts = {sight.lens.name: why(self._view, sight, offset) for sight in ruler.rows.sights}
                sent, shown = beside(self._view, self._lenses.sights[self._eyes], offset)
            except OSError as error:
                sent = Excerpt(said=f"The file cannot be read any more: {error.strerror}.")
        reasons.verdicts, reasons.eyes = verdicts, self._eyes
        reasons.display = bool(verdicts)
        self._sent.show(sent)
        self._shown.show(shown)
        self._sent.border_subtitle = "" if offset is None else f"byte {offset:,}"
        self._shown.border_title = f"What {self._eyes} would show"
        self._shown.border_subtitle = shown.said if shown.lines else ""

    # From the user

    def action_toggle_reader(self) -> None:
        """Choose the reader under the cursor, or leave it out."""
        if not self.readers.has_focus:
            return
        chosen = {*self._lenses.chosen} ^ {self.readers.reader}
        self._lenses.chosen = tuple(name for name in NAMES if name in chosen)
        if self._eyes not in chosen:
            self._eyes = next(iter(self._lenses.chosen), self._eyes)
        self._show(self._lenses.rows())

    def action_next_reader(self) -> None:
        """Show what the next of the chosen readers would show."""
        self._look(1)

    def action_previous_reader(self) -> None:
        """Show what the chosen reader before would show."""
        self._look(-1)

    def _look(self, by: int) -> None:
        if isinstance(self.focused, ExcerptView):
            self.focused.action_sideways(8 * by)
            return
        chosen = self._lenses.chosen
        if chosen:
            self._eyes = chosen[(chosen.index(self._eyes) + by) % len(chosen)]
            self._move()

    def action_next_disagreement(self) -> None:
        """Go to the next place on which the readers disagree."""
        self._step(1)

    def action_previous_disagreement(self) -> None:
        """Go to the place before on which the readers disagree."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if self.ruler.step(by):
            self.set_focus(self.ruler)
        else:
            self.notify("No other place there on which they disagree.", timeout=3, markup=False)

    def action_only_disagreements(self) -> None:
        """Show only the places on which the readers disagree, or all."""
        self.ruler.show_only_disputed(not self.ruler.is_only_disputed)
        self._show(self.ruler.rows)

    @property
    def _panes(self) -> tuple[Widget, ...]:
        return (self.readers, self.ruler, self._sent, self._shown)

    def action_next_pane(self) -> None:
        """Go to the next pane."""
        self._go(1)

    def action_previous_pane(self) -> None:
        """Go to the pane before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        panes = self._panes
        at = panes.index(self.focused) if self.focused in panes else 0
        self._show_tab(panes[(at + by) % len(panes)])

    @on(PaneTabs.Chosen)
    def _choose(self, message: PaneTabs.Chosen) -> None:
        self._show_tab(self.readers if message.pane == "readers" else self.ruler)

    def _show_tab(self, pane: Widget) -> None:
        """Go to a pane; where there is not room for all of them, show it."""
        name = "readers" if pane is self.readers else "ruler"
        self.query_one(PaneTabs).chosen = name
        self.set_class(name == "readers", "-tab-readers")
        self.set_class(name == "ruler", "-tab-ruler")
        self.set_focus(pane)

    @on(events.DescendantFocus)
    def _note_focus(self, event: events.DescendantFocus) -> None:
        if event.widget in self._panes and event.widget is not self.focused:
            self._show_tab(event.widget)

    def action_copy_line(self) -> None:
        """Copy the line under the cursor, as it is shown."""
        view = self.focused
        if isinstance(view, LineView) and view.current is not None:
            self.app.copy_to_clipboard(text := view.text(view.current))
            self.app.notify(f"Copied: {text[:60]}", timeout=3, markup=False)

    def action_back(self) -> None:
        """Go back to the mailbox."""
        self.dismiss()

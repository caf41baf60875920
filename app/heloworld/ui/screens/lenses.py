"""The lens view: where mail programs see messages start in one file, why they disagree, and what each would show."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widget import Widget

from heloworld.errors import MailboxError
from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.follow import Look, look_through
from heloworld.mbox.lenses.ruler import Judgements, Ruler
from heloworld.ui import clipboard
from heloworld.ui.actions import ACTIONS, bindings
from heloworld.ui.background import Follower
from heloworld.ui.file_change_notices import FileChangeNotices
from heloworld.ui.lenses import where
from heloworld.ui.lenses.readings import CloseUp, Readings
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


def open_lenses(screen: Screen[Any], path: Path, offset: int | None, reader: str, take: Callable[[str], None]) -> None:
    """Open the lens view over another screen, or say why it cannot be.

    Args:
        screen: The screen below.
        path: The mailbox.
        offset: The byte of the file at which it starts.
        reader: Whose eyes are used on the screen below.
        take: Is told whose eyes to use there from now on.
    """
    try:
        lenses = LensScreen(path, offset or 0, reader, take)
    except MailboxError as error:
        screen.notify(visible_text(str(error)), severity="warning", markup=False)
    else:
        screen.app.push_screen(lenses)


class LensScreen(Screen[None]):
    """One mailbox through the eyes of several readers, as it changes. Nothing is ever written to it.

    Args:
        path: The mailbox.
        offset: The byte of the file at which it starts.
        reader: Whose eyes one looks through at first.
        take: Is told whose eyes to use on the screen below.

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
        Binding("escape,backspace", "back", show=False),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-normal"), (150, "-wide")]  # noqa: RUF012 - Textual's
    VERTICAL_BREAKPOINTS = [(0, "-short"), (15, "-low"), (30, "-high")]  # noqa: RUF012 - Textual's form
    AUTO_FOCUS = "LensRuler"

    def __init__(
        self, path: Path, offset: int = 0, reader: str = FIRST[-1], take: Callable[[str], object] = lambda _: None
    ) -> None:
        super().__init__(classes="-tab-ruler")
        self._take = take
        self.lenses = Ruler(path, tuple(name for name in LENSES if name in {*FIRST, reader}))
        self.readings = Readings(self.lenses, reader)
        self._notices = FileChangeNotices()
        self._wanted: int | None = offset
        self._follower = Follower(
            partial(self.run_worker, thread=True),
            partial(look_through, self.lenses),
            partial(self.call_later, self._hear),
            self.lenses.close,
        )
        self.readers = ReaderList(id="readers", classes="pane")
        self.ruler = LensRuler(id="ruler")
        self._head = RulerHead()
        self._places = Vertical(self._head, self.ruler, id="places", classes="pane")
        self._reasons = Reasons()
        self.sent = ExcerptView(id="sent", classes="pane")
        self.shown = ExcerptView(id="shown", classes="pane")

    def compose(self) -> ComposeResult:
        """Readers and ruler, reasons, the file beside what is shown of it."""
        yield TitleBar()
        yield PaneTabs((("readers", "Readers"), ("ruler", "Ruler")))
        yield Horizontal(self.readers, self._places, id="top")
        yield self._reasons
        yield Horizontal(self.sent, self.shown, id="bottom")
        yield KeyBar(each for each in ACTIONS if each.scope & {*self.SCOPES})
        yield TooSmall()

    def on_mount(self) -> None:
        """Have the readers read."""
        self.query_one(TitleBar).place = f"{visible_text(self.lenses.path.name)} · readers"
        self.query_one(PaneTabs).chosen = "ruler"
        self.readers.border_title = "Readers"
        self.sent.border_title = "What the file holds"
        self._show_rows(Judgements())
        self._follower.start()

    def on_unmount(self) -> None:
        """The screen goes, and with it the thread, which closes the file."""
        self._follower.stop()

    # From the readers

    def _hear(self, look: Look) -> None:
        """The readers have come further, or the file has changed."""
        self._notices.tell(self, look.change, look.trouble)
        if self._wanted is None and self.readings.sights is not look.sights:
            self._wanted = self.ruler.place  # the cursor goes back there once the readers have come so far
        self._show_rows(self.readings.take(look))

    def _show_rows(self, rows: Judgements) -> None:
        """Show what the readers have seen."""
        readings, ruler = self.readings, self.ruler
        has_chosen, is_only_disputed = bool(readings.chosen), ruler.is_only_disputed
        self.readers.show(readings.chosen, readings.sights)
        ruler.said = where.nothing(
            has_chosen=has_chosen,
            is_done=readings.is_done,
            is_only_disputed=is_only_disputed,
            is_empty=not self.lenses.size,
        )
        ruler.show(rows, readings.view)
        if self._wanted is not None and len(rows) and readings.has_reached(rows, self._wanted):
            ruler.go_to(self._wanted)
            self._wanted = None
        self.query_one(TitleBar).status = where.status(
            len(rows.disputed),
            len(rows),
            is_reading=has_chosen and not readings.is_done,
            appended=readings.appended,
            is_lost=self._notices.has_trouble,
        )
        self.show_place()

    # Where the cursor is

    @on(LensRuler.Fitted)
    def _show_head(self) -> None:
        self._head.update(self.ruler.heading)

    @on(LineView.CursorMoved, "#ruler")
    def _moved(self) -> None:
        self._follower.give_way()
        self.show_place()

    @on(LineView.CursorMoved, "#readers")
    @on(events.DescendantFocus)
    def show_place(self) -> None:
        """Say why, and show both sides, for the place under the cursor."""
        ruler, offset = self.ruler, self.ruler.place
        self._places.border_title = where.places_title(is_only_disputed=ruler.is_only_disputed)
        self._places.border_subtitle = where.places_place(ruler.current, ruler.end_line)
        closer = self.readings.close_up(ruler.rows, offset)
        self._explain(closer)
        self.sent.show(closer.sent)
        self.shown.show(closer.shown)
        self.sent.border_subtitle = "" if offset is None else f"byte {offset:,}"
        self.shown.border_title = f"What {self.readings.eyes} would show"
        self.shown.border_subtitle = closer.shown.said if closer.shown.lines else ""
        self.call_after_refresh(align, self.sent, self.shown)

    def _explain(self, closer: CloseUp) -> None:
        """Say why; while readers are chosen, say which program the one under the cursor is."""
        is_choosing, reader = self.focused is self.readers, self.readers.reader
        if is_choosing:
            sight = self.readings.sights.get(reader)
            self._reasons.introduce(LENSES[reader], sight.refusal if sight else None)
        else:
            self._reasons.explain(closer.verdicts, self.readings.eyes)
        self._reasons.display = is_choosing or bool(closer.verdicts)

    # From the user

    def action_toggle_reader(self) -> None:
        """Choose the reader under the cursor, or leave it out."""
        if self.focused is self.readers:
            self._show_rows(self.readings.toggle(self.readers.reader))

    def action_next_reader(self) -> None:
        """Show what the next of the chosen readers would show."""
        self._look(1)

    def action_previous_reader(self) -> None:
        """Show what the chosen reader before would show."""
        self._look(-1)

    def _look(self, by: int) -> None:
        if isinstance(self.focused, ExcerptView):
            self.focused.action_sideways(8 * by)
        else:
            self.readings.turn(by)
            self.show_place()

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
            self.notify(f"None further {'down' if by > 0 else 'up'}.", timeout=3, markup=False)

    def action_only_disagreements(self) -> None:
        """Show only the places on which the readers disagree, or all."""
        self.ruler.show_only_disputed(not self.ruler.is_only_disputed)
        self._show_rows(self.ruler.rows)

    def action_next_pane(self) -> None:
        """Go to the next pane."""
        self._go(1)

    def action_previous_pane(self) -> None:
        """Go to the pane before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        panes: tuple[Widget, ...] = (self.readers, self.ruler, self.sent, self.shown)
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

    def action_copy_line(self) -> None:
        """Copy the line under the cursor, as it is shown."""
        if isinstance(self.focused, LineView):
            clipboard.copy_line(self.app, self.focused)

    def action_list_as(self) -> None:
        """Go back to the mailbox, and see it with the eyes of the reader that is looked at."""
        reader = self.readers.reader if self.focused is self.readers else self.readings.eyes
        self.dismiss()
        self._take(reader)

    def action_back(self) -> None:
        """Go back to the mailbox."""
        self.dismiss()

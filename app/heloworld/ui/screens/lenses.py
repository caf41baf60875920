"""The lens view: where mail programs see messages start in one file, why they disagree, and what each would show."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widget import Widget

from heloworld.errors import MailboxError
from heloworld.ui.actions import bindings
from heloworld.ui.screens.lens_panes import LensPanes
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.common.pane_tabs import PaneTabs
from heloworld.ui.widgets.mailbox.excerpt_view import ExcerptView
from heloworld.ui.widgets.mailbox.reader_list import NAMES
from heloworld.wire.visible import visible_text


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


class LensScreen(LensPanes):
    """One mailbox through the eyes of several readers.

    Args:
        path: The mailbox.
        offset: The byte of the file at which it starts.

    Raises:
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It may not be read.
    """

    CSS_PATH = "lenses.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*LensPanes.SCOPES),
        Binding("tab", "next_pane", show=False, priority=True),
        Binding("shift+tab", "previous_pane", show=False, priority=True),
        Binding("escape,q,backspace", "back", show=False),
    ]

    # From the user

    def action_toggle_reader(self) -> None:
        """Choose the reader under the cursor, or leave it out."""
        if self.focused is not self.readers:
            return
        chosen = {*self.lenses.chosen} ^ {self.readers.reader}
        self.lenses.chosen = tuple(name for name in NAMES if name in chosen)
        if self.eyes not in chosen:
            self.eyes = next(iter(self.lenses.chosen), self.eyes)
        self.show_rows(self.lenses.rows())

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
        chosen = self.lenses.chosen
        if chosen:
            self.eyes = chosen[(chosen.index(self.eyes) + by) % len(chosen)]
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
            self.notify("No other place there on which they disagree.", timeout=3, markup=False)

    def action_only_disagreements(self) -> None:
        """Show only the places on which the readers disagree, or all."""
        self.ruler.show_only_disputed(not self.ruler.is_only_disputed)
        self.show_rows(self.ruler.rows)

    @property
    def _panes(self) -> tuple[Widget, ...]:
        return (self.readers, self.ruler, self.sent, self.shown)

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

    def action_copy_line(self) -> None:
        """Copy the line under the cursor, as it is shown."""
        view = self.focused
        if isinstance(view, LineView) and view.current is not None:
            self.app.copy_to_clipboard(text := view.text(view.current))
            self.app.notify(f"Copied: {text[:60]}", timeout=3, markup=False)

    def action_back(self) -> None:
        """Go back to the mailbox."""
        self.dismiss()

"""What one participant has typed on the class server: all their connections in one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen

from heloworld.classroom.server.source import ClassSource
from heloworld.lab.explain import explain
from heloworld.lab.hosts.locality import for_onlookers
from heloworld.lab.protocols import protocol_of
from heloworld.ui.actions import ACTIONS, bindings
from heloworld.ui.widgets.common.key_bar import KeyBar
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.common.title_bar import TitleBar
from heloworld.ui.widgets.common.too_small import TooSmall
from heloworld.ui.widgets.wire.explanation import Explanation
from heloworld.ui.widgets.wire.wire_view import WireView
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Bytes, Event

LOOK = 0.2
"""Seconds between two looks at what they do."""


class ParticipantScreen(Screen[int]):
    """One participant's wire, and from there on the others'.

    Args:
        source: The class.
        order: The numbers of the participants, in the order in which one goes through them.
        number: Whose wire comes first.
        names: Whether names are shown.
    """

    CSS_PATH = "board.tcss"
    SCOPES: ClassVar[tuple[str, ...]] = ("app", "participant")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*SCOPES), Binding("escape,backspace,enter", "leave", show=False)]
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-normal"), (150, "-wide")]  # noqa: RUF012 - Textual's
    VERTICAL_BREAKPOINTS = [(0, "-short"), (15, "-low"), (30, "-high")]  # noqa: RUF012 - Textual's form
    AUTO_FOCUS = "WireView"

    def __init__(self, source: ClassSource, order: Sequence[int], number: int, *, names: bool) -> None:
        super().__init__()
        self._source, self._order, self._number, self._names = source, order, number, names
        self._dissector = Dissector(protocol_of)
        self._position = 0

    def compose(self) -> ComposeResult:
        """Title, wire, what the line under the cursor means, footer."""
        yield TitleBar()
        yield WireView(self._dissector, id="wire")
        yield Explanation()
        yield KeyBar(each for each in ACTIONS if each.scope & {*self.SCOPES})
        yield TooSmall()

    def on_mount(self) -> None:
        """Begin to look."""
        self.query_one(WireView).add_class("pane")
        self._open(self._number)
        self.set_interval(LOOK, self.look)

    def _open(self, number: int) -> None:
        """Show another participant."""
        self._number, self._position = number, 0
        self._dissector = Dissector(protocol_of)
        self.query_one(WireView).show(self._dissector)
        self.look()

    def look(self) -> None:
        """Show what they have done since."""
        events, self._position = self._source.book.wire(self._number, self._position)
        view = self.query_one(WireView)
        if events:
            self._dissector.feed(events if self._names else map(self._veiled, events))
            view.rows_changed(self._dissector.rows.take_changed())
            self._explain()
        self._title()

    def _veiled(self, event: Event) -> Event:
        """An event with the number in the place of the name, where it is said as such: others may look on."""
        if not isinstance(event, Bytes):
            return event
        said = self._source.book.register.roster[self._number].said.encode()
        return replace(event, data=re.sub(rb"(?i)\b%s(?=[.@])" % re.escape(said), b"p%d" % self._number, event.data))

    def _title(self) -> None:
        who = self._source.book.register.people[self._number]
        conns = len(self._dissector.sessions)
        name = f" {who.name}" if self._names else ""
        bar, view = self.query_one(TitleBar), self.query_one(WireView)
        bar.place = f"Class {self._source.word} · p{who.number}{name}"
        bar.status = f"{self._order.index(self._number) + 1} of {len(self._order)}"
        view.border_title = f"Wire · {conns} connection{'' if conns == 1 else 's'}"
        view.border_subtitle = "Escape goes back"

    @on(LineView.CursorMoved)
    def _explain(self) -> None:
        row, panel = self.query_one(WireView).current_row, self.query_one(Explanation)
        panel.note = for_onlookers(explain(row)) if row is not None else None
        self.call_after_refresh(panel.keep_its_rows)

    # From the user

    def action_leave(self) -> None:
        """Back to the board."""
        self.dismiss(self._number)

    def action_names(self) -> None:
        """Show the name, or the number alone."""
        self._names = not self._names
        self._open(self._number)

    def action_next_participant(self) -> None:
        """Go to the next participant."""
        self._go(1)

    def action_previous_participant(self) -> None:
        """Go to the participant before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        at = self._order.index(self._number) + by
        if 0 <= at < len(self._order):
            self._open(self._order[at])

"""The wire pane: the lines that crossed, what they mean, the prompt, and where the session stands."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical

from heloworld.lab.bench import Bench
from heloworld.lab.explain import explain
from heloworld.lab.hosts.locality import at_home, fitting_now, of_another, offered, verbs_at
from heloworld.lab.protocols import is_open, protocol_of
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.wire.explanation import Explanation
from heloworld.ui.widgets.wire.lower_border import LowerBorder
from heloworld.ui.widgets.wire.narrowing import Narrowing, next_narrowing, one_connection
from heloworld.ui.widgets.wire.prompt import WAITING, CommandLine, Offer, Prompt
from heloworld.ui.widgets.wire.state_strip import StateStrip
from heloworld.ui.widgets.wire.wire_lines import describe
from heloworld.ui.widgets.wire.wire_view import WireView
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Handled, Judged, Opened, Queued
from heloworld.wire.protocol import Dialogue, Note, Protocol
from heloworld.wire.rows import Row, State
from heloworld.wire.visible import visible

BEHIND = 1_000
"""Events that may wait to be shown before the title says so."""

WHOLE = 400
"""Characters of a line that are repeated at most, where the view cuts it."""

CALM, RUSH = 0.25, 8
"""Seconds between two explanations of rows that come in, and how many there may be in a row without them.

More of them nobody reads, and each may shift the rows.
"""


class WirePane(Vertical):
    """Wire, explanation, prompt, strip.

    Args:
        dissector: What is shown; `show` replaces it.
        bench: What is worked with.

    Attributes:
        state: Where the conversation stands that the prompt leads to.
    """

    DEFAULT_CSS = """
    WirePane > WireView { height: 1fr; padding: 0 0 0 1; }
    """

    def __init__(
        self,
        dissector: Dissector,
        bench: Bench,
        *,
        id: str,  # noqa: A002 - Textual's name
        classes: str,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._dissector = dissector
        self._bench = bench
        self._offered: tuple[object, ...] = ()
        self._offer_kept = Offer(WAITING, lambda _: ())
        self._is_lent = False
        self._border = LowerBorder(self)
        self._fate: Note | None = None
        self._behind = 0
        self._calm_at = 0.0
        self._explains_later = False
        self.state = bench.protocol.machine.start

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield WireView(self._dissector, id="wire")
        yield Explanation(way_on="^f: all of it")
        yield Prompt()
        yield StateStrip(self._bench.protocol.machine)

    @property
    def view(self) -> WireView:
        """The lines."""
        return self.query_one(WireView)

    @property
    def has_prompt(self) -> bool:
        """Whether anything can be typed; not into what is over."""
        return self.query_one(Prompt).display

    @property
    def line(self) -> CommandLine:
        """The line that is typed."""
        return self.query_one(Prompt).line

    def show(self, dissector: Dissector, narrowed: Narrowing | None = None) -> None:
        """Show another dissector's rows, or some of them."""
        self._dissector = dissector
        self.view.show(dissector, narrowed)
        self._explain()

    def show_next_connection(self, is_ours: Callable[[Opened], bool]) -> None:
        """Show the next connection alone, and after the last one all; with several hosts, one kind of talk.

        Args:
            is_ours: Tells the prompt's connections.
        """
        following = next_narrowing(self._dissector, self.view.lines.speakers, is_ours, self.view.narrowed)
        self.show(self._dissector, following)
        self._title()

    def update_rows(
        self,
        protocol: Protocol,
        dialogue: Dialogue | None,
        idle: State,
        hint: str | None,
        behind: int,
        way_on: str = "",
    ) -> None:
        """Show what is new.

        Args:
            protocol: What is spoken where the prompt leads to.
            dialogue: The conversation that is typed into; None while there is none.
            idle: The state to show while there is none.
            hint: A line that may come next; None for none in particular.
            behind: Events that are not shown yet.
            way_on: What an empty prompt says while there is no connection; empty for nothing.
        """
        self.view.rows_changed(self._dissector.rows.take_changed())
        self._explain_newest()
        state = self.state = idle if dialogue is None else dialogue.state
        self.query_one(StateStrip).show(protocol.machine, state)
        self._offer(protocol, dialogue, state, hint, way_on if state is protocol.machine.closed else "")
        self._border.offer(verbs_at(protocol.machine, state, dialogue, self._bench.doors))
        self._behind = behind
        self._title()

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _title(self) -> None:
        """Say what is shown, how far behind it is, and whether the keys go through the lines or into the prompt."""
        only = f" · {self.view.narrowed.title}" if self.view.narrowed else ""
        behind = f" · {self._behind:,} events behind" if self._behind > BEHIND else ""
        gone = f" · first {self._dissector.rows.first:,} lines let go" if self._dissector.rows.first else ""
        walks = self.view.has_focus
        self.set_class(walks, "-walked")
        types = self.has_prompt and not self.view.scroller.wraps
        way_back = ", Esc types" if types else ""  # where it fills the screen, Escape ends that first
        row = self.view.current_row
        way_in = ", Enter: all of it" if row is not None and isinstance(row.event, Judged) else ""
        self.border_title = f"Wire{only}{gone}{behind}" + (f" · ↑ ↓ line by line{way_in}{way_back}" if walks else "")

    def _offer(self, protocol: Protocol, dialogue: Dialogue | None, state: State, hint: str | None, empty: str) -> None:
        """Tell the prompt who listens and what may be typed, whenever that has changed."""
        said = dialogue.exchanges[-1] if dialogue is not None and dialogue.exchanges else None
        if dialogue is not None and state.is_text:
            empty = protocol.manual().awaited(dialogue)
        standing = (dialogue, state, said, hint, empty)
        if self.view.narrowed is not None and dialogue is not None and dialogue not in self._offered:
            self.show(self._dissector, self.view.narrowed)  # which connection is ours may have become known just now
        if standing != self._offered:
            self._follow(dialogue, is_new=(dialogue, said) != (*self._offered[:1], *self._offered[2:3]))
            self._offered = standing
            bench = self._bench
            self._offer_kept = Offer(
                protocol.prompt(state),
                lambda typed: offered(protocol, dialogue, typed, bench.plan, bench.doors),
                hint,
                empty,
            )
            if not self._is_lent:
                self.query_one(Prompt).offer(self._offer_kept)

    def _follow(self, dialogue: Dialogue | None, *, is_new: bool) -> None:
        """Where a connection is shown alone that is over, and the prompt talks on another one: show that instead."""
        now = self.view.narrowed
        if not is_new or dialogue is None or now is None or now.conn in {None, dialogue.opened.conn}:
            return
        shown = self._dissector.sessions.get(now.conn)
        if shown is None or not is_open(shown):
            self.show(self._dissector, one_connection(dialogue.opened.conn))
            self._title()

    def offer_instead(self, offer: Offer) -> None:
        """Lend the prompt to something else than the server, until `offer_again`."""
        self._is_lent = True
        self.query_one(Prompt).offer(offer)

    def offer_again(self) -> None:
        """Give the prompt back to the server."""
        self._is_lent = False
        self.query_one(Prompt).offer(self._offer_kept)

    def say_below(self, words: str | None) -> None:
        """Say something in the lower border instead of which commands come next; None says these again."""
        self._border.say(words)

    def hide(self, parts: frozenset[str]) -> None:
        """Leave out what no lesson has introduced yet.

        Args:
            parts: `strip`: where the session stands, and which commands come next; what else there is, is not here.
        """
        self._border.be_plain(is_plain="strip" in parts)
        self.query_one(StateStrip).visible = "strip" not in parts  # the prompt stays where it is

    def suggest(self) -> None:
        """Put the line that may come next into the prompt."""
        self.line.value = ""
        self.line.action_complete()

    def toggle_bytes(self) -> bool:
        """Show bytes, or text again; returns which."""
        self.view.show_bytes(not self.view.shows_bytes)
        self._explain()
        return self.view.shows_bytes

    def page(self, by: int) -> None:
        """Scroll by pages, with the cursor on the lowest line, so that no new line scrolls away what is read."""
        lowest = self.view.lines.first_line + self.view.scroller.page(by)
        self.view.cursor = lowest if lowest < self.view.end_line - 1 else None

    def tell(self, fate: Note | None) -> None:
        """Say what became of the line under the cursor; None says nothing of it."""
        if fate != self._fate:
            self._fate = fate
            self._explain()

    def _explain_newest(self) -> None:
        """Explain what has come in, at once, or a little later where there is very much of it."""
        now = time.monotonic()
        left = self._calm_at - now
        if left <= 0:
            self._calm_at = max(self._calm_at, now - RUSH * CALM) + CALM
            self._explain()
        elif not self._explains_later:
            self._explains_later = True
            self.set_timer(left, self._explain)

    def on_resize(self) -> None:
        """Another width cuts other lines; the rows know theirs after the layout."""
        self._border.draw()
        self.call_after_refresh(self._explain)

    def _at_home(self, row: Row) -> Note:
        """A row's note: it speaks of the host where that was said, of whose connection it is, and of what fitted."""
        lines, dialogue = self.view.lines, self._dissector.sessions.get(row.conn)
        ends, note = lines.speakers.of(row), explain(row, hides_secrets=lines.hides_secrets)
        note = at_home(note, self._bench.plan, ends.server if ends is not None else "")
        note = note if dialogue is None or self._bench.is_ours(dialogue.opened) else of_another(note, row)
        if row.exchange is None or dialogue is None or dialogue.tls != row.tls:
            return note
        fitting = verbs_at(protocol_of(row.protocol).machine, row.exchange.after, dialogue, self._bench.doors)
        return fitting_now(note, fitting)

    def _whole(self, row: Row | None) -> str:
        """A server's line in full, an answer, or what became of a letter, where the view cuts it; else empty."""
        if row is None or not self.view.cuts_current:
            return ""
        if isinstance(row.event, Queued | Handled | Judged):
            return describe(row.event)[:WHOLE]
        if row.line is None or (row.source != "server" and not row.brief):
            return ""
        text = visible(self.view.lines.shown(row))
        return text if len(text) <= WHOLE else f"{text[:WHOLE]} …"

    @on(LineView.CursorMoved)
    def _explain(self) -> None:
        self._explains_later = False
        self._title()
        row, panel = self.view.current_row, self.query_one(Explanation)
        note = self._at_home(row) if row is not None else None
        if note is not None and self._fate is not None:
            note = replace(note, details=(self._fate.headline, *self._fate.details))
        panel.note, panel.whole = note, self._whole(row)
        panel.data = row.line.raw if self.view.shows_bytes and row is not None and row.line is not None else None
        panel.at = self.view.byte if self.view.has_focus and panel.data else None
        self.call_after_refresh(panel.keep_its_rows)

"""The screen of the main job: the wire and the mailbox, and for a newcomer the guide beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Footer

from heloworld.errors import HeloError
from heloworld.lab.bench import Bench, LocalBench
from heloworld.lab.explain import explain
from heloworld.smtp import commands
from heloworld.smtp.dissect import Dialogue
from heloworld.smtp.states import State
from heloworld.ui.actions import bindings
from heloworld.ui.feed import Feed
from heloworld.ui.mailboxes import Mailboxes
from heloworld.ui.widgets.explanation import Explanation
from heloworld.ui.widgets.guide import Guide
from heloworld.ui.widgets.line_view import LineView
from heloworld.ui.widgets.mailbox_view import MailboxView
from heloworld.ui.widgets.pane_tabs import PaneTabs
from heloworld.ui.widgets.prompt import Prompt
from heloworld.ui.widgets.state_strip import StateStrip
from heloworld.ui.widgets.title_bar import TitleBar
from heloworld.ui.widgets.wire_view import WireView
from heloworld.wire.events import Delivered, Event

POLL = 0.25
"""Seconds between two looks at the mailbox, which other programs may change."""


class LabScreen(Screen[None]):
    """Wire → mailbox, live.

    Args:
        bench: What is worked with; started by this screen.
        place: What the title says.
        guided: Whether the guide is shown.
    """

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("lab", "connect")]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (150, "-wide")]  # noqa: RUF012 - Textual's own form
    AUTO_FOCUS = "CommandLine"

    def __init__(self, bench: Bench, *, place: str, guided: bool = False) -> None:
        super().__init__()
        self._bench = bench
        self._place = place
        self._guided = guided
        self._feed = Feed(self._on_events)
        self._mailboxes = Mailboxes(bench.plan) if isinstance(bench, LocalBench) else None
        self.set_class(not guided, "-solo")
        self.set_class(self._mailboxes is None, "-no-mailbox")
        self.add_class("-tab-wire")

    def compose(self) -> ComposeResult:
        """Title, tabs where it is narrow, panes, footer."""
        yield TitleBar()
        panes = (("wire", "Wire"), ("mailbox", "Mailbox")) if self._mailboxes else (("wire", "Wire"),)
        yield PaneTabs(panes)
        with Horizontal(id="body"):
            if self._guided:
                yield Guide(id="guide", classes="pane")
            with Vertical(id="work"):
                with Vertical(id="wire-pane", classes="pane"):
                    yield WireView(self._feed.dissector, id="wire")
                    yield Explanation()
                    yield Prompt()
                    yield StateStrip()
                with Vertical(id="mailbox-pane", classes="pane"):
                    yield MailboxView(id="mailbox")
        yield Footer(compact=True, show_command_palette=True)

    def on_mount(self) -> None:
        """The prompt is there; now the rest."""
        self.query_one(TitleBar).place = self._place
        self.query_one(PaneTabs).chosen = "wire"
        self._titles()
        self._feed.follow(self._bench.transcript)
        self.query_one(WireView).show(self._feed.dissector)
        if self._mailboxes is not None:
            self.query_one(MailboxView).show(self._mailboxes.tail)
            self.set_interval(POLL, self._look_at_mailbox)
        self._start()

    def on_unmount(self) -> None:
        """The screen goes; nothing is to be shown any more."""
        self._feed.stop()

    # From the lab

    @work(exit_on_error=False)
    async def _start(self) -> None:
        """Start the server and connect."""
        try:
            await asyncio.wrap_future(self._bench.start(self._tell))
        except HeloError as error:
            self.app.exit(return_code=error.exit_status, message=str(error))
            return
        self._titles()

    def _tell(self, error: HeloError) -> None:
        """In the lab's thread: something went wrong that the learner should know."""
        self.app.call_from_thread(self._complain, error)

    def _complain(self, error: HeloError) -> None:
        self.notify(f"{error.sentence} {error.remedy}", severity="warning", timeout=10, markup=False)

    def _on_events(self, events: list[Event]) -> None:
        """New rows: show them, and what follows from them."""
        self.query_one(WireView).rows_changed(self._feed.dissector.take_changed())
        self._show_state()
        self._explain()
        self._titles()
        delivered = [event for event in events if isinstance(event, Delivered)]
        if delivered and self._mailboxes is not None:
            self._mailboxes.follow(delivered[-1])
            self.query_one(MailboxView).show(self._mailboxes.tail)
            self._look_at_mailbox()

    @property
    def _dialogue(self) -> Dialogue | None:
        """The conversation that is typed into: our newest one."""
        dialogues = reversed(self._feed.dissector.sessions.values())
        return next((each for each in dialogues if self._bench.is_ours(each.opened)), None)

    @property
    def _state(self) -> State:
        dialogue = self._dialogue
        return dialogue.state if dialogue is not None else State.CLOSED

    def _show_state(self) -> None:
        state = self._state
        self.query_one(StateStrip).state = state
        prompt = self.query_one(Prompt)
        if self._guided:
            from heloworld.course.welcome import progress

            guide = self.query_one(Guide)
            guide.progress = progress(self._feed.dissector.sessions.values())
            prompt.hint = guide.progress.next_line
        prompt.state = state

    def _look_at_mailbox(self) -> None:
        """Show what has been appended, or whatever else happened to the file."""
        if self._mailboxes is None:
            return
        since = self._mailboxes.tail.update()
        view = self.query_one(MailboxView)
        view.mark_fresh(self._mailboxes.fresh_from)
        if since is not None:
            view.lines_changed(since)
            self._titles()

    def _titles(self) -> None:
        """Border titles and the title bar's status."""
        wire, pane = self.query_one(WireView), self.query_one("#wire-pane")
        behind = f" · {self._feed.behind:,} events behind" if self._feed.behind > 1000 else ""
        pane.border_title = "Wire" + (f" · connection {wire.only}" if wire.only else "") + behind
        sessions = self._feed.dissector.sessions.values()
        clients = sum(each.state is not State.CLOSED for each in sessions)
        dialogue = self._dialogue
        spoken = "TLS" if dialogue is not None and dialogue.tls else "plaintext"
        address = self._bench.address
        where = f"smtp {address[0]}:{address[1]}" if address else "starting …"
        plural = "" if clients == 1 else "s"
        self.query_one(TitleBar).status = f"{where} · {spoken} · {clients} client{plural}"
        if self._mailboxes is not None:
            self.query_one("#mailbox-pane").border_title = self._mailboxes.title
        if self._guided:
            guide = self.query_one(Guide)
            guide.border_title = "Your first mail"
            if address:
                guide.command = f"swaks -s {address[0]}:{address[1]} -f dora@island.test -t ana@harbour.test"

    def _explain(self) -> None:
        wire, panel = self.query_one(WireView), self.query_one(Explanation)
        row = wire.current_row
        panel.note = explain(row) if row is not None else None
        shows = wire.shows_bytes and row is not None and row.line is not None
        panel.data = row.line.raw if shows and row is not None and row.line is not None else None
        panel.set_class(wire.shows_bytes, "-bytes")

    # From the learner

    @on(Prompt.Entered)
    def _enter(self, message: Prompt.Entered) -> None:
        self.query_one(WireView).action_follow()
        for line in message.lines:
            self._bench.enter(line.encode("utf-8", "surrogatepass"))

    @on(LineView.CursorMoved)
    def _moved(self) -> None:
        self._explain()

    @on(PaneTabs.Chosen)
    def _choose(self, message: PaneTabs.Chosen) -> None:
        self._show_tab(message.pane)

    def action_show_me(self) -> None:
        """Put the next line into the prompt."""
        line = self.query_one(Prompt).line
        line.focus()
        line.value = ""
        line.action_complete()

    def action_bytes(self) -> None:
        """Show bytes, or text again."""
        wire, mailbox = self.query_one(WireView), self.query_one(MailboxView)
        shown = not wire.shows_bytes
        wire.show_bytes(shown)
        mailbox.show_bytes(shown)
        self._explain()

    @work(exclusive=True, group="reset", exit_on_error=False)
    async def action_reset(self) -> None:
        """Start afresh."""
        if not isinstance(self._bench, LocalBench):
            return
        await asyncio.wrap_future(self._bench.reset())
        self._feed.follow(self._bench.transcript)
        self.query_one(WireView).show(self._feed.dissector)
        if self._mailboxes is not None:
            self._mailboxes.fresh_from = None
        self._look_at_mailbox()
        self._show_state()
        self._titles()
        self.query_one(Prompt).line.focus()

    def action_next_pane(self) -> None:
        """Go to the next pane: prompt, wire, mailbox, guide."""
        order = [widget for widget in self._panes() if self._can_show(widget.id or "")]
        here = next((at for at, widget in enumerate(order) if widget.has_focus_within), -1)
        target = order[(here + 1) % len(order)]
        self._show_tab("mailbox" if target.id == "mailbox" else "wire")
        target.focus()

    def _panes(self) -> Iterable[LineView | Guide]:
        yield self.query_one(Prompt).line  # type: ignore[misc]  # an Input is a pane to go to like the others
        yield self.query_one(WireView)
        if self._mailboxes is not None:
            yield self.query_one(MailboxView)
        yield from self.query(Guide)

    def _can_show(self, pane: str) -> bool:
        return pane != "guide" or not self.has_class("-narrow")

    def _show_tab(self, pane: str) -> None:
        """On a narrow screen, show one pane."""
        self.query_one(PaneTabs).chosen = pane
        self.set_class(pane == "wire", "-tab-wire")
        self.set_class(pane == "mailbox", "-tab-mailbox")

    def action_next_connection(self) -> None:
        """Show the next connection alone, or all."""
        wire = self.query_one(WireView)
        numbers = list(self._feed.dissector.sessions)
        following = [number for number in numbers if wire.only is None or number > wire.only]
        wire.show(self._feed.dissector, following[0] if following and len(numbers) > 1 else None)
        self._titles()
        self._explain()

    def action_next_mailbox(self) -> None:
        """Show the next person's mailbox."""
        if self._mailboxes is not None:
            self._mailboxes.next()
            self.query_one(MailboxView).show(self._mailboxes.tail)
            self._look_at_mailbox()
            self._titles()

    def action_copy_line(self) -> None:
        """Copy the line under the cursor, safe to paste."""
        view: LineView = self.query_one(MailboxView if self.query_one(MailboxView).has_focus else WireView)
        if view.current is not None:
            text = "".join(span.text for span in view.spans(view.current)).strip()
            self.app.copy_to_clipboard(text)
            self.notify(f"Copied: {text[:60]}", timeout=3, markup=False)

    def action_disconnect(self) -> None:
        """Hang up."""
        self._bench.hang_up()


__all__ = ["LabScreen", "commands"]

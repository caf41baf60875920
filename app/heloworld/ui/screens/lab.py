"""The screen of the main job: the wire and the mailbox, and beside them whatever guides the learner."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from heloworld.errors import HeloError
from heloworld.lab.bench import Bench, Tell
from heloworld.ui.actions import ACTIONS, bindings
from heloworld.ui.lineage_link import Tracing
from heloworld.ui.mailbox_choice import Mailboxes
from heloworld.ui.transcript_feed import Feed
from heloworld.ui.widgets.common.key_bar import KeyBar
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.common.pane_tabs import PaneTabs
from heloworld.ui.widgets.common.title_bar import TitleBar
from heloworld.ui.widgets.common.too_small import TooSmall
from heloworld.ui.widgets.mailbox.mailbox_pane import MailboxPane
from heloworld.ui.widgets.wire.prompt import Prompt
from heloworld.ui.widgets.wire.wire_pane import WirePane
from heloworld.wire.events import Delivered, Event
from heloworld.wire.protocol import Dialogue
from heloworld.wire.visible import visible_text


class LabScreen(Screen[None]):
    """Wire → mailbox, live.

    Args:
        bench: What is worked with; started by this screen.
        place: What the title says.
        start: Starts the bench, where something else has to than the bench itself.
    """

    CSS_PATH = "lab.tcss"
    SCOPES: ClassVar[tuple[str, ...]] = ("app", "lab", "connect")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*SCOPES), Binding("escape", "to_prompt", show=False)]
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-normal"), (150, "-wide")]  # noqa: RUF012 - Textual's
    VERTICAL_BREAKPOINTS = [(0, "-short"), (15, "-low"), (22, "-high")]  # noqa: RUF012 - Textual's form
    AUTO_FOCUS = "CommandLine"
    TABS: ClassVar[tuple[tuple[str, str], ...]] = (("wire", "Wire"), ("mailbox", "Mailbox"))
    """The panes that take turns on a narrow screen."""

    class Told(Message):
        """The lab has told something: an error fit for the learner, or None when we have a new connection."""

        def __init__(self, error: HeloError | None) -> None:
            super().__init__()
            self.error = error

    def __init__(self, bench: Bench, *, place: str, start: Callable[[Tell], Future[None]] | None = None) -> None:
        super().__init__()
        self._bench = bench
        self._start_bench = start or bench.start
        self._place = place
        self._feed = Feed(self._on_events, lambda: float(getattr(self.app, "typed_at", 0.0)))
        self._mailboxes = Mailboxes(bench.plan) if bench.plan is not None else None
        self._tracing: Tracing | None = None
        self._idle = bench.protocol.machine.start
        self.add_class("-tab-wire")

    def compose(self) -> ComposeResult:
        """Title, tabs where it is narrow, panes, footer."""
        yield TitleBar(self._place)
        yield PaneTabs(tuple(tab for tab in self.TABS if self._mailboxes is not None or tab[0] != "mailbox"))
        with Horizontal(id="body"):
            beside = [*self.beside()]
            self.set_class(not beside, "-solo")
            yield from beside
            with Vertical(id="work"):
                yield WirePane(self._feed.dissector, self._bench.protocol, id="wire-pane", classes="pane")
                if self._mailboxes is not None:
                    yield MailboxPane(self._mailboxes, id="mailbox-pane", classes="pane")
        actions = [each for each in ACTIONS if each.scope & {*self.SCOPES} and self.check_action(each.id, ())]
        yield KeyBar(actions)
        yield TooSmall()

    def beside(self) -> Iterable[Widget]:
        """What stands beside the wire, with the id ``guide``; nothing, in free play."""
        return ()

    def look(self) -> str | None:
        """Something happened: whatever stands beside the wire looks; returns the line to type next, if there is one."""
        return None

    def on_mount(self) -> None:
        """Start the server, and follow what happens."""
        self._start()
        self.query_one(PaneTabs).chosen = "wire"
        self._follow()

    def on_unmount(self) -> None:
        """The screen goes; nothing is to be shown any more."""
        self._feed.stop()

    @property
    def _wire(self) -> WirePane:
        return self.query_one(WirePane)

    # From the lab

    @work(exit_on_error=False)
    async def _start(self) -> None:
        """Start the server and connect."""
        try:
            await asyncio.wrap_future(self._start_bench(self._tell))
        except HeloError as error:
            self.app.exit(error, return_code=error.exit_status)
            return
        self.started()

    def started(self) -> None:
        """The server is there."""
        self._show()

    def follow(self) -> None:
        """The transcript begins anew: whatever stands beside the wire forgets what it saw."""

    def _follow(self) -> None:
        """Show the bench's transcript from its beginning."""
        self._feed.follow(self._bench.transcript)
        self.follow()
        self._wire.show(self._feed.dissector)
        if self._bench.plan is not None:
            pane = self.query_one(MailboxPane)
            self._tracing = Tracing(self._wire, pane, self._feed.dissector, self._bench.plan.dialect_of)
        self._feed.catch_up()
        self._show()

    def _tell(self, error: HeloError | None) -> None:
        """In the lab's thread, which must not wait for the screen: pass on what it has to tell."""
        self.post_message(self.Told(error))

    @on(Told)
    def _told(self, message: Told) -> None:
        self._idle = self._bench.protocol.machine.closed  # from now on, no connection means that there was one
        self._show()
        if message.error is not None:
            self.notify(str(message.error), severity="warning", timeout=10, markup=False)

    def _on_events(self, events: list[Event]) -> None:
        """Something happened: show it, and what follows from it."""
        self._show()
        self._trace()
        delivered = [event for event in events if isinstance(event, Delivered)]
        if delivered and self._mailboxes is not None:
            self.query_one(MailboxPane).follow(delivered[-1])
            tabs = self.query_one(PaneTabs)
            tabs.news = "" if tabs.chosen == "mailbox" else "mailbox"
        self.call_after_refresh(self._feed.shown)

    def _show(self) -> None:
        dialogue, sessions = self._dialogue, self._feed.dissector.sessions
        self._wire.update_rows(dialogue, self._idle, self.look(), self._feed.behind)
        clients = sum(each.state is not self._bench.protocol.machine.closed for each in sessions.values())
        is_tls = dialogue is not None and dialogue.tls
        self.query_one(TitleBar).say(self._bench.protocol.name, self._bench.address, clients, is_tls=is_tls)

    @on(LineView.CursorMoved)
    @on(MailboxPane.Changed)
    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _trace(self) -> None:
        """Say where the line under the cursor came from, or what became of it."""
        if self._tracing is not None:
            self._tracing.update()

    @property
    def _dialogue(self) -> Dialogue | None:
        """The conversation that is typed into: our newest one."""
        dialogues = reversed(self._feed.dissector.sessions.values())
        return next((each for each in dialogues if self._bench.is_ours(each.opened)), None)

    # From the learner

    @on(Prompt.Entered)
    def _enter(self, message: Prompt.Entered) -> None:
        self._send(message.lines)

    def _send(self, lines: Iterable[str]) -> None:
        self._wire.view.action_follow()
        for line in lines:
            self._bench.enter(typed(line))

    @on(PaneTabs.Chosen)
    def _choose(self, message: PaneTabs.Chosen) -> None:
        self._show_tab(message.pane)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's form
        """Only a server of our own can be reset, and only it has mailboxes."""
        return self._mailboxes is not None or action not in {"reset", "next_mailbox", "open_mailbox"}

    def action_show_me(self) -> None:
        """Put the next line into the prompt."""
        self.action_to_prompt()
        self._wire.line.value = ""
        self._wire.line.action_complete()

    def action_to_prompt(self) -> None:
        """Go back to the prompt and to the newest line."""
        self._wire.view.action_follow()
        self._show_tab("wire")
        self._wire.line.focus()

    def action_bytes(self) -> None:
        """Show bytes, or text again."""
        shown = self._wire.toggle_bytes()
        for pane in self.query(MailboxPane):
            pane.view.show_bytes(shown)
        self._trace()

    @work(exclusive=True, group="reset", exit_on_error=False)
    async def action_reset(self) -> None:
        """Start afresh."""
        aside = await asyncio.wrap_future(self._bench.reset())
        self.begin_again()
        self.action_to_prompt()
        old = f" The old mail is in {visible_text(str(aside))}" if aside is not None else ""
        self.notify(f"Everything begins anew.{old}", timeout=6, markup=False)

    def begin_again(self) -> None:
        """The world is a new one: show it from its beginning."""
        self._follow()
        if self._bench.plan is not None:
            self.query_one(MailboxPane).begin_again(self._bench.plan)
        self.query_one(PaneTabs).news = ""

    def action_next_pane(self) -> None:
        """Go to the next pane: prompt, wire, mailbox, guide; where there are tabs, first of all to the other tab."""
        mailboxes: list[Widget] = [pane.view for pane in self.query(MailboxPane)]
        if self.has_class("-narrow"):
            order = [self._wire.line, *mailboxes, self._wire.view, *self.query("#guide")]
        else:
            order = [self._wire.line, self._wire.view, *mailboxes, *self.query("#guide")]
        here = next((at for at, widget in enumerate(order) if widget.has_focus_within), -1)
        target = order[(here + 1) % len(order)]
        self._show_tab(target.id if target.id in dict(self.TABS) else "wire")
        target.focus()

    def _show_tab(self, pane: str) -> None:
        """On a narrow screen, show one pane."""
        self.query_one(PaneTabs).chosen = pane
        for tab, _ in self.TABS:
            self.set_class(pane == tab, f"-tab-{tab}")

    def action_next_connection(self) -> None:
        """Show the next connection alone, or all."""
        self._wire.show_next_connection()
        self._show()

    def action_next_mailbox(self) -> None:
        """Show the next person's mailbox."""
        self.query_one(MailboxPane).show_next()

    @on(MailboxPane.Opened)
    def action_open_mailbox(self) -> None:
        """Show the mailbox on a screen of its own; leaving that comes back here."""
        from heloworld.ui.screens.mailbox import open_mailbox

        assert self._mailboxes is not None
        open_mailbox(self, self._mailboxes.tail.path)

    def action_copy_line(self) -> None:
        """Copy the line under the cursor, as it is shown."""
        focused = self.focused
        view = focused if isinstance(focused, LineView) else self._wire.view
        if view.current is not None:
            text = view.text(view.current)
            self.app.copy_to_clipboard(text)
            self.notify(f"Copied: {text[:60]}", timeout=3, markup=False)

    def action_disconnect(self) -> None:
        """Hang up."""
        self._bench.hang_up()


def typed(line: str) -> bytes:
    """The bytes of a line: its UTF-8, and what was no UTF-8 when it came from the terminal as it came."""
    try:
        return line.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return line.encode("utf-8", "surrogatepass")

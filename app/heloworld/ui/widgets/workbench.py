"""The workbench: wire and mailbox of a bench, live, whatever guides the learner beside them, and ways between them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Protocol

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget

from heloworld.errors import HeloError
from heloworld.lab.bench import Bench, Tell
from heloworld.lab.plan import Plan
from heloworld.lab.protocols import is_open
from heloworld.ui.append_moment import AppendMoment
from heloworld.ui.lineage_link import LineageLink
from heloworld.ui.mailbox_choice import MailboxChoice
from heloworld.ui.passing_notice import PassingNotices
from heloworld.ui.transcript_feed import Feed
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.common.pane_tabs import PaneTabs
from heloworld.ui.widgets.common.title_bar import TitleBar
from heloworld.ui.widgets.enlargement import Enlargement
from heloworld.ui.widgets.mailbox.mailbox_pane import MailboxPane
from heloworld.ui.widgets.wire.prompt import Prompt, typed
from heloworld.ui.widgets.wire.wire_pane import WirePane
from heloworld.ui.workbench.places import Places
from heloworld.ui.workbench.tools_prompt import ToolsPrompt
from heloworld.wire.dissector import Dissector
from heloworld.wire.events import Delivered, Event, Rewritten


class Workbench(Vertical):
    """Title, tabs where it is narrow, and the panes, which follow the bench's transcript.

    Args:
        bench: What is worked with; `begin` starts it.
        place: What the title says.
        beside: What stands beside the wire, with the id ``guide``; nothing, in free play.
        beside_tab: The title of its tab; where it has none, it stays in sight on a narrow screen.
        is_quiet: Whether the prompt keeps to itself what may be typed.
        start: Starts the bench, where something else has to than the bench itself.
        on_follow: Called when a transcript begins, before anything of it is shown, with what dissects it.
        look: Called whenever something happened, before it is shown; returns the line to type next, if there is one.

    Attributes:
        bench: What is worked with.
        feed: Follows its transcript.
        mailboxes: Whose mailboxes there are, in a world of our own; None in somebody else's.
        places: What the pane below the wire shows; None as well.
        append: Shows that our own mail has been appended.
        tools: Lends the prompt to the built-in tools.
        passing: What was said in passing, and goes when it is not true any more.
        enlargement: Lets one pane fill the screen.
    """

    class Started(Message):
        """The server is there."""

    class Failed(Message):
        """The server could not be started."""

        def __init__(self, error: HeloError) -> None:
            super().__init__()
            self.error = error

    class Told(Message):
        """The lab has told something: an error fit for the learner, or None when we have a new connection."""

        def __init__(self, error: HeloError | None, position: int = 0) -> None:
            super().__init__()
            self.error, self.position = error, position

    def __init__(
        self,
        bench: Bench,
        *,
        place: str,
        beside: Widget | None = None,
        beside_tab: str = "",
        is_quiet: bool = False,
        start: Callable[[Tell], Future[None]] | None = None,
        on_follow: Callable[[Dissector], object] = lambda _: None,
        look: Callable[[], str | None] = lambda: None,
    ) -> None:
        super().__init__(classes="-tab-wire")
        self.bench = bench
        self._place, self._beside, self._is_quiet = place, beside, is_quiet
        self._start_bench = start or bench.start
        self._on_follow = on_follow
        self._look = look
        self.feed = Feed(self._on_events, lambda: float(getattr(self.app, "typed_at", 0.0)))
        self.mailboxes = MailboxChoice(bench.plan) if bench.plan is not None else None
        self.places = Places(self, self.mailboxes, bench, self.feed) if self.mailboxes is not None else None
        self._tracing: LineageLink | None = None
        self.append = AppendMoment(self, bench.is_ours)
        self.tools = ToolsPrompt(bench, lambda: self.wire, partial(self.notify, timeout=12, markup=False), self.places)
        self._idle = bench.protocol.machine.start
        self.passing = PassingNotices(self)
        guide = (("guide", beside_tab),) if beside_tab else ()
        mailbox = (("mailbox", "Mailbox"),) if self.mailboxes is not None else ()
        self._tabs = (*guide, ("wire", "Wire"), *mailbox)
        self.enlargement = Enlargement(self, dict(self._tabs), self.show_tab)
        self.set_class(beside is None, "-solo")

    def compose(self) -> ComposeResult:
        """From top to bottom, and from left to right."""
        places = self.places
        yield TitleBar(self._place, lambda: places.clock if places is not None else "")
        yield PaneTabs(self._tabs, aside="you can type here, too")
        with Horizontal(id="body"):
            if self._beside is not None:
                yield self._beside
            with Vertical(id="work"):
                yield WirePane(self.feed.dissector, self.bench, id="wire-pane", classes="pane")
                if self.mailboxes is not None and self.places is not None:
                    yield MailboxPane(self.mailboxes, self.places, id="mailbox-pane", classes="pane")

    def begin(self) -> None:
        """Start the server, and follow what happens; once the screen is there, whose size counts for what is said."""
        self.wire.line.is_quiet = self._is_quiet
        self.wire.view.lines.hides_secrets = self.bench.plan is None  # what is typed to somebody else's server
        self._start()
        self._tab_bar.chosen = "wire"
        self._follow()

    def on_unmount(self) -> None:
        """The screen goes; nothing is to be shown any more."""
        self.feed.stop()

    @property
    def wire(self) -> WirePane:
        """Lines that crossed, and the prompt."""
        return self.query_one(WirePane)

    @property
    def title(self) -> TitleBar:
        """The first line."""
        return self.query_one(TitleBar)

    @property
    def mailbox(self) -> MailboxPane | None:
        """The end of a mailbox, where there are any."""
        return self.query_one(MailboxPane) if self.mailboxes is not None else None

    @property
    def _tab_bar(self) -> PaneTabs:
        return self.query_one(PaneTabs)

    @work(exit_on_error=False)
    async def _start(self) -> None:
        """Start the server and connect. The lab's thread tells by message: it must not wait for the screen."""
        try:
            await asyncio.wrap_future(
                self._start_bench(lambda told: self.post_message(self.Told(told, len(self.bench.transcript))))
            )
        except HeloError as error:
            self.post_message(self.Failed(error))
            return
        self.show()
        self.post_message(self.Started())

    def _follow(self) -> None:
        """Show the bench's transcript from its beginning."""
        self.feed.follow(self.bench.transcript)
        self._on_follow(self.feed.dissector)
        self.wire.show(self.feed.dissector)
        if self.mailbox is not None and self.bench.plan is not None:
            self._tracing = LineageLink(self.wire, self.mailbox, self.feed.dissector, self.bench.plan.dialect_of)
        self.feed.catch_up()
        self.show()

    @on(Told)
    def _told(self, message: Told) -> None:
        self._idle = self.bench.protocol.machine.closed  # from now on, no connection means that there was one
        self.show()
        if message.error is not None:
            self.app.clear_notifications()  # the newest tells how things stand; several would cover the prompt
            self.passing.warn(message.error, self.bench, message.position)

    def _on_events(self, events: list[Event]) -> None:
        """Something happened: show it, and what follows from it."""
        if self.places is not None:
            self.places.hear(events)
        self.show()
        self._trace()
        changes = [event for event in events if isinstance(event, Delivered | Rewritten)]
        if changes and self.mailbox is not None:
            self._tab_bar.news = "" if self._tab_bar.chosen == "mailbox" else "mailbox"
            _show_change(changes[-1], self.mailbox, self.append, self.feed.dissector, self.bench.plan)
        self.call_after_refresh(self.feed.shown)

    def show(self) -> None:
        """Show how things stand. What is typed goes into our newest conversation: its state is the prompt's."""
        sessions = self.feed.dissector.sessions
        protocol = self.bench.protocol
        ours = (each for each in reversed(sessions.values()) if self.bench.is_ours(each.opened))
        dialogue = next((each for each in ours if each.opened.protocol == protocol.name), None)
        idle = self._idle if self._idle in protocol.machine.table else protocol.machine.closed
        self.wire.update_rows(protocol, dialogue, idle, self._look(), self.feed.behind, self.tools.way_on)
        self.passing.look()
        clients, is_tls = sum(map(is_open, sessions.values())), dialogue is not None and dialogue.tls
        self.title.say(protocol.name, self.bench.address, clients, is_tls=is_tls, doors=self.bench.doors)

    @on(LineView.CursorMoved)
    @on(MailboxPane.Changed)
    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _trace(self) -> None:
        """Say where the line under the cursor came from, or what became of it."""
        if self._tracing is not None:
            self._tracing.update()

    def send(self, lines: Iterable[str]) -> None:
        """Send lines, and show what comes of them, explanation and all."""
        self.append.end()
        self.wire.view.action_follow()
        for line in lines:
            self.bench.enter(typed(line))

    def begin_again(self) -> None:
        """The world is a new one: show it from its beginning."""
        if self.mailbox is not None and self.bench.plan is not None:
            self.mailbox.begin_again(self.bench.plan)
        self._tab_bar.news = ""
        self._follow()

    # The panes

    @property
    def has_tabs(self) -> bool:
        """Whether panes take turns: the screen is narrow, or one of them fills it."""
        return self._tab_bar.display

    def shows_tab(self, pane: str) -> bool:
        """Whether a pane is the one that is shown, where panes take turns."""
        return self._tab_bar.chosen == pane

    def show_tab(self, pane: str) -> None:
        """Where panes take turns, show one, by its id; elsewhere all are shown."""
        self._tab_bar.chosen = pane
        for tab, _ in self._tabs:
            self.set_class(pane == tab, f"-tab-{tab}")

    @on(PaneTabs.Chosen)
    def _choose(self, message: PaneTabs.Chosen) -> None:
        self.show_tab(message.pane)

    def next_pane(self) -> None:
        """Go to the next pane, round and round: mailbox, guide, the lines of the wire."""
        mailboxes = [] if self.places is None or self.has_class("-judged") else [self.places.stop]
        beside = [each for each in (self._beside,) if each is not None and not self.enlargement.hides(each)]
        target = next_stop(self.wire, [*mailboxes, *beside])
        tab = "mailbox" if target in mailboxes else target.id or ""
        self.show_tab(tab if tab in dict(self._tabs) else "wire")
        target.focus()

    @on(Prompt.Paged)
    def _scroll(self, message: Prompt.Paged) -> None:
        """Scroll what there is to read: what stands beside the wire, or else the wire."""
        if self._beside is None:
            self.wire.page(message.by)
        else:
            self._beside.scroll_relative(y=message.by * (self._beside.size.height - 2), animate=False)

    def to_prompt(self) -> None:
        """Go back to the prompt and to the newest line."""
        self.wire.view.action_follow()
        self.show_tab("wire")
        self.wire.line.focus()

    def toggle_bytes(self) -> None:
        """Show bytes, or text again."""
        shown = self.wire.toggle_bytes()
        if self.mailbox is not None:
            self.mailbox.view.show_bytes(shown)
        self._trace()

    @property
    def current_view(self) -> LineView:
        """The lines of the pane with the focus, where it has any; else those that crossed."""
        return next((each for each in self.query(LineView) if each.has_focus), self.wire.view)


def next_stop(wire: WirePane, others: Sequence[Widget]) -> Widget:
    """Where one goes from pane to pane, round and round; the wire's lines are its stop, for one types from anywhere.

    Args:
        wire: The wire; where it is alone, one goes between its lines and its prompt.
        others: What has the focus in the other panes.
    """
    order = [wire.view, *others] if others else [wire.line, wire.view]
    here = next((at for at, widget in enumerate(order) if widget.has_focus_within), 0)
    return order[(here + 1) % len(order)]


def _show_change(
    change: Delivered | Rewritten, mailbox: MailboxPane, append: AppendMoment, dissector: Dissector, plan: Plan | None
) -> None:
    """Show what became of a mailbox, and have it come up where the change is ours."""
    if isinstance(change, Rewritten):
        mailbox.rewritten(change)
        append.bring_up(change.conn, dissector)
        return
    mailbox.follow(change)
    if plan is not None:
        append.show(change, mailbox, dissector, plan)


class HasWorkbench(Protocol):
    """Whoever has one: a screen."""

    workbench: Workbench

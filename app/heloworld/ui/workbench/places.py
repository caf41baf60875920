"""What the lower pane shows: somebody's mailbox, and in a world of several hosts the queues, the zone, and tools."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from textual.content import Content
from textual.widget import Widget

from heloworld.errors import HeloError
from heloworld.lab.bench import Bench
from heloworld.lab.durations import clock, span
from heloworld.lab.judging.judge import Judge, judge_of_world
from heloworld.lab.plan import Plan
from heloworld.lab.toolbox.queue_listing import QueueListing, printed
from heloworld.lab.toolbox.tool_bench import Tools
from heloworld.ui.mailbox_choice import Mailbox, MailboxChoice
from heloworld.ui.widgets.common.line_source import LineSpan
from heloworld.ui.widgets.places.place_tabs import QUEUE, TOOLS, ZONE, Place, PlaceTabs
from heloworld.ui.widgets.places.printed_view import PrintedView
from heloworld.ui.workbench.zones import Zones
from heloworld.wire.events import Delivered, Event, Handled, Queued, Turned

if TYPE_CHECKING:
    from heloworld.ui.widgets.mailbox.mailbox_pane import MailboxPane
    from heloworld.ui.widgets.places.zone_editor import ZoneEditor

PRINTED: Final = "-printed"
"""The class of a workbench in which something was just printed: there the pane comes up, where panes take turns."""

_MINUTE: Final = 60

_STYLES: Final = {"printed": "", "host": "printed--typed", "due": "printed--note"}


class Panes(Protocol):
    """Where panes may take turns."""

    @property
    def has_tabs(self) -> bool:
        """Whether they do."""

    def shows_tab(self, pane: str) -> bool:
        """Whether a pane is the one that is shown then."""

    def show_tab(self, pane: str) -> None:
        """Show it."""


class Places:
    """Turns the pane to one place or another.

    Args:
        stage: Where the pane stands.
        mailboxes: Whose mailboxes there are.
        bench: The world; where it is one of a single host, there is nothing but mailboxes, and what tools print.

    Attributes:
        turned: Seconds by which the world's clock was turned.
        tabs: The line of tabs.
        queue: The list of letters that wait.
        tools: What the tools have printed.
    """

    def __init__(self, stage: Widget, mailboxes: MailboxChoice, bench: Bench) -> None:
        self._stage, self._mailboxes, self._bench, self._tools = stage, mailboxes, bench, bench.tools
        self._notice = ""
        self._plan: Plan | None = bench.plan
        stage.set_class(self.has_several, "-internet")
        self.turned = 0.0
        self.tabs = PlaceTabs()
        self.queue = PrintedView("Mail queue is empty", id="queue")
        self.tools = PrintedView("What the tools print stands here.", id="tools")
        self._zones = Zones()
        self._pane: MailboxPane
        self._aside: Place | None = None
        self._new: dict[Mailbox, int] = {}
        self._waiting = 0
        self._is_stale = self._is_looking = False
        self._is_new = True

    def widgets(self) -> Sequence[Widget]:
        """What the pane holds besides the mailbox: the tabs above, and the others."""
        if self._plan is not None and self._plan.address:
            self._zones.have(self._plan)
        return (self.tabs, self.queue, self.tools, *filter(None, (self._zone,)))

    def settle(self, pane: MailboxPane) -> None:
        """The pane is there."""
        self._pane = pane
        self.show(self.here)

    # Which

    @property
    def of_mailbox(self) -> Place:
        """The chosen mailbox."""
        return Place("mailbox", self._mailboxes.chosen)

    @property
    def _zone(self) -> ZoneEditor | None:
        return self._zones.editor

    @property
    def here(self) -> Place:
        """What is shown."""
        return self._aside or self.of_mailbox

    @property
    def has_several(self) -> bool:
        """Whether there are others than mailboxes."""
        return self._plan is not None and bool(self._plan.address)

    @property
    def all(self) -> tuple[Place, ...]:
        """All places, in the order of the tabs."""
        boxes = tuple(Place("mailbox", each) for each in self._mailboxes.all)
        others = (Place(QUEUE), *self._zones.places) if self.has_several else ()
        tools = (Place(TOOLS),) if self.tools.end_line or self._kind == TOOLS else ()
        return (*boxes, *others, *tools)

    @property
    def _kind(self) -> str:
        """What is shown beside mailboxes; empty while a mailbox is."""
        return self._aside.kind if self._aside is not None else ""

    def show(self, place: Place) -> None:
        """Turn to a place; a zone that was edited is saved."""
        self.save()
        had_focus = self._pane.has_focus_within
        self._aside = None if place.mailbox is not None else place
        self._zones.open(place)
        if place.mailbox is not None:
            self._mailboxes.choose(*place.mailbox)
            self._new.pop(place.mailbox, None)
        self._turn()
        if had_focus:
            self.stop.focus()

    def go_on(self, panes: Panes) -> None:
        """Turn to the next place; where the pane is hidden and has many, first show where one is."""
        if self.has_several and panes.has_tabs and not panes.shows_tab("mailbox"):
            panes.show_tab("mailbox")
        else:
            self.next()

    def next(self) -> None:
        """Turn to the next place, and after the last to the first."""
        order = self.all
        self.show(order[(order.index(self.here) + 1) % len(order)])

    def follow(self) -> None:
        """A mailbox was chosen, because something has come in there: turn to it, but for somebody who writes."""
        if self._kind == ZONE:
            return
        if self._aside is not None:
            self.show(self.of_mailbox)
        else:
            self._new.pop(self._mailboxes.chosen, None)
            self.say()

    def _turn(self) -> None:
        others = {QUEUE: self.queue, TOOLS: self.tools} | ({ZONE: self._zone} if self._zone else {})
        for kind, widget in others.items():
            widget.display = self._kind == kind
        self._pane.show_file(shown=not self._aside)
        self.tabs.display = self.has_several
        self.say()

    @property
    def stop(self) -> Widget:
        """What takes the keys of the pane."""
        if self._kind == ZONE and self._zone is not None:
            return self._zone.text
        return {QUEUE: self.queue, TOOLS: self.tools}.get(self._kind, self._pane.view)

    def save(self) -> None:
        """Save a zone that was edited."""
        if self._zone is not None and self._kind == ZONE:
            self._zone.save()

    def say(self) -> None:
        """Say where one is, and what waits elsewhere."""
        news = {Place("mailbox", box): f"{count} new" for box, count in self._new.items()}
        if self._waiting:
            news[Place(QUEUE)] = str(self._waiting)
        if self._zone is not None and self._zone.is_mounted and self._zone.is_faulty:
            news |= {each: "✗" for each in self._zones.one_of(self.all, self.here) if each.kind == ZONE}
        self.tabs.show(self._zones.one_of(self.all, self.here), self.here, news)
        if self._kind == QUEUE:
            waiting = f"{self._waiting} letter{'' if self._waiting == 1 else 's'} waiting" if self._waiting else "empty"
            self._pane.border_title, self._pane.border_subtitle = f"Queue · {waiting}", "as mailq prints it"
        elif self._kind == TOOLS:
            self._pane.border_title, self._pane.border_subtitle = "Tools", ""
        elif self._kind == ZONE and self._zone is not None:
            self._pane.border_title, self._pane.border_subtitle = (
                self._zone.title,
                Content(self._zone.place + self._zones.way_to_next),
            )

    @property
    def file(self) -> Path:
        """The file of the chosen mailbox."""
        return self._mailboxes.tail.path

    def judge(self) -> Judge | None:
        """Who judges letters by the zones of this world; None where names are no part of it."""
        return judge_of_world(self._bench.plan, self.now)

    def now(self) -> float:
        """The world's time, in seconds since the epoch."""
        return time.time() + self.turned

    @property
    def clock(self) -> str:
        """The world's clock where it was turned: ``09:05 (+5 min)``; empty where it was not."""
        whole = self.turned if self.turned < _MINUTE else round(self.turned / _MINUTE) * _MINUTE
        return f"{clock(self.now())} (+{span(whole)})" if self.turned else ""

    # What happens

    def hear(self, events: Iterable[Event]) -> None:
        """Something has happened in the world."""
        is_queue, self._is_new = self._is_new, False  # letters may wait since the last time
        for event in events:
            if isinstance(event, Delivered):
                box = self._mailboxes.at(event.path)
                if box is not None and Place("mailbox", box) != self.here:
                    self._new[box] = self._new.get(box, 0) + 1
            elif isinstance(event, Turned):
                self.turned += event.seconds
            is_queue = is_queue or isinstance(event, Queued | Handled | Turned)
        if is_queue:
            self.look_at_queues()
        self._give_notice()
        self.say()

    def _give_notice(self) -> None:
        """Say, once, what the user should know of the addresses in this world."""
        notice = self._bench.notice
        if notice and notice != self._notice:
            self._stage.notify(notice, severity="warning", timeout=20, markup=False)
        self._notice = notice or self._notice

    def begin_again(self, plan: Plan) -> None:
        """The world is a new one."""
        self._plan, self.turned = plan, 0.0
        self._new.clear()
        before = self._zone
        if plan.address:
            self._zones.have(plan)
        if self._zone is not None and self._zone is not before:
            self._pane.mount(self._zone, after=self.tools)
        self.tools.put((), anew=True)
        self.show(self.of_mailbox)
        self.look_at_queues()

    def print(self, typed: str, lines: Iterable[str]) -> None:
        """A tool has printed something: show it, below what was typed."""
        told = [LineSpan(line, "printed--aside" if line.startswith(";") else "") for line in lines]
        self.tools.put([LineSpan(f"$ {typed}", "printed--typed"), *told])
        self.tools.action_follow()
        self.show(Place(TOOLS))
        self._stage.add_class(PRINTED)

    def put_away(self) -> None:
        """Something else is done than what tools do: where panes take turns, what they print has no room."""
        self._stage.remove_class(PRINTED)

    def look_at_queues(self) -> None:
        """Show the queues as they are now; of many changes at once, the last."""
        if self._tools is None or not self.has_several:
            return
        if self._is_looking:
            self._is_stale = True
            return
        self._is_looking = True
        self._pane.run_worker(self._look(self._tools), exit_on_error=False)

    async def _look(self, tools: Tools) -> None:
        try:
            is_stale = True
            while is_stale:
                self._is_stale = False
                found = await asyncio.wrap_future(tools.queues())
                self._show_queues(found)
                is_stale = self._is_stale
        except HeloError:
            self._waiting = 0  # the world has not begun: nothing waits in it
        finally:
            self._is_looking = False

    def _show_queues(self, found: tuple[QueueListing, ...]) -> None:
        self._waiting = sum(each.letters for each in found)
        lines = printed(found) if self._waiting else ()
        self.queue.put([LineSpan(line.text, _STYLES[line.kind]) for line in lines], anew=True)
        self.say()

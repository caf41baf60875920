"""What the lower pane shows: somebody's mailbox, and in a world of several hosts the queues, the zone, and tools."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from textual.content import Content
from textual.widget import Widget

from heloworld.lab.bench import Bench
from heloworld.lab.durations import clock, span
from heloworld.lab.judging.judge import Judge, judge_of_world
from heloworld.lab.plan import Plan
from heloworld.ui.mailbox_choice import Mailbox, MailboxChoice
from heloworld.ui.transcript_feed import Feed
from heloworld.ui.widgets.common.line_source import LineSpan
from heloworld.ui.widgets.places.place_tabs import QUEUE, READINGS, TOOLS, VERDICTS, ZONE, Place, PlaceTabs
from heloworld.ui.widgets.places.printed_view import PrintedView
from heloworld.ui.workbench.aside import Aside, Printed, Titles
from heloworld.ui.workbench.queues import Queues
from heloworld.ui.workbench.readings import Readings
from heloworld.ui.workbench.verdicts import Verdicts
from heloworld.ui.workbench.zones import Zones
from heloworld.wire.events import Delivered, Event, Handled, Judged, Queued, Turned

PRINTED: Final = "-printed"
"""The class of a workbench in which something was just printed: there the pane comes up, where panes take turns."""

_MINUTE: Final = 60


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
        feed: Knows what crossed.

    Attributes:
        turned: Seconds by which the world's clock was turned.
        tabs: The line of tabs.
        tools: What the tools have printed.
    """

    def __init__(self, stage: Widget, mailboxes: MailboxChoice, bench: Bench, feed: Feed) -> None:
        self._stage, self._mailboxes, self._bench = stage, mailboxes, bench
        self._notice = ""
        self._plan: Plan | None = bench.plan
        stage.set_class(self.has_several, "-internet")
        self.turned = 0.0
        self.tabs = PlaceTabs()
        self.tools = PrintedView("What the tools print stands here.", id="tools")
        self._queues, self._zones, self._verdicts = Queues(bench.tools, self.say), Zones(), Verdicts(feed)
        self._readings = Readings(feed)
        self._asides: Mapping[str, Aside] = {
            QUEUE: self._queues,
            TOOLS: Printed(self.tools, Titles("Tools")),
            ZONE: self._zones,
            VERDICTS: self._verdicts,
            READINGS: self._readings,
        }
        self._pane = self._view = stage
        self._show_file: Callable[[bool], None]
        self._aside: Place | None = None
        self._new: dict[Mailbox, int] = {}
        self._is_new = True

    def widgets(self) -> Sequence[Widget]:
        """What the pane holds besides the mailbox: the tabs above, and the others."""
        if self._plan is not None:
            self._have(self._plan)
        return (self.tabs, *self._widgets)

    def _have(self, plan: Plan) -> None:
        """Know what there is in a world."""
        if plan.address:
            self._zones.have(plan)
        self._verdicts.have(plan)
        self._readings.have(plan)

    @property
    def _widgets(self) -> list[Widget]:
        return [each.widget for each in self._asides.values() if each.widget is not None]

    def settle(self, pane: Widget, view: Widget, show_file: Callable[[bool], None]) -> None:
        """The pane is there, with the view of the file, and what shows that or lets another place have the room."""
        self._pane, self._view, self._show_file = pane, view, show_file
        self.show(self.here)

    # Which

    @property
    def of_mailbox(self) -> Place:
        """The chosen mailbox."""
        return Place("mailbox", self._mailboxes.chosen)

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
        verdicts = (Place(VERDICTS),) if self._verdicts.is_in_use else ()
        tools = (Place(TOOLS),) if self.tools.end_line or self._kind == TOOLS else ()
        readings = (Place(READINGS),) if self._readings.is_in_use else ()
        return (*boxes, *others, *verdicts, *readings, *tools)

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
        """Turn to the next place, and have it seen; where the pane was hidden and has many, only show where one is."""
        was_hidden = panes.has_tabs and not panes.shows_tab("mailbox")
        if was_hidden:
            panes.show_tab("mailbox")
        if not (was_hidden and self.has_several):
            self.next()

    def next(self) -> None:
        """Turn to the next place, and after the last to the first."""
        order = self.all
        self.show(order[(order.index(self.here) + 1) % len(order)])

    def show_verdict(self, verdict: Judged) -> bool:
        """Turn to the letter that a verdict is about; says whether it is held."""
        is_held = self._verdicts.find(verdict)
        if is_held:
            self.show(Place(VERDICTS))
        return is_held

    def go_in(self, focused: Widget | None) -> bool:
        """Go on from a list to what is shown of the line under its cursor; says whether it is such a list."""
        return self._verdicts.go_in(focused)

    def choose_letter(self, letter: int) -> None:
        """Show the verdicts on another letter, counted from the newest."""
        self._verdicts.choose(letter)
        self.say()

    def follow(self) -> None:
        """A mailbox was chosen, because something has come in there: turn to it, unless somebody writes or reads."""
        if self._kind == ZONE or (self._kind == VERDICTS and self._pane.has_focus_within):
            return
        if self._aside is not None:
            self.show(self.of_mailbox)
        else:
            self._new.pop(self._mailboxes.chosen, None)
            self.say()

    def _turn(self) -> None:
        for kind, aside in self._asides.items():
            if aside.widget is not None:
                aside.widget.display = self._kind == kind
        self._show_file(not self._aside)
        self.tabs.display = self.has_several
        self._verdicts.turn(shown=self._kind == VERDICTS)
        self.say()

    @property
    def stop(self) -> Widget:
        """What takes the keys of the pane."""
        aside = self._asides.get(self._kind)
        return (aside.stop if aside is not None else None) or self._view

    def save(self) -> None:
        """Save a zone that was edited."""
        if self._kind == ZONE:
            self._zones.save()

    def say(self) -> None:
        """Say where one is, and what waits elsewhere."""
        news = {Place("mailbox", box): f"{count} new" for box, count in self._new.items()}
        if self._queues.waiting:
            news[Place(QUEUE)] = str(self._queues.waiting)
        if self._verdicts.new:
            news[Place(VERDICTS)] = f"{self._verdicts.new} new"
        if self._readings.news:
            news[Place(READINGS)] = self._readings.news
        if self._zones.is_faulty:
            news |= {each: "✗" for each in self._zones.one_of(self.all, self.here) if each.kind == ZONE}
        self.tabs.show(self._zones.one_of(self.all, self.here), self.here, news)
        if (aside := self._asides.get(self._kind)) is not None:
            self._pane.border_title, below = aside.titles
            self._pane.border_subtitle = Content(below)

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

    def hear(self, events: Sequence[Event]) -> None:
        """Something has happened in the world."""
        is_queue, self._is_new = self._is_new, False  # letters may wait since the last time
        self._verdicts.hear(events)
        self._readings.hear()
        for event in events:
            if isinstance(event, Delivered):
                box = self._mailboxes.at(event.path)
                if box is not None and Place("mailbox", box) != self.here:
                    self._new[box] = self._new.get(box, 0) + 1
            elif isinstance(event, Turned):
                self.turned += event.seconds
            is_queue = is_queue or isinstance(event, Queued | Handled | Turned)
        if is_queue and self.has_several:
            self._queues.look()
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
        self._have(plan)
        for widget in self._widgets:
            if not widget.is_attached:
                self._pane.mount(widget, after=self.tools)
        self.tools.put((), anew=True)
        self.show(self.of_mailbox)
        if self.has_several:
            self._queues.look()

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

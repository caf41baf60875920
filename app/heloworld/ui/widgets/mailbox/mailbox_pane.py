"""The mailbox pane: one person's file as it grows, and whose it is."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message

from heloworld.lab.plan import Plan
from heloworld.ui.mailbox_choice import MailboxChoice
from heloworld.ui.widgets.mailbox.mailbox_view import MailboxView
from heloworld.ui.widgets.places.place_tabs import PlaceTabs
from heloworld.ui.widgets.wire.explanation import Explanation
from heloworld.ui.workbench.places import Places
from heloworld.ui.workbench.rewrite_moment import RewriteMoment
from heloworld.wire.events import Delivered, Rewritten
from heloworld.wire.protocol import Note

if TYPE_CHECKING:
    from heloworld.ui.widgets.places.verdict_place import VerdictPlace

POLL = 0.25
"""Seconds between two looks at the file, which other programs may change."""

HEX_LIMIT = 32
"""Bytes that are shown of the line under the cursor."""


class MailboxPane(Vertical):
    """A file's end, and its title; beside it other places, of which one is shown at a time.

    Args:
        mailboxes: Whose mailboxes there are.
        places: What else it can show.

    Attributes:
        places: Turns it to one place or another.
        rewrite: Shows what is changed in place.
    """

    DEFAULT_CSS = """
    MailboxPane > MailboxView { height: 1fr; padding: 0 0 0 1; }
    MailboxPane > Explanation { display: none; }
    """

    class Changed(Message):
        """The file has changed, or another one is shown."""

    def __init__(
        self,
        mailboxes: MailboxChoice,
        places: Places,
        *,
        id: str,  # noqa: A002 - Textual's name
        classes: str,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._mailboxes = mailboxes
        self.places = places
        self._looked = 0.0
        self._has_news = False
        self.rewrite = RewriteMoment(lambda: self.view, self.show_change)

    def compose(self) -> ComposeResult:
        """The other places, the view, and what is said of the line under its cursor."""
        yield from self.places.widgets()
        yield MailboxView(id="mailbox")
        yield Explanation(limit=HEX_LIMIT)

    def on_mount(self) -> None:
        """Show the file, and look at it from time to time."""
        self.places.settle(self, self.view, self.show_file)
        self._show()
        self.set_interval(POLL, self.look)

    @on(PlaceTabs.Chosen)
    def _choose(self, message: PlaceTabs.Chosen) -> None:
        self.places.show(message.place)

    def on_verdict_place_chosen(self, message: VerdictPlace.Chosen) -> None:
        """The verdicts on another letter are to be seen."""
        self.places.choose_letter(message.letter)

    def on_zone_editor_changed(self) -> None:
        """A zone was edited, or saved."""
        self.places.say()

    def on_resize(self) -> None:
        """Where the pane has come up for what was rewritten, have that in sight."""
        self.call_after_refresh(self.rewrite.bring_into_sight)

    @property
    def view(self) -> MailboxView:
        """The lines of the file."""
        return self.query_one(MailboxView)

    def rewritten(self, event: Rewritten) -> None:
        """Show the mailbox that was changed in place: what goes is seen to go, and what came is marked."""
        before = self._mailboxes.tail
        if self._mailboxes.turn_to(event.path):
            if self._mailboxes.tail is not before:
                self._show()
            self.places.follow()
            self.rewrite.show(event, self._mailboxes.tail.size)

    def follow(self, delivered: Delivered) -> None:
        """Show the mailbox in which something has arrived, and mark it there; at the next look, where mail pours in."""
        self.rewrite.end()
        self._mailboxes.follow(delivered)
        self.places.follow()
        self._has_news = True
        if time.monotonic() - self._looked >= POLL:
            self.look()

    def show_of(self, user: str) -> None:
        """Show somebody's mailbox, if they have one."""
        if self._mailboxes.choose(user):
            self.places.show(self.places.of_mailbox)

    def show_file(self, shown: bool) -> None:
        """Show the chosen mailbox, or let another place have the room."""
        self.view.display = shown
        if shown:
            self._show()
        else:
            self.tell(None)

    def look(self) -> None:
        """Show what has been appended, or whatever else happened to the file."""
        self._looked = time.monotonic()
        self.rewrite.bring_into_sight()
        if self.rewrite.is_on or self.rewrite.may_come(self._mailboxes.tail):
            return
        if self._has_news:
            self._show()
        else:
            self.show_change()

    def show_change(self) -> None:
        """Show what has become of the file since it was read."""
        since = self._mailboxes.tail.update()
        self.view.mark_fresh(self._mailboxes.fresh_from)
        if since is not None:
            self.view.lines_changed(since)
            self._say()
            self.post_message(self.Changed())

    def tell(self, origin: Note | None) -> None:
        """Say where the line under the cursor comes from, or the byte; None says nothing."""
        bar, line = self.query_one(Explanation), self.view.current_stored
        bar.display = origin is not None and self.view.display
        bar.note = origin
        bar.at = self.view.byte
        bar.data = line.raw if bar.at is not None and line is not None else None

    def begin_again(self, plan: Plan) -> None:
        """Show the first person's mailbox of a world; nothing in it is new any more."""
        self._mailboxes.begin_again(plan)
        self.places.begin_again(plan)

    def _show(self) -> None:
        self._has_news = False
        self.rewrite.end()
        self.view.show(self._mailboxes.tail)
        self.show_change()
        self.post_message(self.Changed())  # an empty file has no change of its own
        self._say()

    def _say(self) -> None:
        if not self.view.display:
            return
        self.border_title = self._mailboxes.title
        self.border_subtitle = Content(self._mailboxes.place)

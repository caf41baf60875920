"""The messages of a mailbox beside the file that they are made of: two panes whose cursors go together."""

from __future__ import annotations

from typing import Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget

from heloworld.mbox.finding.live_search import Found
from heloworld.mbox.reading.index import Change
from heloworld.mbox.reading.line_kinds import Anatomy
from heloworld.mbox.reading.lines import MailboxText
from heloworld.mbox.reading.watch import FileNews
from heloworld.ui.mailbox import where
from heloworld.ui.mailbox.file_pane import FilePane
from heloworld.ui.mailbox.pairing import Pairing, Pane
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.mailbox.file_lines import Marks
from heloworld.ui.widgets.mailbox.hex_view import HexView
from heloworld.ui.widgets.mailbox.message_list import MessageList
from heloworld.ui.widgets.mailbox.raw_view import RawView

BORDER_STEP: Final = 4
"""Columns by which the border between list and file is moved."""

_LEAST: Final = 24
"""Columns that each of them keeps."""


class ListAndFile(Horizontal):
    """The two sides.

    Args:
        text: The mailbox; `take` says what is known of it.
        marks: What has been found in a part of it.

    Attributes:
        messages: The list.
        file: The file, as text or as a hex dump.
        pairing: What keeps the two together.
    """

    class Moved(Message):
        """A cursor is elsewhere."""

    class Entered(Message):
        """The user has gone to a side."""

        def __init__(self, side: Pane) -> None:
            super().__init__()
            self.side = side

    def __init__(self, text: MailboxText, marks: Marks, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        anatomy = Anatomy(text)
        self.messages = MessageList(text, id="list", classes="pane")
        self.file = FilePane(
            RawView(text, anatomy, marks, id="raw", classes="pane"),
            HexView(text, anatomy, marks, id="hex", classes="pane"),
        )
        self.pairing = Pairing(self.messages, self.file, anatomy)

    def compose(self) -> ComposeResult:
        """The list, and both views of the file."""
        yield from self._views

    @property
    def _views(self) -> tuple[LineView, ...]:
        return self.messages, self.file.raw, self.file.dump

    def begin(self, news: FileNews, *, at_newest: bool) -> None:
        """Show what is known at first.

        Args:
            news: That.
            at_newest: Whether the cursor is on the newest message, and goes on to each that comes; else on the first.
        """
        if news.lines:
            for view in self._views:
                view.cursor = None if at_newest and view is self.messages else 0
        self.take(news)
        for view in self._views:
            self.watch(view, "cursor", self._align, init=False)

    def take(self, news: FileNews) -> None:
        """Show what is known of the file now; to another reader, the cursor stays where it is in the file."""
        place, leader = self.file.place, self.pairing.leader
        self.messages.take(news)
        self.file.take(news)
        if news.change is Change.REREAD and place is not None:
            self.pairing.show_byte(place)
            self.pairing.leader = leader
        self._align()

    def _align(self) -> None:
        """Before a cursor is drawn where it is now, have the other one follow."""
        self.pairing.align()
        self.post_message(self.Moved())

    @on(HexView.Moved)
    @on(RawView.Pointed)
    def _pass_on(self) -> None:
        self.post_message(self.Moved())

    @on(events.DescendantFocus)
    def _note_focus(self, event: events.DescendantFocus) -> None:
        """The side that has the focus leads."""
        self.pairing.leader = Pane.LIST if event.widget is self.messages else Pane.FILE
        self.post_message(self.Entered(self.pairing.leader))

    @property
    def focused(self) -> MessageList | RawView | HexView:
        """The view that the user is in; that of the file where it is neither."""
        return self.messages if self.messages.has_focus else self.file.view

    def view_of(self, side: Pane) -> MessageList | RawView | HexView:
        """What is shown on a side."""
        return self.messages if side is Pane.LIST else self.file.view

    def move_border(self, by: int) -> bool:
        """Give the list more columns, or the file; says whether there was a border, and room for that."""
        list_width, file_width = self.messages.outer_size.width + by, self.file.view.outer_size.width - by
        can_move = self.messages.display and self.file.view.display and min(list_width, file_width) >= _LEAST
        if can_move:
            self.messages.styles.width = self.messages.styles.min_width = list_width
        return can_move

    def on_resize(self) -> None:
        """On a screen of another size, the border stands where it does at first."""
        for rule in ("width", "min_width"):
            self.messages.styles.clear_rule(rule)

    def label(self, search: Found | None, word: str, looked_at: int | None) -> None:
        """Say over and under the panes where their cursors are, and what is looked for.

        Args:
            search: What is looked for in the file, where that is to be said.
            word: What the listed messages hold.
            looked_at: How many messages have been looked at for that; None where all are listed.
        """
        messages, file, is_dump = self.messages, self.file, self.file.shows_dump
        known, listed = messages.known, messages.end_line
        title = where.list_title(is_following=messages.is_following, word=word, looked_at=looked_at, known=known)
        _label(messages, title, where.list_place(messages.chosen, known, listed))
        is_unlisted = looked_at is not None and not listed and looked_at >= known > 0
        title = where.file_title(
            is_dump=is_dump, is_following=file.is_following, search=search, is_unlisted=is_unlisted
        )
        _label(file.view, title, where.file_place(file.view.current, file.place, is_dump=is_dump))


def _label(pane: Widget, title: str, subtitle: str) -> None:
    """Say something over and under a pane, which draws it anew."""
    if pane.border_title != title:
        pane.border_title = title
    if pane.border_subtitle != subtitle:
        pane.border_subtitle = subtitle

"""The panes of a mailbox file: the list of its messages, and the file as text or as a hex dump, which go together."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker

from heloworld.errors import MailboxGone
from heloworld.mbox.finding.live_search import Finder, Found
from heloworld.mbox.reading.line_kinds import Anatomy
from heloworld.mbox.reading.lines import GLANCE, MailboxText
from heloworld.mbox.reading.watch import News, news_of, watch
from heloworld.ui.actions import ACTIONS
from heloworld.ui.file_change_notices import happened
from heloworld.ui.widgets.common.ask_line import AskLine
from heloworld.ui.widgets.common.key_bar import KeyBar
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.common.pane_tabs import PaneTabs
from heloworld.ui.widgets.common.title_bar import TitleBar
from heloworld.ui.widgets.common.too_small import TooSmall
from heloworld.ui.widgets.mailbox.hex_view import HexView
from heloworld.ui.widgets.mailbox.message_list import MessageList
from heloworld.ui.widgets.mailbox.raw_view import RawView
from heloworld.wire.visible import visible_text

_DRAWING: Final = 0.05
"""Seconds in which what was moved is drawn."""


class MailboxPanes(Screen[None]):
    """Messages → bytes, as they change. Nothing is ever written to the file.

    Args:
        path: The mailbox.

    Raises:
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It may not be read.
    """

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "mailbox")
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-normal"), (150, "-wide")]  # noqa: RUF012 - Textual's
    VERTICAL_BREAKPOINTS = [(0, "-short"), (15, "-low"), (30, "-high")]  # noqa: RUF012 - Textual's form
    AUTO_FOCUS = "MessageList"

    class Told(Message):
        """From the thread that watches the file: there are news."""

        def __init__(self, news: News) -> None:
            super().__init__()
            self.news = news

    class Searched(Message):
        """From the finder: how a search stands."""

        def __init__(self, found: Found) -> None:
            super().__init__()
            self.found = found

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.text = MailboxText(path)
        self.text.scan(GLANCE)
        self.anatomy = Anatomy(self.text)
        self.finder = Finder(self.text, self._pass_on)
        self._stop = Event()
        self._watcher: Worker[None] | None = None
        self._trouble = False
        self._drawn_at = 0.0
        self._file_leads = False
        self.add_class("-tab-list")

    def _pass_on(self, found: Found) -> None:
        """In any thread: how a search stands."""
        self.post_message(self.Searched(found))

    def compose(self) -> ComposeResult:
        """Title, tabs where it is narrow, panes, footer."""
        yield TitleBar()
        yield PaneTabs((("list", "Messages"), ("raw", "File")))
        with Horizontal(id="body"):
            yield MessageList(self.text, id="list", classes="pane")
            yield RawView(self.text, self.anatomy, self.finder.marks, id="raw", classes="pane")
            yield HexView(self.text, self.anatomy, self.finder.marks, id="hex", classes="pane")
        yield AskLine()
        yield KeyBar(each for each in ACTIONS if each.scope & {*self.SCOPES})
        yield TooSmall()

    def on_mount(self) -> None:
        """Show what is known, and have the rest found."""
        self.query_one(TitleBar).place = self.name_of_place
        self.query_one(PaneTabs).chosen = "list"
        if len(self.text):
            self.messages.cursor = self.raw.cursor = self.dump.cursor = 0
        self._show(news_of(self.text))
        for pane in (self.messages, self.raw, self.dump):
            self.watch(pane, "cursor", self._moved, init=False)
        self.call_after_refresh(self._start)

    def on_unmount(self) -> None:
        """The screen goes; the watch ends, and with it the file is closed."""
        self._stop.set()
        self.finder.stop()
        if self._watcher is None:
            self.text.close()

    @property
    def name_of_place(self) -> str:
        """What the title says of where we are."""
        return visible_text(self.text.path.name)

    @property
    def messages(self) -> MessageList:
        """The messages."""
        return self.query_one(MessageList)

    @property
    def raw(self) -> RawView:
        """The file as text."""
        return self.query_one(RawView)

    @property
    def dump(self) -> HexView:
        """The file as a hex dump."""
        return self.query_one(HexView)

    @property
    def file(self) -> RawView | HexView:
        """The file as it is shown now."""
        return self.dump if self.has_class("-hex") else self.raw

    # From the file

    def _start(self) -> None:
        """The first frame is drawn, without a second thread that would have slowed it down."""
        self._watcher = self._watch()

    @work(thread=True)
    def _watch(self) -> None:
        """In a thread of its own: find the rest, and look again and again."""
        with self.text:
            for news in watch(self.text, self._stop, self._rest):
                self.post_message(self.Told(news))

    def _rest(self) -> float:
        """In that thread: how long it may wait, because a cursor was moved and that is to be drawn."""
        return min(max(self._drawn_at - time.monotonic(), 0.0), _DRAWING)

    @on(Told)
    def _hear(self, message: Told) -> None:
        self._show(message.news)
        self._say_what_happened(message.news)
        self.hear_change(is_growth=message.news.is_growth)

    def hear_change(self, *, is_growth: bool) -> None:
        """The file has been looked at again.

        Args:
            is_growth: Whether what was known of it is still true.
        """

    def _show(self, news: News) -> None:
        self.messages.take(news)
        self.raw.take(news)
        self.dump.take(news)
        self._move()
        self.query_one(TitleBar).status = status(news)

    def _say_what_happened(self, news: News) -> None:
        """Tell what is more than growth."""
        said = happened(news.change, news.trouble, had_trouble=self._trouble)
        self._trouble = news.trouble is not None
        if said:
            self.notify(said, severity="warning", timeout=8, markup=False)

    # The panes go together

    def _moved(self) -> None:
        """A cursor was moved, which is to be seen before more of the file is read."""
        self._drawn_at = time.monotonic() + _DRAWING
        self._move()

    def _move(self) -> None:
        """A cursor is elsewhere: before it is drawn, have the other pane follow, and say where they are."""
        chosen, shown = self.messages.chosen, self.message_in_file
        if not self._file_leads:
            if chosen is not None and chosen != shown:
                self.file.show_from(self.anatomy.start_of(chosen))
        elif self.file.is_following:
            self.messages.action_follow()
        else:
            self.messages.choose(shown)
        self.say_where()

    @on(HexView.Moved)
    @on(RawView.Pointed)
    def _say_byte(self) -> None:
        self.say_where()

    @property
    def place(self) -> int | None:
        """The byte of the file that its cursor is on; None where there is none."""
        if self.file is self.dump:
            return self.dump.place if self.dump.end_line else None
        line = self.raw.current_stored
        return None if line is None else line.offset + (self.raw.byte or 0)

    @property
    def message_in_file(self) -> int | None:
        """The message that the file's cursor is in."""
        return None if self.place is None else self.anatomy.message_of(self.place)

    def show_byte(self, offset: int, column: int = 0) -> None:
        """Show a byte of the file; the list follows."""
        self._file_leads = True
        if self.file is self.dump:
            self.dump.show_at(offset)
        else:
            self.raw.show_line(offset, column)
        self._move()

    def say_where(self) -> None:
        """Say under the panes where their cursors are, and above them what is special."""
        message, row, place = self.messages.chosen, self.file.current, self.place
        listed = "" if self.messages.end_line == self.messages.known else f" · {self.messages.end_line:,} listed"
        where = "" if message is None else f"{message + 1:,} of {self.messages.known:,}{listed}"
        _say(self.messages, "Messages" + (" · following" if self.messages.is_following else ""), where)
        follows = " · following" if self.file.is_following else ""
        if place is None or row is None:
            _say(self.file, f"File{follows}", "")
        elif self.file is self.dump:
            _say(self.dump, f"Bytes{follows}", f"byte {place:,} · {place:#x}")
        else:
            _say(self.raw, f"File{follows}", f"line {row + 1:,} · byte {place:,}")

    # From the user

    @on(PaneTabs.Chosen)
    def _choose(self, message: PaneTabs.Chosen) -> None:
        self.set_focus(self.messages if message.pane == "list" else self.file)

    @on(events.DescendantFocus)
    def _note_focus(self, event: events.DescendantFocus) -> None:
        """The pane that has the focus leads; on a narrow screen, it is the one that is shown."""
        if event.widget in {self.messages, self.raw, self.dump}:
            self._file_leads = event.widget is not self.messages
            self.show_tab(event.widget)

    def show_tab(self, pane: Widget) -> None:
        """Where there is room for one pane, show this."""
        name = "list" if pane is self.messages else "raw"
        self.query_one(PaneTabs).chosen = name
        self.set_class(name == "list", "-tab-list")
        self.set_class(name == "raw", "-tab-raw")

    def action_next_pane(self) -> None:
        """Go to the other pane."""
        self.set_focus(self.messages if self.file.has_focus else self.file)

    def action_next_message(self) -> None:
        """Go to the next message."""
        self._go(1)

    def action_previous_message(self) -> None:
        """Go to the message before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        """Have the pane that the user is in go on by messages; the other follows."""
        if not self._file_leads:
            self.messages.action_cursor(by)
        elif self.messages.known:
            shown = self.message_in_file
            wanted = (-1 if shown is None else shown) + by
            self.file.show_from(self.anatomy.start_of(min(max(wanted, 0), self.messages.known - 1)))


def _say(pane: LineView, title: str, text: str) -> None:
    """Say something above and under a pane, which draws it anew."""
    if pane.border_title != title:
        pane.border_title = title
    if pane.border_subtitle != text:
        pane.border_subtitle = text


def status(news: News) -> str:
    """What the title says of the file: how far it is read, its messages, its bytes, and whether it is gone."""
    parts = [f"{news.messages:,} message{'' if news.messages == 1 else 's'}", f"{news.size:,} bytes"]
    if news.percent is not None:
        parts.insert(0, f"reading {news.percent} %")
    if news.trouble is not None:
        parts.append("gone" if isinstance(news.trouble, MailboxGone) else "cannot be read")
    return " · ".join(parts)

"""The screen of one mailbox file: its messages, and beside them the bytes they are made of."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import ClassVar, Final

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen
from textual.worker import Worker

from heloworld.errors import MailboxGone
from heloworld.mbox.anatomy import Anatomy
from heloworld.mbox.index import Change
from heloworld.mbox.text import GLANCE, MailboxText
from heloworld.mbox.watch import News, news_of, watch
from heloworld.ui.actions import ACTIONS, bindings
from heloworld.ui.widgets.key_bar import KeyBar
from heloworld.ui.widgets.line_scroller import LineScroller
from heloworld.ui.widgets.message_list import MessageList
from heloworld.ui.widgets.pane_tabs import PaneTabs
from heloworld.ui.widgets.raw_view import RawView
from heloworld.ui.widgets.title_bar import TitleBar
from heloworld.ui.widgets.too_small import TooSmall
from heloworld.wire.visible import visible_text

_SAID: Final = {
    Change.SHORTENED: "The file has become shorter. What is left of it is shown.",
    Change.REWRITTEN: "Another program has rewritten or replaced the file. It was read anew.",
}


class MailboxScreen(Screen[None]):
    """Messages → bytes, as they change. Nothing is ever written to the file.

    Args:
        path: The mailbox.

    Raises:
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It may not be read.
    """

    CSS_PATH = "mailbox.tcss"
    SCOPES: ClassVar[tuple[str, ...]] = ("app", "mailbox")
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*SCOPES),
        Binding("tab,shift+tab,enter", "next_pane", show=False, priority=True),
        Binding("escape", "to_list", show=False, priority=True),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-normal"), (150, "-wide")]  # noqa: RUF012 - Textual's
    VERTICAL_BREAKPOINTS = [(0, "-short"), (15, "-low"), (30, "-high")]  # noqa: RUF012 - Textual's form
    AUTO_FOCUS = "MessageList"

    class Told(Message):
        """From the thread that watches the file: there are news."""

        def __init__(self, news: News) -> None:
            super().__init__()
            self.news = news

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._text = MailboxText(path)
        self._text.scan(GLANCE)
        self._anatomy = Anatomy(self._text)
        self._stop = Event()
        self._watcher: Worker[None] | None = None
        self._trouble = False
        self.add_class("-tab-list")

    def compose(self) -> ComposeResult:
        """Title, tabs where it is narrow, panes, footer."""
        yield TitleBar()
        yield PaneTabs((("list", "Messages"), ("raw", "File")))
        with Horizontal(id="body"):
            yield MessageList(self._text, id="list", classes="pane")
            yield RawView(self._text, self._anatomy, id="raw", classes="pane")
        yield KeyBar(each for each in ACTIONS if each.scope & {*self.SCOPES})
        yield TooSmall()

    def on_mount(self) -> None:
        """Show what is known, and have the rest found."""
        self.query_one(TitleBar).place = visible_text(self._text.path.name)
        self.query_one(PaneTabs).chosen = "list"
        self._list.border_title, self._raw.border_title = "Messages", "File"
        if len(self._text):
            self._list.cursor = self._raw.cursor = 0
        self._show(news_of(self._text))
        for pane in (self._list, self._raw):
            self.watch(pane, "cursor", self._move, init=False)
        self.call_after_refresh(self._start)

    def on_unmount(self) -> None:
        """The screen goes; the watch ends, and with it the file is closed."""
        self._stop.set()
        if self._watcher is None:
            self._text.close()

    @property
    def _list(self) -> MessageList:
        return self.query_one(MessageList)

    @property
    def _raw(self) -> RawView:
        return self.query_one(RawView)

    # From the file

    def _start(self) -> None:
        """The first frame is drawn, without a second thread that would have slowed it down."""
        self._watcher = self._watch()

    @work(thread=True)
    def _watch(self) -> None:
        """In a thread of its own: find the rest, and look again and again."""
        with self._text:
            for news in watch(self._text, self._stop):
                self.post_message(self.Told(news))

    @on(Told)
    def _hear(self, message: Told) -> None:
        self._show(message.news)
        self._say_what_happened(message.news)

    def _show(self, news: News) -> None:
        self._list.take(news)
        self._raw.take(news)
        self._move()
        self.query_one(TitleBar).status = status(news)

    def _say_what_happened(self, news: News) -> None:
        """Tell what is more than growth."""
        if news.trouble is not None and not self._trouble:
            said = f"{news.trouble.sentence} What was read of it is still shown."
        elif news.trouble is None and self._trouble:
            said = "The file can be read again."
        else:
            said = _SAID.get(news.change, "")
        self._trouble = news.trouble is not None
        if said:
            self.notify(visible_text(said), severity="warning", timeout=8, markup=False)

    # The panes go together

    def _move(self) -> None:
        """A cursor is elsewhere: before it is drawn, have the other pane follow, and say where they are."""
        chosen, shown = self._list.current, self._message_in_file
        if not self._raw.has_focus:
            if chosen is not None and chosen != shown:
                self._raw.show_from(self._anatomy.start_of(chosen))
        elif self._raw.is_following:
            self._list.action_follow()
        else:
            self._list.cursor = shown
        self._say_where()

    @property
    def _message_in_file(self) -> int | None:
        """The message that the file's cursor is in."""
        line = self._raw.current_stored
        return self._anatomy.message_of(line.offset) if line is not None else None

    def _say_where(self) -> None:
        """Say under the panes where their cursors are."""
        message, row, line = self._list.current, self._raw.current, self._raw.current_stored
        _say(self._list, "" if message is None else f"{message + 1:,} of {self._list.end_line:,}")
        _say(self._raw, "" if line is None or row is None else f"line {row + 1:,} · byte {line.offset:,}")

    # From the user

    @on(PaneTabs.Chosen)
    def _choose(self, message: PaneTabs.Chosen) -> None:
        self.set_focus(self._list if message.pane == "list" else self._raw)

    @on(events.DescendantFocus)
    def _show_tab(self) -> None:
        """On a narrow screen, show the pane that has the focus."""
        pane = "raw" if self._raw.has_focus else "list"
        self.query_one(PaneTabs).chosen = pane
        self.set_class(pane == "list", "-tab-list")
        self.set_class(pane == "raw", "-tab-raw")

    def action_next_pane(self) -> None:
        """Go to the other pane."""
        self.set_focus(self._list if self._raw.has_focus else self._raw)

    def action_to_list(self) -> None:
        """Go to the list."""
        self.set_focus(self._list)

    def action_next_message(self) -> None:
        """Go to the next message."""
        self._go(1)

    def action_previous_message(self) -> None:
        """Go to the message before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        """Have the pane that the user is in go on by messages; the other follows."""
        if not self._raw.has_focus:
            self._list.action_cursor(by)
        elif self._list.end_line:
            shown = self._message_in_file
            wanted = (-1 if shown is None else shown) + by
            self._raw.show_from(self._anatomy.start_of(min(max(wanted, 0), self._list.end_line - 1)))

    def action_bytes(self) -> None:
        """Show offsets and line ends, or not."""
        self._raw.show_bytes(not self._raw.shows_bytes)

    def action_copy_line(self) -> None:
        """Copy the line under the cursor, as it is shown."""
        view = self._raw if self._raw.has_focus else self._list
        if view.current is not None:
            text = view.text(view.current)
            self.app.copy_to_clipboard(text)
            self.notify(f"Copied: {text[:60]}", timeout=3, markup=False)


def _say(pane: LineScroller, text: str) -> None:
    """Say something under a pane, which draws it anew."""
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

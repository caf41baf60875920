"""The screen of one mailbox file: its messages, and beside them the bytes they are made of."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Input

from heloworld.errors import MailboxError, MailboxGone
from heloworld.mbox.os_errors import obstacle
from heloworld.mbox.reading.watch import FileNews
from heloworld.ui import clipboard
from heloworld.ui.actions import ACTIONS, at_once, bindings
from heloworld.ui.file_change_notices import FileChangeNotices
from heloworld.ui.mailbox.copying import copy_message
from heloworld.ui.mailbox.desk import MailboxDesk
from heloworld.ui.mailbox.followed_file import FollowedFile
from heloworld.ui.mailbox.hand_out import hand_out
from heloworld.ui.mailbox.pairing import Pane
from heloworld.ui.mailbox.question import Question
from heloworld.ui.mailbox.questions import Questions
from heloworld.ui.mailbox.sides import Sides
from heloworld.ui.widgets.common.ask_line import AnswerLine, AskLine
from heloworld.ui.widgets.common.key_bar import KeyBar
from heloworld.ui.widgets.common.own_keys import caught_up
from heloworld.ui.widgets.common.pane_tabs import PaneTabs
from heloworld.ui.widgets.common.title_bar import TitleBar
from heloworld.ui.widgets.common.too_small import TooSmall
from heloworld.ui.widgets.mailbox.list_and_file import BORDER_STEP, ListAndFile
from heloworld.wire.visible import visible_text

if TYPE_CHECKING:
    from heloworld.lab.judging.judge import Judge


def open_mailbox(screen: Screen[Any], path: Path, judge: Judge | None = None) -> None:
    """Show a mailbox over another screen, or say why it cannot be; leaving it comes back there."""
    try:
        mailbox = MailboxScreen(path, None, judge, is_guest=True)
    except MailboxError as error:
        trouble = obstacle(path) if isinstance(error, MailboxGone) else error
        if trouble is None:
            screen.notify("There is no such mailbox yet: the first mail makes it.", timeout=5)
        else:
            screen.notify(visible_text(str(trouble)), severity="warning", timeout=8, markup=False)
    else:
        screen.app.push_screen(mailbox)


class MailboxScreen(Screen[None]):
    """A mailbox, whatever its size, as it changes. Nothing is ever written to the file.

    Args:
        path: The mailbox.
        reader: Whose eyes to look with; those on which most programs agree, if None.
        judge: Who judges its messages; None where nobody can be asked for keys and records.
        is_guest: Whether Escape leaves it for the screen below. Who comes from there wants to see the letter that has
            just arrived, so the newest is chosen first.

    Raises:
        HeloError: There is no such file or reader, or that file is no mailbox to that reader.
    """

    CSS_PATH = "mailbox.tcss"
    SCOPES: ClassVar[tuple[str, ...]] = ("app", "mailbox")
    BINDINGS: ClassVar[list[BindingType]] = [
        *map(at_once, bindings(*SCOPES)),
        Binding("tab,shift+tab", "next_pane", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
        Binding("enter", "enter_line", show=False, priority=True),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-normal"), (150, "-wide")]  # noqa: RUF012 - Textual's
    VERTICAL_BREAKPOINTS = [(0, "-short"), (15, "-low"), (30, "-high")]  # noqa: RUF012 - Textual's form
    AUTO_FOCUS = "MessageList"

    def __init__(self, path: Path, reader: str | None = None, judge: Judge | None = None, *, is_guest: bool = False):
        super().__init__()
        self._is_guest, self._notices, self.judge = is_guest, FileChangeNotices(), judge
        in_thread, later = partial(self.run_worker, thread=True), self.call_later
        self.file = FollowedFile(path, reader, in_thread, partial(later), self._hear, self._say_status)
        self.text = text = self.file.text
        self.panes = ListAndFile(text, lambda *part: self.search.marks(*part), id="body")  # noqa: PLW0108 - it comes later
        self.sides, self.ask = Sides(self, self.panes), AskLine()
        desk = MailboxDesk(self.panes, self.ask, self._leave_line, self.say_where, self.notify, partial(hand_out, self))
        self.questions = Questions(desk, self.ask, text, in_thread, later)
        self.asking, self.search = self.questions.asking, self.questions.search

    def compose(self) -> ComposeResult:
        """Title, tabs where it is narrow, panes, the line in which something is asked, footer."""
        yield TitleBar()
        yield PaneTabs(((Pane.LIST.value, "Messages"), (Pane.FILE.value, "File")))
        yield self.panes
        yield self.ask
        yield KeyBar(each for each in ACTIONS if each.scope & {*self.SCOPES})
        yield TooSmall()

    def on_mount(self) -> None:
        """Show what is known; once that is drawn, have the rest found."""
        ways = " · v: verdicts" * (self.judge is not None) + " · Escape goes back" * self._is_guest
        self.query_one(TitleBar).place = visible_text(self.text.path.name) + ways
        self._say_status()
        self.sides.show(Pane.LIST)
        self.panes.begin(self.file.news, at_newest=self._is_guest)
        self.call_after_refresh(self.file.start)

    def on_unmount(self) -> None:
        """The screen goes, and with it all that is looked for; the file is closed."""
        self.questions.stop()
        self.file.stop()

    def _say_status(self) -> None:
        self.query_one(TitleBar).status = self.file.status

    def _hear(self, news: FileNews) -> None:
        """There are news of the file."""
        self.panes.take(news)
        self._say_status()
        self._notices.tell(self, news.change, news.trouble)
        self.questions.changed(is_growth=news.is_growth)

    # Where the cursors are

    @on(ListAndFile.Moved)
    def _moved(self) -> None:
        self.file.give_way()
        self.say_where()

    def say_where(self) -> None:
        """Say over and under the panes where their cursors are, and what is looked for."""
        search = self.search.found if self.asking.asked is None else None
        narrow = self.questions.narrow
        self.panes.label(search, narrow.word, narrow.looked_at)

    @on(PaneTabs.Chosen)
    def _choose_side(self, message: PaneTabs.Chosen) -> None:
        self.sides.go_to(Pane(message.pane))

    @on(ListAndFile.Entered)
    def _show_side(self, message: ListAndFile.Entered) -> None:
        self.sides.show(message.side)

    # In the line

    def ask_for(self, question: Question) -> None:
        """Ask something."""
        self.asking.open(question)
        if question.side is not None:
            self.sides.show(question.side)

    def _leave_line(self, side: Pane) -> None:
        """Ask nothing any more, and go to a side of the screen."""
        self.ask.close()
        self.sides.go_to(side)
        self.say_where()

    @on(AskLine.Typed)
    def _typed(self, message: AskLine.Typed) -> None:
        self.asking.typed(message.ask, message.text)

    @on(AnswerLine.Stepped)
    def _stepped(self, message: AnswerLine.Stepped) -> None:
        if self.asking.asked is self.search:
            self.search.step(message.by)

    def _step(self, by: int) -> None:
        if not self.search.step(by):
            self.ask_for(self.search)

    # From the user

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that are typed do nothing else where something is typed."""
        is_typing, is_asked = isinstance(self.focused, Input), self.focused is self.ask.line
        return {"plain": not is_typing, "enter_line": is_asked}.get(action, super().check_action(action, parameters))

    async def action_plain(self, action: str) -> None:
        """Do what a plain key means, once the keys before it have moved the cursor."""
        await caught_up(self.panes.focused)
        await self.run_action(action)

    async def action_enter_line(self) -> None:
        """Do what is asked for in the line, before the next key is looked at, which is not meant for it any more."""
        side = self.asking.entered(await self.ask.typed())
        if side is not None:
            self._leave_line(side)

    def action_leave(self) -> None:
        """One step back: out of the line, the search, the filter, the file, and to the screen below."""
        if self.asking.asked is not None:
            self._leave_line(self.asking.asked.left())
        elif self.questions.forget():
            self.say_where()
        elif not self.panes.messages.has_focus:
            self.sides.go_to(Pane.LIST)
        elif self._is_guest:
            self.action_back()

    def action_back(self) -> None:
        """Leave the screen for the one below; where there is none, the program."""
        if self._is_guest:
            self.dismiss()
        else:
            self.app.exit()

    def action_find(self) -> None:
        """Ask what to find."""
        self.ask_for(self.search)

    def action_find_pattern(self) -> None:
        """Find by regular expression, or plainly again."""
        self.asking.turn(self.search)

    def action_find_next(self) -> None:
        """Go to the next place found."""
        self._step(1)

    def action_find_previous(self) -> None:
        """Go to the place found before."""
        self._step(-1)

    def action_jump(self) -> None:
        """Ask where to jump to."""
        self.ask_for(self.questions.jump)

    def action_filter(self) -> None:
        """Ask which messages to list."""
        self.ask_for(self.questions.narrow)

    def action_save(self) -> None:
        """Ask where to save."""
        self.ask_for(self.questions.save.of_message())

    def action_next_pane(self) -> None:
        """Go to the other side."""
        self.sides.change()

    def action_next_message(self) -> None:
        """Go to the next message."""
        self.panes.pairing.go(1)

    def action_previous_message(self) -> None:
        """Go to the message before."""
        self.panes.pairing.go(-1)

    def action_bytes(self) -> None:
        """Show the file in another way."""
        had_focus = self.panes.file.view.has_focus
        self.panes.file.turn()
        self.set_class(self.panes.file.shows_dump, "-hex")
        if had_focus:
            self.sides.go_to(Pane.FILE)
        self.say_where()

    def action_wrap(self) -> None:
        """Wrap the long lines of the file, or not."""
        self.panes.file.wrap()
        self.set_class(self.panes.file.shows_dump, "-hex")

    def action_widen_list(self) -> None:
        """Move the border of the list, so that it has more room."""
        self.panes.move_border(BORDER_STEP)

    def action_narrow_list(self) -> None:
        """Move the border of the list, so that the file has more room."""
        self.panes.move_border(-BORDER_STEP)

    def action_open_message(self) -> None:
        """Open the message as a mail program shows it."""
        from heloworld.ui.screens.message import open_message

        open_message(self, self, self.panes.messages.chosen)

    def action_lenses(self) -> None:
        """Show where mail programs see messages start in this file."""
        from heloworld.ui.screens.lenses import open_lenses

        read_as = partial(self.file.read_as, partial(self.notify, severity="warning", timeout=8, markup=False))
        open_lenses(self, self.text.path, self.panes.file.place, self.file.eyes.reader, read_as)

    def action_verdicts(self) -> None:
        """Show what a receiver would think of the message."""
        from heloworld.ui.screens.verdicts import open_verdicts

        open_verdicts(self, self, self.panes.messages.chosen)

    def action_copy_line(self) -> None:
        """Copy the line under the cursor, as it is shown."""
        clipboard.copy_line(self.app, self.panes.focused)

    def action_copy_message(self) -> None:
        """Copy the whole message as it stands in the file, what is no text shown as marks."""
        copy_message(self, self.text, self.panes.messages.chosen)

    def go_in_list(self, by: int) -> int | None:
        """Go on by messages in the list; the file follows. Returns the message that is chosen then."""
        self.sides.go_to(Pane.LIST)
        self.panes.pairing.go_in_list(by)
        return self.panes.messages.chosen

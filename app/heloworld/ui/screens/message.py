"""The screen of one message, as a mail program shows it: decoded, its parts as a tree, the text of one of them."""

from __future__ import annotations

import gc
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen

from heloworld.errors import MailboxError
from heloworld.mbox.mime.letter import LARGEST, Letter, letter
from heloworld.mbox.reading.lines import MailboxText
from heloworld.ui import clipboard
from heloworld.ui.actions import ACTIONS, bindings
from heloworld.ui.background import Latest
from heloworld.ui.mailbox.asking import Asking
from heloworld.ui.mailbox.pairing import Pane
from heloworld.ui.mailbox.questions import Questions
from heloworld.ui.mailbox.save import Saveable, file_name
from heloworld.ui.widgets.common.ask_line import AskLine
from heloworld.ui.widgets.common.key_bar import KeyBar
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.common.title_bar import TitleBar
from heloworld.ui.widgets.common.too_small import TooSmall
from heloworld.ui.widgets.mailbox.message_view import LetterView
from heloworld.ui.widgets.mailbox.part_list import PartList
from heloworld.wire.visible import visible_text

if TYPE_CHECKING:
    from heloworld.lab.judging.judge import Judge

_TIDY_EVERY: Final = 8
"""Messages after which what was drawn of them is thrown away: a few milliseconds for each few megabytes.

Textual's strips refer to themselves, so Python has to look for them, and the app has it look rarely.
"""


class Mailbox(Protocol):
    """The screen that a message is read from, and that goes along while one reads."""

    @property
    def text(self) -> MailboxText:
        """The mailbox."""

    @property
    def judge(self) -> Judge | None:
        """Who judges its messages."""

    def go_in_list(self, by: int) -> int | None:
        """Go on by messages in the list. Returns the message that is chosen then; None where none is listed."""

    @property
    def questions(self) -> Questions:
        """What can be asked there."""


def open_message(screen: Screen[Any], mailbox: Mailbox, number: int | None) -> None:
    """Show a message of a mailbox, by its number counted from 0, over a screen; nothing for None."""
    if number is not None:
        screen.app.push_screen(MessageScreen(mailbox, number))


class MessageScreen(Screen[None]):
    """One message, and from it the others.

    Args:
        mailbox: The screen of the mailbox it is from.
        number: Which message, counted from 0.
    """

    CSS_PATH = "message.tcss"
    SCOPES: ClassVar[tuple[str, ...]] = ("app", "message")
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*SCOPES),
        Binding("tab,shift+tab", "next_pane", show=False, priority=True),
        Binding("escape,backspace", "back", show=False),
        Binding("enter", "read_on", show=False, priority=True),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-normal"), (150, "-wide")]  # noqa: RUF012 - Textual's
    VERTICAL_BREAKPOINTS = [(0, "-short"), (15, "-low"), (30, "-high")]  # noqa: RUF012 - Textual's form
    AUTO_FOCUS = "LetterView"

    class Read(Message):
        """From a thread: a message has been taken apart, or cannot be read."""

        def __init__(self, number: int, letter: Letter | None, trouble: str = "") -> None:
            super().__init__()
            self.number = number
            self.letter = letter
            self.trouble = trouble

    def __init__(self, mailbox: Mailbox, number: int) -> None:
        super().__init__()
        self._mailbox = mailbox
        self._number = number
        self._letter: Letter | None = None
        self._shown = 0
        self._reading = Latest(partial(self.call_later, self._fail))
        self._line = AskLine()
        self._save = mailbox.questions.save.at(self._line, self._leave_line)
        self._asking = Asking(self._line, (self._save,))
        self._asked_from: LineView | None = None

    def compose(self) -> ComposeResult:
        """Title, parts, text, the line in which a name is asked for, footer."""
        yield TitleBar()
        with Horizontal(id="body"):
            yield LetterView(id="letter", classes="pane")
            yield PartList(id="parts", classes="pane")
        yield self._line
        yield KeyBar(each for each in ACTIONS if each.scope & {*self.SCOPES})
        yield TooSmall()

    def on_mount(self) -> None:
        """Have the message read."""
        self.query_one(TitleBar).place = visible_text(self._mailbox.text.path.name)
        self._parts.border_title = "Parts"
        self._view.border_subtitle = "Escape goes back"
        self._open(self._number)

    @property
    def _view(self) -> LetterView:
        return self.query_one(LetterView)

    @property
    def _parts(self) -> PartList:
        return self.query_one(PartList)

    def _open(self, number: int) -> None:
        """Show a message as soon as it has been taken apart; where to save the one before is not asked any more."""
        if self._asking.asked is not None:
            self._leave_line()
        self._number = number
        start, stop = self._mailbox.text.bounds(number)
        messages = self._mailbox.text.messages
        self.query_one(TitleBar).status = f"message {number + 1:,} of {len(messages):,} as {messages.reader}"
        self._view.border_title = f"Message {number + 1:,} · {stop - start:,} bytes"
        self._reading.do(partial(self._read, number, start, stop))

    def _read(self, number: int, start: int, stop: int) -> None:
        """In a thread: take it apart."""
        try:
            raw = self._mailbox.text.record(number, LARGEST)
        except MailboxError as error:
            self.post_message(self.Read(number, None, str(error)))
        else:
            length = stop - start if stop - start > LARGEST else len(raw)
            self.post_message(self.Read(number, letter(raw, length)))

    def _fail(self, error: Exception) -> None:
        """What went wrong in the thread and is nobody's fault but ours ends the program as it would here."""
        raise error

    @on(Read)
    def _show(self, message: Read) -> None:
        if message.number != self._number:
            return
        if message.letter is None:
            self.notify(visible_text(message.trouble), severity="warning", markup=False)
            return
        self._letter = message.letter
        self._shown += 1
        if self._shown % _TIDY_EVERY == 0:
            self.call_after_refresh(gc.collect)
        self._parts.display = len(message.letter.parts) > 1 or message.letter.parts[0].text is None
        self._parts.show(message.letter.parts, message.letter.best, message.letter.unlisted)
        self._view.show(message.letter, message.letter.best)

    @on(LineView.CursorMoved, "#parts")
    def _choose(self, message: LineView.CursorMoved) -> None:
        if self._letter is not None and message.line is not None and message.line < len(self._letter.parts):
            self._view.show(self._letter, message.line)

    # In the line

    @on(AskLine.Typed)
    def _typed(self, message: AskLine.Typed) -> None:
        self._asking.typed(message.ask, message.text)

    def _leave_line(self, _side: Pane | None = None) -> None:
        """Ask nothing any more, and go back to the pane from which it was asked."""
        self._line.close()
        self.set_focus(self._asked_from)

    # From the user

    def action_back(self) -> None:
        """One step back: out of the line, or to the mailbox."""
        if self._asking.asked is not None:
            self._leave_line()
        else:
            self.dismiss()

    async def action_read_on(self) -> None:
        """What is asked for in the line is done; from a part to its text; in the text, a line down."""
        if self._asking.asked is not None:
            self._asking.entered(await self._line.typed())
        elif self._parts.has_focus:
            self.set_focus(self._view)
        else:
            self._view.action_cursor(1)

    def action_next_pane(self) -> None:
        """Go to the parts, or to the text."""
        self.set_focus(self._parts if self._view.has_focus and self._parts.display else self._view)

    def action_next_message(self) -> None:
        """Go to the next message of those that are listed."""
        self._go(1)

    def action_previous_message(self) -> None:
        """Go to the message before."""
        self._go(-1)

    def _go(self, by: int) -> None:
        number = self._mailbox.go_in_list(by)
        if number is not None and number != self._number:
            self._open(number)

    def action_verdicts(self) -> None:
        """Show what a receiver would think of it; back from there, the message that was looked at last."""
        from heloworld.ui.screens.verdicts import open_verdicts

        open_verdicts(self, self._mailbox, self._number, self._come_back)

    def _come_back(self, number: int | None) -> None:
        if number is not None and number != self._number:
            self._open(number)

    def action_all_fields(self) -> None:
        """Show all header fields, or the important ones."""
        self._view.toggle_fields()

    def action_copy_line(self) -> None:
        """Copy the line under the cursor, as it is shown."""
        clipboard.copy_line(self.app, self._parts if self._parts.has_focus else self._view)

    def action_copy_message(self) -> None:
        """Copy the text of the part that is read."""
        clipboard.copy(self.app, self._view.whole_text, f"the text of message {self._number + 1:,}")

    def action_save(self) -> None:
        """Ask where to save: the part under the cursor, where the cursor is among the parts, or the message."""
        part = self._chosen_part
        self._asked_from = self._parts if self._parts.has_focus else self._view
        self._asking.open(self._save.of_message() if part is None else self._save.of_part(part))

    @property
    def _chosen_part(self) -> Saveable | None:
        """The part under the cursor; None where that is the whole message."""
        number = self._parts.current
        if self._letter is None or number is None or not self._parts.has_focus or number >= len(self._letter.parts):
            return None
        part = self._letter.parts[number]
        if part.parent is None and part.has_parts:
            return None
        return Saveable(file_name(part.name, part.kind, number or 1), part.entity.decoded_body())

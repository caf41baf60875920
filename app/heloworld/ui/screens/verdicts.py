"""The screen of the verdicts on one message: SPF, DKIM and DMARC, step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, Protocol

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from heloworld.errors import HeloError, MailboxError
from heloworld.mbox.reading.lines import MailboxText
from heloworld.ui import clipboard
from heloworld.ui.actions import ACTIONS, bindings
from heloworld.ui.background import Latest
from heloworld.ui.widgets.common.key_bar import KeyBar
from heloworld.ui.widgets.common.own_keys import LETTERS
from heloworld.ui.widgets.common.title_bar import TitleBar
from heloworld.ui.widgets.common.too_small import TooSmall
from heloworld.ui.widgets.mailbox.verdict_view import VerdictView
from heloworld.wire.visible import visible_text

if TYPE_CHECKING:
    from heloworld.lab.judging.judge import Judge
    from heloworld.lab.judging.report import Line

NOBODY: Final = (
    "Nobody can be asked for keys and records here. Start with a zone: helo mbox FILE --zone harbour.test.zone"
)
"""What is said where there is no judge."""


class Mailbox(Protocol):
    """The screen that the message is from, and that goes along while one reads."""

    @property
    def text(self) -> MailboxText:
        """The mailbox."""

    @property
    def judge(self) -> Judge | None:
        """Who judges its messages; None where nobody can be asked."""

    def go_in_list(self, by: int) -> int | None:
        """Go on by messages in the list. Returns the message that is chosen then; None where none is listed."""


def open_verdicts(
    screen: Screen[Any], mailbox: Mailbox, number: int | None, left: Callable[[int | None], None] | None = None
) -> None:
    """Show the verdicts on a message over a screen, or say why there are none.

    Args:
        screen: The screen.
        mailbox: Where the message is from.
        number: Which message, counted from 0; None for none.
        left: Is told which message was looked at last.
    """
    if mailbox.judge is None:
        screen.notify(NOBODY, severity="warning", timeout=8, markup=False)
    elif number is not None:
        screen.app.push_screen(VerdictsScreen(mailbox, mailbox.judge, number), left)


class VerdictsScreen(Screen[int]):
    """The verdicts on one message, and from there on the others.

    Args:
        mailbox: The screen of the mailbox it is from.
        judge: Who judges.
        number: Which message, counted from 0.
    """

    CSS_PATH = "message.tcss"
    SCOPES: ClassVar[tuple[str, ...]] = ("app", "verdicts")
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*SCOPES),
        Binding("escape,backspace,v", "back", show=False),
        Binding("enter", "cursor(1)", show=False),
        *LETTERS,
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (60, "-narrow"), (100, "-normal"), (150, "-wide")]  # noqa: RUF012 - Textual's
    VERTICAL_BREAKPOINTS = [(0, "-short"), (15, "-low"), (30, "-high")]  # noqa: RUF012 - Textual's form
    AUTO_FOCUS = "VerdictView"

    class Judged(Message):
        """From a thread: a message has been judged, or cannot be."""

        def __init__(self, number: int, report: Sequence[Line], trouble: str = "") -> None:
            super().__init__()
            self.number, self.report, self.trouble = number, report, trouble

    def __init__(self, mailbox: Mailbox, judge: Judge, number: int) -> None:
        super().__init__()
        self._mailbox, self._judge, self._number = mailbox, judge, number
        self._judging = Latest(partial(self.call_later, self._fail))

    def compose(self) -> ComposeResult:
        """Title, verdicts, footer."""
        yield TitleBar()
        yield VerdictView(id="verdicts", classes="pane")
        yield KeyBar(each for each in ACTIONS if each.scope & {*self.SCOPES})
        yield TooSmall()

    def on_mount(self) -> None:
        """Have the message judged."""
        self.query_one(TitleBar).place = visible_text(self._mailbox.text.path.name)
        self._view.border_subtitle = "Escape goes back"
        self._open(self._number)

    @property
    def _view(self) -> VerdictView:
        return self.query_one(VerdictView)

    def _open(self, number: int) -> None:
        """Show the verdicts on a message as soon as they are there."""
        self._number = number
        messages = self._mailbox.text.messages
        self.query_one(TitleBar).status = f"message {number + 1:,} of {len(messages):,} as {messages.reader}"
        self._view.border_title = f"Verdicts on message {number + 1:,}"
        self._view.show(None)
        self._judging.do(partial(self._work, number))

    def _work(self, number: int) -> None:
        """In a thread: read the message and judge it."""
        from heloworld.lab.judging.letter_file import LONGEST, letter_of

        text = self._mailbox.text
        try:
            record = text.record(number, LONGEST + 1)
            if len(record) > LONGEST:
                raise MailboxError(f"The message is longer than {LONGEST:,} bytes.", "No server takes so much.")
            senders = [each.envelope_from for each in text.messages.summaries(number, 1)]
            report = self._judge.report(letter_of(record, *senders))
        except HeloError as error:
            self.post_message(self.Judged(number, (), str(error)))
        else:
            self.post_message(self.Judged(number, report))

    def _fail(self, error: Exception) -> None:
        """What went wrong in the thread and is nobody's fault but ours ends the program as it would here."""
        raise error

    @on(Judged)
    def _show(self, message: Judged) -> None:
        if message.number != self._number:
            return
        self._view.show(message.report)
        if message.trouble:
            self.notify(visible_text(message.trouble), severity="warning", timeout=8, markup=False)

    # From the user

    def action_back(self) -> None:
        """Back to the screen below."""
        self.dismiss(self._number)

    def action_cursor(self, by: int) -> None:
        """Move the cursor by lines."""
        self._view.action_cursor(by)

    def action_first(self) -> None:
        """Go to the first line."""
        self._view.action_first()

    def action_follow(self) -> None:
        """Go to the last line."""
        self._view.action_follow()

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

    def action_copy_line(self) -> None:
        """Copy the line under the cursor, as it is shown."""
        clipboard.copy_line(self.app, self._view)

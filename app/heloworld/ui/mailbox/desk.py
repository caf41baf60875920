"""The desk at which the questions of the mailbox screen are asked: the screen, as far as they have to do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from heloworld.ui.mailbox.hand_out import HandOut
from heloworld.ui.mailbox.pairing import Listing, Pane
from heloworld.ui.mailbox.question import Question
from heloworld.ui.widgets.common.ask_line import AskLine
from heloworld.ui.widgets.mailbox.list_and_file import ListAndFile


@dataclass(frozen=True)
class MailboxDesk:
    """A desk, as `heloworld.ui.mailbox.question.Desk` describes it.

    Attributes:
        panes: The list of the messages beside the file.
        line: What is asked in.
        leave: Asks nothing any more, and goes to a side of the screen.
        say_where: Says over and under the panes where their cursors are, and what is looked for.
        notify: Says something that is seen whatever is asked, as `Screen.notify` does.
        hand_out: Hands out a file where none is written.
    """

    panes: ListAndFile
    line: AskLine
    leave: Callable[[Pane], None]
    say_where: Callable[[], None]
    notify: Callable[..., object]
    hand_out: HandOut

    def elsewhere(self, line: AskLine, leave: Callable[[Pane], None]) -> MailboxDesk:
        """The same desk, for a line of another screen that is open over the mailbox; what leaves that line."""
        return replace(self, line=line, leave=leave)

    @property
    def messages(self) -> Listing:
        """The list of the messages."""
        return self.panes.messages

    @property
    def leader(self) -> Pane:
        """The side that the user is in."""
        return self.panes.pairing.leader

    @property
    def place(self) -> int | None:
        """The byte of the file that its cursor is on; None where there is none."""
        return self.panes.file.place

    @property
    def shows_dump(self) -> bool:
        """Whether the file is shown as a hex dump."""
        return self.panes.file.shows_dump

    def show_byte(self, offset: int, column: int = 0) -> None:
        """Show a byte of the file, some columns behind the start of its line; the list follows."""
        self.panes.pairing.show_byte(offset, column)
        self.say_where()

    def choose(self, message: int) -> None:
        """Choose a message in the list; the file shows it from its start."""
        self.panes.pairing.choose(message)

    def follow_list(self) -> None:
        """Have the file show the message that is chosen in the list now."""
        self.panes.pairing.leader = Pane.LIST
        self.panes.pairing.align()

    def redraw(self) -> None:
        """Other things stand out in the file now."""
        self.panes.file.redraw()

    def say(self, asker: Question, text: str, *, is_trouble: bool = False) -> bool:
        """Say something beside the line, if the question is still being asked; says whether it is."""
        if self.line.ask not in asker.asks:
            return False
        self.line.say(text, is_trouble=is_trouble)
        return True

    def fill(self, asker: Question, text: str) -> None:
        """Have a text stand in the line, to be changed or confirmed, if the question is still being asked."""
        if self.line.ask in asker.asks:
            self.line.open(asker.ask, text, keeps=True)

    def close(self, asker: Question) -> None:
        """Ask the question no more, if it is still being asked."""
        if self.line.ask in asker.asks:
            self.leave(self.leader)

    def notify_user(self, text: str, *, is_trouble: bool = False) -> None:
        """Say something that is seen whatever is asked."""
        self.notify(text, severity="warning" if is_trouble else "information", timeout=6, markup=False)

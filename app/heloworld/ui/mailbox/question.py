"""A question that is asked in the line at the bottom of the mailbox screen, and the desk that it is asked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar, Protocol

from heloworld.ui.mailbox.pairing import Listing, Pane
from heloworld.ui.widgets.common.ask_line import Ask, AskLine


class Desk(Protocol):
    """What a question may know of the screen, and do there."""

    @property
    def messages(self) -> Listing:
        """The list of the messages."""

    @property
    def leader(self) -> Pane:
        """The side that the user is in."""

    @property
    def place(self) -> int | None:
        """The byte of the file that its cursor is on; None where there is none."""

    @property
    def shows_dump(self) -> bool:
        """Whether the file is shown as a hex dump."""

    def elsewhere(self, line: AskLine, leave: Callable[[Pane], None]) -> Desk:
        """The same desk, for a line of another screen that is open over the mailbox; what leaves that line."""

    def show_byte(self, offset: int, column: int = 0) -> None:
        """Show a byte of the file, some columns behind the start of its line; the list follows."""

    def choose(self, message: int) -> None:
        """Choose a message in the list; the file shows it from its start."""

    def follow_list(self) -> None:
        """Have the file show the message that is chosen in the list now."""

    def redraw(self) -> None:
        """Other things stand out in the file now."""

    def say_where(self) -> None:
        """Say over and under the panes where their cursors are, and what is looked for."""

    def say(self, asker: Question, text: str, *, is_trouble: bool = False) -> bool:
        """Say something beside the line, if the question is still being asked; says whether it is.

        Text that is not ours must have come through `wire.visible`.
        """

    def fill(self, asker: Question, text: str) -> None:
        """Have a text stand in the line, to be changed or confirmed, if the question is still being asked."""

    def close(self, asker: Question) -> None:
        """Ask the question no more, if it is still being asked."""

    def hand_out(self, name: str, pieces: Iterable[bytes]) -> int | None:
        """In any thread: hand a file to the browser that the user sits at; None where files are written instead."""

    def notify_user(self, text: str, *, is_trouble: bool = False) -> None:
        """Say something that is seen whatever is asked; the same goes for its text."""


class Question:
    """One of the questions; what is said here is what goes for a question that needs nothing else.

    Args:
        desk: Where it is asked.

    Attributes:
        asks: The words in which it may be asked.
        side: The side of the screen that is to be seen meanwhile; None where that does not matter.
    """

    asks: ClassVar[tuple[Ask, ...]]
    side: ClassVar[Pane | None] = None

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def ask(self) -> Ask:
        """The words in which it is asked now."""
        return self.asks[0]

    @property
    def initial(self) -> str:
        """What stands in the line at first."""
        return ""

    def opened(self) -> None:
        """It is asked."""

    def typed(self, text: str) -> None:
        """What stands in the line is another text."""

    def entered(self, text: str) -> Pane | None:  # noqa: ARG002 - for the questions that read it
        """Enter was pressed.

        Args:
            text: What stands in the line.

        Returns:
            The side of the screen to go to; None where it is to be asked on.
        """
        return self.desk.leader

    def left(self) -> Pane:
        """Escape was pressed: as it was before. Returns the side of the screen to go to."""
        return self.desk.leader

"""The list of a mailbox's messages and the file itself go together: where one's cursor is put, the other's follows."""

from __future__ import annotations

from enum import Enum
from typing import Protocol


class Pane(Enum):
    """The two sides of the screen."""

    LIST = "list"
    FILE = "raw"


class Listing(Protocol):
    """The messages, some of which may be listed only. They are counted from 0 in the file."""

    @property
    def known(self) -> int:
        """How many messages there are, listed or not."""

    @property
    def end_line(self) -> int:
        """How many are listed."""

    @property
    def chosen(self) -> int | None:
        """The one under the cursor; None where none is listed."""

    def choose(self, message: int | None) -> None:
        """Put the cursor on a message, or on the one before it that is listed."""

    def action_cursor(self, by: int) -> None:
        """Move the cursor by messages."""

    def action_follow(self) -> None:
        """Go to the last message, and to each one that comes."""

    def narrow(self, only: list[int] | None) -> None:
        """List some messages only; all of them, if None."""

    def widen(self, more: list[int], *, is_all: bool) -> None:
        """List more messages, all of them behind those that are listed, and say whether no more come for now."""


class Paper(Protocol):
    """The file, as it is shown now."""

    @property
    def place(self) -> int | None:
        """The byte that the cursor is on; None where there is none."""

    @property
    def is_following(self) -> bool:
        """Whether it stays at its end as that grows."""

    def show_byte(self, offset: int, column: int = 0) -> None:
        """Put the cursor on a byte; where its line is out of sight, scroll there."""

    def show_from(self, offset: int) -> None:
        """Put the cursor on a byte, and its line at the top."""


class Starts(Protocol):
    """Where the messages of the file start."""

    def message_of(self, offset: int) -> int | None:
        """Which message a byte belongs to; None before the first."""

    def start_of(self, message: int) -> int:
        """Where a message starts, in bytes."""


class Pairing:
    """Keeps the two on the same message.

    Args:
        messages: The list.
        file: The file.
        starts: Which byte belongs to which message.

    Attributes:
        leader: The side that the user is in, which the other one follows.
    """

    def __init__(self, messages: Listing, file: Paper, starts: Starts) -> None:
        self._messages = messages
        self._file = file
        self._starts = starts
        self.leader = Pane.LIST

    @property
    def shown(self) -> int | None:
        """The message that the file's cursor is in; None before the first."""
        return None if self._file.place is None else self._starts.message_of(self._file.place)

    def align(self) -> None:
        """A cursor is elsewhere, or the file has changed: have the other side follow."""
        if self.leader is Pane.LIST:
            chosen = self._messages.chosen
            if chosen is not None and chosen != self.shown:
                self._file.show_from(self._starts.start_of(chosen))
        elif self._file.is_following:
            self._messages.action_follow()
        else:
            self._messages.choose(self.shown)

    def show_byte(self, offset: int, column: int = 0) -> None:
        """Show a byte of the file; the list follows.

        Args:
            offset: The byte.
            column: Columns at the start of its line behind which something is to be seen.
        """
        self.leader = Pane.FILE
        self._file.show_byte(offset, column)
        self.align()

    def choose(self, message: int) -> None:
        """Choose a message in the list; the file shows it from its start."""
        self.leader = Pane.LIST
        self._messages.choose(message)
        self._file.show_from(self._starts.start_of(message))

    def go_in_list(self, by: int) -> None:
        """Go on by messages in the list, whatever side the user is in; the file follows."""
        self.leader = Pane.LIST
        self._messages.action_cursor(by)

    def go(self, by: int) -> None:
        """Have the side that the user is in go on by messages; the other one follows."""
        if self.leader is Pane.LIST:
            self._messages.action_cursor(by)
        elif self._messages.known:
            wanted = (-1 if self.shown is None else self.shown) + by
            self._file.show_from(self._starts.start_of(min(max(wanted, 0), self._messages.known - 1)))

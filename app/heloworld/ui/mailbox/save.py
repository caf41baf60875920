"""Where to save: the message under the cursor as an .eml file, or several messages as a new mailbox."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from heloworld.errors import HeloError, MailboxError
from heloworld.mbox.finding import locations
from heloworld.mbox.reading.lines import MailboxText
from heloworld.mbox.writing import export
from heloworld.ui.background import InThread, Later
from heloworld.ui.mailbox.question import Desk, Question
from heloworld.ui.widgets.common.ask_line import Ask
from heloworld.wire.visible import visible_text

Pieces = Callable[[int], Iterable[bytes]]
"""Reads what is to be saved by a descriptor of the mailbox, some bytes at a time."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A file is written, or not.

    Attributes:
        said: What there is to say of that; the name in it is as it was typed.
        is_trouble: Whether it is not.
    """

    said: str
    is_trouble: bool


class Save(Question):
    """Asks for a name.

    Args:
        desk: Where it is asked.
        text: The mailbox.
        in_thread: Has a file written.
        later: Has it told in the thread of the desk what became of that.
    """

    asks = (Ask.SAVE,)

    def __init__(self, desk: Desk, text: MailboxText, in_thread: InThread, later: Later) -> None:
        super().__init__(desk)
        self._text = text
        self._in_thread = in_thread
        self._later = later

    @property
    def initial(self) -> str:
        """A name for the message under the cursor."""
        chosen = self.desk.messages.chosen
        return "" if chosen is None else f"message-{chosen + 1}.eml"

    def opened(self) -> None:
        """Say what else may be typed."""
        self.desk.say(self, "or 3-7 for several")

    def entered(self, text: str) -> None:
        """Have it written, which takes a while, or say why that cannot be."""
        try:
            order = locations.order(text)
            pieces = self._ordered(order)
        except HeloError as error:
            self.desk.say(self, f"{error.sentence} {error.remedy}", is_trouble=True)
            return
        path = Path(order.name or f"messages-{order.first}-{order.last}.mbox").expanduser()
        self.desk.say(self, "saving …")
        self._in_thread(lambda: self._later(self.hear, self._write(path, pieces)))

    def hear(self, saved: Saved) -> None:
        """A file is written, or not: another name may be tried at once."""
        said = visible_text(saved.said)
        if saved.is_trouble and self.desk.say(self, said, is_trouble=True):
            return
        self.desk.close(self)
        self.desk.notify_user(said, is_trouble=saved.is_trouble)

    def _ordered(self, order: locations.Order) -> Pieces:
        """What is to be saved.

        Raises:
            MailboxError: There are not so many messages, no name was given, or the file cannot be read.
        """
        known, chosen = self.desk.messages.known, self.desk.messages.chosen
        if order.first is not None and order.last is not None:
            if order.last > known:
                raise MailboxError(f"There are {known:,} messages.", "")
            start, stop = self._text.bounds(order.first - 1)[0], self._text.bounds(order.last - 1)[1]
            return lambda fd: export.several(fd, start, stop)
        if chosen is None or not order.name:
            raise MailboxError("A file needs a name.", "Type one.")
        extent, dialect = self._text.messages.extent(chosen), self._text.messages.dialect
        return lambda fd: export.eml(fd, extent, dialect)

    def _write(self, path: Path, pieces: Pieces) -> Saved:
        """In a thread: write the file."""
        try:
            written = export.save(path, self._read(pieces))
        except HeloError as error:
            return Saved(str(error), is_trouble=True)
        return Saved(f"Saved {path}: {written:,} bytes.", is_trouble=False)

    def _read(self, pieces: Pieces) -> Iterator[bytes]:
        fd = self._text.descriptor()
        try:
            yield from pieces(fd)
        finally:
            os.close(fd)

"""Where to save: the message under the cursor as an .eml file, or several messages as a new mailbox."""

from __future__ import annotations

import mimetypes
import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple, Self

from heloworld.errors import HeloError, MailboxError
from heloworld.mbox.finding import locations
from heloworld.mbox.reading.lines import MailboxText
from heloworld.mbox.writing import export
from heloworld.ui.background import InThread, Later
from heloworld.ui.mailbox.pairing import Pane
from heloworld.ui.mailbox.question import Desk, Question
from heloworld.ui.widgets.common.ask_line import Ask, AskLine
from heloworld.wire.visible import visible_text

_LONGEST_NAME: Final = 100
_ENDINGS: Final = {"message/rfc822": ".eml", "message/global": ".eml", "text/plain": ".txt"}

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


class Saveable(NamedTuple):
    """A part of a message that may be saved.

    Attributes:
        name: A name for it.
        data: What it holds, decoded.
    """

    name: str
    data: bytes


class Save(Question):
    """Asks for a name.

    Args:
        desk: Where it is asked.
        text: The mailbox.
        in_thread: Has a file written.
        later: Has it told in the thread of the desk what became of that.
    """

    asks = (Ask.SAVE, Ask.SAVE_PART)

    def __init__(self, desk: Desk, text: MailboxText, in_thread: InThread, later: Later) -> None:
        super().__init__(desk)
        self._text = text
        self._in_thread = in_thread
        self._later = later
        self._part: Saveable | None = None
        self._awaited = 0

    def at(self, line: AskLine, leave: Callable[[Pane], None]) -> Save:
        """The same question, for a line of another screen that is open over the mailbox; what leaves that line."""
        return Save(self.desk.elsewhere(line, leave), self._text, self._in_thread, self._later)

    def of_message(self) -> Self:
        """Ask where to save messages."""
        self._part = None
        return self

    def of_part(self, part: Saveable) -> Self:
        """Ask where to save a part of one."""
        self._part = part
        return self

    @property
    def ask(self) -> Ask:
        """Whether it is a message that is to be saved, or a part of one."""
        return Ask.SAVE if self._part is None else Ask.SAVE_PART

    @property
    def initial(self) -> str:
        """A name for the message under the cursor, or for the part."""
        if self._part is not None:
            return self._part.name
        chosen = self.desk.messages.chosen
        return "" if chosen is None else f"message-{chosen + 1}.eml"

    def opened(self) -> None:
        """Say what else may be typed; what is being written is not what is asked for now."""
        self._awaited += 1
        self.desk.say(self, "or 3-7 for several" if self._part is None else "")

    def typed(self, text: str) -> None:  # noqa: ARG002 - whatever it is, what was said is not about it
        """Take back what was said of another name."""
        self.opened()

    def entered(self, text: str) -> None:
        """Have it written, which takes a while, or say why that cannot be."""
        try:
            order = (
                locations.order(text, self.desk.messages.known)
                if self._part is None
                else locations.Order(None, None, text.strip())
            )
            pieces = self._ordered(order)
        except HeloError as error:
            self.desk.say(self, f"{error.sentence} {error.remedy}", is_trouble=True)
            return
        if not order.name:
            self.desk.fill(self, f"{order.first}-{order.last} messages-{order.first}-{order.last}.mbox")
            self.desk.say(self, "Enter saves them there; or change the name")
            return
        path = Path(order.name).expanduser()
        self._awaited += 1
        number = self._awaited
        self.desk.say(self, "saving …")
        what = self._what(order)
        self._in_thread(lambda: self._later(self.hear, self._write(path, what, pieces), number))

    def hear(self, saved: Saved, order: int) -> None:
        """A file is written, or not: another name may be tried at once.

        Args:
            saved: What became of it.
            order: Which order that was; the line stays as it is where something else stands in it since.
        """
        said, is_awaited = visible_text(saved.said), order == self._awaited
        if is_awaited and saved.is_trouble and self.desk.say(self, said, is_trouble=True):
            return
        if is_awaited:
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
        if not order.name or (chosen is None and self._part is None):
            raise MailboxError("A file needs a name.", "Type one.")
        if self._part is not None:
            data = self._part.data
            return lambda _: (data,)
        assert chosen is not None
        extent, dialect = self._text.messages.extent(chosen), self._text.messages.dialect
        return lambda fd: export.eml(fd, extent, dialect)

    def _what(self, order: locations.Order) -> str:
        """What is saved, in words."""
        if self._part is not None:
            return "the part"
        chosen = self.desk.messages.chosen
        if order.first is not None or chosen is None:
            return f"messages {order.first}-{order.last}"
        return f"message {chosen + 1}"

    def _write(self, path: Path, what: str, pieces: Pieces) -> Saved:
        """In a thread: write the file, or hand it to the user's browser."""
        try:
            handed = self.desk.hand_out(path.name, self._read(pieces))
            if handed is not None:
                return Saved(f"Your browser was given {path.name}: {handed:,} bytes.", is_trouble=False)
            written = export.save(path, self._read(pieces))
        except HeloError as error:
            return Saved(str(error), is_trouble=True)
        return Saved(f"Saved {what} as {path.absolute()}: {written:,} bytes.", is_trouble=False)

    def _read(self, pieces: Pieces) -> Iterator[bytes]:
        fd = self._text.descriptor()
        try:
            yield from pieces(fd)
        finally:
            os.close(fd)


def file_name(asked: str, kind: str, number: int) -> str:
    """A name for a part, as harmless as any: without folders, dots in front, and signs that are no letters.

    Args:
        asked: The name that the part asks for; a stranger's.
        kind: Its media type.
        number: Which part it is.
    """
    last = re.split(r"[/\\]", asked)[-1]
    name = "".join(char if char.isprintable() else "_" for char in last).strip(" .")
    return name[:_LONGEST_NAME] or f"part-{number}{_ENDINGS.get(kind) or mimetypes.guess_extension(kind) or '.bin'}"

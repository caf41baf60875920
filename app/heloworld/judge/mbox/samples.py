"""Messages, and mailbox files of them as mboxrd has them (qmail mbox(5))."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heloworld.judge.values import Values
from heloworld.mbox.dialects import Dialect, quote


@dataclass(frozen=True, slots=True)
class Message:
    """A message.

    Attributes:
        header: Its header, every line with LF.
        body: Its body, with LF.
    """

    header: bytes
    body: bytes

    @property
    def text(self) -> bytes:
        """The message, as it was before it was put into a file."""
        return self.header + b"\n" + self.body

    @property
    def stored(self) -> bytes:
        """The message as it stands in a file, behind its ``From_`` line and before the empty line."""
        return self.header + b"\n" + quote(Dialect.MBOXRD, self.body)


def message(values: Values, body: bytes | None = None) -> Message:
    """A message with random words. It has no field that looks like a separator: there is a stage for that.

    Args:
        values: Where they come from.
        body: Its body; two lines where there is none.
    """
    header = f"To: ana@harbour.test\nSubject: {values.words(2)} {values.token()}\nX-Mailer: {values.word()}\n"
    text = f"{values.words(5)}\n{values.words(3)} {values.token()}\n"
    return Message(header.encode(), text.encode() if body is None else body)


def mailbox(values: Values, messages: Sequence[Message]) -> bytes:
    """A file with these messages."""
    return b"".join(from_line(values) + each.stored + b"\n" for each in messages)


def from_line(values: Values) -> bytes:
    """A ``From_`` line of some day and sender."""
    chance = values.random
    day, hour, minute, year = (chance.randrange(*span) for span in ((1, 29), (0, 24), (0, 60), (2010, 2027)))
    weekday = chance.choice(("Mon", "Tue", "Wed", "Sat"))
    return f"From {values.address()} {weekday} Jan {day:>2} {hour:02}:{minute:02}:00 {year}\n".encode()

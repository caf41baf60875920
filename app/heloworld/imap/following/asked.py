"""Commands that have no reply yet, in the order in which they were sent (RFC 3501 §5.5)."""

from __future__ import annotations

from dataclasses import dataclass, field

from heloworld.imap.commands import Line
from heloworld.imap.following.numbers import Numbers
from heloworld.imap.grammar.cursor import first_string
from heloworld.wire.message_text import MessageText

KEEP_ARGUMENT = 8 * 1024
"""Octets of an argument that are held; a message is none of it."""

KEEP_ROWS = 1_000
"""Rows of one command that are held, but for those of a message."""

KEEP_TEXTS = 64 * 1024 * 1024
"""Octets of messages that are held of one reply."""


@dataclass(slots=True, eq=False)
class Asked:
    """A command that has no reply yet, or half a reply.

    Attributes:
        tag: What the client calls it; empty where its line began with no tag.
        verb: The command; of an answer in a login, the command that it belongs to.
        row: The row in which it began; -1 for nobody's.
        argument: What followed, literals and all, but for the text of a message.
        is_answer: Whether it is the answer to a question of the server.
        is_reply: Whether it is what the server has asked for with ``+``: such an answer, or the DONE of an IDLE.
        is_whole: Whether the client has sent all of it.
        rows: Rows that it goes on in, behind a literal.
        reply: The rows of the reply so far.
        sent: The message that it brings.
        texts: The messages that have come with the reply.
        room: Octets of messages that may still be held.
        numbers: What the reply tells about the mailbox that is being chosen.
        found: What a SEARCH found.
    """

    tag: bytes = b""
    verb: str = ""
    row: int = -1
    argument: bytes = b""
    is_answer: bool = False
    is_reply: bool = False
    is_whole: bool = False
    rows: list[int] = field(default_factory=list)
    reply: list[int] = field(default_factory=list)
    sent: MessageText | None = None
    texts: list[MessageText] = field(default_factory=list)
    room: int = KEEP_TEXTS
    numbers: Numbers | None = None
    found: bytes = b""

    @classmethod
    def of(cls, line: Line, row: int) -> Asked:
        """A command that begins with a line."""
        numbers = Numbers(first_string(line.argument)) if line.verb in {"SELECT", "EXAMINE"} else None
        return cls(line.tag, line.verb, row, line.argument[:KEEP_ARGUMENT], numbers=numbers)

    @property
    def decides(self) -> bool:
        """Whether the reply decides what the client's next lines are, once all of the command is sent."""
        return self.verb in {"AUTHENTICATE", "IDLE", "STARTTLS"}

    def go_on(self, octets: bytes, row: int = -1, *, counts: bool = True) -> None:
        """The argument goes on.

        Args:
            octets: What comes next.
            row: The row that holds it; -1 where it has none.
            counts: Whether it is a line of its own, and no piece of a very long one.
        """
        if counts:
            self.argument = (self.argument + octets)[:KEEP_ARGUMENT]
        if row >= 0 and len(self.rows) < KEEP_ROWS:
            self.rows.append(row)

    def take_message(self, text: MessageText) -> None:
        """A message has come with the reply."""
        if self.room > 0:
            self.texts.append(text)
        self.room -= len(text.content) + len(text.rows)


class Pending:
    """The commands that have no reply yet."""

    def __init__(self) -> None:
        self._asked: list[Asked] = []

    def __len__(self) -> int:
        return len(self._asked)

    @property
    def oldest(self) -> Asked | None:
        """The one that was sent first."""
        return self._asked[0] if self._asked else None

    @property
    def waits(self) -> bool:
        """Whether all of some command was sent, so that it is the server's turn."""
        return any(asked.is_whole for asked in self._asked)

    def add(self, asked: Asked) -> None:
        """A command begins."""
        self._asked.append(asked)

    def replace(self, old: Asked, new: Asked) -> None:
        """A command goes on as another: an answer in a login, the DONE of an IDLE."""
        self._asked[self._asked.index(old)] = new

    def take(self, tag: bytes) -> Asked | None:
        """Take out the command that a tag names; of several with the same one, the first."""
        return self._take(next((asked for asked in self._asked if asked.tag == tag), None))

    def take_nameless(self) -> Asked | None:
        """Take out the command that a BAD without a tag answers: one that has none itself, else the oldest."""
        nameless = (asked for asked in self._asked if not asked.tag)
        return self._take(next(nameless, self.oldest))

    def clear(self) -> None:
        """None of them will be answered."""
        self._asked.clear()

    def _take(self, asked: Asked | None) -> Asked | None:
        if asked is not None:
            self._asked.remove(asked)
        return asked

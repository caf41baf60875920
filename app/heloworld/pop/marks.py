"""Which messages are marked to be deleted, found out from outside, and what became of the marks (RFC 1939 §5, §6)."""

from __future__ import annotations

from heloworld.pop.states import PopState
from heloworld.wire.rows import Exchange, Outcome


class Marks:
    """The marks of one session. They are nothing but a promise: the server deletes at QUIT, and only then.

    Attributes:
        marked: The numbers of the messages that are marked now.
        deleted: Those that a QUIT deleted.
        kept: Those that were marked when the connection ended without QUIT, or that a QUIT could not delete.
    """

    def __init__(self) -> None:
        self.marked: frozenset[int] = frozenset()
        self.deleted: frozenset[int] = frozenset()
        self.kept: frozenset[int] = frozenset()

    def follow(self, exchange: Exchange) -> None:
        """Draw the consequences of a reply."""
        is_done = exchange.outcome is Outcome.DONE
        if exchange.verb == "DELE" and is_done:
            self.marked |= {_number(exchange.argument)} - {0}
        elif exchange.verb == "RSET" and is_done:
            self.marked = frozenset()
        elif exchange.verb == "QUIT" and exchange.after is PopState.UPDATE:
            self.deleted, self.kept = (self.marked, self.kept) if is_done else (self.deleted, self.marked)
            self.marked = frozenset()

    def close(self, *, has_quit: bool) -> None:
        """The connection is over: what is still marked stays in the mailbox.

        Args:
            has_quit: Whether a QUIT has no reply: then nobody knows from outside what became of the marks.
        """
        self.kept |= frozenset() if has_quit else self.marked
        self.marked = frozenset()


def _number(argument: bytes) -> int:
    """A message's number; 0 where it is none."""
    word = argument.strip(b" \t")
    return int(word) if word.isdigit() and len(word) <= 20 else 0

"""How the connections of a class began: it is told to those who say only later, or instead of another, who they are.

What a connection has seen makes sense from its greeting on. So whoever turns out to be at the other end is given that,
and what has crossed since: since the beginning, or, where the connection was somebody else's, since their last reply.
"""

from __future__ import annotations

from typing import Final

from heloworld.wire.events import Bytes, Closed, Event, Opened

MOST_EVENTS: Final = 200
"""Events of a connection that are kept while its client has not said who it is; what comes later is not."""

MOST_BYTES: Final = 64 * 1024
"""Bytes in them."""


class _Beginning:
    """One connection: its opening and greeting, and what has crossed since."""

    def __init__(self, opened: Opened) -> None:
        self.opening: list[Event] = [opened]
        self.since: list[Event] = []
        self._is_greeted = False
        self._size = 0

    def keep(self, event: Event) -> None:
        if isinstance(event, Bytes):
            self._is_greeted |= event.source == "client"
            self._size += len(event.data)
        if self._size <= MOST_BYTES and len(self.opening) + len(self.since) < MOST_EVENTS:
            (self.since if self._is_greeted else self.opening).append(event)

    def forget(self) -> None:
        self.since.clear()
        self._size = 0


class Beginnings:
    """The beginnings of all connections that are open."""

    def __init__(self) -> None:
        self._of: dict[int, _Beginning] = {}

    def told(self, conn: int) -> tuple[Event, ...]:
        """What somebody has to know of a connection that is theirs from now on; what happens now comes after it."""
        beginning = self._of.get(conn)
        return () if beginning is None else (*beginning.opening, *beginning.since)

    def keep(self, event: Event, *, is_known: bool) -> None:
        """Something has happened.

        Args:
            event: What.
            is_known: Whether somebody knows of it, and of what happened on that connection before, and all of that is
                answered; then it is not kept.
        """
        if isinstance(event, Opened):
            self._of[event.conn] = _Beginning(event)
        elif isinstance(event, Closed):
            self._of.pop(event.conn, None)
        elif (beginning := self._of.get(event.conn)) is not None:
            beginning.keep(event)
            if is_known:
                beginning.forget()

"""Whose mailbox the pane shows: the one that was delivered to last, or the one that was asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from heloworld.errors import MailboxError
from heloworld.lab.plan import Plan
from heloworld.mbox.dialects import Dialect
from heloworld.mbox.lenses import counting
from heloworld.mbox.reading.tail import Tail
from heloworld.wire.events import Delivered
from heloworld.wire.visible import visible_text

_WITH_LENGTHS: Final = frozenset({Dialect.MBOXCL, Dialect.MBOXCL2})
"""Dialects in which a message ends where its Content-Length says."""

_COUNTED: Final = 1024 * 1024
"""Bytes of a mailbox that is counted again whenever it has grown."""


class MailboxChoice:
    """The mailboxes of a world, one of them chosen.

    Attributes:
        tail: The end of the chosen mailbox.
        fresh_from: Where in it begins what was written last; None where nothing is new.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._user = plan.policy.users[0]
        self.tail = Tail(self._path(self._user))
        self.fresh_from: int | None = None
        self._count = ("", 0, 0)

    @property
    def title(self) -> str:
        """Whose it is, how many messages, how many bytes."""
        size, count = self.tail.size, self.tail.messages
        if not size:
            return f"Mailbox: {self._user} · empty"
        more, whose = "+" if self.tail.starts_inside else "", ""
        dialect = self._plan.dialect_of(self._user)
        if dialect in _WITH_LENGTHS and size <= _COUNTED:
            count, whose = self._counted(size, dialect), f" as {dialect.value}"
        return f"Mailbox: {self._user} · {count}{more} message{'' if count == 1 else 's'}{whose} · {size:,} bytes"

    def _counted(self, size: int, dialect: Dialect) -> int:
        """How many messages who goes by lengths sees; a line that begins with From may be text there."""
        if self._count[:2] != (self._user, size):
            try:
                self._count = (self._user, size, counting.count(self._path(self._user), dialect.value))
            except MailboxError:
                return self.tail.messages
        return self._count[2]

    @property
    def place(self) -> str:
        """Where the file lies, safe to show."""
        return visible_text(str(self.tail.path))

    def follow(self, delivered: Delivered) -> None:
        """Choose the mailbox in which something has arrived."""
        user = Path(delivered.path).stem
        if self.choose(user):
            self.fresh_from = delivered.offset - delivered.seam

    def turn_to(self, path: str) -> bool:
        """Choose the mailbox at a path; whether it is one of these. Nothing at its end is new any more."""
        user = Path(path).stem
        if user not in self._plan.policy.users or str(self._plan.mailbox(user)) != path:
            return False
        self.choose(user)
        self.fresh_from = None
        return True

    def begin_again(self, plan: Plan) -> None:
        """Another world, or the same again: choose the first person's, and forget what was new."""
        self._plan = plan
        self._user = plan.policy.users[0]
        self.tail = Tail(self._path(self._user))
        self.fresh_from = None

    def next(self) -> None:
        """Choose the next person's."""
        users = self._plan.policy.users
        self.choose(users[(users.index(self._user) + 1) % len(users)])

    def choose(self, user: str) -> bool:
        """Choose somebody's; returns whether they have one."""
        if user not in self._plan.policy.users:
            return False
        if user != self._user:
            self._user, self.fresh_from = user, None
            self.tail = Tail(self._path(user))
        return True

    def _path(self, user: str) -> Path:
        return self._plan.mail / f"{user}.mbox"

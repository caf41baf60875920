"""Whose mailbox the pane shows: the one that was delivered to last, or the one that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from heloworld.errors import MailboxError
from heloworld.lab.doors import HARBOUR
from heloworld.lab.plan import Plan
from heloworld.mbox.dialects import Dialect
from heloworld.mbox.lenses import counting
from heloworld.mbox.reading.tail import Tail
from heloworld.wire.events import Delivered
from heloworld.wire.visible import visible_text

_COUNTED_BY_RULE: Final = frozenset({Dialect.NAIVE, Dialect.MBOXCL, Dialect.MBOXCL2})
"""Dialects whose own readers count otherwise than by separators with an empty line above them: every line that begins
with From is one, or a message ends where its Content-Length says.
"""

_COUNTED: Final = 1024 * 1024
"""Bytes of a mailbox that is counted again whenever it has grown."""


class Mailbox(NamedTuple):
    """One mailbox of a world.

    Attributes:
        user: Whose it is; of a spam folder, the stem of its file.
        server: The host on which it lies.
    """

    user: str
    server: str = HARBOUR

    @property
    def label(self) -> str:
        """How it is called: ``dora``, ``dora/spam``."""
        return self.user.replace(".", "/")


class MailboxChoice:
    """The mailboxes of a world, of all its hosts, one of them chosen.

    Attributes:
        tail: The end of the chosen mailbox.
        fresh_from: Where in it begins what was written last; None where nothing is new.
    """

    def __init__(self, plan: Plan) -> None:
        self._counted_of: object = None
        self._count = 0
        self.fresh_from: int | None = None
        self.begin_again(plan)

    @property
    def all(self) -> tuple[Mailbox, ...]:
        """All of them, harbour's first; after each the spam folder, where there is something in it."""
        return tuple(box for plan in self._plan.servers for user in plan.policy.users for box in self._of(plan, user))

    @property
    def chosen(self) -> Mailbox:
        """The one that is shown."""
        return self._chosen

    @property
    def title(self) -> str:
        """Whose it is, how many messages, how many bytes."""
        size, count = self.tail.size, self.tail.messages
        user, server = self._chosen
        whose = f"Mailbox: {self._chosen.label}{f' at {server}' if self._plan.neighbours else ''}"
        barred = " · takes no mail" if self.tail.obstacle is not None else ""
        if not size:
            return f"{whose}{barred or ' · empty'}"
        more, how = "+" if self.tail.starts_inside else "", ""
        dialect = self._owner.dialect_of(user)
        if dialect in _COUNTED_BY_RULE and size <= _COUNTED:
            count, how = self._counted(dialect), f" as {dialect.value}"
        return f"{whose} · {count}{more} message{'' if count == 1 else 's'}{how} · {size:,} bytes{barred}"

    def _counted(self, dialect: Dialect) -> int:
        """How many messages a reader of the dialect sees; counted anew whenever the file was read anew."""
        of = (self.tail.path, self.tail.state)
        if of != self._counted_of:
            try:
                self._count = counting.count(self.tail.path, dialect.value)
            except MailboxError:
                return self.tail.messages
            self._counted_of = of
        return self._count

    @property
    def place(self) -> str:
        """Where the file lies, safe to show."""
        return visible_text(str(self.tail.path))

    def at(self, path: str) -> Mailbox | None:
        """The mailbox at a path; None where it is none of these."""
        return next((each for each in self.all if str(self._absolute(each)) == path), None)

    def follow(self, delivered: Delivered) -> None:
        """Choose the mailbox in which something has arrived."""
        if self.choose(Path(delivered.path).stem, delivered.server or HARBOUR):
            self.fresh_from = delivered.offset - delivered.seam

    def turn_to(self, path: str) -> bool:
        """Choose the mailbox at a path; whether it is one of these. Nothing at its end is new any more."""
        found = self.at(path)
        if found is None:
            return False
        self.choose(*found)
        self.fresh_from = None
        return True

    def begin_again(self, plan: Plan) -> None:
        """Another world, or the same again: choose the first person's, and forget what was new."""
        self._plan = plan
        self._counted_of = None
        self._chosen = Mailbox(plan.policy.users[0])
        self.tail = Tail(self._path(self._chosen))
        self.fresh_from = None

    def next(self) -> None:
        """Choose the next person's."""
        boxes = self.all
        self.choose(*boxes[(boxes.index(self._chosen) + 1) % len(boxes)])

    def choose(self, user: str, server: str = HARBOUR) -> bool:
        """Choose somebody's; returns whether they have one."""
        wanted = Mailbox(user, server)
        if wanted not in self.all:
            return False
        if wanted != self._chosen:
            self._chosen, self.fresh_from = wanted, None
            self.tail = Tail(self._path(wanted))
        return True

    @property
    def _owner(self) -> Plan:
        return self._plan.at(self._chosen.server) or self._plan

    def _path(self, mailbox: Mailbox) -> Path:
        return (self._plan.at(mailbox.server) or self._plan).mail / f"{mailbox.user}.mbox"

    def _absolute(self, mailbox: Mailbox) -> Path:
        return (self._plan.at(mailbox.server) or self._plan).mailbox(mailbox.user)

    def _of(self, plan: Plan, user: str) -> Iterator[Mailbox]:
        """What a user has on a server."""
        yield Mailbox(user, plan.server)
        folder = plan.spam_folder(user)
        spam = Mailbox(folder.stem, plan.server)
        if (plan.spam or "dmarc" in plan.enforce) and (spam == self._chosen or folder.is_file()):
            yield spam

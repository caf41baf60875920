"""Another program that has mailboxes locked, as far as anybody can tell: it makes dotlocks and lets them go.

Its locks name no process, so that they count as forgotten some minutes after the world has died, as anybody's do; while
it lives it keeps them fresh. Their content tells them from the locks of programs that are really there.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from heloworld.mbox.writing.locks import dotlock

MARK = b"HELO World holds this lock for a lesson.\n"
"""What stands in the locks."""


class LockHolder:
    """Holds the dotlocks of mailboxes until they have been met.

    Args:
        mailboxes: The mailboxes.
    """

    def __init__(self, mailboxes: Iterable[Path]) -> None:
        self._mailboxes = tuple(mailboxes)
        self._held: set[Path] = set()

    def take(self) -> None:
        """Lock the mailboxes, but for those that another program has locked.

        Raises:
            OSError: A lock cannot be made.
        """
        for mailbox in self._mailboxes:
            with contextlib.suppress(FileExistsError), dotlock(mailbox).open("xb") as lock:
                lock.write(MARK)
                self._held.add(mailbox)

    def keep_fresh(self) -> None:
        """Have the locks look new; one that somebody has removed is not held any longer."""
        for mailbox in tuple(self._held):
            try:
                os.utime(dotlock(mailbox))
            except OSError:
                self._held.discard(mailbox)

    def let_go(self, mailbox: Path) -> None:
        """Unlock a mailbox, if it is held."""
        if mailbox in self._held:
            self._held.discard(mailbox)
            remove_leftover(mailbox)

    def leave(self) -> None:
        """Unlock all."""
        for mailbox in tuple(self._held):
            self.let_go(mailbox)


def remove_leftover(mailbox: Path) -> None:
    """Remove a lock of a holder, perhaps of one that was killed; anybody else's stays."""
    with contextlib.suppress(OSError):
        if dotlock(mailbox).read_bytes() == MARK:
            dotlock(mailbox).unlink()

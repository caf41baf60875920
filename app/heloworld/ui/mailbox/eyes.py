"""Whose eyes a mailbox is looked at with, and who counts otherwise."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final

from heloworld.errors import MailboxError
from heloworld.mbox.lenses import lens_named, majority
from heloworld.mbox.lenses.follow import Look, look_through
from heloworld.mbox.lenses.live_messages import caught_up
from heloworld.mbox.lenses.majority import PROGRAMS
from heloworld.mbox.lenses.ruler import Ruler
from heloworld.mbox.lenses.view import View
from heloworld.mbox.os_errors import reading
from heloworld.mbox.reading.lines import MailboxText
from heloworld.mbox.reading.messages import MBOXRD, SeparatedMessages
from heloworld.ui.background import Follower, InThread, Later

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a file that other readers count in unasked; it takes them a second or two."""


class Eyes:
    """Whose eyes they are; at first those on which most programs agree, or those that were asked for.

    Args:
        text: The mailbox, whose first messages are known.
        reader: Whose eyes are asked for; a key of `heloworld.mbox.lenses.LENSES`, or None.
        in_thread: Has the other readers count.
        later: Has it told in the thread of the screen what they count.
        tell: Is told that there is something else to say.

    Raises:
        UsageError: There is no such reader.
        MailboxError: The reader takes the file for no mailbox, or it cannot be read.
    """

    def __init__(
        self, text: MailboxText, reader: str | None, in_thread: InThread, later: Later, tell: Callable[[], object]
    ) -> None:
        self._text = text
        self._in_thread = in_thread
        self._later = later
        self._tell = tell
        self._counts: dict[str, int] = {}
        self._follower: Follower[Look] | None = None
        self.take(reader or self._begin_with())

    @property
    def reader(self) -> str:
        """Whose eyes they are."""
        return self._text.messages.reader

    @property
    def said(self) -> str:
        """Whose eyes they are, and a program that counts otherwise."""
        other = majority.others(self._counts, self.reader) if self.reader in self._counts else None
        return f"as {self.reader}" + (f" · {other[0]} {other[1]:,}" if other else "")

    def take(self, reader: str) -> None:
        """Look with another reader's eyes.

        Raises:
            UsageError: There is no such reader.
            MailboxError: It takes the file for no mailbox, or it cannot be read.
        """
        lens, text = lens_named(reader), self._text
        text.messages = SeparatedMessages(text.index) if reader == MBOXRD else caught_up(text, lens)

    def _begin_with(self) -> str:
        text = self._text
        fd = text.descriptor()
        try:
            with reading(text.path):
                return majority.begin_with(View(fd, text.size), text.index.offsets(0, majority.PLACES))
        finally:
            os.close(fd)

    # What others count

    def count_others(self) -> None:
        """The file is known to its end: have the others count, and go on as it changes. Once is enough."""
        if self._follower is not None or self._text.size > LARGEST:
            return
        try:
            ruler = Ruler(self._text.path, PROGRAMS)
        except MailboxError:  # it has gone; whoever watches the file says so
            return

        def tell(look: Look) -> None:
            self._later(self.hear, look)

        self._follower = Follower(
            self._in_thread, lambda stop, rest: look_through(ruler, stop, rest), tell, ruler.close
        )
        self._follower.start()

    def hear(self, look: Look) -> None:
        """The others have come further; they are heard once all are through."""
        if look.sights and all(sight.is_done for sight in look.sights.values()):
            self._counts = {name: sight.count for name, sight in look.sights.items() if not sight.refusal}
            self._tell()

    def give_way(self) -> None:
        """Something was moved on the screen, which is to be seen before they count on."""
        if self._follower is not None:
            self._follower.give_way()

    def stop(self) -> None:
        """Have nobody count any more."""
        if self._follower is not None:
            self._follower.stop()

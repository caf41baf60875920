"""All questions of the mailbox screen, and the one that is asked."""

from __future__ import annotations

from heloworld.mbox.reading.lines import MailboxText
from heloworld.ui.background import InThread, Later
from heloworld.ui.mailbox.asking import Asking, EntryLine
from heloworld.ui.mailbox.jump import Jump
from heloworld.ui.mailbox.narrow import Narrow
from heloworld.ui.mailbox.question import Desk
from heloworld.ui.mailbox.save import Save
from heloworld.ui.mailbox.search import Search


class Questions:
    """The questions.

    Args:
        desk: Where they are asked.
        line: What they are asked in.
        text: The mailbox.
        in_thread: Has something done in a thread.
        later: Has what came of it told in the thread of the desk.

    Attributes:
        search: What to find.
        narrow: Which messages to list.
        jump: Where to jump to.
        save: Where to save.
        asking: Which of them is asked.
    """

    def __init__(self, desk: Desk, line: EntryLine, text: MailboxText, in_thread: InThread, later: Later) -> None:
        self.search = Search(desk, text, later)
        self.narrow = Narrow(desk, text, later)
        self.jump = Jump(desk, text)
        self.save = Save(desk, text, in_thread, later)
        self.asking = Asking(line, (self.search, self.narrow, self.jump, self.save))

    def changed(self, *, is_growth: bool) -> None:
        """The file has changed: what is looked for in it is looked for again, or in what is new."""
        self.narrow.changed(is_growth=is_growth)
        self.search.changed(is_growth=is_growth)

    def forget(self) -> bool:
        """One step back where something is looked for: out of the search, then out of the filter.

        Returns:
            Whether anything was looked for.
        """
        if self.search.found is not None:
            self.search.forget()
            return True
        if self.narrow.looked_at is not None:
            self.narrow.list_all()
            return True
        return False

    def stop(self) -> None:
        """Look for nothing any more."""
        self.search.stop()
        self.narrow.stop()

"""Which messages to list: those that hold a word, which are found as it is typed, and as more of them come."""

from __future__ import annotations

from functools import partial

from heloworld.mbox.finding.live_filter import Filter, Filtered
from heloworld.mbox.reading.lines import MailboxText
from heloworld.ui.background import Later
from heloworld.ui.mailbox import where
from heloworld.ui.mailbox.pairing import Pane
from heloworld.ui.mailbox.question import Desk, Question
from heloworld.ui.widgets.common.ask_line import Ask


class Narrow(Question):
    """Asks for a word.

    Args:
        desk: Where it is asked.
        text: The mailbox.
        later: Has what is found told in the thread of the desk.

    Attributes:
        looked_at: How many messages have been looked at; None where all are listed.
    """

    asks = (Ask.FILTER,)
    side = Pane.LIST

    def __init__(self, desk: Desk, text: MailboxText, later: Later) -> None:
        super().__init__(desk)
        self._filter = Filter(text, partial(later, self.hear))
        self.looked_at: int | None = None
        self._was_trouble = False

    @property
    def word(self) -> str:
        """What the listed messages hold; empty where all are listed."""
        return self._filter.word

    @property
    def initial(self) -> str:
        """The word that they hold already."""
        return self.word

    # In the line

    def typed(self, text: str) -> None:
        """List the messages that hold a word; all of them where it is blank, or cannot be looked for."""
        trouble = where.filter_trouble(text)
        self._filter.narrow("" if trouble else text)
        self._begin()
        if trouble or self._was_trouble:
            self.desk.say(self, trouble, is_trouble=bool(trouble))
        self._was_trouble = bool(trouble)

    def entered(self, text: str) -> Pane | None:
        """To the list; what cannot be looked for is to be written otherwise first."""
        if where.filter_trouble(text):
            self.typed(text)
            return None
        if text != self.word:
            self.typed(text)
        return Pane.LIST

    def left(self) -> Pane:
        """All messages are listed again."""
        self.list_all()
        return Pane.LIST

    # As it goes on

    def list_all(self) -> None:
        """List all messages again."""
        self.typed("")

    def stop(self) -> None:
        """Look for nothing any more."""
        self._filter.stop()

    def changed(self, *, is_growth: bool) -> None:
        """The file has changed: what is new is looked at, or all of it where it is another one now."""
        if is_growth:
            self._filter.grown()
        elif self._filter.is_on:
            self._filter.anew()
            self._begin()

    def hear(self, told: Filtered) -> None:
        """The filter tells what it found; not heard where something else is wanted since."""
        if not self._filter.wants(told):
            return
        messages = self.desk.messages
        self.looked_at = told.looked_at
        messages.widen(told.numbers, is_all=told.is_all)
        if self.desk.say(self, where.filtered(messages.end_line, messages.known, told.looked_at, is_all=told.is_all)):
            self.desk.follow_list()
        self.desk.say_where()

    def _begin(self) -> None:
        """Nothing has been found yet, or nothing is looked for."""
        self.looked_at = 0 if self._filter.is_on else None
        self.desk.messages.narrow([] if self._filter.is_on else None)
        if not self._filter.is_on:
            self.desk.say(self, "")
            self.desk.say_where()

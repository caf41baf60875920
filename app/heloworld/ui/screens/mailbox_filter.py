"""The list of a mailbox's messages narrowed to those that hold a word, which are found in the background."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from threading import Event
from typing import Final

from textual import on, work
from textual.message import Message

from heloworld.errors import MailboxError
from heloworld.mbox.finding.filter import Batch, matching
from heloworld.ui.screens.mailbox_panes import MailboxPanes
from heloworld.ui.widgets.common.ask_line import Ask, AskLine
from heloworld.wire.visible import visible_text

_FIRST_SPELL: Final = 200
"""Messages that are looked at, at first, before the list is told which of them hold the word."""

_LONGEST_SPELL: Final = 8_000


class MailboxFilter(MailboxPanes):
    """The panes, with a list that may be narrowed.

    Attributes:
        word: What the listed messages hold; empty where all are listed.
    """

    class Narrowed(Message):
        """From the thread that looks at all messages: some have been looked at.

        Attributes:
            ended: Whose word they were looked at for; set when that is not wanted any more.
            batch: Which of them hold it.
            is_all: Whether there are no more.
        """

        def __init__(self, ended: Event, batch: Batch, *, is_all: bool) -> None:
            super().__init__()
            self.ended = ended
            self.batch = batch
            self.is_all = is_all

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.word = ""
        self._filter_stop = Event()
        self._filtered: int | None = None

    @property
    def ask(self) -> AskLine:
        """The line in which the user says what to list."""
        return self.query_one(AskLine)

    def on_unmount(self) -> None:
        """The screen goes; nothing is looked for any more."""
        self._filter_stop.set()

    def narrow(self, word: str) -> None:
        """List the messages that hold a word; all of them where it is empty."""
        self._filter_stop.set()
        self.word = word
        if not word.strip():
            self._filtered = None
            self.messages.narrow(None)
            self._answer("")
            self.say_where()
            return
        self._filtered = 0
        self.messages.narrow([])
        self._filter_from(0)

    def _filter_from(self, first: int) -> None:
        self._filter_stop = Event()
        self._filter(self.word.strip(), first, self._filter_stop)

    @work(thread=True)
    def _filter(self, word: str, first: int, stop: Event) -> None:
        """In a thread: look at the messages, and tell the list of more and more of them at a time."""
        found: list[int] = []
        since, spell, looked_at = first, _FIRST_SPELL, first
        with contextlib.suppress(MailboxError):  # it is told already by whoever watches the file
            for batch in matching(self.text, word, first, lambda: not stop.is_set()):
                found, looked_at = found + batch.numbers, batch.looked_at
                if looked_at - since >= spell:
                    self.post_message(self.Narrowed(stop, Batch(found, looked_at), is_all=False))
                    found, since, spell = [], looked_at, min(2 * spell, _LONGEST_SPELL)
        self.post_message(self.Narrowed(stop, Batch(found, looked_at), is_all=True))

    @on(Narrowed)
    def _list(self, message: Narrowed) -> None:
        if message.ended.is_set() or self._filtered is None:
            return
        self._filtered = message.batch.looked_at
        self.messages.widen(message.batch.numbers)
        share = "" if message.is_all else f" · {self._filtered * 100 // max(self.messages.known, 1)} %"
        self._answer(f"{self.messages.end_line:,} of {self.messages.known:,}{share}")
        self.say_where()
        if message.is_all:
            message.ended.set()

    def _answer(self, text: str) -> None:
        """Say something about the word, while it is typed."""
        if self.ask.ask is Ask.FILTER:
            self.ask.say(text)

    def list_all(self) -> None:
        """List all messages again."""
        self.narrow("")

    def hear_change(self, *, is_growth: bool) -> None:
        """The file has changed: what is new is looked at, or all of it again."""
        if self._filtered is None:
            return
        if not is_growth:
            self.narrow(self.word)
        elif self._filter_stop.is_set() and self._filtered < self.messages.known:
            self._filter_from(self._filtered)

    def say_where(self) -> None:
        """Say where the cursors are, and what the list holds."""
        super().say_where()
        if self._filtered is not None:
            known = max(self.messages.known, 1)
            share = "" if self._filtered >= known else f" · {self._filtered * 100 // known} %"
            self.messages.border_title = escaped(f"Messages with “{visible_text(self.word[:20])}”{share}")


def escaped(text: str) -> str:
    """A title that Textual does not take for markup."""
    return re.sub(r"\[", r"\\[", text)

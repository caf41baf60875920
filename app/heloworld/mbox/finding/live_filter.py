"""Filtering the messages of a mailbox that is being looked at: those that hold a word are told as they are found.

It is the twin of `heloworld.mbox.finding.live_search`: a thread of its own, and a callable that is told how it goes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Final

from heloworld.errors import MailboxError
from heloworld.mbox.finding.filter import matching
from heloworld.mbox.reading.lines import MailboxText

FIRST_SPELL: Final = 200
"""Messages that are looked at, at first, before it is told which of them hold the word; each time, twice as many."""

LONGEST_SPELL: Final = 8_000
"""Messages that are looked at, at most, between two such news."""


@dataclass(frozen=True, slots=True)
class Filtered:
    """What is new of a filter.

    Attributes:
        run: Which call of `Filter.narrow` it belongs to; `Filter.wants` says whether it is still of use.
        numbers: More messages that hold the word, counted from 0; all of them behind those that were told before.
        looked_at: How many messages have been looked at, from the first one on.
        is_all: Whether nothing more comes until the file grows.
    """

    run: int
    numbers: list[int]
    looked_at: int
    is_all: bool


class Filter:
    """Finds the messages that hold one word at a time, in one mailbox.

    Args:
        text: The mailbox.
        tell: Is told what is new, in another thread, each after the one before; it must not wait for anything.
        first_spell: Messages that are looked at before it is told anything.
        longest_spell: Messages that are looked at, at most, before it is told more.

    Attributes:
        word: What the messages are to hold, as it was given to `narrow`; empty where nothing is looked for.
    """

    def __init__(
        self,
        text: MailboxText,
        tell: Callable[[Filtered], object],
        *,
        first_spell: int = FIRST_SPELL,
        longest_spell: int = LONGEST_SPELL,
    ) -> None:
        self._text = text
        self._tell = tell
        self._spells = first_spell, longest_spell
        self._lock = Lock()
        self._run = 0
        self._looked_at = 0
        self._is_busy = False
        self._has_grown = False
        self.word = ""

    # For whoever wants a word

    @property
    def is_on(self) -> bool:
        """Whether there is a word that messages are to hold; blanks are none."""
        return bool(self.word.strip())

    def narrow(self, word: str) -> None:
        """Look for the messages that hold a word, in any case; for nothing any more where it is blank."""
        with self._lock:
            self._run += 1
            self.word = word
            self._looked_at = 0
            self._is_busy = False
            if self.is_on:
                self._begin()

    def stop(self) -> None:
        """Look for nothing any more."""
        self.narrow("")

    def anew(self) -> None:
        """The file is another one: all of it is looked at again."""
        self.narrow(self.word)

    def grown(self) -> None:
        """The file has grown: what is new is looked at too."""
        with self._lock:
            if self._is_busy:
                self._has_grown = True
            elif self.is_on and self._looked_at < len(self._text.messages):
                self._begin()

    def wants(self, told: Filtered) -> bool:
        """Whether news are about the word that is looked for now, and about the file as it is now."""
        return told.run == self._run

    # In a thread

    def _begin(self) -> None:
        """With the lock held: go on in a thread."""
        self._is_busy, self._has_grown = True, False
        Thread(target=self._work, args=(self.word.strip(), self._looked_at, self._run), daemon=True).start()

    def _work(self, word: str, first: int, run: int) -> None:
        """Look at messages until there are no more."""
        is_through = False
        while not is_through:
            numbers, first = self._look(word, first, run)
            with self._lock:
                if run != self._run:
                    return
                is_through, self._has_grown = not self._has_grown, False
                self._is_busy = not is_through
                self._say(Filtered(run, numbers, first, is_all=is_through))

    def _look(self, word: str, first: int, run: int) -> tuple[list[int], int]:
        """Look at the messages from one on, and tell of all but the last of them."""
        numbers: list[int] = []
        spell, longest = self._spells
        since = looked_at = first
        # Whoever watches the file says what is wrong with it; a closed one (ValueError) is of interest to nobody.
        with contextlib.suppress(MailboxError, ValueError):
            for batch in matching(self._text, word, first, lambda: run == self._run):
                numbers, looked_at = numbers + batch.numbers, batch.looked_at
                if looked_at - since >= spell:
                    with self._lock:
                        self._say(Filtered(run, numbers, looked_at, is_all=False))
                    numbers, since, spell = [], looked_at, min(2 * spell, longest)
        return numbers, looked_at

    def _say(self, told: Filtered) -> None:
        """With the lock held: tell it, unless something else is looked for now."""
        if told.run == self._run:
            self._looked_at = told.looked_at
            self._tell(told)

"""A mailbox that is open for reading, whichever file has its name."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path
from typing import Final

from heloworld.mbox.dialects import Dialect
from heloworld.mbox.maildrop.held_stretch import HeldStretch
from heloworld.mbox.maildrop.letters import Letter, letters_in
from heloworld.mbox.maildrop.snapshot import Sign
from heloworld.mbox.os_errors import not_plain
from heloworld.mbox.reading.pread import read_all
from heloworld.mbox.writing.locks import kept_from_change

_OPEN: Final = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
_SOON: Final = 0.02
"""Seconds to wait for a writer, who may be waiting for whoever waits."""


class OpenMailbox:
    """A mailbox file. One thread at a time may open it again or look for letters; any may read.

    Args:
        path: Where it lies; there need not be a file.
        dialect: How it quotes.

    Attributes:
        held: Entered by whoever reads one letter after the other.
    """

    def __init__(self, path: Path, dialect: Dialect) -> None:
        self._path = path
        self._name = str(path)
        self._dialect = dialect
        self._guard = threading.Lock()
        self._fd = -1
        self._file = (0, 0)
        self.held = HeldStretch(self.sign)

    def sign(self) -> Sign | None:
        """What the system says of the file that has the name now; None if there is none.

        Raises:
            OSError: That cannot be said.
        """
        try:
            return _sign(os.stat(self._name))  # noqa: PTH116 - for every letter that is read: a Path takes twice as long
        except FileNotFoundError:
            return None

    def open(self) -> Sign | None:
        """Have that file open, and what the system says of it.

        Raises:
            MailboxGone: It is not a plain file.
            OSError: It cannot be opened.
        """
        try:
            facts = self._path.stat()
        except FileNotFoundError:
            self.close()
            return None
        if not stat.S_ISREG(facts.st_mode):
            raise not_plain(self._path)
        if self._fd < 0 or not os.path.samestat(os.fstat(self._fd), facts):
            self.close()
            with self._guard:
                self._fd = os.open(self._path, _OPEN)
                self._file = _sign(os.fstat(self._fd))[:2]
        return _sign(os.fstat(self._fd))

    def close(self) -> None:
        """Let go of the file."""
        with self._guard:
            if self._fd >= 0:
                os.close(self._fd)
            self._fd = -1
            self.held.drop()

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from one offset up to another, fewer where the file ends first.

        Raises:
            OSError: They cannot be read.
        """
        return read_all(self._fd, start, stop)

    def read_of(self, letter: Letter, sign: Sign | None, start: int, stop: int) -> bytes | None:
        """The same, if a letter stands where it stood once they are read; else None.

        Args:
            letter: Where it stood.
            sign: What the system said of the file then.
            start: The offset of the first byte.
            stop: The offset behind the last one.

        Raises:
            OSError: The file cannot be read.
        """
        with self._guard:
            held = self.held.part(sign, start, stop)
            if held is not None or self._fd < 0:
                return held
            data = read_all(self._fd, start, self.held.stop(sign, start, stop))
            facts = self.sign()
            has_name = facts is not None and (facts.device, facts.inode) == self._file
            is_sound = has_name and len(data) >= stop - start and (facts == sign or letter.is_in_place(self._fd))
            if facts is not None and facts == sign:
                self.held.hold(facts, start, data)
        return data[: stop - start] if is_sound else None

    def found(
        self, known: tuple[Letter, ...], *, is_locked: bool, insists: bool
    ) -> tuple[Sign, tuple[Letter, ...]] | None:
        """The letters as `letters` finds them for who has the locks, `letters_all_the_same` for who insists.

        For anybody else as `letters_at_rest` does.
        """
        if is_locked:
            return self.letters(known)
        return self.letters_all_the_same(known) if insists else self.letters_at_rest(known)

    def letters(self, known: tuple[Letter, ...]) -> tuple[Sign, tuple[Letter, ...]]:
        """The letters that are in the file now, and what the system said of it before they were looked for.

        Args:
            known: Those of the last look.

        Raises:
            OSError: The file cannot be read.
        """
        sign = _sign(os.fstat(self._fd))
        return sign, letters_in(self._fd, sign.size, self._dialect, known)

    def letters_at_rest(self, known: tuple[Letter, ...]) -> tuple[Sign, tuple[Letter, ...]] | None:
        """The same if nobody is writing to the file before or after; None if somebody is, which is not waited for.

        Raises:
            OSError: The file cannot be read.
        """
        if not self._is_free():
            return None
        found = self.letters(known)
        return found if self._is_free() and _sign(os.fstat(self._fd)) == found[0] else None

    def letters_all_the_same(self, known: tuple[Letter, ...]) -> tuple[Sign, tuple[Letter, ...]]:
        """The same with writers kept out, if they let themselves be kept out soon.

        Raises:
            OSError: The file cannot be read.
        """
        with kept_from_change(self._path, self._fd, _SOON):
            return self.letters(known)

    def _is_free(self) -> bool:
        with kept_from_change(self._path, self._fd, 0) as is_free:
            return is_free


def _sign(facts: os.stat_result) -> Sign:
    return Sign(facts.st_dev, facts.st_ino, facts.st_size, facts.st_ctime_ns)

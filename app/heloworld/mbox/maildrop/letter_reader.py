"""Reading a letter piece by piece while others write to its mailbox."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple, Protocol

from heloworld.errors import MailboxError
from heloworld.mbox.maildrop.letters import Letter
from heloworld.mbox.maildrop.snapshot import Sign
from heloworld.mbox.reading.message import with_final_newline

HELD: Final = 64 * 1024
"""Bytes of a letter that are read at once."""

_TRIES: Final = (False, *(True for _ in range(20)))


class Place(NamedTuple):
    """Where a letter stands.

    Attributes:
        letter: Its bounds.
        changes: A number that changes when letters may have moved.
        sign: What the system said of the file when it was found there.
    """

    letter: Letter
    changes: int
    sign: Sign | None


class Places(Protocol):
    """Knows where letters stand."""

    @property
    def path(self) -> Path:
        """The mailbox."""

    def where(self, uid: int, *, again: bool = False) -> Place:
        """Where a letter stands."""

    def read_if(self, place: Place, start: int, stop: int) -> bytes | None:
        """Some bytes of the file, if the letter stood there before and after they were read."""


class LetterReader:
    """Reads a letter piece by piece, and finds it again where it has moved.

    Args:
        maildrop: The mailbox.
        uid: The letter.
        held: Bytes that are read at once, besides the header: all of it is, for its fields may change and so move.

    Attributes:
        letter: Where the letter stood when it was begun; what is asked for is in these offsets.
    """

    def __init__(self, maildrop: Places, uid: int, held: int = HELD) -> None:
        self._maildrop = maildrop
        self._uid = uid
        for again in _TRIES:
            place = maildrop.where(uid, again=again)
            letter = self.letter = place.letter
            data = maildrop.read_if(place, letter.header, max(letter.body, min(letter.body_stop, letter.header + held)))
            if data is not None:
                break
        else:
            raise _restless(maildrop.path)
        self._held = data

    def read(self, start: int, stop: int) -> bytes:
        """The bytes of the letter from one offset up to another.

        Raises:
            MailboxError: It is gone, or cannot be read.
        """
        end = self.letter.header + len(self._held)
        held = self._held[start - self.letter.header : stop - self.letter.header] if start < end else b""
        return held + self._moved(max(start, end), stop) if stop > end else held

    def stored(self) -> bytes:
        """The whole letter as it stands in the file, from its ``From_`` line up to the empty line behind its body.

        Raises:
            MailboxError: It is gone, or cannot be read.
        """
        text = self.read(self.letter.header, self.letter.body_stop)
        return self.letter.envelope_line + with_final_newline(text) + b"\n"

    def _moved(self, start: int, stop: int) -> bytes:
        """Bytes of the body, wherever it stands now."""
        for again in _TRIES:
            place = self._maildrop.where(self._uid, again=again)
            shift = place.letter.body - self.letter.body
            data = self._maildrop.read_if(place, start + shift, stop + shift)
            if data is not None:
                return data
        raise _restless(self._maildrop.path)


def _restless(path: Path) -> MailboxError:
    return MailboxError(f"{path} changes all the time: a message cannot be read.", "Try again.")

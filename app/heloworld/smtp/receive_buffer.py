"""What has arrived from a client and has not been consumed: command lines, and whole messages.

A message is found by one search for its end instead of line by line, and one that is too long costs one refusal and no
memory.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from heloworld.wire.lines import Ending
from heloworld.wire.message_text import SPELLINGS
from heloworld.wire.serving.line_buffer import LineBuffer, TooLong

__all__ = ["NoRoom", "ReceiveBuffer", "TooLong"]

_END_OF_DATA = b"\r\n.\r\n"
_ALMOST = max(len(_END_OF_DATA), *(len(dot.raw) for dot in SPELLINGS.values())) - 1
"""Bytes at the end of a text that may be the beginning of its end."""


class NoRoom(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """There was no room for a message; what had come of it has been thrown away."""


class ReceiveBuffer(LineBuffer):
    """Bytes from one client, in the order of their arrival: command lines, and messages between them.

    Args:
        lenient: What else than CRLF, dot, CRLF ends a message: names in `wire.message_text.SPELLINGS`. Nothing does,
            but where a lesson shows what comes of it.
    """

    def __init__(self, lenient: Sequence[str] = ()) -> None:
        super().__init__()
        self._lenient = _pattern(lenient) if lenient else None
        self._is_lost = False
        self._text: bytearray | None = None

    @property
    def held(self) -> int:
        """Bytes of memory: those that wait, and those of a message that is being taken."""
        return len(self._buffer) + len(self._text or b"")

    def lose_text(self) -> bool:
        """Throw away what has come of the message that is being taken; where it ends, is still found.

        Returns:
            Whether there is such a message.
        """
        if self._text is None:
            return False
        self._is_lost = True
        self._text = self._text[-_ALMOST:]
        return True

    def message(self, limit: int) -> bytes | None:
        """The text of a message up to the lone dot, with transparency undone (RFC 5321 §4.1.1.4, §4.5.2).

        Only CRLF, dot, CRLF ends it, unless the buffer is lenient: a bare LF or CR next to a dot is text.

        Args:
            limit: Bytes that a message may have.

        Returns:
            The message with its line ends as they came, or None where its end has not arrived yet.

        Raises:
            TooLong: It was larger than the limit; it is gone, what follows it is there.
            NoRoom: The same, because of `lose_text`.
        """
        text = self._text = bytearray(b"\r\n") if self._text is None else self._text
        start = max(len(text) - _ALMOST, 0)
        text += self._buffer
        self.clear()
        end, line_end, stop = self._find(text, start)
        if end < 0:
            if len(text) > limit + len(_END_OF_DATA):
                self._overflow = True
                del text[:-_ALMOST]
            return None
        self._buffer += text[stop:]
        self._text = None
        (overflow, self._overflow), (is_lost, self._is_lost) = (self._overflow, False), (self._is_lost, False)
        if overflow or end > limit:
            raise TooLong
        if is_lost:
            raise NoRoom
        with memoryview(text) as whole:
            content = bytes(whole[2 : end + line_end])
        return content.removeprefix(b".").replace(b"\r\n.", b"\r\n")

    def _find(self, text: bytearray, start: int) -> tuple[int, int, int]:
        """Where the end of a message begins, how long the line end is with which it does, and where it is over."""
        end = text.find(_END_OF_DATA, start)
        found = None if self._lenient is None else self._lenient.search(text, start)
        if found is not None and (end < 0 or found.start() < end):
            return found.start(), found[0].index(b"."), found.end()
        return end, 2, end + len(_END_OF_DATA)


def _pattern(names: Sequence[str]) -> re.Pattern[bytes]:
    """What finds these spellings of a lone dot; an LF that ends it is not the end of a CRLF that does."""
    dots = [SPELLINGS[name] for name in names]
    bare = [(rb"(?<!\r)" if dot.before is Ending.LF else b"") + re.escape(dot.raw) for dot in dots]
    return re.compile(b"|".join(bare))

"""What has arrived from a client and has not been consumed: command lines, and whole messages.

A message is found by one search for its end instead of line by line, and one that is too long costs one refusal and no
memory.
"""

from __future__ import annotations

from heloworld.wire.serving.line_buffer import LineBuffer, TooLong

__all__ = ["NoRoom", "ReceiveBuffer", "TooLong"]

_END_OF_DATA = b"\r\n.\r\n"
_ALMOST = len(_END_OF_DATA) - 1
"""Bytes at the end of a text that may be the beginning of its end."""


class NoRoom(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """There was no room for a message; what had come of it has been thrown away."""


class ReceiveBuffer(LineBuffer):
    """Bytes from one client, in the order of their arrival: command lines, and messages between them."""

    def __init__(self) -> None:
        super().__init__()
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

        Only CRLF, dot, CRLF ends it: a bare LF or CR next to a dot is text like any other.

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
        end = text.find(_END_OF_DATA, start)
        if end < 0:
            if len(text) > limit + len(_END_OF_DATA):
                self._overflow = True
                del text[:-_ALMOST]
            return None
        self._buffer += text[end + len(_END_OF_DATA) :]
        self._text = None
        (overflow, self._overflow), (is_lost, self._is_lost) = (self._overflow, False), (self._is_lost, False)
        if overflow or end > limit:
            raise TooLong
        if is_lost:
            raise NoRoom
        with memoryview(text) as whole:
            content = bytes(whole[2 : end + 2])
        return content.removeprefix(b".").replace(b"\r\n.", b"\r\n")

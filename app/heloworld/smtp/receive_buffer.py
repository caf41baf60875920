"""What has arrived from a client and has not been consumed: command lines, and whole messages.

No I/O and no waiting: what is not there yet is None. It differs from asyncio's StreamReader where mail needs it: the
end of the stream counts only when everything before it has been used (a client may half-close after its last
command), what is too long costs one refusal and no memory, and a message is found by one search for its end instead
of line by line.
"""

from __future__ import annotations

_END_OF_DATA = b"\r\n.\r\n"
_ALMOST = len(_END_OF_DATA) - 1
"""Bytes at the end of a text that may be the beginning of its end."""


class TooLong(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """A command line, or a message, exceeded its limit; all of it has been thrown away."""


class NoRoom(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """There was no room for a message; what had come of it has been thrown away."""


class ReceiveBuffer:
    """Bytes from one client, in the order of their arrival.

    Attributes:
        ended: Whether nothing more will come.
    """

    def __init__(self) -> None:
        self.ended = False
        self._buffer = bytearray()
        self._searched = 0
        self._overflow = False
        self._is_lost = False
        self._text: bytearray | None = None

    def __len__(self) -> int:
        """How many bytes are waiting; those of a message that is being taken do not wait."""
        return len(self._buffer)

    @property
    def held(self) -> int:
        """Bytes of memory: those that wait, and those of a message that is being taken."""
        return len(self._buffer) + len(self._text or b"")

    def feed(self, data: bytes) -> None:
        """Add what was read from the connection."""
        self._buffer += data

    def clear(self) -> None:
        """Forget what is waiting (RFC 3207 §4.2: what came in the clear must not be read as if under TLS)."""
        self._buffer.clear()
        self._searched = 0

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

    def line(self, limit: int) -> bytes | None:
        """The next command line, without its line ending (CRLF, or LF alone).

        Args:
            limit: Bytes that a line may have, its ending included.

        Returns:
            None where no complete line has arrived yet.

        Raises:
            TooLong: It had more; it is gone, the next call gives the one after it.
        """
        end = self._buffer.find(b"\n", self._searched) + 1
        if not end:
            if len(self._buffer) > limit:
                self._overflow = True
                self._buffer.clear()
            self._searched = len(self._buffer)
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[:end]
        self._searched = 0
        overflow, self._overflow = self._overflow, False
        if overflow or end > limit:
            raise TooLong
        return line[:-1].removesuffix(b"\r")

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

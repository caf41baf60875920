"""What has arrived from a client and has not been consumed: command lines, and whole messages.

The protocol feeds it from the event loop, one coroutine takes from it. It differs from asyncio's StreamReader where
mail needs it: the end of the stream counts only when everything before it has been used (a client may half-close
after its last command), a line that is too long costs one refusal and no memory, and a message is found by one
search for its end instead of line by line.
"""

from __future__ import annotations

import asyncio

HIGH_WATER = 256 * 1024
"""Bytes waiting above which the sender is asked to pause."""

_END_OF_DATA = b"\r\n.\r\n"


class LineTooLong(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """A command line exceeded its limit; all of it has been thrown away."""


class EndOfStream(Exception):  # noqa: N818
    """The client has sent all that it will ever send."""


class Inbox:
    """Bytes from one client, in the order of their arrival.

    Args:
        transport: What is paused while too much is waiting; may be replaced when TLS starts.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self._buffer = bytearray()
        self._searched = 0
        self._ended = False
        self._paused = False
        self._waiter: asyncio.Future[None] | None = None

    def feed(self, data: bytes) -> None:
        """Add what was read from the connection."""
        self._buffer += data
        if len(self._buffer) > HIGH_WATER and not self._paused:
            self._paused = True
            self.transport.pause_reading()
        self._wake()

    def feed_eof(self) -> None:
        """Nothing more will come."""
        self._ended = True
        self._wake()

    def clear(self) -> None:
        """Forget what is waiting (RFC 3207 §4.2: what came in the clear must not be read as if under TLS)."""
        self._buffer.clear()
        self._searched = 0

    def has_line(self) -> bool:
        """Whether `line` would return at once."""
        return b"\n" in self._buffer

    async def line(self, limit: int) -> bytes:
        """The next command line, without its line ending (CRLF, or LF alone).

        Args:
            limit: Bytes that a line may have, its ending included.

        Raises:
            LineTooLong: It had more; it is gone, the next call gives the one after it.
            EndOfStream: No further complete line will come.
        """
        too_long = False
        while (end := self._buffer.find(b"\n", self._searched)) < 0:
            if len(self._buffer) > limit:
                too_long = True
                self._buffer.clear()
            self._searched = len(self._buffer)
            await self._more()
        line = bytes(self._buffer[: end + 1])
        del self._buffer[: end + 1]
        self._searched = 0
        if too_long or len(line) > limit:
            raise LineTooLong
        return line[:-1].removesuffix(b"\r")

    async def message(self, limit: int) -> bytes | None:
        """The text of a message up to the lone dot, with transparency undone (RFC 5321 §4.1.1.4, §4.5.2).

        Only CRLF, dot, CRLF ends it: a bare LF or CR next to a dot is text like any other.

        Args:
            limit: Bytes that a message may have.

        Returns:
            The message with its line ends as they came, or None where it was larger than the limit; then all of
            it has been read and thrown away.

        Raises:
            EndOfStream: The client stopped before the end of data.
        """
        text = bytearray(b"\r\n")
        overflow = False
        while True:
            start = max(len(text) - len(_END_OF_DATA) + 1, 0)
            text += self._buffer
            self._buffer.clear()
            end = text.find(_END_OF_DATA, start)
            if end >= 0:
                break
            if len(text) > limit + len(_END_OF_DATA):
                overflow = True
                del text[: 1 - len(_END_OF_DATA)]
            self._searched = 0
            await self._more()
        self._buffer += text[end + len(_END_OF_DATA) :]
        if overflow or end > limit:
            return None
        return bytes(text[: end + 2].replace(b"\r\n.", b"\r\n")[2:])

    async def _more(self) -> None:
        """Wait until something has arrived."""
        if self._ended:
            raise EndOfStream
        if self._paused:
            self._paused = False
            self.transport.resume_reading()
        self._waiter = asyncio.get_running_loop().create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

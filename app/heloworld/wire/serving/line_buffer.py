"""What has arrived from a client and has not been consumed, as command lines.

No I/O and no waiting: what is not there yet is None. It differs from asyncio's StreamReader where mail needs it: the
end of the stream counts only when everything before it has been used (a client may half-close after its last
command), and what is too long costs one refusal and no memory.
"""

from __future__ import annotations


class TooLong(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """A command line, or a message, exceeded its limit; all of it has been thrown away."""


class LineBuffer:
    """Bytes from one client, in the order of their arrival.

    Attributes:
        ended: Whether nothing more will come.
    """

    def __init__(self) -> None:
        self.ended = False
        self._buffer = bytearray()
        self._searched = 0
        self._overflow = False

    def __len__(self) -> int:
        """How many bytes are waiting."""
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        """Add what was read from the connection."""
        self._buffer += data

    def clear(self) -> None:
        """Forget what is waiting (RFC 3207 §4.2: what came in the clear must not be read as if under TLS)."""
        self._buffer.clear()
        self._searched = 0

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

    def octets(self, most: int) -> bytes:
        """What is waiting, whatever it is, up to so many bytes."""
        taken = bytes(self._buffer[:most])
        del self._buffer[:most]
        self._searched = 0
        return taken

"""One call of the client on trial: what it says, and what the judge, who is the server, answers."""

from __future__ import annotations

import asyncio
import re
import ssl
from typing import Final

from heloworld.judge.client.causes import ClientCause
from heloworld.judge.client.letter import Received
from heloworld.judge.failure import Failed, Failure, Spot
from heloworld.judge.program.process import Program
from heloworld.judge.wording import first_line
from heloworld.wire.serving.server_end import ServerEnd

COMMAND_SECONDS: Final = 4.0
"""How long a client may take for its next word, or for its end."""

SILENCE_SECONDS: Final = 0.12
"""How long a client is listened to that must say nothing."""

_LONGEST: Final = 1024
"""Bytes of a command line; RFC 5321 §4.5.3.1.4 allows 512, extensions add some."""

_MOST: Final = 4 * 1024 * 1024
"""Bytes of a letter."""

_END: Final = re.compile(rb"(?:\A|\n)\.\r?\n")
_END_LENGTH: Final = 4
"""Bytes of the end of a letter, at most."""

_BARE: Final = re.compile(rb"(?<!\r)\n|\r(?=[^\n])")


class Command:
    """A command line that came.

    Attributes:
        text: It, without its line end.
        offset: Where it begins in all that the client has sent.
        verb: Its first word, in upper case.
        argument: What stands behind that.
    """

    def __init__(self, text: bytes, offset: int) -> None:
        self.text, self.offset = text, offset
        verb, _, self.argument = text.partition(b" ")
        self.verb = verb.strip().upper().decode("latin-1")


class Call:
    """A connection that the client has made; its methods raise `Failed` where something does not hold.

    Args:
        program: The run of the client that has called.
        end: Our end.
        conn: The number of the connection.
        is_strict: Whether every line must end with CR LF.
    """

    def __init__(self, program: Program, end: ServerEnd, conn: int, *, is_strict: bool) -> None:
        self.program, self.conn = program, conn
        self._end, self._is_strict = end, is_strict
        self._unread = bytearray()
        self._read = 0
        self._has_hung_up = False

    @property
    def has_more(self) -> bool:
        """Whether more has come than was read."""
        return bool(self._unread)

    # What we say

    async def say(self, *lines: str) -> None:
        """Send lines, in one piece, each with CR LF behind it."""
        await self.send("".join(f"{line}\r\n" for line in lines).encode())

    async def send(self, data: bytes) -> None:
        """Send exactly these bytes, now."""
        await self._end.send(data)
        await self._end.flush()

    async def hang_up(self, *, rudely: bool = False) -> None:
        """End the connection from our side, with all that was said before or without a word."""
        if not rudely:
            await self._end.flush()
        self._end.abort()

    async def start_tls(self, context: ssl.SSLContext) -> None:
        """Speak TLS from here on; the client must, too."""
        if not await self._end.start_tls(context):
            expected = "A TLS handshake."
            raise self.fails(self._read, "No handshake came about.", expected, ClientCause.NO_HANDSHAKE)
        self._unread.clear()

    # What it says

    async def command(
        self,
        *verbs: str,
        expected: str = "",
        cause: str = ClientCause.WRONG_COMMAND,
        hung_up: str = ClientCause.HUNG_UP,
    ) -> Command:
        """The client's next command, which must be one of those that are wanted; of none, any will do.

        Args:
            verbs: Their first words, in upper case.
            expected: What should come, in words; the verbs where it is empty.
            cause: What is behind another command.
            hung_up: What is behind no command at all.
        """
        expected = expected or f"{' or '.join(verbs)}."
        line = await self._line(expected, hung_up)
        if verbs and line.verb not in verbs:
            raise self.fails(line.offset, first_line(line.text), expected, cause)
        return line

    async def next_command(self) -> Command | None:
        """The client's next command, whatever it is; None where it has hung up."""
        while b"\n" not in self._unread:
            if self._has_hung_up or not await self._more(COMMAND_SECONDS):
                return None
        return self._take_line()

    async def letter(self) -> Received:
        """What comes up to the lone dot."""
        start = self._read
        expected = "The letter, and a lone dot at its end."
        searched = 0
        while (end := _END.search(self._unread, searched)) is None:
            self._require_crlf(searched, cause=ClientCause.BARE_LF_IN_LETTER)
            searched = max(len(self._unread) - _END_LENGTH, 0)
            if self._has_hung_up:
                raise self._hung_up(expected)
            if len(self._unread) > _MOST:
                raise self.fails(start, "A letter of more than 4 MB.", expected, ClientCause.NO_END)
            if not await self._more(COMMAND_SECONDS):
                said = f"No lone dot, for {COMMAND_SECONDS:.0f} seconds."
                raise self.fails(start + len(self._unread), said, expected, ClientCause.NO_END)
        self._require_crlf(searched, end.end(), ClientCause.BARE_LF_IN_LETTER)
        raw = bytes(self._unread[: end.start() + (end[0][:1] == b"\n")])
        self._take(end.end())
        return Received(self.conn, start, raw)

    async def silence(self, expected: str, cause: str, seconds: float = SILENCE_SECONDS) -> None:
        """Nothing must come for a while."""
        if self._unread or (await self._more(seconds) and (self._unread or self._has_hung_up)):
            if self._unread:
                raise self.fails(self._read, first_line(bytes(self._unread[:_LONGEST])), expected, cause)
            raise self._hung_up(expected)

    async def answer_all(self) -> None:
        """Answer whatever still comes, until the client hangs up."""
        while (line := await self.next_command()) is not None:
            await self.say("221 2.0.0 Bye" if line.verb == "QUIT" else "250 2.0.0 Ok")
            if line.verb == "QUIT":
                await self.hang_up()

    async def ended(self, expected: str, cause: str = ClientCause.KEEPS_RUNNING) -> int:
        """The exit status of the client, which must end soon."""
        status = await self.program.ended(COMMAND_SECONDS)
        if status is None:
            said = f"The program still runs, after {COMMAND_SECONDS:.0f} seconds."
            raise Failed(Failure(said, expected, cause))
        return status

    def fails(self, at: int, said: str, expected: str, cause: str) -> Failed:
        """A failure at a byte that the client has sent."""
        return Failed(Failure(said, expected, cause, Spot(self.conn, "client", at)))

    # Inside

    async def _line(self, expected: str, hung_up: str) -> Command:
        while b"\n" not in self._unread:
            self._require_crlf()
            if self._has_hung_up:
                raise self._hung_up(expected, hung_up)
            if len(self._unread) > _LONGEST:
                raise self.fails(self._read, first_line(bytes(self._unread[:_LONGEST])), expected, ClientCause.TOO_LONG)
            if not await self._more(COMMAND_SECONDS):
                raise self._is_silent(expected)
        return self._take_line()

    def _take_line(self) -> Command:
        stop = self._unread.index(b"\n") + 1
        self._require_crlf(0, stop)
        command = Command(bytes(self._unread[: stop - 1]).removesuffix(b"\r"), self._read)
        self._take(stop)
        return command

    def _require_crlf(self, start: int = 0, stop: int = _MOST, cause: ClientCause = ClientCause.BARE_LF) -> None:
        """Where that is asked for: what has come from one byte to another has no CR and no LF alone.

        Args:
            start: The first byte.
            stop: The one behind the last.
            cause: What is behind a LF alone.
        """
        bare = _BARE.search(self._unread, start, stop) if self._is_strict else None
        if bare is not None:
            is_lf = bare[0] == b"\n"
            line = bytes(self._unread[self._unread.rfind(b"\n", 0, bare.start()) + 1 : bare.end()])
            said = f"{first_line(line)} ends with {'LF' if is_lf else 'CR'} alone."
            behind = cause if is_lf else ClientCause.BARE_CR
            raise self.fails(self._read + bare.start(), said, "CR LF at the end of every line.", behind)

    async def _more(self, seconds: float) -> bool:
        """Wait for more bytes, or the end; whether either came in time."""
        try:
            async with asyncio.timeout(seconds):
                data = await self._end.octets(65536)
        except TimeoutError:
            return False
        self._has_hung_up = data is None
        self._unread += data or b""
        return True

    def _take(self, count: int) -> None:
        del self._unread[:count]
        self._read += count

    def _is_silent(self, expected: str) -> Failed:
        end = self._read + len(self._unread)
        if self._unread:
            said = f"{first_line(bytes(self._unread[:_LONGEST]))}, and then nothing for {COMMAND_SECONDS:.0f} seconds."
            return self.fails(end, said, "CR LF at the end of the line.", ClientCause.UNFLUSHED)
        return self.fails(end, f"Nothing, for {COMMAND_SECONDS:.0f} seconds.", expected, ClientCause.SILENT)

    def _hung_up(self, expected: str, cause: str = ClientCause.HUNG_UP) -> Failed:
        return self.fails(self._read + len(self._unread), "The client closed the connection.", expected, cause)

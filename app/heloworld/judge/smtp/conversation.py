"""One connection to the server on trial: what the judge says, and what must come back."""

from __future__ import annotations

import asyncio
from typing import Final

from heloworld.errors import ConnectError
from heloworld.judge.failure import Failed, Failure, Spot
from heloworld.judge.smtp import codes
from heloworld.judge.smtp.causes import SmtpCause
from heloworld.judge.smtp.letter import Letter
from heloworld.judge.smtp.reply import LONGEST, BadReply, Reply, parse
from heloworld.judge.trial import Trial
from heloworld.judge.wording import first_line
from heloworld.wire.client import Client
from heloworld.wire.visible import visible

REPLY_SECONDS: Final = 4.0
"""How long a reply may take on this machine; RFC 5321 §4.5.3.2 gives minutes, for the whole world."""

SILENCE_SECONDS: Final = 0.12
"""How long a server is listened to that must say nothing."""


_CUT_OFF_SECONDS: Final = 1.0
"""How long a server may take from a refusal to the end of the connection."""

_NOT_KNOWN: Final = frozenset({500, 502})
"""What a server says to a word that it does not know, or does not do (RFC 5321 §4.2.4)."""

_ANY_CODE: Final = "250"
"""An example of three digits where any will do."""

_NOT_IN_ORDER: Final = 503
"""What a server says to a command that comes too early, or once more than it may (RFC 5321 §4.1.4)."""


class Conversation:
    """A connection; its methods raise `Failed` where something does not hold.

    Args:
        trial: The trial.
        client: Our end.
        conn: The number of the connection.
    """

    def __init__(self, trial: Trial, client: Client, conn: int) -> None:
        self.client = client
        self.conn = conn
        self._trial = trial
        self._unread = b""
        self._read = 0
        self._has_ended = False

    @property
    def heard(self) -> int:
        """How many bytes the server has sent in replies that were read."""
        return self._read

    async def send(self, data: bytes) -> None:
        """Send exactly these bytes."""
        try:
            await self.client.send(data)
        except ConnectError as error:
            raise self._hung_up("A connection that stays open.") from error

    async def say(self, line: str) -> None:
        """Send a line, with CR LF behind it."""
        await self.send(line.encode() + b"\r\n")

    async def ask(
        self, line: str, *wanted: str, cause: str = SmtpCause.WRONG_CODE, expected: str = "", too_early: str = ""
    ) -> Reply:
        """Send a line and expect a reply to it; the arguments are those of `expect`."""
        await self.say(line)
        return await self.expect(*wanted, cause=cause, expected=expected, too_early=too_early)

    async def expect(
        self,
        *wanted: str,
        cause: str = SmtpCause.WRONG_CODE,
        silent: str = SmtpCause.NO_REPLY,
        expected: str = "",
        seconds: float = REPLY_SECONDS,
        gone: str = SmtpCause.HUNG_UP,
        too_early: str = "",
    ) -> Reply:
        """The next reply, which must be one of those that are wanted.

        Args:
            wanted: Its digits: ``250``, or ``5xx`` for any that begins so.
            cause: What is behind other digits.
            silent: What is behind no reply at all.
            expected: What should come, in words; the digits where it is empty.
            seconds: How long it may take.
            gone: What is behind a connection that ends instead.
            too_early: What is behind a 503; empty where that is what is behind other digits, too.
        """
        expected = expected or f"A reply of {codes.in_words(wanted)}."
        reply = await self.reply(expected, silent, seconds, gone, codes.example(wanted))
        if codes.is_any_of(reply.code, wanted):
            return reply
        if reply.code in _NOT_KNOWN and cause in {SmtpCause.WRONG_CODE, SmtpCause.REFUSED}:
            cause = SmtpCause.NOT_KNOWN
        if reply.code == _NOT_IN_ORDER:
            cause = too_early or cause
        spot = Spot(self.conn, "server", reply.offset + codes.wrong_digit(reply.code, wanted))
        raise Failed(Failure(f"{reply.shown}", expected, cause, spot))

    async def reply(
        self,
        expected: str,
        silent: str = SmtpCause.NO_REPLY,
        seconds: float = REPLY_SECONDS,
        gone: str = SmtpCause.HUNG_UP,
        example: str = _ANY_CODE,
    ) -> Reply:
        """The next reply, whatever it says."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        while True:
            try:
                reply = parse(self._unread, self._read, example) if self._unread else None
            except BadReply as bad:
                raise self._fails(self._line_of(bad), bad.expected, bad.cause, bad.at) from bad
            if reply is not None:
                self._take(reply.stop - self._read)
                return reply
            if self._has_ended:
                raise self._hung_up(expected, gone)
            if not await self._more(max(until - loop.time(), 0.0)):
                raise self._is_silent(expected, silent, seconds)

    async def hello(self, verb: str = "EHLO") -> Reply:
        """Say hello with a random name."""
        return await self.ask(f"{verb} {self._trial.values.host()}", "250")

    async def envelope(self, letter: Letter) -> None:
        """Say from whom a letter is, and to whom; all of it must be taken."""
        await self.ask(f"MAIL FROM:<{letter.sender}>", "250", cause=SmtpCause.REFUSED)
        for recipient in letter.recipients:
            await self.ask(f"RCPT TO:<{recipient}>", "250", cause=SmtpCause.REFUSED)

    async def data(self) -> None:
        """Ask for the floor."""
        await self.ask("DATA", "354", cause=SmtpCause.NO_354, expected="354: go on.")

    async def finish(self, rest: bytes, *, cause: str = SmtpCause.REFUSED) -> None:
        """Send the rest of a letter, and end it; it must be taken."""
        await self.send(rest + b".\r\n")
        await self.expect("250", cause=cause, silent=SmtpCause.NO_END)

    async def deliver(self, letter: Letter) -> None:
        """Send a whole letter, which must be taken."""
        await self.envelope(letter)
        await self.data()
        await self.finish(letter.wire)

    async def silence(self, expected: str, cause: str, seconds: float = SILENCE_SECONDS) -> None:
        """Nothing must come for a while."""
        if self._unread or (await self._more(seconds) and self._unread):
            raise self._fails(self._begun(), expected, cause, self._read)

    async def early(self, seconds: float) -> Reply | None:
        """A reply that comes within so many seconds; None where nothing comes."""
        if not self._unread and not await self._more(seconds):
            return None
        return await self.reply("A reply.")

    async def is_cut_off(self) -> bool:
        """Whether a refusal and the end of the connection come soon; a reply that is none stays to be read."""
        until = asyncio.get_running_loop().time() + _CUT_OFF_SECONDS
        while not self._has_ended and self._unread[:1] not in {b"2", b"3"}:
            if not await self._more(max(until - asyncio.get_running_loop().time(), 0.0)):
                return False
        return self._has_ended and self._unread[:1] in {b"4", b"5"}

    async def stays_silent(self, expected: str, cause: str) -> bool:
        """Nothing must come for a while, or a refusal; returns whether nothing did.

        Args:
            expected: What should come.
            cause: What is behind any other reply.
        """
        if not self._unread and not await self._more(SILENCE_SECONDS):
            return True
        reply = await self.reply(expected, cause)
        if not reply.is_refused:
            spot = Spot(self.conn, "server", reply.offset)
            raise Failed(Failure(reply.shown, f"{expected} A refusal (4xx or 5xx) is fine too.", cause, spot))
        return False

    async def end(self, expected: str, cause: str, seconds: float = REPLY_SECONDS) -> None:
        """The server must end the connection, and say nothing more."""
        while not self._has_ended and not self._unread:
            if not await self._more(seconds):
                raise self._fails("The connection stays open.", expected, cause, self._read)
        if self._unread:
            raise self._fails(self._begun(), expected, SmtpCause.UNASKED, self._read)

    async def close(self) -> None:
        """End the connection from our side, at once."""
        await self.client.close()

    async def _more(self, seconds: float) -> bool:
        """Wait for more bytes, or the end; whether either came in time."""
        data = await self.client.read_until(bool, seconds)
        if data is None:
            return False
        self._has_ended = not data
        self._unread += data[: LONGEST + 1]
        return True

    def _take(self, count: int) -> None:
        self._unread = self._unread[count:]
        self._read += count

    def _line_of(self, bad: BadReply) -> str:
        """The line with the wrong byte, safe to show; the first one of a reply that has no end."""
        if bad.cause is SmtpCause.TOO_LONG:
            return self._begun()
        return first_line(self._unread[self._unread.rfind(b"\n", 0, bad.at - self._read) + 1 :])

    def _begun(self) -> str:
        """The first line of what has come, safe to show."""
        return first_line(self._unread)

    def _is_silent(self, expected: str, cause: str, seconds: float) -> Failed:
        self._trial.hears_nothing = True
        end = self._read + len(self._unread)
        if self._unread.endswith(b"\n"):
            last = self._unread.rstrip(b"\r\n").rfind(b"\n") + 1
            said = f"{first_line(self._unread[last:])}, and then nothing for {seconds:.0f} seconds."
            behind = f"{visible(self._unread[:3])} and a space, in the last line."
            return self._fails(said, behind, SmtpCause.NO_LAST_LINE, self._read + last + 3)
        if self._unread:
            said = f"{self._begun()}, and then nothing for {seconds:.0f} seconds."
            return self._fails(said, "CR LF at the end of the line.", SmtpCause.UNFLUSHED, end)
        return self._fails(f"Nothing, for {seconds:.0f} seconds.", expected, cause, end)

    def _hung_up(self, expected: str, cause: str = SmtpCause.HUNG_UP) -> Failed:
        self._trial.hears_nothing = True
        said = "The server closed the connection."
        return self._fails(said, expected, cause, self._read + len(self._unread))

    def _fails(self, said: str, expected: str, cause: str, at: int) -> Failed:
        return Failed(Failure(said, expected, cause, Spot(self.conn, "server", at)))

"""Commands from a connection: lines, and the literals between them (RFC 3501 §4.3, RFC 7888)."""

from __future__ import annotations

from heloworld.imap import wording
from heloworld.imap.answers.reply import line
from heloworld.imap.pieces import LONGEST_MARK, Announced, announced
from heloworld.imap.policy import Policy
from heloworld.imap.session import Session
from heloworld.imap.states import ImapState
from heloworld.wire.serving.server_end import ServerEnd

_WAITS = frozenset({ImapState.AUTH, ImapState.IDLE})
"""Pauses in which a line is no command, so that it announces no literal."""

_CHUNK = 64 * 1024


class TooLarge(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """A literal is larger than any may be, and its octets may be on their way already, or are no message."""


class Answered(Exception):  # noqa: N818 - an event of the protocol, not a fault
    """A command was refused, and answered, before its literal came."""


class CommandReader:
    """Reads what a client sends.

    Args:
        end: The connection.
        session: Knows whether a literal is wanted.
        policy: Knows how large it may be.
    """

    def __init__(self, end: ServerEnd, session: Session, policy: Policy) -> None:
        self._end, self._session, self._policy = end, session, policy

    async def next(self) -> bytes | None:
        """The next command with its literals, without its line end; None where nothing more will come.

        Raises:
            TooLong: The line, or all of the command, had more bytes than it may have.
            TooLarge: A literal would have.
            Answered: It was refused already.
            Idle: The client was silent for too long.
        """
        text = await self._end.line(self._policy.command_limit)
        if text is None or self._session.state in _WAITS:
            return text
        command = bytearray(text)
        while (literal := announced(text[-LONGEST_MARK:] + b"\r\n")) is not None:
            await self._admit(command, literal)
            command += b"\r\n"
            if not await self._take(command, literal.size):
                return None
            text = await self._end.line(self._policy.command_limit)
            if text is None:
                return None
            command += text
        return bytes(command)

    async def _admit(self, command: bytearray, literal: Announced) -> None:
        """Let a literal come, or not."""
        known = bytes(command[: self._policy.command_limit])
        is_message = self._session.takes_message(known)
        limit = self._policy.command_limit + (self._policy.message_limit if is_message else 0)
        is_too_large = len(command) + literal.size > limit
        if is_too_large and not (is_message and literal.waits):
            raise TooLarge
        if not literal.waits:
            return
        refusal = await self._session.refusal(bytes(command))
        if is_too_large:
            refusal = refusal or self._session.message_too_large(known)
        if refusal:
            await self._end.send(refusal)
            raise Answered
        await self._end.send(line(wording.CONTINUE))

    async def _take(self, command: bytearray, size: int) -> bool:
        """Take so many octets; whether all of them came."""
        while size > 0:
            octets = await self._end.octets(min(size, _CHUNK))
            if octets is None:
                return False
            command += octets
            size -= len(octets)
        return True

"""What 250 promises, and how a mailbox is shared with other programs (RFC 5321 §4.2.5, §6.1)."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from heloworld.errors import HeloError
from heloworld.judge.failure import Failed, Failure
from heloworld.judge.smtp.causes import SmtpCause
from heloworld.judge.smtp.conversation import Conversation
from heloworld.judge.smtp.letter import Letter, letter
from heloworld.judge.smtp.mailbox import Contents
from heloworld.judge.smtp.reply import Reply
from heloworld.judge.smtp.server import Server
from heloworld.mbox.writing import locks

_ROUNDS: Final = 3
"""How often a server is ended right after its 250."""

_ENOUGH_SECONDS: Final = 3.0
"""How long another round may begin: some servers take their time to start."""

_QUEUE_SECONDS: Final = 4.0
"""How long a server may take for what it finds in its queue."""

_LARGE: Final = 4_000
"""Lines of a letter that takes a moment to be written."""

_LOCKED_SECONDS: Final = 0.8
"""How long the mailbox stays locked."""

_WAITS_SECONDS: Final = 5.0
"""How long after that the letter may take: whoever waits for a lock looks again every second or so."""

_GLANCE: Final = 0.02
_NEVER: Final = 5


async def promise(server: Server) -> None:
    """Killed right after its 250; all it had taken is in the file, or comes there once it is started again."""
    begin = time.monotonic()
    sent: list[Letter] = []
    while len(sent) < _ROUNDS and time.monotonic() - begin < _ENOUGH_SECONDS:
        talk = await server.introduced()
        each = letter(server.values, [server.values.words(8).encode()] * _LARGE)
        await talk.deliver(each)
        server.kill()
        sent.append(each)
        try:
            await server.holds(Contents(sent), seconds=0)
        except Failed:
            return await _comes_later(server, sent)
    return None


async def _comes_later(server: Server, sent: list[Letter]) -> None:
    """Started again, the server has a moment to bring what it had queued; the lock of a dead program is no obstacle."""
    locks.dotlock(server.mailbox).unlink(missing_ok=True)
    await server.introduced()
    try:
        await server.holds(Contents(sent, may_repeat=True), _QUEUE_SECONDS)
    except Failed as failed:
        raise Failed(replace(failed.failure, cause=SmtpCause.PROMISE)) from failed


async def locked(server: Server) -> None:
    """While another program holds the locks of the mailbox, nothing is written; afterwards the letter comes."""
    sent = letter(server.values)
    server.mailbox.touch()
    talk = await server.introduced()
    held = _lock(server.mailbox)
    server.trial.at_end(held.release)
    await talk.envelope(sent)
    await talk.data()
    await talk.send(sent.wire + b".\r\n")
    answer = await _answer_while_locked(server, talk)
    held.release()
    if answer is None:
        await talk.expect("250", cause=SmtpCause.BUSY_IS_4XX, silent=SmtpCause.LOCKED_FOR_EVER, seconds=_WAITS_SECONDS)
    elif not answer.is_accepted:
        await server.holds(Contents([]))
        await talk.deliver(sent)
    await server.holds(Contents([sent]), _WAITS_SECONDS)


def _lock(mailbox: Path) -> locks.Locked:
    """Lock a mailbox as another program does.

    Raises:
        Failed: That cannot be done, though no letter is being written.
    """
    try:
        return locks.take(mailbox)
    except (locks.Busy, HeloError, OSError) as error:
        said = "The mailbox cannot be locked, although no letter is being written."
        expected = "A plain file, which the server locks for one letter at a time."
        raise Failed(Failure(said, expected, SmtpCause.LEFT_LOCKED)) from error


def _size(path: Path) -> int:
    """Bytes of a file, which is not opened for that; 0 where there is none."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


async def _answer_while_locked(server: Server, talk: Conversation) -> Reply | None:
    """What the server says while the mailbox is locked: nothing, 4xx, or 250 if it keeps the letter for later."""
    until = time.monotonic() + _LOCKED_SECONDS
    answer: Reply | None = None
    while time.monotonic() < until:
        if _size(server.mailbox):
            said = "The letter was written to the mailbox while another program had it locked."
            raise Failed(Failure(said, "Nothing is written: the server waits, or answers 4xx.", SmtpCause.LOCKED))
        if answer is None:
            answer = await talk.early(_GLANCE)
            if answer is not None and answer.code // 100 == _NEVER:
                raise Failed(Failure(answer.shown, "4xx: the same will work later.", SmtpCause.BUSY_IS_4XX))
        else:
            await asyncio.sleep(_GLANCE)
    return answer

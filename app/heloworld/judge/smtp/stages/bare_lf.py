"""Nothing but CR LF, dot, CR LF ends a letter (RFC 5321 §2.3.8, §4.1.1.4): what smuggling lives on."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from heloworld.judge.failure import Failed, Failure
from heloworld.judge.smtp.causes import SmtpCause
from heloworld.judge.smtp.letter import letter
from heloworld.judge.smtp.mailbox import read
from heloworld.judge.smtp.server import DELIVERY_SECONDS, Server

_FALSE_ENDS: Final = (b"\n.\n", b"\n.\r\n", b"\r\n.\n", b"\r.\r")
_QUIET: Final = "Nothing yet, because this does not end a letter."


async def bare_lf(server: Server) -> None:
    """Four ends that are none; a server may refuse such a text altogether."""
    talk = await server.introduced()
    sent = letter(server.values)
    await talk.envelope(sent)
    await talk.data()
    await talk.send(sent.wire)
    for end in _FALSE_ENDS:
        await talk.send(server.values.words(3).encode() + end)
        if not await talk.stays_silent(_QUIET, SmtpCause.BARE_LF_ENDS):
            return
    last = f"{server.values.words(2)} {server.values.token()}".encode()
    await talk.send(last + b"\r\n.\r\n")
    ended = await talk.expect("250", "4xx", "5xx", cause=SmtpCause.BARE_LF_ENDS, silent=SmtpCause.NO_END)
    await talk.silence("One reply to one letter.", SmtpCause.BARE_LF_ENDS)
    if ended.is_accepted and server.has_file:
        await _holds_all(server, last)


async def _holds_all(server: Server, last: bytes) -> None:
    """The letter must be there with its last line: whatever became of the line ends in it."""
    until = time.monotonic() + DELIVERY_SECONDS
    while last not in read(server.mailbox):
        if time.monotonic() > until:
            said = "The last line of the letter is not in the mailbox."
            raise Failed(Failure(said, "All of the letter.", SmtpCause.BODY_CUT))
        await asyncio.sleep(0.02)

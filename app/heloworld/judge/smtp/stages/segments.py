"""TCP knows no lines: bytes in any pieces (RFC 5321 §2.3.8, RFC 2920)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from heloworld.judge.smtp.causes import SmtpCause
from heloworld.judge.smtp.conversation import Conversation
from heloworld.judge.smtp.letter import ANA, letter
from heloworld.judge.smtp.mailbox import Contents
from heloworld.judge.smtp.offers import keywords, offer
from heloworld.judge.smtp.server import Server

_BETWEEN: Final = 0.001
"""Seconds between two bytes, so that each crosses by itself."""

_PAUSE: Final = 0.05
"""Seconds between two pieces, so that a server has read the first before the second comes."""

_QUIET: Final = "Nothing yet, because the letter is not over."


async def pieces(server: Server) -> None:
    """A byte at a time, two commands in one segment, the end of a letter in halves."""
    talk = await server.greeted()
    await _dribble(talk, f"EHLO {server.values.host()}\r\n".encode())
    announced = keywords(await talk.expect("250", cause=SmtpCause.PIECES, silent=SmtpCause.PIECES))
    sent = letter(server.values)
    await talk.send(f"MAIL FROM:<{sent.sender}>\r\nRCPT TO:<{ANA}>\r\n".encode())
    if await _hangs_up_on_groups(talk, announced):
        talk = await server.introduced()
        await talk.envelope(sent)
    else:
        await talk.expect("250", cause=SmtpCause.GLUED, silent=SmtpCause.GLUED, expected="250 for MAIL.")
        await talk.expect("250", cause=SmtpCause.GLUED, silent=SmtpCause.GLUED, expected="250 for RCPT too.")
    await _dribble(talk, b"DATA\r\n")
    await talk.expect("354", cause=SmtpCause.PIECES, silent=SmtpCause.PIECES)
    await _dribble(talk, sent.wire[:40])
    await talk.send(sent.wire[40:-1])
    await asyncio.sleep(_PAUSE)
    for piece in (b"\n.", b"\r"):
        await talk.send(piece)
        await talk.silence(_QUIET, SmtpCause.HALF_A_DOT)
    await talk.send(b"\n")
    await talk.expect("250", cause=SmtpCause.HALF_A_DOT, silent=SmtpCause.HALF_A_DOT)
    await server.holds(Contents([sent]))


async def pipelining(server: Server) -> None:
    """A group of commands at once, one of them refused, then the letter and the next group."""
    talk = await server.greeted()
    await offer(talk, "PIPELINING")
    values = server.values
    sent = [letter(values), letter(values)]
    nobody = f"{values.word()}.{values.token()}@harbour.test"
    first, second = (f"MAIL FROM:<{each.sender}>\r\nRCPT TO:<{ANA}>\r\n" for each in sent)
    await talk.send(f"{first}RCPT TO:<{nobody}>\r\nDATA\r\n".encode())
    for code in ("250", "250", "5xx", "354"):
        await talk.expect(code, cause=SmtpCause.ORDER_OF_REPLIES, silent=SmtpCause.ORDER_OF_REPLIES)
    await talk.send(sent[0].wire + b".\r\n" + second.encode() + b"DATA\r\n")
    for code in ("250", "250", "250", "354"):
        await talk.expect(code, cause=SmtpCause.ORDER_OF_REPLIES, silent=SmtpCause.ORDER_OF_REPLIES)
    await talk.send(sent[1].wire + b".\r\nQUIT\r\n")
    for code in ("250", "221"):
        await talk.expect(code, cause=SmtpCause.ORDER_OF_REPLIES, silent=SmtpCause.ORDER_OF_REPLIES)
    await server.holds(Contents(sent))


async def _hangs_up_on_groups(talk: Conversation, announced: Mapping[str, str]) -> bool:
    """Whether a server that does not announce PIPELINING refuses two commands at once and hangs up, as it may."""
    return "PIPELINING" not in announced and await talk.is_cut_off()


async def _dribble(talk: Conversation, data: bytes) -> None:
    """Send a byte at a time."""
    for at in range(len(data)):
        await talk.send(data[at : at + 1])
        await asyncio.sleep(_BETWEEN)

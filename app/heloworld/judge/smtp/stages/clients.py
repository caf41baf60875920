"""More than one client, and clients that go in the middle (RFC 5321 §4.1.1.10, §6.1)."""

from __future__ import annotations

import asyncio

from heloworld.judge.smtp.causes import SmtpCause
from heloworld.judge.smtp.letter import letter
from heloworld.judge.smtp.mailbox import Contents
from heloworld.judge.smtp.server import Server


async def at_once(server: Server) -> None:
    """Two letters at once, while a third client is slow."""
    values = server.values
    slow, one, other = (letter(values) for _ in range(3))
    waits = await server.introduced()
    await waits.envelope(slow)
    await waits.data()
    await waits.send(slow.wire[:50])
    first = await server.connect()
    await first.expect("220", silent=SmtpCause.ONE_AT_A_TIME)
    second = await server.connect()
    await second.expect("220", silent=SmtpCause.ONE_AT_A_TIME)
    await asyncio.gather(first.hello(), second.hello())
    for talk, each in ((first, one), (second, other)):
        await talk.envelope(each)
    for talk in (first, second):
        await talk.data()
    for talk, each in ((first, one), (second, other)):
        await talk.send(each.wire[:60])
    for talk, each in ((second, other), (first, one)):
        await talk.finish(each.wire[60:], cause=SmtpCause.MIXED_UP)
    await waits.finish(slow.wire[50:], cause=SmtpCause.MIXED_UP)
    await server.holds(Contents([slow, one, other], missing=SmtpCause.MIXED_UP))


async def gone(server: Server) -> None:
    """A client that vanishes in the middle of its letter leaves nothing, and the next one is served."""
    values = server.values
    for rest in (b"", b"."):
        lost = letter(values)
        talk = await server.introduced()
        await talk.envelope(lost)
        await talk.data()
        await talk.send(lost.wire + rest)
        await talk.close()
    kept = letter(values)
    next_one = await server.connect()
    await next_one.expect("220", silent=SmtpCause.HALF_A_LETTER)
    await next_one.hello()
    await next_one.deliver(kept)
    await server.holds(Contents([kept], stray=SmtpCause.HALF_A_LETTER))

"""Whose turn it is: every reply is waited for, and read to its end (RFC 5321 §4.1.4, RFC 2920)."""

from __future__ import annotations

import asyncio
from typing import Final

from heloworld.judge.client import transaction
from heloworld.judge.client.call import Call
from heloworld.judge.client.causes import ClientCause
from heloworld.judge.client.client import Client
from heloworld.judge.client.letter import new_letter

_PAUSE: Final = 0.001
"""Seconds between two bytes, so that each is read by itself."""


async def waits(client: Client) -> None:
    """One command at a time, and the letter only after 354, also where commands may come together."""
    await _waits_for_each(await client.call(new_letter(client.values)))
    await _waits_for_354(await client.call(new_letter(client.values)))


async def _waits_for_each(call: Call) -> None:
    await call.say(transaction.GREETING)
    line = await call.command("EHLO", "HELO")
    await _wait(call, f"Nothing, until the reply to {line.verb}.")
    await call.say(*transaction.hello_reply(line))
    await call.command("MAIL")
    await _wait(call, "Nothing, until the reply to MAIL: PIPELINING was not offered.")
    await call.say("250 2.1.0 Ok")
    while (line := await call.command("RCPT", "DATA")).verb == "RCPT":
        await _wait(call, "Nothing, until the reply to RCPT: PIPELINING was not offered.")
        await call.say("250 2.1.5 Ok")
    await _wait(call, "Nothing, until the server has said 354.", ClientCause.LETTER_TOO_SOON)
    await call.say(transaction.GO_ON)
    await call.letter()
    await _wait(call, "Nothing, until the reply to the letter.")
    await transaction.farewell(call)


async def _waits_for_354(call: Call) -> None:
    await transaction.hello(call, "PIPELINING", "8BITMIME")
    await transaction.envelope(call)
    await _wait(call, "Nothing, until the server has said 354.", ClientCause.LETTER_TOO_SOON)
    await call.say(transaction.GO_ON)
    await call.letter()
    await transaction.farewell(call)


async def _wait(call: Call, expected: str, cause: str = ClientCause.TOO_SOON) -> None:
    await call.silence(expected, cause)


async def pieces(client: Client) -> None:
    """A reply that comes byte by byte is one reply, and two lines that come together are one, too."""
    call = await client.call(new_letter(client.values))
    await _say_in_pieces(call, transaction.GREETING)
    line = await call.command("EHLO", "HELO")
    await _say_in_pieces(call, *transaction.hello_reply(line, "8BITMIME", "HELP"))
    await call.command("MAIL")
    await _say_in_pieces(call, "250-2.1.0 Welcome", "250 2.1.0 Ok")
    while (await call.command("RCPT", "DATA")).verb == "RCPT":
        await _say_in_pieces(call, "250 2.1.5 Ok")
    await _say_in_pieces(call, transaction.GO_ON)
    await call.letter()
    await _say_in_pieces(call, transaction.OK)
    await call.answer_all()


async def _say_in_pieces(call: Call, *lines: str) -> None:
    """Send a reply byte by byte, with a longer pause before its last bytes, in which nothing may come."""
    data = "".join(f"{line}\r\n" for line in lines).encode()
    for byte in data[:-2]:
        await call.send(bytes([byte]))
        await asyncio.sleep(_PAUSE)
    await call.silence("Nothing, until the line has its end.", ClientCause.PIECES, 0.05)
    await call.send(data[-2:])

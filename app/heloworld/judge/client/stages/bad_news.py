"""A server that refuses, at every place, and one that hangs up (RFC 5321 §4.2.1, §4.5.4.1; sysexits.h)."""

from __future__ import annotations

from typing import Final

from heloworld.judge.client import transaction
from heloworld.judge.client.call import Call
from heloworld.judge.client.causes import ClientCause
from heloworld.judge.client.client import Client
from heloworld.judge.client.letter import new_letter
from heloworld.judge.failure import Failed, Failure
from heloworld.judge.wording import first_line

LATER: Final = 75
"""The exit status for a letter that may be tried again: EX_TEMPFAIL."""

_NO: Final = {
    "greeting": ("421 4.3.2 Not today", "554 5.3.2 No mail here"),
    "MAIL": ("451 4.3.0 Not now", "550 5.7.1 Not from you"),
    "RCPT": ("450 4.2.0 The mailbox is locked", "550 5.1.1 No such user"),
    "DATA": ("451 4.3.0 Not now", "554 5.5.0 No"),
    "letter": ("452 4.3.1 The disk is full", "554 5.6.0 Not such a letter"),
}
"""What is said where: for now, and for good."""

_GONE: Final = (
    ("greeting", "before its greeting", False),
    ("MAIL", "instead of its reply to MAIL", True),
    ("text", "right behind its 354", False),
    ("letter", "instead of its reply to the letter", True),
    ("letter", "instead of its reply to the letter", False),
)
"""Where the server hangs up, that in words, and whether it does so rudely, with no regard for what was sent."""

_TRANSACTION: Final = {"MAIL", "RCPT", "DATA"}


async def refusals(client: Client) -> None:
    """4xx and 5xx at every place."""
    for place, replies in _NO.items():
        for reply in replies:
            call = await client.call(new_letter(client.values))
            await _lead_to(call, place)
            await call.say(reply)
            await _see_it_give_up(call, place, reply)


async def _lead_to(call: Call, place: str) -> None:
    """Be an ordinary server up to a place, whose reply is still to come."""
    if place == "greeting":
        return
    await transaction.hello(call)
    if place == "MAIL":
        await call.command("MAIL")
        return
    if place == "RCPT":
        await call.command("MAIL")
        await call.say("250 2.1.0 Ok")
        await call.command("RCPT")
        return
    await transaction.envelope(call)
    if place == "letter":
        await call.say(transaction.GO_ON)
        await call.letter()


async def _see_it_give_up(call: Call, place: str, reply: str) -> None:
    """What comes is no more of the transaction; the exit status says what the reply did."""
    while (line := await call.next_command()) is not None:
        if line.verb in _TRANSACTION and not (place == "RCPT" and line.verb == "RCPT"):
            raise call.fails(line.offset, first_line(line.text), f"QUIT, after {reply}", ClientCause.GOES_ON)
        await call.say("221 2.0.0 Bye" if line.verb == "QUIT" else reply)
        if line.verb == "QUIT":
            await call.hang_up()
    is_later = reply.startswith("4")
    expected = (
        f"Exit status {LATER}, after {reply}" if is_later else f"An exit status other than 0 and {LATER}, after {reply}"
    )
    status = await call.ended(expected)
    if (status != LATER) if is_later else (status in {0, LATER}):
        cause = ClientCause.STATUS_LATER if is_later else ClientCause.STATUS_NEVER
        raise Failed(Failure(call.program.end, expected, cause))


async def gone(client: Client) -> None:
    """The server hangs up: at once, after hello, after DATA, and instead of its reply to the letter."""
    for place, when, rudely in _GONE:
        call = await client.call(new_letter(client.values))
        if place == "text":
            await transaction.hello(call)
            await transaction.envelope(call)
            await call.say(transaction.GO_ON)
        else:
            await _lead_to(call, place)
        await call.hang_up(rudely=rudely)
        expected = f"An exit status that is not 0, after the server has hung up {when}."
        if await call.ended(expected) == 0:
            raise Failed(Failure(call.program.end, expected, ClientCause.STATUS_HUNG_UP))

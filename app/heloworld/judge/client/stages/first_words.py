"""Greeting, hello, and replies of several lines (RFC 5321 §3.1, §3.2, §4.2.1)."""

from __future__ import annotations

from heloworld.judge.client import transaction
from heloworld.judge.client.call import Call
from heloworld.judge.client.causes import ClientCause
from heloworld.judge.client.client import Client
from heloworld.judge.client.letter import new_letter


async def greeting(client: Client) -> None:
    """The client waits until it is greeted, and then speaks."""
    call = await client.call(new_letter(client.values))
    await call.silence("Nothing, until the server has said 220.", ClientCause.BEFORE_GREETING, 0.3)
    await call.say(transaction.GREETING)
    await call.command(expected="The client's first command.")


async def hello(client: Client) -> None:
    """The first command is EHLO or HELO, with a name."""
    call = await client.call(new_letter(client.values))
    await call.say(transaction.GREETING)
    line = await call.command("EHLO", "HELO")
    if not line.argument.strip():
        expected = f"{line.verb}, a space, and who the client is."
        raise call.fails(line.offset + len(line.text), line.verb, expected, ClientCause.NO_NAME)


async def multi_line(client: Client) -> None:
    """A reply is over only with its last line, whatever command it answers."""
    call = await client.call(new_letter(client.values))
    token = client.values.token()
    await call.say(f"220-mail.harbour.test {token}", "220-wishes you", "220 a good day")
    line = await call.command("EHLO", "HELO")
    await _has_read_all(call)
    extensions = ("8BITMIME", "SIZE 10000000", "HELP") if line.verb == "EHLO" else ("says hello", token)
    lines = [transaction.NAME, *extensions]
    await call.say(*(f"250{' ' if text is lines[-1] else '-'}{text}" for text in lines))
    await call.command("MAIL")
    await _has_read_all(call)
    await call.say("250-2.1.0 Who would", "250 2.1.0 have thought it")
    await call.command("RCPT")
    await _has_read_all(call)
    await call.say(f"250-2.1.5 {token}", "250 2.1.5 Ok")
    await call.command("RCPT", "DATA")


async def _has_read_all(call: Call) -> None:
    """The next command does not come before its turn, as it does where a line was taken for a reply.

    A client that never waits has sent all of them already; that is another stage's matter.
    """
    if not call.has_more:
        await call.silence("Nothing, until the next reply has come.", ClientCause.HALF_A_REPLY)

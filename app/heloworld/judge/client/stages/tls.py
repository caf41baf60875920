"""STARTTLS, where the client is given an authority whose certificates it is to believe (RFC 3207)."""

from __future__ import annotations

import asyncio
import ssl
from pathlib import Path

from heloworld.judge.client import transaction
from heloworld.judge.client.call import Call
from heloworld.judge.client.causes import ClientCause
from heloworld.judge.client.client import Client
from heloworld.judge.client.letter import new_letter
from heloworld.judge.failure import Failed, Failure, Skipped
from heloworld.judge.program.command import Command
from heloworld.judge.wording import first_line

_PLACE = "{cafile}"


async def starttls(client: Client) -> None:
    """The letter goes under TLS, or not at all."""
    subject = client.trial.subject
    if not isinstance(subject, Command) or not any(_PLACE in word for word in subject.words):
        raise Skipped(f"It is about TLS, which is asked for with the word {_PLACE} in the command.")
    context, path = await asyncio.to_thread(_furnish, client.trial.folder)
    await _goes_under_tls(client, context, path)
    await _stays_silent_without(client, path)
    await _believes_nothing_from_before(client, context, path)


def _furnish(folder: Path) -> tuple[ssl.SSLContext, str]:
    """What we show, and the file of the authority that vouches for it."""
    from heloworld.lab.certificates import Authority, server_context

    authority = Authority()
    path = folder / "authority.pem"
    path.write_bytes(authority.certificate_pem)
    return server_context(authority), str(path)


async def _goes_under_tls(client: Client, context: ssl.SSLContext, path: str) -> None:
    """STARTTLS, the handshake, EHLO once more, and the whole letter."""
    letter = new_letter(client.values)
    call = await client.call(letter, cafile=path)
    await _ask_for_tls(call)
    await call.say("220 2.0.0 Ready to start TLS")
    await call.start_tls(context)
    line = await call.command("EHLO", "HELO", cause=ClientCause.NO_HELLO_AGAIN)
    await call.say(*transaction.hello_reply(line, "8BITMIME"))
    (await transaction.letter(call)).require(letter)
    await transaction.farewell(call)
    if await call.ended("The program ends after the letter.") != 0:
        raise Failed(Failure(call.program.end, "Exit status 0.", ClientCause.STATUS_TAKEN))


async def _ask_for_tls(call: Call) -> None:
    await transaction.hello(call, "STARTTLS", "8BITMIME")
    await call.command("STARTTLS", cause=ClientCause.NO_STARTTLS)


async def _stays_silent_without(client: Client, path: str) -> None:
    """Where STARTTLS is not offered, nothing of the letter is said."""
    call = await client.call(new_letter(client.values), cafile=path)
    await transaction.hello(call, "8BITMIME")
    await _see_it_give_up(call)


async def _see_it_give_up(call: Call) -> None:
    expected = "QUIT, and an exit status that is not 0: the server has no TLS."
    while (line := await call.next_command()) is not None:
        if line.verb == "MAIL":
            raise call.fails(line.offset, first_line(line.text), expected, ClientCause.IN_THE_CLEAR)
        is_over = line.verb == "QUIT"
        await call.say("221 2.0.0 Bye" if is_over else "502 5.5.1 Not here")
        if is_over:
            await call.hang_up()
    if await call.ended(expected) == 0:
        raise Failed(Failure(call.program.end, expected, ClientCause.STATUS_HUNG_UP))


async def _believes_nothing_from_before(client: Client, context: ssl.SSLContext, path: str) -> None:
    """A reply that a forger put behind our 220 must not be taken for one that came under TLS; giving up is fine."""
    call = await client.call(new_letter(client.values), cafile=path)
    await _ask_for_tls(call)
    await call.say("220 2.0.0 Ready to start TLS", "250 forged.test")
    try:
        await call.start_tls(context)
    except Failed:
        return
    line = await call.next_command()
    if line is None:
        return
    if line.verb in {"EHLO", "HELO"}:
        expected = f"Nothing, until the reply to {line.verb}."
        await call.silence(expected, ClientCause.SLIPPED_IN)

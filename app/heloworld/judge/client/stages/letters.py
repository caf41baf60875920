"""The envelope, and the letter itself, byte for byte (RFC 5321 §2.3.8, §3.3, §4.1.1, §4.5.2)."""

from __future__ import annotations

import re
from typing import Final

from heloworld.judge.client import transaction
from heloworld.judge.client.call import Call, Command
from heloworld.judge.client.causes import ClientCause
from heloworld.judge.client.client import Client
from heloworld.judge.client.letter import Letter, new_letter
from heloworld.judge.failure import Failed, Failure
from heloworld.judge.wording import first_line

_PATH: Final = re.compile(rb"(?:FROM|TO):<([^<>]*)>(.*)", re.IGNORECASE)


async def envelope(client: Client) -> None:
    """MAIL FROM:<…>, RCPT TO:<…>, DATA, with the addresses that the client was given."""
    letter = new_letter(client.values)
    call = await client.call(letter)
    await transaction.hello(call)
    wanted = (letter.sender, letter.recipient) if client.has_message else ("", "")
    _require_path(call, await call.command("MAIL"), f"MAIL FROM:<{wanted[0] or '…'}>", wanted[0])
    await call.say("250 2.1.0 Ok")
    _require_path(call, await call.command("RCPT"), f"RCPT TO:<{wanted[1] or '…'}>", wanted[1])
    await call.say("250 2.1.5 Ok")
    while (await call.command("DATA", *(() if client.has_message else ("RCPT",)))).verb == "RCPT":
        await call.say("250 2.1.5 Ok")
    await call.say(transaction.GO_ON)
    await call.letter()
    await transaction.farewell(call)


def _require_path(call: Call, line: Command, expected: str, address: str) -> None:
    """Raise `Failed` unless a command has a path, with a certain address where there is one, and nothing more."""
    start = line.offset + len(line.text) - len(line.argument)
    path = _PATH.fullmatch(line.argument)
    if path is None:
        colon = line.argument.find(b":") + 1
        cause = ClientCause.SPACE if line.argument[colon:].startswith(b" <") else ClientCause.NO_BRACKETS
        raise call.fails(start + colon, first_line(line.text), expected, cause)
    if address and _same_domain(path[1]) != _same_domain(address.encode()):
        raise call.fails(start + path.start(1), first_line(line.text), expected, ClientCause.OTHER_ADDRESS)
    if path[2].strip():
        raise call.fails(start + path.start(2), first_line(line.text), expected, ClientCause.NOT_OFFERED)


def _same_domain(address: bytes) -> bytes:
    """An address, its domain in small letters: only its local part depends on case."""
    local, at, domain = address.rpartition(b"@")
    return local + at + domain.lower()


async def crlf(client: Client) -> None:
    """Every line, of commands and of the letter, ends with CR LF."""
    call = await client.call(new_letter(client.values), is_strict=True)
    await transaction.hello(call)
    await transaction.letter(call)
    await transaction.farewell(call)


async def dots(client: Client) -> None:
    """A line that begins with a dot gets one more."""
    word = client.values.word()
    lines = (f".{word}", f"{word}. {word}...", ".", f"..{word}", "...", f" .{word}", "..", ".", f"{word}.")
    await _send(client, new_letter(client.values, "".join(f"{line}\n" for line in lines).encode()), ClientCause.DOTS)


async def eight_bit(client: Client) -> None:
    """Bytes above 127 cross as they are, to a server that offers 8BITMIME."""
    word = client.values.word()
    lines = (f"Grüße, {word}".encode(), "日本語 ✉".encode(), f"{word} f\u00fcr alle".encode("latin-1"), b"\xff\xfe\x80")
    await _send(client, new_letter(client.values, b"".join(line + b"\n" for line in lines)), ClientCause.ALTERED)


async def _send(client: Client, letter: Letter, cause: str) -> None:
    """Have the client send a letter, which must arrive as it is."""
    call = await client.call(letter)
    await transaction.hello(call, "8BITMIME")
    received = await transaction.letter(call)
    received.require(letter, cause)
    await transaction.farewell(call)


async def end(client: Client) -> None:
    """One lone dot, its reply, QUIT, and exit status 0."""
    bodies = (b"The end\n", b"No line end", b"", b"Blank lines\n\n\n") if client.has_message else (b"",)
    for body in bodies:
        letter = new_letter(client.values, body)
        call = await client.call(letter)
        await transaction.hello(call)
        received = await transaction.letter(call)
        if client.has_message:
            received.require(letter, ClientCause.NO_END)
        await call.say(transaction.OK)
        line = await call.command(expected="QUIT.", hung_up=ClientCause.NO_QUIT)
        if line.verb != "QUIT":
            cause = ClientCause.ENDS_TWICE if line.verb == "." else ClientCause.NO_QUIT
            said = "One more dot." if line.verb == "." else first_line(line.text)
            raise call.fails(line.offset, said, "QUIT.", cause)
        await call.say("221 2.0.0 Bye")
        await call.hang_up()
        status = await call.ended("The program ends after the 221.")
        if status != 0:
            raise Failed(Failure(call.program.end, "Exit status 0.", ClientCause.STATUS_TAKEN))

"""What all the scripts of later stages have in common: the ordinary conversation, step by step."""

from __future__ import annotations

from heloworld.judge.client.call import Call, Command
from heloworld.judge.client.letter import Received

GREETING = "220 mail.harbour.test ESMTP"
NAME = "mail.harbour.test"
OK = "250 2.0.0 Ok"
GO_ON = "354 End data with <CR><LF>.<CR><LF>"


async def hello(call: Call, *extensions: str) -> Command:
    """Greet the client, and be greeted; whoever says EHLO is told what we can do."""
    await call.say(GREETING)
    return await hello_again(call, *extensions)


async def hello_again(call: Call, *extensions: str) -> Command:
    """Be greeted by the client."""
    line = await call.command("EHLO", "HELO")
    await call.say(*hello_reply(line, *extensions))
    return line


def hello_reply(line: Command, *extensions: str) -> list[str]:
    """The lines of the reply to EHLO or HELO."""
    lines = [NAME, *extensions] if line.verb == "EHLO" else [NAME]
    return [f"250{' ' if text is lines[-1] else '-'}{text}" for text in lines]


async def envelope(call: Call) -> tuple[Command, list[Command]]:
    """Take MAIL, RCPT once or several times, and DATA, which is not answered yet."""
    mail = await call.command("MAIL")
    await call.say("250 2.1.0 Ok")
    recipients = [await call.command("RCPT")]
    await call.say("250 2.1.5 Ok")
    while (line := await call.command("RCPT", "DATA")).verb == "RCPT":
        recipients.append(line)
        await call.say("250 2.1.5 Ok")
    return mail, recipients


async def letter(call: Call) -> Received:
    """Take the envelope and the letter, which is not answered yet."""
    await envelope(call)
    await call.say(GO_ON)
    return await call.letter()


async def farewell(call: Call) -> None:
    """Say that the letter is taken, and let the client go however it likes."""
    await call.say(OK)
    await call.answer_all()

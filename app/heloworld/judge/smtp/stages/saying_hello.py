"""Greeting, hello, goodbye, and what may be said in between (RFC 5321 §3.1, §3.2, §4.1)."""

from __future__ import annotations

from heloworld.judge.smtp.causes import SmtpCause
from heloworld.judge.smtp.server import Server


async def greeting(server: Server) -> None:
    """The server speaks first."""
    talk = await server.connect()
    await talk.expect(
        "220", silent=SmtpCause.NO_GREETING, expected="220, a space and the server's name: 220 mail.harbour.test"
    )
    await talk.silence("One line, and then the client's turn.", SmtpCause.UNASKED)


async def hello(server: Server) -> None:
    """HELO and EHLO, each with a name."""
    name = server.values.host()
    talk = await server.greeted()
    await talk.ask(f"HELO {name}", "250")
    await talk.say(f"EHLO {name}")
    again = await talk.expect("250", "503", silent=SmtpCause.NO_EHLO, expected="250 for EHLO too.")
    if again.is_refused:  # a server may want to be greeted only once
        await talk.close()
        talk = await server.greeted()
        await talk.ask(f"EHLO {name}", "250", cause=SmtpCause.NO_EHLO, expected="250 for EHLO too.")
    await talk.silence("The end of the reply, and then the client's turn.", SmtpCause.UNASKED)


async def goodbye(server: Server) -> None:
    """QUIT."""
    talk = await server.greeted()
    await talk.say("QUIT")
    await talk.expect("221", expected="221, and then the end of the connection.", gone=SmtpCause.NO_GOODBYE)
    await talk.end("The end of the connection.", SmtpCause.STAYS)
    other = await server.connect()
    await other.expect("220", silent=SmtpCause.ENDS_WITH_CLIENT)


async def small_talk(server: Server) -> None:
    """NOOP, RSET, words in any case, and words that mean nothing (RFC 5321 §2.4, §4.1.1.5, §4.1.1.9, §4.2.4)."""
    talk = await server.greeted()
    await talk.ask("NOOP", "250")
    await talk.ask(f"eHlO {server.values.host()}", "250", cause=SmtpCause.ANY_CASE)
    for line in ("RSET", "noop", "rSeT"):
        await talk.ask(line, "250", cause=SmtpCause.ANY_CASE)
    nonsense = f"{server.values.word().upper()} {server.values.word()}"
    await talk.ask(nonsense, "5xx", cause=SmtpCause.UNKNOWN_WORD, expected="500: the server does not know this word.")
    await talk.ask("NOOP", "250", cause=SmtpCause.UNKNOWN_WORD)

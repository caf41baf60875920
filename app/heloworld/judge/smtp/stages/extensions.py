"""What a server announces must work: SIZE (RFC 1870), STARTTLS (RFC 3207), AUTH (RFC 4954)."""

from __future__ import annotations

import base64
import ssl
from typing import Final

from heloworld.errors import ConnectError
from heloworld.judge.failure import Failed, Failure, Skipped, Spot
from heloworld.judge.smtp.causes import SmtpCause
from heloworld.judge.smtp.conversation import Conversation
from heloworld.judge.smtp.letter import ANA, letter
from heloworld.judge.smtp.mailbox import Contents
from heloworld.judge.smtp.offers import offer, offers
from heloworld.judge.smtp.server import Server

_SENT_ANYWAY: Final = 4_000_000
"""Bytes up to which a letter that is too large is really sent."""


async def size(server: Server) -> None:
    """What is too large is refused at MAIL, and at the dot where the client did not say so."""
    talk = await server.greeted()
    limit = await offer(talk, "SIZE")
    if not limit.isdigit() or int(limit) == 0:
        raise Skipped("The server announces SIZE without a limit.")
    sender = server.values.address()
    small = f"MAIL FROM:<{sender}> SIZE={min(int(limit), 500)}"
    await talk.ask(small, "250", cause=SmtpCause.SIZE_IGNORED)
    await talk.ask("RSET", "250")
    large = f"MAIL FROM:<{sender}> SIZE={int(limit) + 1}"
    await talk.ask(large, "552", "5xx", cause=SmtpCause.SIZE_IGNORED, expected="552: that is more than the limit.")
    if int(limit) > _SENT_ANYWAY:
        return
    too_large = letter(server.values, [b"x" * 70] * (int(limit) // 72 + 2))
    await talk.ask("RSET", "250")
    await talk.envelope(too_large)
    await talk.data()
    await talk.send(too_large.wire + b".\r\n")
    await talk.expect("552", "5xx", cause=SmtpCause.SIZE_IGNORED, expected="552: the letter is larger than the limit.")
    await server.holds(Contents([]), seconds=0)


async def starttls(server: Server) -> None:
    """220, the handshake, and then everything from the beginning."""
    await _nothing_is_kept(server)
    talk = await server.greeted()
    await offer(talk, "STARTTLS")
    await talk.send(b"STARTTLS\r\nNOOP\r\n")
    await talk.expect("220", cause=SmtpCause.TLS_FAILS, expected="220: begin the handshake.")
    await _begin_tls(talk)
    await talk.silence("Nothing: what came before the handshake is forgotten.", SmtpCause.INJECTED)
    announced = await offers(talk)
    if "STARTTLS" in announced:
        said = "The reply to EHLO under TLS announces STARTTLS."
        raise Failed(Failure(said, "Everything but STARTTLS.", SmtpCause.OFFERED_AGAIN, source="RFC 3207 §4.2"))
    if "AUTH" in announced:
        return  # whether it takes letters before a login is its own affair
    sent = letter(server.values)
    await talk.deliver(sent)
    await server.holds(Contents([sent]))


async def _nothing_is_kept(server: Server) -> None:
    """The sender of before the handshake is forgotten; a server may refuse to begin one in the middle of a letter."""
    talk = await server.greeted()
    await offer(talk, "STARTTLS")
    await talk.ask(f"MAIL FROM:<{server.values.address()}>", "250", "530", cause=SmtpCause.REFUSED)
    agreed = await talk.ask("STARTTLS", "220", "503", cause=SmtpCause.TLS_FAILS)
    if agreed.is_accepted:
        await _begin_tls(talk)
        await talk.ask(f"RCPT TO:<{ANA}>", "5xx", cause=SmtpCause.TLS_KEEPS, expected="503: no sender is known.")
    await talk.close()


async def auth(server: Server) -> None:
    """The right password alone gets in; what is no login is refused, and the conversation goes on."""
    talk = await server.greeted()
    announced = await offers(talk)
    if "AUTH" not in announced and "STARTTLS" in announced:
        await talk.ask("STARTTLS", "220", cause=SmtpCause.TLS_FAILS)
        await _begin_tls(talk)
        announced = await offers(talk)
    if "AUTH" not in announced:
        raise Skipped("The server does not announce AUTH.")
    mechanisms = announced["AUTH"].upper().split()
    await talk.ask(f"AUTH {server.values.word().upper()}", "504", "5xx", cause=SmtpCause.LOGIN_SYNTAX)
    if "PLAIN" not in mechanisms:
        raise Skipped("The server announces AUTH without PLAIN.")
    await talk.ask("AUTH PLAIN =no=base64=", "501", "5xx", cause=SmtpCause.LOGIN_SYNTAX)
    await talk.ask("AUTH PLAIN", "334", cause=SmtpCause.LOGIN_SYNTAX, expected="334: the login, please.")
    await talk.ask("*", "501", "5xx", cause=SmtpCause.LOGIN_SYNTAX, expected="501: the client has given it up.")
    await talk.ask(f"AUTH PLAIN {_plain('ana', server.values.token())}", "535", "5xx", cause=SmtpCause.LOGIN)
    if server.knows_password:
        stranger = _plain(server.values.word(), server.password)
        await talk.ask(f"AUTH PLAIN {stranger}", "535", "5xx", cause=SmtpCause.LOGIN)
        await talk.ask(f"AUTH PLAIN {_plain('ana', server.password)}", "235", cause=SmtpCause.LOGIN)
    await talk.ask("NOOP", "250")


async def _begin_tls(talk: Conversation) -> None:
    """Shake hands; whom the certificate names does not matter here."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        await talk.client.start_tls(context)
    except ConnectError as error:
        at = Spot(talk.conn, "server", talk.heard)
        raise Failed(Failure(error.sentence, "A TLS handshake.", SmtpCause.TLS_FAILS, at)) from error


def _plain(user: str, password: str) -> str:
    """What stands behind AUTH PLAIN (RFC 4616)."""
    return base64.b64encode(f"\0{user}\0{password}".encode()).decode()

"""From whom, to whom, and in which order (RFC 5321 §3.3, §4.1.1.2, §4.1.1.3, §4.1.4)."""

from __future__ import annotations

from heloworld.judge.smtp.causes import SmtpCause
from heloworld.judge.smtp.letter import ANA, BEN, DOMAIN, letter
from heloworld.judge.smtp.mailbox import Contents
from heloworld.judge.smtp.server import Server


async def envelope(server: Server) -> None:
    """A sender and recipients, the null sender, any case."""
    talk = await server.introduced()
    await talk.envelope(letter(server.values, recipients=(ANA, BEN)))
    await talk.ask("RSET", "250")
    await talk.ask("MAIL FROM:<>", "250", cause=SmtpCause.NULL_SENDER, too_early=SmtpCause.FORGETS_NOT)
    await talk.ask(f"RCPT TO:<{ANA}>", "250", cause=SmtpCause.REFUSED, too_early=SmtpCause.NULL_SENDER)
    await talk.ask("RSET", "250")
    mail = f"mail from:<{server.values.address()}>"
    await talk.ask(mail, "250", cause=SmtpCause.ANY_CASE, too_early=SmtpCause.FORGETS_NOT)
    await talk.ask("rcpt to:<ana@HARBOUR.TEST>", "250", cause=SmtpCause.ANY_CASE)
    await talk.ask("QUIT", "221")


async def order(server: Server) -> None:
    """503 for what comes too early, and for what was forgotten."""
    talk = await server.introduced()
    mail = f"MAIL FROM:<{server.values.address()}>"
    rcpt = f"RCPT TO:<{ANA}>"
    no_sender = "503: there is no sender yet."
    await talk.ask(rcpt, "503", cause=SmtpCause.OUT_OF_ORDER, expected=no_sender)
    await talk.ask("DATA", "503", "554", cause=SmtpCause.OUT_OF_ORDER, expected=no_sender)
    await talk.ask(mail, "250", cause=SmtpCause.REFUSED)
    await talk.ask("DATA", "503", "554", cause=SmtpCause.OUT_OF_ORDER, expected="503: there is no recipient yet.")
    await talk.ask(mail, "503", cause=SmtpCause.OUT_OF_ORDER, expected="503: one sender a letter.")
    await talk.ask("RSET", "250")
    await talk.ask(rcpt, "503", cause=SmtpCause.FORGETS_NOT, expected="503: RSET has forgotten the sender.")
    await talk.ask(mail, "250", cause=SmtpCause.REFUSED)
    again = await talk.ask(f"EHLO {server.values.host()}", "250", "503", cause=SmtpCause.REFUSED, expected="250.")
    if again.is_refused:
        return  # it may be had once only
    await talk.ask(rcpt, "503", cause=SmtpCause.FORGETS_NOT, expected="503: EHLO has forgotten the sender.")
    await talk.ask(mail, "250", cause=SmtpCause.REFUSED)
    await talk.ask(rcpt, "250", cause=SmtpCause.REFUSED)


async def refusals(server: Server) -> None:
    """Nobody of that name, somebody else's domain, what only contains ours, and good recipients beside bad ones."""
    values = server.values
    stranger, elsewhere = f"{values.word()}.{values.token()}@harbour.test", values.address()
    talk = await server.introduced()
    await talk.ask(f"MAIL FROM:<{values.address()}>", "250", cause=SmtpCause.REFUSED)
    unknown = "550: there is nobody of that name."
    await talk.ask(f"RCPT TO:<{stranger}>", "5xx", cause=SmtpCause.UNKNOWN_USER, expected=unknown)
    foreign = "550, or another 5xx or 4xx: mail for another domain is not taken."
    await talk.ask(f"RCPT TO:<{elsewhere}>", "5xx", "4xx", cause=SmtpCause.OPEN_RELAY, expected=foreign)
    await talk.ask(f"RCPT TO:<x{ANA}>", "5xx", cause=SmtpCause.WHOLE_ADDRESS, expected=unknown)
    for alike in (f"{ANA}.{values.word()}.test", f"ana@x{DOMAIN}"):
        await talk.ask(f"RCPT TO:<{alike}>", "5xx", "4xx", cause=SmtpCause.WHOLE_ADDRESS, expected=foreign)
    await talk.ask("DATA", "503", "554", cause=SmtpCause.NO_RECIPIENTS)
    await talk.ask("RSET", "250")
    mixed = letter(values)
    await talk.ask(f"MAIL FROM:<{mixed.sender}>", "250", cause=SmtpCause.REFUSED)
    await talk.ask(f"RCPT TO:<{stranger}>", "5xx", cause=SmtpCause.UNKNOWN_USER, expected=unknown)
    await talk.ask(f"RCPT TO:<{ANA}>", "250", cause=SmtpCause.REFUSED)
    await talk.ask(f"RCPT TO:<{elsewhere}>", "5xx", "4xx", cause=SmtpCause.OPEN_RELAY, expected=foreign)
    await talk.data()
    await talk.finish(mixed.wire)
    await server.holds(Contents([mixed]))

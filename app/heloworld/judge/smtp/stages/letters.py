"""The text of a letter, and what becomes of it in the file (RFC 5321 §4.1.1.4, §4.5.2; RFC 4155)."""

from __future__ import annotations

from typing import Final

from heloworld.judge.smtp.causes import SmtpCause
from heloworld.judge.smtp.letter import ANA, BEN, letter
from heloworld.judge.smtp.mailbox import Contents
from heloworld.judge.smtp.server import Server

_LONGEST_LINE: Final = 998
"""Octets of a line without its end (RFC 5322 §2.1.1)."""

_MEGABYTE: Final = 1_000_000


async def message(server: Server) -> None:
    """354, then silence, then one 250."""
    talk = await server.introduced()
    sent = letter(server.values, [b"QUIT", b"this is text, and not a command", b"RSET"])
    await talk.envelope(sent)
    await talk.data()
    quiet = "Nothing, until the line with the lone dot."
    await talk.silence(quiet, SmtpCause.TALKS_IN_DATA)
    await talk.send(sent.wire[:-2])
    await talk.silence(quiet, SmtpCause.TALKS_IN_DATA)
    await talk.finish(sent.wire[-2:])
    await talk.silence("One 250, and then the client's turn.", SmtpCause.UNASKED)
    late = "503: the letter is over, and the server has forgotten its sender."
    await talk.ask(f"RCPT TO:<{ANA}>", "503", cause=SmtpCause.FORGETS_NOT, expected=late)
    await talk.ask("QUIT", "221")


async def append(server: Server) -> None:
    """The letter stands in the file."""
    talk = await server.introduced()
    sent = letter(server.values)
    await talk.deliver(sent)
    await server.holds(Contents([sent]))


async def again(server: Server) -> None:
    """More letters, on one connection and on another; the file only grows, by ana's mail."""
    old = letter(server.values)
    before = (
        b"From old@island.test Sat Jan  3 01:05:34 2026\n" + b"\n".join(old.fields) + b"\n\n" + old.stored_body + b"\n"
    )
    server.mailbox.write_bytes(before)
    talk = await server.introduced()
    sent = [letter(server.values), letter(server.values, recipients=(ANA, BEN))]
    for each in sent:
        await talk.deliver(each)
    bens = letter(server.values, recipients=(BEN,))
    await talk.deliver(bens)
    await server.holds(Contents(sent, before, [bens]))
    await talk.ask("QUIT", "221")
    other = await server.introduced()
    sent.append(letter(server.values))
    await other.deliver(sent[-1])
    await server.holds(Contents(sent, before, [bens]))


async def transparency(server: Server) -> None:
    """A dot too many goes, a lone dot of the text stays."""
    word = server.values.word().encode()
    body = [b"." + word, b".", b"..", b"..." + word, word + b".", b"." + word + b".", b""]
    talk = await server.introduced()
    sent = letter(server.values, [*body, word])
    await talk.deliver(sent)
    await server.holds(Contents([sent]))


async def quoting(server: Server) -> None:
    """Lines of a body that begin as a separator does."""
    values = server.values
    begin = values.words(4).encode()
    body = [
        b"From " + values.words(3).encode(),
        begin,
        b"",
        b"From ana@harbour.test Mon Nov 23 23:26:01 2026",
        b"",
        b"From: " + values.words(2).encode(),
        b"and " + b"From " + values.word().encode(),
    ]
    talk = await server.introduced()
    sent = [letter(values, body), letter(values)]
    for each in sent:
        await talk.deliver(each)
    await server.holds(Contents(sent))


async def contents(server: Server) -> None:
    """Eight bits, long lines, a megabyte: byte for byte."""
    values = server.values
    all_bytes = bytes(byte for byte in range(1, 256) if byte not in b"\r\n")
    body = ["naïve café, 世界".encode(), all_bytes, b"\ttabs\t and spaces at the end  ", b"x" * _LONGEST_LINE]
    talk = await server.introduced()
    sent = [letter(values, body)]
    await talk.deliver(sent[0])
    await server.holds(Contents(sent))
    line = values.words(12).encode()
    sent.append(letter(values, [line] * (_MEGABYTE // (len(line) + 2))))
    await talk.deliver(sent[1])
    await server.holds(Contents(sent))

"""All stages of a server, in order (RFC 5321)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from heloworld.judge.smtp.server import Server, on_server
from heloworld.judge.smtp.stages import (
    bare_lf,
    clients,
    envelope,
    extensions,
    letters,
    promises,
    saying_hello,
    segments,
)
from heloworld.judge.stage import Need, Stage, Suite


def _stage(name: str, script: Callable[[Server], Awaitable[None]], about: str, source: str, *needs: Need) -> Stage:
    return Stage(name, about, source, on_server(script), frozenset(needs))


_HELLO: Final = (
    _stage(
        "greeting",
        saying_hello.greeting,
        "When a client connects, the server speaks first: 220 and its name.",
        "RFC 5321 §3.1",
    ),
    _stage(
        "hello",
        saying_hello.hello,
        "HELO and EHLO, each with the client's name, get a 250.",
        "RFC 5321 §3.2, §4.1.1.1",
    ),
    _stage(
        "goodbye",
        saying_hello.goodbye,
        "QUIT gets a 221, and then the server closes the connection.",
        "RFC 5321 §4.1.1.10",
    ),
    _stage(
        "small-talk",
        saying_hello.small_talk,
        "NOOP and RSET get a 250, in capitals or small letters, and an unknown word gets a 500.",
        "RFC 5321 §2.4, §4.1.1.5, §4.1.1.9, §4.2.4",
    ),
)
_LETTERS: Final = (
    _stage(
        "envelope",
        envelope.envelope,
        "MAIL FROM names the sender of a letter, RCPT TO names a recipient, and each gets a 250.",
        "RFC 5321 §4.1.1.2, §4.1.1.3",
    ),
    _stage(
        "order",
        envelope.order,
        "The order is MAIL, RCPT, DATA, and anything else gets a 503.",
        "RFC 5321 §3.3, §4.1.4",
    ),
    _stage(
        "message",
        letters.message,
        "DATA gets a 354, then every line is text, and the line with a lone dot gets one 250.",
        "RFC 5321 §4.1.1.4",
    ),
    _stage(
        "append",
        letters.append,
        "The letter is appended to ana's mailbox file: a From line, the letter, an empty line.",
        "RFC 5321 §4.2.5; RFC 4155",
        Need.FILE,
    ),
    _stage(
        "again",
        letters.again,
        "More letters come: the file only grows, and only ana's letters go into it.",
        "RFC 5321 §3.3; RFC 4155",
        Need.FILE,
    ),
    _stage(
        "transparency",
        letters.transparency,
        "The client adds a dot to each line that begins with one, and the server takes it off again.",
        "RFC 5321 §4.5.2",
        Need.FILE,
    ),
    _stage(
        "quoting",
        letters.quoting,
        "A line of the text that begins with From and a space must not cut the mailbox in two.",
        "RFC 4155; qmail mbox(5)",
        Need.FILE,
    ),
)
_ROUGH: Final = (
    _stage(
        "pieces",
        segments.pieces,
        "Lines come in any pieces: byte by byte, two at once, the last dot in halves.",
        "RFC 5321 §2.3.8; RFC 9293 §3.7",
    ),
    _stage(
        "at-once",
        clients.at_once,
        "Several clients are served at once, even while one of them is slow.",
        "RFC 5321 §4.5.4.2",
    ),
    _stage(
        "refusals",
        envelope.refusals,
        "Mail for unknown users and other domains is refused, and good recipients still get theirs.",
        "RFC 5321 §3.3, §3.6.2, §7.1",
    ),
    _stage(
        "contents",
        letters.contents,
        "Eight bits, lines of 998 octets, a megabyte: a letter is kept byte for byte.",
        "RFC 5321 §4.5.3.1; RFC 6152",
        Need.FILE,
    ),
    _stage(
        "bare-lf",
        bare_lf.bare_lf,
        "Nothing but CR LF, dot, CR LF ends a letter.",
        "RFC 5321 §2.3.8, §4.1.1.4",
    ),
    _stage(
        "gone",
        clients.gone,
        "A client that vanishes in the middle of its letter leaves nothing behind.",
        "RFC 5321 §4.1.1.10, §6.1",
        Need.FILE,
    ),
    _stage(
        "promise",
        promises.promise,
        "A letter that got its 250 is kept, even if the server is killed at that moment.",
        "RFC 5321 §4.2.5, §6.1",
        Need.FILE,
        Need.END,
    ),
    _stage(
        "locks",
        promises.locked,
        "A mailbox that another program has locked is not written to.",
        "RFC 4155; fcntl(2)",
        Need.FILE,
    ),
)
_EXTENSIONS: Final = (
    _stage(
        "pipelining",
        segments.pipelining,
        "With PIPELINING a client sends several commands at once, and each gets its reply, in order.",
        "RFC 2920 §3",
    ),
    _stage(
        "size", extensions.size, "With SIZE a letter that is too large is refused before it is sent.", "RFC 1870 §6"
    ),
    _stage(
        "starttls",
        extensions.starttls,
        "With STARTTLS the conversation starts over under TLS, and nothing from before counts.",
        "RFC 3207 §4",
    ),
    _stage(
        "auth", extensions.auth, "With AUTH the right name and password are let in, and nothing else is.", "RFC 4954 §4"
    ),
)

SUITE: Final = Suite("smtp", "the server", (*_HELLO, *_LETTERS, *_ROUGH, *_EXTENSIONS))

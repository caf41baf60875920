"""All stages of a client, in order (RFC 5321)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from heloworld.judge.client.client import Client, on_client
from heloworld.judge.client.stages import bad_news, first_words, letters, tls, turns
from heloworld.judge.stage import STAGE_SECONDS, Need, Stage, Suite

_TABLE: Final[tuple[tuple[str, str, str, Callable[[Client], Awaitable[None]], bool], ...]] = (
    (
        "greeting",
        "The client waits until the server has greeted it, and then says something.",
        "RFC 5321 §3.1, §4.3.1",
        first_words.greeting,
        False,
    ),
    (
        "hello",
        "Its first command is EHLO or HELO, and who it is.",
        "RFC 5321 §3.2, §4.1.1.1",
        first_words.hello,
        False,
    ),
    (
        "multi-line",
        "A reply may have several lines: it is over with the one that has a space after its code.",
        "RFC 5321 §4.2.1",
        first_words.multi_line,
        False,
    ),
    (
        "envelope",
        "MAIL FROM:<…>, RCPT TO:<…>, DATA: the envelope has the addresses that the client was given.",
        "RFC 5321 §3.3, §4.1.1.2",
        letters.envelope,
        False,
    ),
    ("crlf", "Every line ends with CR LF, those of the letter as well.", "RFC 5321 §2.3.8", letters.crlf, False),
    (
        "dots",
        "A line of the letter that begins with a dot is sent with one more in front.",
        "RFC 5321 §4.5.2",
        letters.dots,
        True,
    ),
    (
        "end",
        "One lone dot ends the letter, QUIT the conversation, and the exit status is 0.",
        "RFC 5321 §4.1.1.4, §4.1.1.10",
        letters.end,
        False,
    ),
    (
        "waits",
        "The client waits for each reply, unless the server has offered PIPELINING; it always waits for 354.",
        "RFC 5321 §4.1.4; RFC 2920 §3.1",
        turns.waits,
        False,
    ),
    (
        "refusals",
        "If the server says 4xx anywhere, the exit status is 75; if it says 5xx, it is another that is not 0.",
        "RFC 5321 §4.2.1",
        bad_news.refusals,
        False,
    ),
    (
        "eight-bit",
        "Bytes above 127 arrive as they are.",
        "RFC 6152 §3",
        letters.eight_bit,
        True,
    ),
    (
        "pieces",
        "A reply may come in pieces, even byte by byte.",
        "RFC 5321 §4.2.1; RFC 9293 §3.8",
        turns.pieces,
        False,
    ),
    (
        "gone",
        "If the server hangs up, the client ends too, and does not say that the letter was sent.",
        "RFC 5321 §3.8, §4.5.4.1",
        bad_news.gone,
        False,
    ),
    (
        "starttls",
        "If TLS is asked for, the letter goes under TLS or not at all.",
        "RFC 3207 §4, §4.2",
        tls.starttls,
        True,
    ),
)
"""Name, what it is about, where that is written down, the script, and whether it needs a message of ours."""

_SECONDS: Final = {"refusals": 20.0}
"""How long a stage may last that starts the client very often."""


def suite(port: int = 0) -> Suite:
    """The stages of a client.

    Args:
        port: Where a client calls that is told nothing; 0 for one that is told.
    """
    return Suite(
        "client",
        "the client",
        tuple(
            Stage(
                name,
                about,
                source,
                on_client(script, port),
                frozenset({Need.MESSAGE} if needs_message else ()),
                _SECONDS.get(name, STAGE_SECONDS),
            )
            for name, about, source, script, needs_message in _TABLE
        ),
    )

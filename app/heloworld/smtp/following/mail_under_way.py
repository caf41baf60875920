"""A mail on its way: its envelope, and its text in DATA or in chunks.

In DATA the text goes from the 354 to the lone dot, and transparency is undone (RFC 5321 §4.5.2). The bytes of a chunk
(BDAT, RFC 3030 §2) follow its command at once, and the reply comes after the last of them, also where it is a refusal.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from heloworld.smtp.states import END_OF_DATA, LAST_CHUNK, SmtpState
from heloworld.wire.message_text import KEEP_TEXT, MessageText
from heloworld.wire.rows import Exchange, Mail

_CHUNK = re.compile(rb"([0-9]{1,20})([ \t]+LAST)?", re.IGNORECASE)

_ENDS = frozenset({END_OF_DATA, LAST_CHUNK})
_OPEN = frozenset({SmtpState.MAIL, SmtpState.RCPT, SmtpState.DATA, SmtpState.CHUNKS})
"""The states in which there is an envelope."""


@dataclass(slots=True)
class Chunk:
    """A chunk that is under way.

    Attributes:
        argument: What came after BDAT.
        row: The row of the command.
        left: Bytes that are still to come.
        has_begun: Whether the command is complete, so that bytes count.
    """

    argument: bytes
    row: int
    left: int
    has_begun: bool = False


def takes_chunks(offers: Collection[str]) -> bool:
    """Whether the server takes chunks."""
    return "CHUNKING" in offers


def announced_chunk(verb: str, argument: bytes, offers: Collection[str], row: int) -> Chunk | None:
    """The chunk that a command announces; None where it announces none, or the server knows no chunks."""
    size = _CHUNK.fullmatch(argument) if verb == "BDAT" and takes_chunks(offers) else None
    return Chunk(argument, row, int(size[1])) if size is not None else None


def step(verb: str, argument: bytes) -> str:
    """A command as `states` knows it: the verb, or `LAST_CHUNK`."""
    size = _CHUNK.fullmatch(argument) if verb == "BDAT" else None
    return LAST_CHUNK if size is not None and size[2] else verb


class MailUnderWay:
    """What has crossed of a mail.

    Args:
        keep_text: Bytes of its text that are held.
        lenient: What else than the lone dot ends it, as in `Opened`.

    Attributes:
        text: Its text so far.
    """

    def __init__(self, keep_text: int = KEEP_TEXT, lenient: Sequence[str] = ()) -> None:
        self._keep_text, self._lenient = keep_text, lenient
        self._sender = b""
        self._recipients: list[bytes] = []
        self.text = MessageText(keep_text, lenient=lenient)

    def follow(self, exchange: Exchange, *, has_chunk: bool) -> Mail | None:
        """Draw the consequences of a reply; returns the mail that it ends, whatever became of it.

        Args:
            exchange: The command and its reply.
            has_chunk: Whether a chunk was sent before the replies to its envelope came: its text stays then.
        """
        if step(exchange.verb, exchange.argument) in _ENDS:
            mail = Mail("client", self.text.content, exchange, self._sender, tuple(self._recipients), self.text.rows)
            self.forget()
            return mail
        if exchange.code >= 400 or not exchange.code:
            return None
        if exchange.verb == "RCPT":
            self._recipients.append(exchange.argument)
        elif exchange.verb == "MAIL" or exchange.after not in _OPEN:
            self.forget(with_text=exchange.verb != "MAIL" or not has_chunk)
            self._sender = exchange.argument if exchange.verb == "MAIL" else b""
        return None

    def forget(self, *, with_text: bool = True) -> None:
        """There is no envelope any more."""
        self._sender, self._recipients = b"", []
        if with_text:
            self.text = MessageText(self._keep_text, lenient=self._lenient)

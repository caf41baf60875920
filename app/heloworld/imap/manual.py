"""IMAP in words: what to type next, what a row means, what helps with a refusal. It is what `Protocol.manual` gives."""

from __future__ import annotations

from heloworld.imap import completion
from heloworld.imap.commands import COMMANDS
from heloworld.imap.dissect import ImapDialogue
from heloworld.imap.explain import explain
from heloworld.imap.remedies import remedy
from heloworld.imap.states import ImapState
from heloworld.wire.protocol import Dialogue, Note
from heloworld.wire.rows import Exchange

__all__ = ["BARE_LF", "COMMANDS", "OPENED", "TLS_STARTED", "awaited", "closed", "complete", "explain", "remedy"]

OPENED = Note("A TCP connection: a pipe for bytes in both directions. The server speaks first.", (), "RFC 3501 §2.1")

TLS_STARTED = Note(
    "From here on every line crosses inside an encrypted tunnel.",
    ("What the server announced before no longer counts: ask with CAPABILITY, or go on with LOGIN.",),
    "RFC 3501 §6.2.1",
)

BARE_LF = "It ends with a bare LF; IMAP wants CRLF (RFC 3501 §2.2)."


def awaited(dialogue: Dialogue) -> str:
    """How much of a literal is still to come, or what comes behind it."""
    if dialogue.state is not ImapState.LITERAL or not isinstance(dialogue, ImapDialogue):
        return ""
    count = dialogue.octets_left
    if not count:
        return "(the rest of the line: perhaps just Enter)"
    return f"({count} {'octet' if count == 1 else 'octets'} to come; Enter is two)"


def closed(last: Exchange | None) -> Note:
    """What is said of the end of a connection."""
    headline = "The connection is over. Both sides have forgotten each other."
    if last is None:
        return Note(headline, ("No session had begun.",), "RFC 3501 §3.4")
    return Note(
        headline,
        (r"Flags stay in the mailbox; what was marked \Deleted and not expunged is still there.",),
        "RFC 3501 §3.4",
    )


def complete(dialogue: Dialogue | None, typed: str) -> tuple[str, ...]:
    """The lines that make sense now and start with what was typed, in whatever case; each with the next tag."""
    if dialogue is None:
        return ()
    return completion.complete(dialogue.state, typed, completion.next_tag(dialogue.exchanges))

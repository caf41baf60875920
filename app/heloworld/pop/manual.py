"""POP3 in words: what to type next, what a row means, what helps with a refusal. It is what `Protocol.manual` gives."""

from __future__ import annotations

from heloworld.pop import completion
from heloworld.pop.commands import COMMANDS
from heloworld.pop.explain import explain
from heloworld.pop.remedies import remedy
from heloworld.pop.states import PopState
from heloworld.wire.protocol import Dialogue, Note
from heloworld.wire.rows import Exchange

__all__ = ["BARE_LF", "COMMANDS", "OPENED", "TLS_STARTED", "awaited", "closed", "complete", "explain", "remedy"]

OPENED = Note("A TCP connection: a pipe for bytes in both directions. The server speaks first.", (), "RFC 1939 §4")

TLS_STARTED = Note(
    "From here on every line crosses inside an encrypted tunnel.",
    ("The server has forgotten a name that was given before: go on with USER.",),
    "RFC 2595 §4",
)

BARE_LF = "It ends with a bare LF; POP3 wants CRLF (RFC 1939 §3)."


def awaited(dialogue: Dialogue) -> str:  # noqa: ARG001 - as all manuals
    """Nothing is counted here."""
    return ""


def closed(last: Exchange | None) -> Note:
    """What is said of the end of a connection: what has become of the messages that were marked."""
    headline, source = "The connection is over. Both sides have forgotten each other.", "RFC 1939 §6"
    if last is None:
        return Note(headline, ("No session had begun.",), source)
    if PopState.TRANSACTION not in {last.before, last.after}:
        return Note(headline, ("Nobody was logged in, so nothing was deleted.",), source)
    if last.verb != "QUIT":
        return Note(headline, ("There was no QUIT: messages that were marked are still in the mailbox.",), source)
    if last.is_refused:
        return Note(headline, ("Messages that QUIT could not delete are still in the mailbox.",), source)
    return Note(headline, ("What was marked left the mailbox with QUIT; without a mark, nothing did.",), source)


def complete(dialogue: Dialogue | None, typed: str) -> tuple[str, ...]:
    """The lines that make sense now and start with what was typed, in whatever case."""
    return completion.complete(PopState.CLOSED if dialogue is None else dialogue.state, typed)

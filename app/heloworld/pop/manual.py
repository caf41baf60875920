"""POP3 in words: what to type next, what a row means, what helps with a refusal. It is what `Protocol.manual` gives."""

from __future__ import annotations

from heloworld.pop import completion
from heloworld.pop.commands import COMMANDS
from heloworld.pop.explain import explain
from heloworld.pop.remedies import remedy
from heloworld.pop.states import PopState
from heloworld.wire.protocol import Dialogue, Note

__all__ = ["BARE_LF", "CLOSED", "COMMANDS", "OPENED", "TLS_STARTED", "complete", "explain", "remedy"]

OPENED = Note("A TCP connection: a pipe for bytes in both directions. The server speaks first.", (), "RFC 1939 §4")

TLS_STARTED = Note(
    "From here on every line crosses inside an encrypted tunnel.",
    ("The server has forgotten a name that was given before: go on with USER.",),
    "RFC 2595 §4",
)

BARE_LF = "It ends with a bare LF; POP3 wants CRLF (RFC 1939 §3)."

CLOSED = Note(
    "The connection is over. Both sides have forgotten each other.",
    ("Messages that were marked without a QUIT are still in the mailbox.",),
    "RFC 1939 §6",
)


def complete(dialogue: Dialogue | None, typed: str) -> tuple[str, ...]:
    """The lines that make sense now and start with what was typed, in whatever case."""
    return completion.complete(PopState.CLOSED if dialogue is None else dialogue.state, typed)

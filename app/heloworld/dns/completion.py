"""What to ask next: a question for each type, with names of the small world."""

from __future__ import annotations

from heloworld.dns.record_types import ANY, RECORD_TYPES
from heloworld.dns.states import DnsState
from heloworld.wire.protocol import Dialogue


def complete(dialogue: Dialogue | None, typed: str) -> tuple[str, ...]:
    """The questions that begin as what was typed, in whatever case."""
    if dialogue is None or dialogue.state is DnsState.CLOSED:
        return ()
    questions = (each.question for each in (*RECORD_TYPES.values(), ANY))
    return tuple(line for line in questions if line.lower().startswith(typed.lower()))

"""The questions of DNS in plain words: each type that can be asked for is a command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from heloworld.dns.record_types import ANY, RECORD_TYPES
from heloworld.wire.protocol import Command

COMMANDS: Final[Mapping[str, Command]] = {
    each.name: Command(
        verb=each.name,
        syntax=f"{each.name} name",
        summary=each.asks,
        effect="The server forgets the question with its answer: there is no session.",
        example=each.question,
        source=each.source,
    )
    for each in (*RECORD_TYPES.values(), ANY)
}
"""Every question by its type."""

"""What must be true: the closed set of conditions from which goals and missteps are made.

A condition is a record of one kind of fact. It is written as a table with a key that names the kind, and all that it
says must be true of the same command, message, mailbox or connection. A later protocol adds a record to `CONDITIONS`,
and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from heloworld.course.conditions.base import Condition, Moment
from heloworld.course.conditions.exchange import Command, Connection, Greeting
from heloworld.course.conditions.letter import Letter, Rewritten
from heloworld.course.conditions.mailbox import Mailbox, Readers
from heloworld.course.conditions.message import Message
from heloworld.course.conditions.names import Asked, ZoneNow
from heloworld.course.conditions.queue import Hop, Queue
from heloworld.course.conditions.report import Report
from heloworld.course.conditions.trial import Trial
from heloworld.course.conditions.untagged import Untagged
from heloworld.course.conditions.verdict import Verdict

CONDITIONS: Final[Mapping[str, type[Condition]]] = {
    "command": Command,
    "greeting": Greeting,
    "mail": Message,
    "mailbox": Mailbox,
    "readers": Readers,
    "connection": Connection,
    "untagged": Untagged,
    "letter": Letter,
    "rewritten": Rewritten,
    "asked": Asked,
    "zone": ZoneNow,
    "hop": Hop,
    "queue": Queue,
    "report": Report,
    "verdict": Verdict,
    "judge": Trial,
}
"""The key that names a condition, and its record."""


def kind_of(table: Mapping[str, Any]) -> str | None:
    """The key that says which condition a table is; None where it is none."""
    return next((key for key in table if key in CONDITIONS), None)


__all__ = ["CONDITIONS", "Condition", "Moment", "kind_of"]

"""What is wrong with a lesson: where, by which rule, and in words."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from heloworld.output import ascii_json
from heloworld.wire.visible import visible_text


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault.

    Attributes:
        path: The lesson's file.
        line: The line of it, from 1.
        rule: The rule's name, such as ``unknown-key``.
        says: What is wrong and what helps, in a sentence or two.
        session: What crossed until then, where the lesson was played, each line with that of the file that sent it.
    """

    path: Path
    line: int
    rule: str
    says: str
    session: tuple[str, ...] = ()

    def __str__(self) -> str:
        where = visible_text(f"{self.path}:{self.line}")
        return "\n".join([f"{where}: {visible_text(self.says)} [{self.rule}]", *self.session])

    @property
    def as_json(self) -> str:
        """The same as one JSON object."""
        fields = {"path": str(self.path), "line": self.line, "rule": self.rule, "says": self.says}
        return ascii_json(fields | {"session": self.session})

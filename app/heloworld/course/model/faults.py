"""What is wrong with a lesson: where, by which rule, and in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault.

    Attributes:
        path: The lesson's file.
        line: The line of it, from 1.
        rule: The rule's name, such as ``unknown-key``.
        says: What is wrong and what helps, in a sentence or two.
    """

    path: Path
    line: int
    rule: str
    says: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.says} [{self.rule}]"

    @property
    def as_json(self) -> str:
        """The same as one JSON object."""
        return json.dumps({"path": str(self.path), "line": self.line, "rule": self.rule, "says": self.says})

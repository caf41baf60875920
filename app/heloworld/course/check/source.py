"""Where in a lesson's file something stands: what turns a fault into a line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from markdown_it import MarkdownIt

from heloworld.course.model import toml_lines
from heloworld.course.model.faults import Fault
from heloworld.course.model.lesson import FENCES, Fence, Lesson


@dataclass(frozen=True)
class Source:
    """A lesson and the text it was read from.

    Attributes:
        lesson: The lesson.
        text: Its text, line ends LF.
    """

    lesson: Lesson
    text: str

    @classmethod
    def of(cls, lesson: Lesson) -> Source:
        """A lesson with the text of its file.

        Raises:
            OSError: The file is gone since it was read.
        """
        return cls(
            lesson,
            lesson.path.read_text(encoding="utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n"),
        )

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file; the first is number 0 here."""
        return self.text.split("\n")

    @property
    def path(self) -> Path:
        """The file."""
        return self.lesson.path

    def fault(self, line: int, rule: str, says: str, session: tuple[str, ...] = ()) -> Fault:
        """A fault of this lesson."""
        return Fault(self.path, line, rule, says, session)

    def key(self, fence: Fence, key: str) -> int:
        """The line on which a fence has a key; the fence's own where it has none."""
        return fence.line + toml_lines.line_of(self._content(fence), key)

    def key_in(self, fence: Fence, table: str, key: str) -> int:
        """The line on which a table of a fence has a key; that of the table, or the fence's own, where it has none."""
        return fence.line + toml_lines.line_in_table(self._content(fence), table, key)

    def word(self, fence: Fence, word: str) -> int:
        """The first line of a fence on which something is written; the fence's own where it is nowhere."""
        lines = self._content(fence).split("\n")
        return next((at for at, line in enumerate(lines, fence.line + 1) if word in line), fence.line)

    def elements(self, fence: Fence, key: str) -> list[int]:
        """The line of each element in a list of a fence."""
        return [fence.line + line for line in toml_lines.lines_of_elements(self._content(fence), key)]

    @cached_property
    def prose(self) -> list[tuple[int, str]]:
        """The lines outside of all fences, each with its number."""
        return [(at, line) for at, line in enumerate(self.lines, 1) if at not in self._fenced]

    @cached_property
    def examples(self) -> list[tuple[int, str]]:
        """The lines in fences that are shown, each with its number."""
        return [(at, line) for at, line in enumerate(self.lines, 1) if self._fenced.get(at, "lesson") not in FENCES]

    @cached_property
    def _fenced(self) -> dict[int, str]:
        """The numbers of the lines in fences, and the fence's word."""
        return {
            number + 1: token.info.strip().partition(" ")[0]
            for token in MarkdownIt("commonmark").parse(self.text)
            if token.type in {"fence", "code_block"} and token.map is not None
            for number in range(*token.map)
        }

    def _content(self, fence: Fence) -> str:
        """What stands between a fence's backticks."""
        opening = re.match(r"\s*(`{3,}|~{3,})", self.lines[fence.line - 1])
        marker = opening[1] if opening else "```"
        inside: list[str] = []
        for line in self.lines[fence.line :]:
            if line.strip().startswith(marker) and not line.strip().strip(marker[0]):
                break
            inside.append(line)
        return "\n".join(inside)

"""Text to be read, wrapped so that goals, answers, items and examples hang together."""

from __future__ import annotations

import re
from typing import Final

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

GOES_ON: Final = "↪ "
"""What stands before the rest of an example's line that is too long for its row."""

_LEAD: Final = re.compile(r" *(?:\[[ x>]\] |\d{1,2}\.? (?=\S)|[·▸│$] )?")
"""What a line may begin with that the rows after it stand clear of."""

_LEAST: Final = 12
"""Cells that have to be left beside a lead for the rows to hang."""


class Prose(Static):
    """A text that is wrapped for the width there is."""

    def render(self) -> Content:
        """All rows."""
        return hang(self._text, self.content_size.width)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's form
        """Rows that it takes in a width."""
        return hang(self._text, width).get_height(self.styles.get_rules(), width) if width else 0

    @property
    def _text(self) -> Content:
        return self.content if isinstance(self.content, Content) else Content(str(self.content))


def hang(text: Content, width: int) -> Content:
    """A text with its rows as they are shown: those after a lead, such as a goal's box or a number, hang beside it.

    Args:
        text: Lines, each of which may need several rows.
        width: Cells there are.
    """
    lines = text.split("\n", allow_blank=True)
    return Content("\n").join(row for line in lines for row in _rows(line, width))


def _rows(line: Content, width: int) -> list[Content]:
    """A line's rows."""
    found = _LEAD.match(line.plain)
    at = found.end() if found else 0
    if line.cell_length <= width or width - at < _LEAST:
        return [line]
    lead, rest = line.divide([at]) if at else (Content(), line)
    is_bar = "│" in lead.plain
    mark = GOES_ON if is_bar or _is_command(lead, rest) else ""
    beside = Content.assemble(lead if is_bar else " " * at, (mark, "$faint"))
    first, *more = rest.wrap(width - at - len(mark))
    return [Content.assemble(lead, first), *(Content.assemble(beside, row) for row in more)]


def _is_command(lead: Content, rest: Content) -> bool:
    """Whether a line is one of a command's, of which only the first has a sign in front."""
    return lead.plain.endswith("$ ") or (bool(lead.plain) and any(span.style == "$client" for span in rest.spans))

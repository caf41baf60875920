"""Text to be read, wrapped so that goals, answers, items and examples hang together."""

from __future__ import annotations

import re
from typing import Final

from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from heloworld.ui.widgets.common import command_rows

GOES_ON: Final = "↪ "
"""What stands before the rest of an example's line that is too long for its row; of a command's, only where no
backslash may part it."""

_LEAD: Final = re.compile(r" *(?:\[[ x>]\] |\d{1,2}\.? (?=\S)|[·▸│$] )?")
"""What a line may begin with that the rows after it stand clear of."""

_PROMPT: Final = "$ "
"""What stands before the first line of a command."""

_INDENT: Final = 2
"""Cells by which a command's other lines are indented."""

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
    found, quote = list[Content](), ""
    for line in text.split("\n", allow_blank=True):
        lead, rest = _parted(line)
        is_command = _is_command(lead, rest)
        quote = quote if is_command and not lead.plain.endswith(_PROMPT) else ""
        if line.cell_length <= width or width - len(lead) < _LEAST:
            found.append(line)
        elif is_command:
            found += _rows_of_command(lead, rest, width, quote)
        else:
            found += _rows(lead, rest, width)
        quote = command_rows.quote_after(rest.plain, quote) if is_command else ""
    return Content("\n").join(found)


def _parted(line: Content) -> tuple[Content, Content]:
    """What a line begins with that its other rows stand clear of, and the rest."""
    found = _LEAD.match(line.plain)
    at = found.end() if found else 0
    if not at:
        return Content(), line
    lead, rest = line.divide([at])
    return lead, rest


def _rows(lead: Content, rest: Content, width: int) -> list[Content]:
    """A line's rows."""
    is_bar = "│" in lead.plain
    mark = GOES_ON if is_bar else ""
    beside = Content.assemble(lead if is_bar else " " * len(lead), (mark, "$faint"))
    first, *more = rest.wrap(width - len(lead) - len(mark))
    return [Content.assemble(lead, first), *(Content.assemble(beside, row) for row in more)]


def _rows_of_command(lead: Content, rest: Content, width: int, quote: str) -> list[Content]:
    """A command line's rows; those after the first stand as the lines of a command do that has several."""
    is_first = lead.plain.endswith(_PROMPT)
    beside = " " * (len(lead) + (_INDENT if is_first else 0))
    room = width - len(beside)
    found = command_rows.rows(rest.plain, room, room - len(GOES_ON), quote)
    cut = [rest[row.start : row.stop] for row in found]
    return [
        Content.assemble(
            beside if at else lead, (GOES_ON if row.is_torn else "", "$faint"), text, (row.ending, "$client")
        )
        for at, (row, text) in enumerate(zip(found, cut, strict=True))
    ]


def _is_command(lead: Content, rest: Content) -> bool:
    """Whether a line is one of a command's, of which only the first has a sign in front."""
    if "│" in lead.plain:
        return False
    return lead.plain.endswith(_PROMPT) or (bool(lead.plain) and any(span.style == "$client" for span in rest.spans))

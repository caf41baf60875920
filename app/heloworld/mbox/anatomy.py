"""What each line of a mailbox is, and which message it belongs to: for lines from anywhere in a file of any size.

Every line that starts ``From `` is taken for a separator, as the naive reader and mboxrd take it
(`heloworld.mbox.lenses`).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import Final

from heloworld.mbox.message import header_bounds
from heloworld.mbox.summary import WINDOW
from heloworld.mbox.tail import Part
from heloworld.mbox.text import Line, MailboxText

_QUOTED: Final = re.compile(rb">+From ")
_NOWHERE: Final = 2**63


class Anatomy:
    """Tells the parts of a mailbox.

    Args:
        text: Its lines, and where its messages start.
    """

    def __init__(self, text: MailboxText) -> None:
        self._text = text
        self._body_of = lru_cache(maxsize=512)(self._find_body)

    def forget(self) -> None:
        """The file has changed elsewhere than at its end."""
        self._body_of.cache_clear()

    def message_of(self, offset: int) -> int | None:
        """Which message a byte of the file belongs to, counted from 0; None before the first."""
        index = self._text.index
        found = bisect_right(range(len(index)), offset, key=self.start_of)
        return found - 1 if found else None

    def start_of(self, message: int) -> int:
        """Where a message starts, in bytes; behind everything if there is none of that number."""
        found = self._text.index.offsets(message, 1)
        return found[0] if found else _NOWHERE

    def part_of(self, line: Line) -> Part:
        """What a line is. The empty line behind a header counts as body.

        Raises:
            MailboxError: The file cannot be read.
        """
        message = self.message_of(line.offset)
        if message is None:
            return Part.BODY
        start = self.start_of(message)
        if line.offset == start:
            return Part.SEPARATOR
        if line.offset < self._body_of(start, min(self.start_of(message + 1), self._text.scanned)):
            return Part.HEADER
        return Part.QUOTED if _QUOTED.match(line.data) else Part.BODY

    def _find_body(self, start: int, stop: int) -> int:
        """Where a message's header ends: the offset of the empty line, or the end of what is looked at."""
        data = self._text.read(start, min(stop, start + WINDOW))
        header = data.find(b"\n") + 1 or len(data)
        return start + header_bounds(data, header)[0]

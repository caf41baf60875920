"""The lines of a mailbox file of any size: each is read when it is to be seen, and what was found in it stands out."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from heloworld.errors import MailboxError
from heloworld.mbox.finding.search import Hit
from heloworld.mbox.reading.index import Change
from heloworld.mbox.reading.line_kinds import Anatomy
from heloworld.mbox.reading.lines import Line, MailboxText
from heloworld.mbox.reading.tail import LineKind, StoredLine
from heloworld.mbox.reading.watch import FileNews
from heloworld.ui.widgets.common.highlight import CUT
from heloworld.ui.widgets.common.line_source import LineSpan
from heloworld.ui.widgets.mailbox import stored_lines
from heloworld.ui.widgets.mailbox.stored_lines import StoredLines
from heloworld.wire.visible import pieces, visible

Marks = Callable[[int, int], list[Hit]]
"""What has been found in a part of the file."""

STYLES: Final = {**stored_lines.STYLES, "mailbox--hit": "color: $strip-here; text-style: bold reverse"}
"""How the runs of a line look."""


class FileLines(StoredLines):
    """The lines of a file.

    Args:
        text: The file; `take` says what is known of it.
        anatomy: What its lines are.
        marks: What has been found in a part of it.
    """

    def __init__(self, text: MailboxText, anatomy: Anatomy, marks: Marks) -> None:
        super().__init__()
        self._text = text
        self._anatomy = anatomy
        self._marks = marks
        self._end = 0
        self._bytes = 0
        self._read = lru_cache(maxsize=128)(self._read_line)

    def take(self, news: FileNews) -> int:
        """Take in what is known of the file now.

        Returns:
            The first line that may look different.
        """
        self._read.cache_clear()
        before, was_fresh_from = self._end, self.fresh_from
        self._end = news.lines
        if news.change is not Change.NONE:
            self.fresh_from = self._bytes if news.change is Change.GROWN else None
        self._bytes = news.size
        if not news.is_growth:
            self._anatomy.forget()
        return max(before - 1, 0) if news.is_growth and self.fresh_from == was_fresh_from else 0

    def row_of(self, offset: int) -> int:
        """The line that a byte belongs to.

        Raises:
            MailboxError: The file cannot be read.
        """
        return self._text.row_of(offset)

    @property
    def end_line(self) -> int:
        """The number after the last line of the file."""
        return self._end

    @property
    def empty_text(self) -> str:
        """What is said of an empty file."""
        return " The file is empty. What is appended to it appears here."

    def spans(self, number: int) -> list[LineSpan]:
        """A line as it looks."""
        line, _ = self._read(number)
        spans = super().spans(number)
        more = line.length - len(line.data)
        return [*spans, LineSpan(CUT.format(more=more), "mailbox--offset")] if more else spans

    def ink(self, line: StoredLine, data: bytes) -> list[LineSpan]:
        """The text of a line, cut where something was found in it."""
        plain = super().ink(line, data)
        try:
            hits = self._marks(line.offset, line.offset + len(data))
        except MailboxError:
            return plain
        spans: list[LineSpan] = []
        at = 0
        for hit in hits:
            start, stop = max(hit.start - line.offset, 0), hit.stop - line.offset
            spans += _slice(plain, data, at, start)
            spans += [LineSpan(piece.text, "mailbox--hit") for piece in pieces(data[start:stop])]
            at = stop
        return [*spans, *_slice(plain, data, at, len(data))] if hits else plain

    def stored(self, number: int) -> StoredLine:
        """One line of the file, or its start where it is very long."""
        line, part = self._read(number)
        return StoredLine(line.offset, line.data, part)

    def _read_line(self, number: int) -> tuple[Line, LineKind]:
        """A line and what it is; where it cannot be read, what is wrong stands in its place."""
        try:
            line = self._text.line(number)
            return line, self._anatomy.part_of(line)
        except MailboxError as error:
            said = str(error).encode("utf-8", "surrogateescape")
            return Line(0, said, len(said)), LineKind.BODY


def _slice(spans: list[LineSpan], data: bytes, start: int, stop: int) -> list[LineSpan]:
    """Part of a line's spans, by the bytes that they stand for."""
    return _crop(spans, len(visible(data[:start])), len(visible(data[:stop])))


def _crop(spans: list[LineSpan], start: int, stop: int) -> list[LineSpan]:
    """The spans between two characters."""
    kept: list[LineSpan] = []
    at = 0
    for text, style in spans:
        left, right = max(start - at, 0), min(stop - at, len(text))
        if left < right:
            kept.append(LineSpan(text[left:right], style))
        at += len(text)
    return kept

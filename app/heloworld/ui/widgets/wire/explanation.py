"""The line under the wire: what the row under the cursor means, and on demand its bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from textual.content import Content, Span
from textual.geometry import Size
from textual.reactive import reactive
from textual.widgets import Static

from heloworld.wire.protocol import Note

HEX_LIMIT = 64
"""Bytes that the byte view shows at most."""

MOST, MOST_WITH_WHOLE, MOST_WITH_BYTES = 6, 7, 10
"""Rows that it has at most, where it does not show everything; with a line that its row cuts, and with bytes."""

LEFT, LEFT_BY_ALL = 6, 4
"""Rows of its pane that are not for it: four for the lines above it, two where it shows all; two for prompt and strip.
"""

LEAST, LEAST_WITH_BYTES = 2, 6
"""Rows that it may have however low its pane is."""


class Explanation(Static):
    """A note, in as many rows as it needs and its pane can spare; where these are too few, the last one says so.

    Args:
        limit: Bytes that are shown at most.
        way_on: Where all of it can be read, behind the mark of what is cut.
    """

    DEFAULT_CSS = """
    Explanation { height: auto; padding: 0 1; border-left: outer $strip-here; background: $panel; }
    """

    shows_all: reactive[bool] = reactive(default=False, layout=True)
    """Whether it has as many rows as its pane can spare."""

    note: reactive[Note | None] = reactive[Note | None](None, layout=True)
    """What is said; None says nothing."""

    hides: reactive[frozenset[str]] = reactive[frozenset[str]](frozenset(), layout=True)
    """What is left out of it, as long as no lesson has introduced it: `digits`, `rfc`."""

    whole: reactive[str] = reactive("", layout=True)
    """The line itself, safe to show, where it does not fit into its row; empty where it does."""

    data: reactive[bytes | None] = reactive[bytes | None](None, layout=True)
    """The bytes to show below; None shows none."""

    at: reactive[int | None] = reactive[int | None](None)
    """Which of the bytes is pointed at; None points at none."""

    def __init__(self, *, limit: int = HEX_LIMIT, way_on: str = "") -> None:
        super().__init__()
        self._limit = limit
        self._way_on = way_on
        self._pane_rows = 0

    def render(self) -> Content:
        """Headline, source, codes, the whole line and details; then the bytes."""
        width, rows = self.content_size.width, self._most_rows(self.content_size.width)
        whole = self._drawn(width)
        return whole if not width or len(whole.wrap(width)) <= rows else self._cut(width, rows)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's form
        """Textual's own asks what was drawn for the width before; here the lines depend on the width there will be."""
        if not width:
            return 0
        self._pane_rows = container.height
        return self._rows(width)

    def keep_its_rows(self, tries: int = 3) -> None:
        """Ask for the layout once more where it does not have the rows that it needs.

        Now and then Textual loses a layout that is asked for while another one is under way.

        Args:
            tries: How often at most.
        """
        width = self.content_size.width
        if tries and width and self._pane_rows and self.content_size.height != self._rows(width):
            self.refresh(layout=True)
            self.call_after_refresh(self.keep_its_rows, tries - 1)

    def _rows(self, width: int) -> int:
        return min(len(self._drawn(width).wrap(width)), self._most_rows(width))

    def _most_rows(self, width: int) -> int:
        """How many rows, so wide, its pane, as high as that is, and its style let it have."""
        least, most = (LEAST, MOST) if self.data is None else (LEAST_WITH_BYTES, MOST_WITH_BYTES)
        all_spare = self._pane_rows - LEFT_BY_ALL
        if self.whole:
            most = max(most, MOST_WITH_WHOLE)
        if self.whole and width:  # a line that its row cuts can be read here, and what it means
            least = max(least, min(len(self._in_full(self.whole).wrap(width)) + 1, all_spare))
        spare = max(all_spare if self.shows_all else self._pane_rows - LEFT, least)
        by_style = self.styles.max_height
        limits = [spare, *([] if self.shows_all else [most]), *([int(by_style.value)] if by_style is not None else [])]
        return min(limits)

    def _drawn(self, width: int) -> Content:
        """All that there is to show, in so many cells."""
        lines: list[Content] = [*self._words(self._told, self.whole, width)] if self.note is not None else []
        if self.data is not None:
            lines.append(self._bytes(self.data, width))
        return Content("\n").join(lines)

    def _cut(self, width: int, rows: int) -> Content:
        """As much as so many rows take, and a mark that there is more.

        The finer code comes right after the headline, beside it where there is room. The bytes and what to do come
        before the parts; a line that its row cuts is there to its end, below the rest.
        """
        note = self._told
        is_beside = bool(note.finer) and len(note.headline) + len(_GAP) + len(note.finer) <= width
        source = "" if is_beside else note.source
        headline, *others = self._words(replace(note, details=(), finer="", source=source), "", width)
        if is_beside:
            headline = Content.assemble(headline, (f"{_GAP}{note.finer}", "$faint"))
            others += [Content.styled(note.source, "$faint")] if note.source else []
        lines = [headline, *([self._bytes(self.data, width)] if self.data is not None else [])]
        if note.finer and not is_beside and self.data is None:
            lines.append(Content.styled(note.finer, "$faint"))
        lines += [Content(" ".join(note.details))] if note.details else []
        in_full = self._in_full(self.whole).wrap(width) if self.whole else []
        above = max(rows - len(in_full), 1)
        drawn = Content("\n").join([*lines, *others]).wrap(width)
        kept = drawn[:above]
        if len(drawn) > above:
            kept[-1] = self._marked(kept[-1], width)
        if len(in_full) > rows - len(kept):
            in_full = in_full[: max(rows - len(kept), 0)]
            in_full[-1:] = [self._marked(each, width) for each in in_full[-1:]]
        return Content("\n").join([*kept, *in_full])

    @property
    def _told(self) -> Note:
        """The note without what is left out of it."""
        note = self.note or Note("")
        shown = replace(note, digits="") if "digits" in self.hides else note
        return replace(shown, source="") if "rfc" in self.hides else shown

    def _marked(self, row: Content, width: int) -> Content:
        """A row behind which there is more."""
        mark = f" … {'' if self.shows_all else self._way_on}".rstrip()
        last = row.rstrip()
        return Content.assemble(last.truncate(min(width - len(mark), last.cell_length)), (mark, "$faint"))

    @staticmethod
    def _in_full(whole: str) -> Content:
        return Content.assemble(("In full: ", "$faint"), whole if whole[-1] in ".!?…" else f"{whole}.")

    def _bytes(self, data: bytes, width: int) -> Content:
        """The bytes, those around the one that is pointed at."""
        count = columns(width)
        last = (self.at or 0) // count * count + count
        start = max(last - self._limit, 0)
        dump = Content.styled(hex_dump(data, width, start, self._limit), "$faint")
        if self.at is None:
            return dump
        row, column = divmod(self.at - start, count)
        line = sum(map(len, dump.plain.split("\n")[:row])) + row
        digits = line + len(_GUTTER.format(0)) + column * 3 + column // 8
        shown = line + len(_GUTTER.format(0)) + count * 3 + count // 8 + 1 + column
        return dump.add_spans([Span(digits, digits + 2, "reverse"), Span(shown, shown + 1, "reverse")])

    def _words(self, note: Note, whole: str, width: int) -> Iterator[Content]:
        """The note, line by line: what is dropped where there are too few rows comes last.

        The source is at the right of the headline where there is room, else after the parts, else below everything.
        """
        room = width - len(note.headline) - len(note.source)
        source = " " * room + note.source if note.source and room >= 2 else ""
        yield Content.assemble((note.headline, "bold"), (source, "$faint"))
        parts = [*filter(None, (note.finer, *note.parts, note.digits))] if self.data is None else []
        below = note.source if self.data is None and not source else ""
        if below and parts and len(_GAP.join([*parts, below])) <= width:
            parts, below = [*parts, below], ""
        yield from (Content.styled(row, "$faint") for row in _rows(parts, width))
        if whole:
            yield self._in_full(whole)
        if note.details:
            yield Content(" ".join(note.details))
        if below:
            yield Content.styled(below, "$faint")


def _rows(parts: list[str], width: int) -> list[str]:
    """Parts in one row where it has room for them, else each in its own."""
    row = _GAP.join(parts)
    return [row] if row and len(row) <= width else parts


_GAP = "   "
"""What is between two parts in one row."""


_GUTTER = "{:04x}  "


def columns(width: int) -> int:
    """How many bytes a line of a hex dump has: 16 where they fit into so many cells, else 8."""
    return 16 if width >= 72 else 8


def hex_dump(data: bytes, width: int, start: int = 0, limit: int = HEX_LIMIT) -> str:
    """Bytes as hexadecimal and as text; what is not printable ASCII is a dot there, as in every hex dump.

    Args:
        data: The bytes.
        width: Cells there are.
        start: The first byte to show.
        limit: How many of them are shown at most.
    """
    count, stop = columns(width), min(len(data), start + limit)
    lines = []
    for at in range(start, stop, count):
        row = data[at : min(at + count, stop)]
        digits = "  ".join(row[part : part + 8].hex(" ") for part in range(0, count, 8))
        shown = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        lines.append(f"{_GUTTER.format(at)}{digits:<{count * 3 + count // 8}} {shown}")
    if len(data) > stop:
        lines.append(f"      and {len(data) - stop:,} more bytes")
    return "\n".join(lines)

"""The line under the wire: what the row under the cursor means, and on demand its bytes."""

from __future__ import annotations

from collections.abc import Iterator

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from heloworld.lab.explain import Note

HEX_LIMIT = 64
"""Bytes that the byte view shows at most."""


class Explanation(Static):
    """A note, in as many lines as the layout gives it."""

    DEFAULT_CSS = """
    Explanation { height: auto; max-height: 4; padding: 0 1; border-left: outer $strip-here; background: $panel; }
    Explanation.-bytes { max-height: 10; }
    """

    note: reactive[Note | None] = reactive[Note | None](None, layout=True)
    """What is said; None says nothing."""

    data: reactive[bytes | None] = reactive[bytes | None](None, layout=True)
    """The bytes to show below; None shows none."""

    def render(self) -> Content:
        """Headline, source and details; then the bytes."""
        lines: list[Content] = [*self._words()] if self.note is not None else []
        if self.data is not None:
            lines.append(Content.styled(hex_dump(self.data, self.content_size.width), "$faint"))
        return Content("\n").join(lines)

    def _words(self) -> Iterator[Content]:
        """The note, line by line; its source stands at the right where there is room, else below."""
        note, width = self.note, self.content_size.width
        assert note is not None
        room = width - len(note.headline) - len(note.source)
        source = " " * room + note.source if room >= 2 else ""
        yield Content.assemble((note.headline, "bold"), (source, "$faint"))
        if note.details:
            yield Content(" ".join(note.details))
        parts = [*filter(None, note.parts), *([] if source else [note.source])]
        if any(parts) and self.data is None:
            yield Content.styled("   ".join(parts), "$faint")


def hex_dump(data: bytes, width: int) -> str:
    """Bytes as hexadecimal and as text; what is not printable ASCII is a dot there, as in every hex dump.

    Args:
        data: The bytes; at most `HEX_LIMIT` of them are shown.
        width: Cells there are; a line has 16 bytes where they fit, else 8.
    """
    count = 16 if width >= 72 else 8
    lines = []
    for start in range(0, min(len(data), HEX_LIMIT), count):
        row = data[start : start + count]
        digits = "  ".join(row[at : at + 8].hex(" ") for at in range(0, count, 8))
        shown = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        lines.append(f"{start:04x}  {digits:<{count * 3 + count // 8}} {shown}")
    if len(data) > HEX_LIMIT:
        lines.append(f"      and {len(data) - HEX_LIMIT:,} more bytes")
    return "\n".join(lines)

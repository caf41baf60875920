"""The file side of the mailbox screen: its text, with offsets and line ends or without, or a hex dump of it."""

from __future__ import annotations

from heloworld.mbox.reading.watch import FileNews
from heloworld.ui.widgets.common.line_view import wrap
from heloworld.ui.widgets.mailbox.hex_view import HexView
from heloworld.ui.widgets.mailbox.raw_view import RawView


class FilePane:
    """The two views of the file, of which one is shown.

    Args:
        raw: The file as text.
        dump: The file as a hex dump.

    Attributes:
        shows_dump: Whether it is the dump that is shown.
    """

    def __init__(self, raw: RawView, dump: HexView) -> None:
        self.raw = raw
        self.dump = dump
        self.shows_dump = False

    @property
    def view(self) -> RawView | HexView:
        """The one that is shown."""
        return self.dump if self.shows_dump else self.raw

    @property
    def place(self) -> int | None:
        """The byte of the file that the cursor is on; None where there is none."""
        if self.shows_dump:
            return self.dump.place if self.dump.end_line else None
        line = self.raw.current_stored
        return None if line is None else line.offset + (self.raw.byte or 0)

    @property
    def is_following(self) -> bool:
        """Whether it stays at its end as that grows."""
        return self.view.is_following

    def take(self, news: FileNews) -> None:
        """Show what is known of the file now."""
        self.raw.take(news)
        self.dump.take(news)

    def redraw(self) -> None:
        """Other things stand out in it now."""
        self.raw.redraw()
        self.dump.redraw()

    def show_byte(self, offset: int, column: int = 0) -> None:
        """Put the cursor on a byte; where its line is out of sight, scroll there.

        Args:
            offset: The byte.
            column: Columns at the start of its line of text behind which something is to be seen.
        """
        if self.shows_dump:
            self.dump.show_at(offset)
        else:
            self.raw.show_line(offset, column)

    def show_from(self, offset: int) -> None:
        """Put the cursor on a byte, and its line at the top."""
        self.view.show_from(offset)

    def turn(self) -> None:
        """Text, text with offsets and line ends, hex dump, and text again; the cursor stays where it is in the file."""
        if not self.shows_dump and not self.raw.shows_bytes:
            self.raw.show_bytes(shown=True)
            return
        place, is_following = self._place_to_keep(), self.is_following
        self.raw.show_bytes(shown=False)
        self.shows_dump = not self.shows_dump
        if is_following:
            self.view.action_follow()
        else:
            self.show_from(place)

    def wrap(self) -> None:
        """Wrap long lines of the text, or let them go on beside the view; from the dump, go to the text for it."""
        if self.shows_dump:
            self.turn()
            wrap(self.raw, wraps=True)
        else:
            wrap(self.raw, wraps=not self.raw.scroller.wraps)

    def _place_to_keep(self) -> int:
        """Where the cursor is; if the dump's was in the same line of text before, it goes back to that very byte."""
        line = None if self.shows_dump else self.raw.current_stored
        if line is not None and line.offset <= self.dump.place < line.offset + len(line.raw):
            return self.dump.place
        return self.place or 0

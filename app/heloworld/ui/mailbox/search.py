"""What to find in the file: looked for as it is typed, from hit to hit, as plain text or by regular expression."""

from __future__ import annotations

from functools import partial

from heloworld.errors import HeloError, MailboxError
from heloworld.mbox.finding.live_search import Finder, Found
from heloworld.mbox.finding.search import Hit, Needle, needle
from heloworld.mbox.reading.lines import MailboxText
from heloworld.ui.background import Later
from heloworld.ui.mailbox import where
from heloworld.ui.mailbox.pairing import Pane
from heloworld.ui.mailbox.question import Desk, Question
from heloworld.ui.widgets.common.ask_line import Ask
from heloworld.wire.visible import visible, visible_text


class Search(Question):
    """Asks what to find.

    Args:
        desk: Where it is asked.
        text: The mailbox.
        later: Has what is found told in the thread of the desk.
    """

    asks = (Ask.FIND, Ask.PATTERN)
    side = Pane.FILE

    def __init__(self, desk: Desk, text: MailboxText, later: Later) -> None:
        super().__init__(desk)
        self._text = text
        self._finder = Finder(text, partial(later, self.hear))
        self._is_pattern = False
        self._origin = 0
        self._shown: Hit | None = None
        self._marked: Needle | None = None

    @property
    def ask(self) -> Ask:
        """Whether text or a pattern is asked for."""
        return Ask.PATTERN if self._is_pattern else Ask.FIND

    @property
    def initial(self) -> str:
        """What is looked for already."""
        return self.found.needle.text if self.found is not None else ""

    @property
    def found(self) -> Found | None:
        """How the search stands; None where nothing is looked for."""
        return self._finder.found

    def toggle_pattern(self) -> None:
        """What is asked for is a pattern from now on, or plain text again."""
        self._is_pattern = not self._is_pattern

    # In the line

    def opened(self) -> None:
        """Find from where the cursor is."""
        self._origin = self.desk.place or 0
        if self.found is not None:
            self._say(self.found)

    def typed(self, text: str) -> None:
        """Find what is typed, from where the cursor was when that began."""
        if not text:
            self.forget()
            self.desk.say(self, "")
            return
        try:
            sought = needle(text, is_pattern=self._is_pattern)
        except HeloError as error:
            self.forget()  # else what comes of the text before would be said of this one
            self.desk.say(self, visible_text(error.sentence), is_trouble=True)
            self.desk.say_where()
            return
        self._shown = None
        self._finder.look_for(sought, self._origin)

    def entered(self, text: str) -> Pane | None:
        """To the file, where it is found or soon will be; what is no pattern is to be written otherwise first."""
        if text != self.initial:
            self.typed(text)
        return None if text and self.found is None else Pane.FILE

    def left(self) -> Pane:
        """Back to where the cursor was; nothing is looked for any more."""
        self.forget()
        self.desk.show_byte(self._origin)
        return Pane.FILE

    # From hit to hit

    def step(self, by: int) -> bool:
        """Go to the next hit or to the one before; says whether anything is looked for."""
        if self.found is None:
            return False
        self._finder.go_on(backward=by < 0)
        return True

    def marks(self, start: int, stop: int) -> list[Hit]:
        """What has been found in one part of the file, from one byte up to another.

        Raises:
            MailboxError: The file cannot be read.
        """
        return self._finder.marks(start, stop)

    def forget(self) -> None:
        """Look for nothing any more, and show that."""
        self.stop()
        self._shown = self._marked = None
        self.desk.redraw()

    def stop(self) -> None:
        """Look for nothing any more."""
        self._finder.stop()

    def changed(self, *, is_growth: bool) -> None:
        """The file has changed: what is new is searched, or all of it where it is another one now."""
        if is_growth:
            self._finder.grown()
        else:
            self._shown = None
            self._finder.anew()

    def hear(self, found: Found) -> None:
        """The finder tells how it stands; not heard where it stands otherwise since, of which it tells, too."""
        if self.found is not found:
            return
        if found.hit is not None and found.hit != self._shown:
            self._shown = found.hit
            self._show(found.hit)
        if found.needle != self._marked or found.needle.is_pattern:
            self._marked = found.needle
            self.desk.redraw()
        self._say(found)

    def _show(self, hit: Hit) -> None:
        try:
            line = self._text.line(self._text.row_of(hit.start))
        except MailboxError:
            return
        column = len(visible(line.data[: hit.start - line.offset])) if hit.start >= line.offset else 0
        self.desk.show_byte(hit.start, column)

    def _say(self, found: Found) -> None:
        is_trouble = found.trouble is not None or (found.hit is None and not found.is_sought)
        self.desk.say(self, where.found(found), is_trouble=is_trouble)
        self.desk.say_where()

"""Getting about in a mailbox: find, jump, and the list narrowed to what holds a word; asked in one line."""

from __future__ import annotations

from pathlib import Path

from textual import on

from heloworld.errors import HeloError, MailboxError
from heloworld.mbox.finding import locations
from heloworld.mbox.finding.live_search import Found
from heloworld.mbox.finding.search import Hit, Needle, needle
from heloworld.ui.screens.mailbox_filter import MailboxFilter, escaped
from heloworld.ui.screens.mailbox_panes import MailboxPanes
from heloworld.ui.widgets.common.ask_line import Ask, AskLine
from heloworld.wire.visible import visible, visible_text

_SPELL = 200
"""Messages that are looked at, at first, before the list is told which of them hold a word."""


class MailboxPlaces(MailboxFilter):
    """The panes, and a line in which the user says where to go."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._is_pattern = False
        self._origin = 0
        self._shown: Hit | None = None
        self._marked: Needle | None = None

    # Asking

    def action_find(self) -> None:
        """Ask what to find."""
        self._origin = self.place or 0
        self.show_tab(self.file)
        known = self.finder.found
        self.ask.open(Ask.PATTERN if self._is_pattern else Ask.FIND, known.needle.text if known is not None else "")
        if known is not None:
            self._say_found(known)

    def action_find_pattern(self) -> None:
        """Find by regular expression, or plainly again."""
        self._is_pattern = not self._is_pattern
        text = self.ask.line.value if self.ask.ask is not None and self.ask.ask.is_search else ""
        known = self.finder.found
        self.ask.open(
            Ask.PATTERN if self._is_pattern else Ask.FIND, text or (known.needle.text if known is not None else "")
        )
        self._look_for(self.ask.line.value)

    def action_jump(self) -> None:
        """Ask where to jump to."""
        self.ask.open(Ask.JUMP)

    def action_filter(self) -> None:
        """Ask which messages to list."""
        self.ask.open(Ask.FILTER, self.word)
        self.show_tab(self.messages)

    @on(AskLine.Typed)
    def _typed(self, message: AskLine.Typed) -> None:
        if message.ask is not self.ask.ask:
            return  # Enter was pressed since
        if message.ask.is_search:
            self._look_for(message.text)
        elif message.ask is Ask.FILTER:
            self.narrow(message.text)

    def enter(self, ask: Ask, text: str) -> None:
        """Enter was pressed in the line.

        Args:
            ask: What was asked.
            text: What stands there.
        """
        if ask is Ask.JUMP:
            self._jump(text)
        elif ask is Ask.FILTER:
            if text != self.word:
                self.narrow(text)
            self._leave(to_file=False)
        elif ask.is_search:
            if text != (self.finder.found.needle.text if self.finder.found is not None else ""):
                self._look_for(text)
            self._leave(to_file=True)

    def _leave(self, *, to_file: bool) -> None:
        """Ask nothing any more, and go to a pane."""
        self.ask.close()
        self.set_focus(self.file if to_file else self.messages)
        self.say_where()

    def leave_line(self) -> None:
        """Escape in the line: as it was before something was asked."""
        asked = self.ask.ask
        to_file = self._file_leads
        if asked is Ask.FILTER:
            self.narrow("")
            to_file = False
        elif asked is not None and asked.is_search:
            self.forget_search()
            self.show_byte(self._origin)
            to_file = True
        self._leave(to_file=to_file)

    # Jumping

    def _jump(self, typed: str) -> None:
        try:
            wanted = locations.place(typed)
        except HeloError as error:
            self.ask.say(error.sentence, is_trouble=True)
            return
        if wanted.message is not None:
            self._jump_to_message(wanted.message)
        elif wanted.offset is not None:
            self._jump_to_byte(wanted.offset)

    def _jump_to_message(self, number: int) -> None:
        if not 1 <= number <= self.messages.known:
            so_far = "" if self.text.is_complete else " so far"
            self.ask.say(f"There are {self.messages.known:,} messages{so_far}.", is_trouble=True)
            return
        leads_file = self._file_leads
        self._file_leads = False
        self._leave(to_file=leads_file)
        self.messages.choose(number - 1)
        self.file.show_from(self.anatomy.start_of(number - 1))

    def _jump_to_byte(self, offset: int) -> None:
        if offset >= self.text.size:
            self.ask.say(f"The file ends at byte {max(self.text.size - 1, 0):,}.", is_trouble=True)
        elif offset >= self.text.scanned and self.file is self.raw:
            self.ask.say(f"Lines are known up to byte {self.text.scanned:,} so far.", is_trouble=True)
        else:
            self._leave(to_file=True)
            self.show_byte(offset)

    # Finding

    def _look_for(self, text: str) -> None:
        """Find what is typed, from where the cursor was when that began."""
        if not text:
            self.forget_search()
            self.ask.say("")
            return
        try:
            sought = needle(text, is_pattern=self._is_pattern)
        except HeloError as error:
            self.ask.say(visible_text(error.sentence), is_trouble=True)
            return
        self._shown = None
        self.finder.look_for(sought, self._origin)

    def forget_search(self) -> None:
        """Nothing is looked for any more."""
        self.finder.stop()
        self._shown = self._marked = None
        self._redraw_file()

    def action_find_next(self) -> None:
        """Go to the next place found."""
        self._step(1)

    def action_find_previous(self) -> None:
        """Go to the place found before."""
        self._step(-1)

    @on(AskLine.Stepped)
    def _stepped(self, message: AskLine.Stepped) -> None:
        if is_search(self.ask.ask):
            self._step(message.by)

    def _step(self, by: int) -> None:
        if self.finder.found is None:
            self.action_find()
        else:
            self.finder.go_on(backward=by < 0)

    @on(MailboxPanes.Searched)
    def _show_found(self, message: MailboxPanes.Searched) -> None:
        found = message.found
        if self.finder.found is not None and self.finder.found.needle == found.needle:
            if found.hit is not None and found.hit != self._shown:
                self._shown = found.hit
                self._show_hit(found.hit)
            if found.needle != self._marked or found.needle.is_pattern:
                self._marked = found.needle
                self._redraw_file()
            self._say_found(found)

    def _show_hit(self, hit: Hit) -> None:
        try:
            line = self.text.line(self.text.row_of(hit.start))
        except MailboxError:
            return
        column = len(visible(line.data[: hit.start - line.offset])) if hit.start >= line.offset else 0
        self.show_byte(hit.start, column)

    def _redraw_file(self) -> None:
        self.raw.redraw()
        self.dump.redraw()

    def _say_found(self, found: Found) -> None:
        said = said_of(found)
        if is_search(self.ask.ask):
            self.ask.say(said, is_trouble=found.trouble is not None or (found.hit is None and not found.is_sought))
        self.say_where()

    def say_where(self) -> None:
        """Say where the cursors are, and what is looked for."""
        super().say_where()
        found = self.finder.found
        if found is not None and self.ask.ask is None:
            title = f"{self.file.border_title} · “{visible_text(found.needle.text[:20])}” {said_of(found)}"
            self.file.border_title = escaped(title)

    def hear_change(self, *, is_growth: bool) -> None:
        """The file has changed: what is looked for is looked for in what is new, or in all of it."""
        super().hear_change(is_growth=is_growth)
        if is_growth:
            self.finder.grown()
        else:
            self._shown = None
            self.finder.anew()


def is_search(ask: Ask | None) -> bool:
    """Whether something to find is being asked."""
    return ask is not None and ask.is_search


def said_of(found: Found) -> str:
    """How a search stands, in a few words."""
    if found.trouble is not None:
        return visible_text(found.trouble.sentence)
    if found.hit is None:
        return f"searching … {found.percent or 0} %" if found.is_sought else "not found"
    around = "round the end · " if found.is_around else ""
    more = "" if found.is_all else "+" if found.percent is None else f" … {found.percent} %"
    if found.number is None:
        return f"{around}found · {found.total:,}{more}"
    return f"{around}{found.number:,} of {found.total:,}{more}"

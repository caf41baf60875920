"""The screen of one mailbox file: its messages, and beside them the bytes they are made of."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input

from heloworld.errors import HeloError, MailboxError, MailboxGone
from heloworld.mbox.finding import locations
from heloworld.mbox.writing.export import eml, save, several
from heloworld.ui.actions import bindings
from heloworld.ui.screens.mailbox_panes import MailboxPanes
from heloworld.ui.screens.mailbox_places import MailboxPlaces
from heloworld.ui.widgets.common.ask_line import Ask
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.wire.visible import visible, visible_text

COPY_LIMIT = 1024 * 1024
"""Bytes of a message that are copied at most; terminals take no more, many of them less."""


def at_once(binding: Binding) -> Binding:
    """A key that is obeyed before the next one is looked at, which may be meant for the line that this one opens."""
    return binding if binding.priority else replace(binding, action=f"plain('{binding.action}')", priority=True)


def open_mailbox(screen: Screen[Any], path: Path) -> None:
    """Show a mailbox over another screen, or say why it cannot be; leaving it comes back there."""
    try:
        mailbox = MailboxScreen(path, is_guest=True)
    except MailboxGone:
        screen.notify("There is no such mailbox yet: the first mail makes it.", timeout=5)
    except MailboxError as error:
        screen.notify(visible_text(str(error)), severity="warning", timeout=8, markup=False)
    else:
        screen.app.push_screen(mailbox)


class MailboxScreen(MailboxPlaces):
    """A mailbox, whatever its size.

    Args:
        path: The mailbox.
        is_guest: Whether Escape leaves it for the screen below.

    Raises:
        MailboxGone: There is no such file, or it is not a plain file.
        MailboxError: It may not be read.
    """

    CSS_PATH = "mailbox.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *map(at_once, bindings(*MailboxPanes.SCOPES)),
        Binding("tab,shift+tab", "next_pane", show=False, priority=True),
        Binding("escape", "leave", show=False, priority=True),
        Binding("enter", "enter_line", show=False, priority=True),
    ]

    class Saved(Message):
        """From the thread that writes a file: it is written, or not."""

        def __init__(self, said: str, *, is_trouble: bool) -> None:
            super().__init__()
            self.said = said
            self.is_trouble = is_trouble

    def __init__(self, path: Path, *, is_guest: bool = False) -> None:
        super().__init__(path)
        self._is_guest = is_guest

    @property
    def name_of_place(self) -> str:
        """The file's name, and how to go back where there is something to go back to."""
        return super().name_of_place + (" · Escape goes back" if self._is_guest else "")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that are typed do nothing else where something is typed."""
        if action == "plain":
            return not isinstance(self.focused, Input)
        if action == "enter_line":
            return self.focused is self.ask.line
        return super().check_action(action, parameters)

    async def action_enter_line(self) -> None:
        """Do what is asked for in the line, before the next key is looked at, which is not meant for it any more."""
        text = await self.ask.typed()
        if self.ask.ask is not None:
            self.enter(self.ask.ask, text)

    async def action_plain(self, action: str) -> None:
        """Do what a plain key means."""
        await self.run_action(action)

    def action_leave(self) -> None:
        """One step back: out of the line, the search, the filter, the file, and to the screen below."""
        if self.ask.ask is not None:
            self.leave_line()
        elif self.finder.found is not None:
            self.forget_search()
            self.say_where()
        elif self.messages.is_narrowed:
            self.list_all()
        elif not self.messages.has_focus:
            self.set_focus(self.messages)
        elif self._is_guest:
            self.dismiss()

    def action_bytes(self) -> None:
        """Text, text with offsets and line ends, hex dump, and text again; the cursor stays where it is in the file."""
        place, is_following, had_focus = self.place or 0, self.file.is_following, self.file.has_focus
        line = self.raw.current_stored
        if self.file is self.raw and self.raw.shows_bytes:
            if line is not None and line.offset <= self.dump.place < line.offset + len(line.raw):
                place = self.dump.place
            self.raw.show_bytes(shown=False)
            self.add_class("-hex")
        elif self.file is self.raw:
            self.raw.show_bytes(shown=True)
            return
        else:
            self.remove_class("-hex")
        if had_focus:
            self.set_focus(self.file)
        if is_following:
            self.file.action_follow()
        else:
            self.file.show_from(place)
        self.say_where()

    # One message

    def go_in_list(self, by: int) -> None:
        """Go on by messages in the list; the file follows."""
        self.set_focus(self.messages)
        self.messages.action_cursor(by)

    def action_open_message(self) -> None:
        """Open the message as a mail program shows it."""
        from heloworld.ui.screens.message import MessageScreen

        if (number := self.messages.chosen) is not None:
            self.app.push_screen(MessageScreen(self, number))

    def action_lenses(self) -> None:
        """Show where mail programs see messages start in this file."""
        from heloworld.ui.screens.lenses import open_lenses

        open_lenses(self, self.text.path, self.place)

    def bounds(self, number: int) -> tuple[int, int]:
        """Where a message starts and ends, in bytes."""
        starts = self.text.index.offsets(number, 2)
        return (starts[0], starts[1] if len(starts) > 1 else self.text.scanned) if starts else (0, 0)

    def action_copy_line(self) -> None:
        """Copy the line under the cursor, as it is shown."""
        view: LineView = self.messages if self.messages.has_focus else self.file
        if view.current is not None:
            self.copy(view.text(view.current))

    def action_copy_message(self) -> None:
        """Copy the whole message as it stands in the file, what is no text shown as marks."""
        if (number := self.messages.chosen) is None:
            return
        start, stop = self.bounds(number)
        try:
            raw = self.text.read(start, min(stop, start + COPY_LIMIT))
        except MailboxError as error:
            self.notify(visible_text(str(error)), severity="warning", markup=False)
            return
        text = "\n".join(visible(line.removesuffix(b"\r")) for line in raw.split(b"\n"))
        self.copy(text, f"message {number + 1:,}" + (", its first megabyte" if stop - start > COPY_LIMIT else ""))

    def copy(self, text: str, said: str = "") -> None:
        """Copy some text that is safe to show, and say so."""
        self.app.copy_to_clipboard(text)
        self.app.notify(f"Copied: {said or text[:60]}", timeout=3, markup=False)

    # Into files

    def action_save(self) -> None:
        """Ask where to save."""
        number = self.messages.chosen
        self.ask.open(Ask.SAVE, "" if number is None else f"message-{number + 1}.eml")

    def enter(self, ask: Ask, text: str) -> None:
        """Enter was pressed in the line."""
        if ask is not Ask.SAVE:
            super().enter(ask, text)
            return
        try:
            order = locations.order(text)
            start, stop = self._ordered(order)
        except HeloError as error:
            self.ask.say(f"{error.sentence} {error.remedy}", is_trouble=True)
            return
        is_range = order.first is not None
        name = order.name or f"messages-{order.first}-{order.last}.mbox"
        self.ask.say("saving …")
        self._save(Path(name).expanduser(), start, stop, is_range)

    def _ordered(self, order: locations.Order) -> tuple[int, int]:
        """Where what is to be saved starts and ends.

        Raises:
            MailboxError: There are not so many messages, or no name was given.
        """
        chosen = self.messages.chosen
        if order.first is not None and order.last is not None:
            if order.last > self.messages.known:
                raise MailboxError(f"There are {self.messages.known:,} messages.", "")
            return self.bounds(order.first - 1)[0], self.bounds(order.last - 1)[1]
        if chosen is None or not order.name:
            raise MailboxError("A file needs a name.", "Type one.")
        return self.bounds(chosen)

    @work(thread=True)
    def _save(self, path: Path, start: int, stop: int, is_range: bool) -> None:
        """In a thread: write the file."""
        try:
            written = save(path, self._pieces(start, stop, is_range))
        except HeloError as error:
            self.post_message(self.Saved(str(error), is_trouble=True))
        else:
            self.post_message(self.Saved(f"Saved {path}: {written:,} bytes.", is_trouble=False))

    def _pieces(self, start: int, stop: int, is_range: bool) -> Iterator[bytes]:
        fd = self.text.descriptor()
        try:
            yield from several(fd, start, stop) if is_range else eml(fd, start, stop)
        finally:
            os.close(fd)

    @on(Saved)
    def _say_saved(self, message: Saved) -> None:
        said = visible_text(message.said)
        if message.is_trouble and self.ask.ask is Ask.SAVE:
            self.ask.say(said, is_trouble=True)
            return
        if self.ask.ask is Ask.SAVE:
            self.leave_line()
        self.app.notify(said, severity="warning" if message.is_trouble else "information", timeout=6, markup=False)

"""The guide: the newcomer's first minute beside the wire, ticked off as it happens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeAlias

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from heloworld.course.play.first_mail import STEPS, FirstMail
from heloworld.lab.protocols import protocol_of
from heloworld.ui.widgets.common.prose import Prose
from heloworld.wire.events import Address
from heloworld.wire.visible import visible

Part: TypeAlias = tuple[str, str]
"""Text and its style."""

_DONE, _HERE, _AHEAD = "[x] ", "[>] ", "[ ] "

_INTRO = "E-mail is saying hi, then piping text into a port. Try it: this is a real server."

_END = (
    "That was e-mail: you said hi, named two people, and piped a text into a port. It was appended to a file.\n\n"
    "What now?\n"
    "· F9: the lessons. They begin here, and explain what you just saw.\n"
    "· Look at the file: every byte of it is in the mailbox pane. F4 shows the bytes as they are.\n"
    "· Break it: type DATA first, or write to dora@island.test.\n"
    "· Send it again with another program. From another terminal:\n"
)

MORE: Final = "PgDn: more ↓"
"""What a pane says where there is more to read below."""

SMALL = 14
"""Rows below which only the current step is shown."""

_LOOK = " F6 shows the mailbox, and F6 again comes back."

_HOW = "F3 types it for you; Enter sends it."

_EMPTY = "(an empty line: just Enter)"

_GOES_ON = "The guide goes on when you send its line: the grey one in the prompt."
_IS_OVER = "The guide ends here. F9 shows the lessons."

_RECONNECT = "The connection is closed. Press Enter in the prompt to connect again and go on from the start."


class Guide(VerticalScroll, can_focus=True):
    """Steps, what to do next, and what just happened."""

    DEFAULT_CSS = """
    Guide { padding: 0 0 0 1; scrollbar-size: 1 1; }
    Guide > Prose { height: auto; padding-right: 1; }
    """

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._progress = FirstMail()
        self._address: Address | None = None
        self.border_title = "Your first mail"

    def compose(self) -> ComposeResult:
        """One text."""
        yield Prose(id="guide-text")

    def show(self, progress: FirstMail, address: Address | None) -> None:
        """Say how far the newcomer got.

        Args:
            progress: How far.
            address: Where the server listens, for the command line that is shown at the end.
        """
        if (progress, address) != (self._progress, self._address):
            self._progress, self._address = progress, address
            self._draw()

    def turn(self, by: int) -> bool:
        """Scroll by so many screens; returns whether there was anything more to see there."""
        is_at_end = self.scroll_offset.y >= self.max_scroll_y if by > 0 else self.scroll_offset.y <= 0
        if not is_at_end:
            self.scroll_relative(y=by * max(self.scrollable_content_region.height - 1, 1), animate=False)
        return not is_at_end

    @property
    def goes_on(self) -> str:
        """What brings the next step of the guide, in a sentence; after the last one, where to go."""
        return _RECONNECT if self._progress.reconnect else _GOES_ON if self._progress.step is not None else _IS_OVER

    def on_resize(self) -> None:
        """Where there is little room, only the current step is shown."""
        self._draw()

    def on_mount(self) -> None:
        """Say whether there is more below, whenever there is another text."""
        self.watch(self, "virtual_size", self._say_more, init=False)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Say whether there is more below."""
        super().watch_scroll_y(old_value, new_value)
        self._say_more()

    def _say_more(self) -> None:
        self.border_subtitle = MORE if self.scroll_offset.y < self.max_scroll_y else ""

    def _draw(self) -> None:
        if self.is_mounted:
            is_small = 0 < self.container_size.height < SMALL
            text = draw(self._progress, self._address, is_small=is_small)
            self.query_one("#guide-text", Prose).update(text)
            self.scroll_home(animate=False)
            self.call_after_refresh(self._say_more)


def draw(progress: FirstMail, address: Address | None, *, is_small: bool = False) -> Content:
    """The guide's text.

    Args:
        progress: How far the newcomer got.
        address: Where the server listens; None while it does not.
        is_small: Show the current step alone.
    """
    return Content.assemble(*(_small if is_small else _large)(progress, address))


def _large(progress: FirstMail, address: Address | None) -> Iterator[Part]:
    """Everything: what was done, all steps, what comes next."""
    if progress.done:
        yield STEPS[progress.done - 1].after + "\n\n", "$good"
    elif progress.trouble is None:
        yield _INTRO + "\n\n", ""
    for number, step in enumerate(STEPS):
        mark, style = _mark(number, progress.done)
        yield f"{mark}{number + 1} {step.title}\n", style
    yield "\n", ""
    if progress.step is None:
        yield from _end(address)
        return
    if progress.trouble is not None:
        yield from _trouble(progress)
        yield "\n\n", ""
    if progress.reconnect:
        yield _RECONNECT, ""
        return
    if progress.remark:
        yield progress.remark + "\n\n", "$refused"
    yield progress.step.before + "\n\n", ""
    for position, line in enumerate(progress.step.lines):
        is_next = position == min(progress.lines_typed, len(progress.step.lines) - 1)
        yield "▸ " if is_next else "  ", "$strip-here"
        yield f"{line or _EMPTY}\n", "bold $client" if is_next else ""
    yield f"\n{_HOW}", "$faint"


def _small(progress: FirstMail, address: Address | None) -> Iterator[Part]:
    """The current step alone, the line to type first."""
    if progress.step is None:
        yield from _end(address)
        return
    for number in range(len(STEPS)):
        yield _mark(number, progress.done)
    yield f" {progress.done + 1} of {len(STEPS)}: {progress.step.title}\n", "bold"
    if progress.reconnect:
        yield _RECONNECT, ""
        return
    yield "▸ ", "$strip-here"
    yield progress.next_line or _EMPTY, "bold $client"
    yield f"  {_HOW}\n", "$faint"
    if progress.remark:
        yield progress.remark + "\n", "$refused"
    elif progress.trouble is not None:
        yield from _trouble(progress)
        return
    elif progress.done:
        yield STEPS[progress.done - 1].after.partition(" (")[0] + "\n", "$good"  # what is in brackets can wait
    yield progress.step.before + (_LOOK if progress.step is STEPS[-1] else ""), ""


def _mark(number: int, done: int) -> tuple[str, str]:
    if number < done:
        return _DONE, "$good"
    return (_HERE, "bold") if number == done else (_AHEAD, "$faint")


def _trouble(progress: FirstMail) -> Iterator[Part]:
    """What the server refused, and what helps."""
    if progress.trouble is not None:
        reply = visible(progress.trouble.reply[-1]) if progress.trouble.reply else ""
        yield f"The server said: {reply}\n", "$refused"
        yield protocol_of("smtp").manual().remedy(progress.trouble), ""


def _end(address: Address | None) -> Iterator[Part]:
    """What now: with a command line for another terminal."""
    yield _END, ""
    if address is not None:
        yield f"\nswaks -s {address[0]}:{address[1]} \\\n  -t ana@harbour.test\n", "bold $client"

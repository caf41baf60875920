"""A desk with one mailbox on it: what the tests of the mailbox screen see and press."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Label

from heloworld.ui.app import HeloApp
from heloworld.ui.screens.mailbox import MailboxScreen
from heloworld.ui.widgets.common.ask_line import AskLine
from heloworld.ui.widgets.common.title_bar import TitleBar
from heloworld.ui.widgets.mailbox.hex_view import HexView
from heloworld.ui.widgets.mailbox.message_list import MessageList
from heloworld.ui.widgets.mailbox.message_view import LetterView
from heloworld.ui.widgets.mailbox.raw_view import RawView
from patience import PATIENCE

LETTER = (
    b"From dora@island.test Tue Nov 24 10:00:00 2026\nFrom: Dora <dora@island.test>\nSubject: One more\n\nMore.\n\n"
)


class Desk:
    """A desk with one mailbox on it."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot
        assert isinstance(pilot.app.screen, MailboxScreen)
        self.screen = pilot.app.screen
        self.list = self.screen.query_one(MessageList)
        self.raw = self.screen.query_one(RawView)
        self.hex = self.screen.query_one(HexView)
        self.ask = self.screen.query_one(AskLine)

    @property
    def drawn(self) -> str:
        """The text on the whole screen."""
        width, height = self.pilot.app.size
        rows = self.pilot.app.screen._compositor.render_strips(self.pilot.app.size)[:height]
        return "\n".join("".join(segment.text for segment in row)[:width] for row in rows)

    @property
    def line(self) -> str:
        """The line of the file that its cursor is on."""
        assert self.raw.current is not None
        return self.raw.text(self.raw.current)

    @property
    def place(self) -> int | None:
        """The byte of the file that its cursor is on."""
        return self.screen.panes.file.place

    @property
    def said(self) -> list[str]:
        """The notifications so far."""
        return [each.message for each in self.pilot.app._notifications]

    @property
    def status(self) -> str:
        return self.screen.query_one(TitleBar).status

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    @property
    def asked(self) -> str:
        """What the line at the bottom says about what is typed into it."""
        return str(self.ask.query_one("#said", Label).render())

    async def type(self, text: str) -> None:
        """Type into the line at the bottom, all at once."""
        self.ask.line.value = text
        await self.pilot.pause()

    async def until(self, fact: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not fact():
                await self.pilot.pause(0.01)


def letter_lines(desk: Desk) -> list[str]:
    """The lines of the message that is open over the mailbox, as they are shown."""
    view = desk.pilot.app.screen.query_one(LetterView)
    return [view.text(row) for row in range(view.end_line)]


@asynccontextmanager
async def opened(path: Path, size: tuple[int, int] = (120, 36), reader: str | None = None) -> AsyncIterator[Desk]:
    app = HeloApp(lambda: MailboxScreen(path, reader))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield Desk(pilot)

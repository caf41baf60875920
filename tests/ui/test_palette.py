"""The palette: the arrow keys go through its list while a name may be typed."""

from __future__ import annotations

import asyncio

from textual.app import App
from textual.command import CommandList

from heloworld.ui.palette import Palette


class Desk(App[None]):
    """A palette and nothing behind it."""

    def on_mount(self) -> None:
        """Open it."""
        self.push_screen(Palette())


async def test_the_arrow_keys_go_through_the_list() -> None:
    async with Desk().run_test(size=(80, 24)) as pilot:
        async with asyncio.timeout(20):
            while not pilot.app.screen.query(CommandList) or not pilot.app.screen.query_one(CommandList).option_count:
                await pilot.pause(0.02)
        found = pilot.app.screen.query_one(CommandList)
        await pilot.press("down", "down", "up")
        assert found.highlighted == 1

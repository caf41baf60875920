"""On a narrow screen, panes take turns behind tabs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from heloworld.ui.widgets.common.pane_tabs import PaneTabs
from ui.conftest import Seat
from ui.screens.test_lab import LETTER

Sit = Callable[..., AbstractAsyncContextManager[Seat]]


async def test_a_narrow_screen_has_tabs(sit: Sit) -> None:
    async with sit((80, 24), guided=True) as seat:
        tabs = seat.screen.query_one(PaneTabs)
        assert tabs.display
        assert not seat.screen.query_one("#mailbox-pane").display
        await seat.send(*LETTER, ".")
        await seat.until(lambda: tabs.news == "mailbox")
        assert "F6: Mailbox" in str(tabs.render())
        await seat.pilot.press("f6")
        assert "F6: Wire" in str(tabs.render())
        assert seat.screen.query_one("#mailbox-pane").display
        assert not seat.screen.query_one("#wire-pane").display
        await seat.until_line("#mailbox", "Subject: hello")
        await seat.pilot.press("escape")
        assert seat.line.has_focus


async def test_the_key_for_the_next_mailbox_shows_it_on_a_narrow_screen(sit: Sit) -> None:
    async with sit((80, 24), guided=True) as seat:
        pane = seat.screen.query_one("#mailbox-pane")
        before = pane.border_title
        await seat.pilot.press("ctrl+o")
        assert pane.display
        assert pane.border_title != before, "one press turns to it, too"

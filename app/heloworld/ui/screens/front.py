"""The front: title and prompt alone, ready to be typed into while everything behind them is still being loaded.

Loading the rest takes longer than loading this, and a person types at once. So the prompt comes first, in the place
where it will stay. What was typed, and what was sent with Enter, is handed over to the screen that follows.
"""

from __future__ import annotations

import asyncio

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Spacing
from textual.message import Message
from textual.screen import Screen

from heloworld.ui.widgets.common.title_bar import TitleBar
from heloworld.ui.widgets.wire.prompt import CommandLine, Prompt


class Front(Screen[None]):
    """Title and prompt.

    Args:
        place: What the title says.
        guided: Whether the guide will stand beside the prompt.
        alone: Whether the wire will have the screen for itself.
    """

    AUTO_FOCUS = "CommandLine"

    DEFAULT_CSS = """
    Front { layout: vertical; background: $background; }
    Front > Vertical { border: round $pane-border-focus; padding-bottom: 1; align: left bottom; }
    """

    class Settled(Message):
        """Every key that was pressed before has had its effect."""

    def __init__(self, place: str, *, guided: bool = False, alone: bool = False) -> None:
        super().__init__()
        self._place = place
        self._entered: list[str] = []
        self._settled = asyncio.Event()
        self._guided = guided
        self._alone = alone

    def compose(self) -> ComposeResult:
        """What the prompt needs, and nothing else."""
        yield TitleBar(self._place)
        with Vertical() as pane:
            pane.styles.margin = margins(*self.app.size, guided=self._guided, alone=self._alone)
            yield Prompt()

    async def settle(self) -> None:
        """Wait until the keys that were pressed so far have had their effect; there must be no further ones."""
        line = self.query_one(CommandLine)
        line.call_later(line.post_message, self.Settled())  # behind the keys, and behind what they send
        await self._settled.wait()

    def hand_over(self) -> Prompt.Handed:
        """What was typed here, for the prompt of the screen that follows."""
        line = self.query_one(CommandLine)
        return Prompt.Handed(tuple(self._entered), line.value, line.cursor_position)

    @on(Prompt.Entered)
    def _enter(self, message: Prompt.Entered) -> None:
        self._entered += message.lines

    @on(Settled)
    def _settle(self) -> None:
        self._settled.set()


def margins(width: int, height: int, *, guided: bool, alone: bool) -> Spacing:
    """What will stand around the wire's pane, under the title, on a screen of a size.

    Args:
        width: The screen's columns.
        height: The screen's rows.
        guided: Whether there will be a guide.
        alone: Whether there will be no mailbox.
    """
    tabs, keys = 1 if width < NORMAL else 0, 1
    if tabs:
        guide = (8 if height >= HIGH else 5) if guided else 0
        return Spacing(tabs + guide, 0, keys, 0)
    guide = (60 if width >= WIDE else 42) if guided else 0
    if guided and width < WIDE:
        below = height - 2 - (height - 2) * 3 // 5
        return Spacing(0, 0, keys + below, guide)
    beside = 0 if alone else (width - guide) - (width - guide) // 2
    return Spacing(0, beside, keys, guide)


NORMAL, WIDE, HIGH = 100, 150, 22
"""Columns from which there are no tabs, columns from which all panes stand side by side, rows of a high screen."""

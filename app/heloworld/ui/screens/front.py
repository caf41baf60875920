"""The front: title and prompt alone, ready to be typed into while everything behind them is still being loaded.

Loading the rest takes longer than loading this, and a person types at once. So the prompt comes first, in the place
where it will stay. What was typed, and what was sent with Enter, is handed over to the screen that follows.
"""

from __future__ import annotations

import asyncio

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.screen import Screen

from heloworld.ui.widgets.prompt import CommandLine, Prompt
from heloworld.ui.widgets.title_bar import TitleBar


class Front(Screen[None]):
    """Title and prompt.

    Args:
        place: What the title says.
        guided: Whether the guide will stand beside the prompt.
        alone: Whether the wire will have the screen for itself.
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (150, "-wide")]  # noqa: RUF012 - Textual's form
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-high")]  # noqa: RUF012 - Textual's form
    AUTO_FOCUS = "CommandLine"

    DEFAULT_CSS = """
    Front { layout: vertical; background: $background; }
    Front > Vertical { height: 1fr; margin-bottom: 1; }
    Front > Vertical > Vertical {
        width: 50%; height: 100%; border: round $pane-border-focus; padding-bottom: 1; align: left bottom;
    }
    Front.-alone > Vertical > Vertical { width: 100%; }
    Front.-guided.-normal > Vertical { margin-left: 42; }
    Front.-guided.-normal > Vertical > Vertical { width: 100%; height: 60%; }
    Front.-guided.-wide > Vertical { margin-left: 46; }
    Front.-narrow > Vertical { margin-top: 1; }
    Front.-narrow > Vertical > Vertical { width: 100%; }
    Front.-narrow.-guided > Vertical { margin-top: 9; }
    Front.-narrow.-low.-guided > Vertical { margin-top: 6; }
    """

    class Settled(Message):
        """Every key that was pressed before has had its effect."""

    def __init__(self, place: str, *, guided: bool = False, alone: bool = False) -> None:
        super().__init__()
        self._place = place
        self._entered: list[str] = []
        self._settled = asyncio.Event()
        self.set_class(guided, "-guided")
        self.set_class(alone, "-alone")

    def compose(self) -> ComposeResult:
        """What the prompt needs, and nothing else."""
        yield TitleBar(self._place)
        with Vertical(), Vertical():
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

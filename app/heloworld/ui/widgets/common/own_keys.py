"""Keys that a widget obeys in the order in which they came, also when many come at once."""

from __future__ import annotations

import asyncio
from typing import Final

from textual import events
from textual.binding import Binding, BindingsMap, BindingType
from textual.widget import Widget

MOVES: Final[tuple[BindingType, ...]] = (
    Binding("up", "cursor(-1)", "Line up", show=False),
    Binding("down", "cursor(1)", "Line down", show=False),
    Binding("pageup", "cursor_page(-1)", "Page up", show=False),
    Binding("pagedown", "cursor_page(1)", "Page down", show=False),
    Binding("home", "first", "First line", show=False),
    Binding("end", "follow", "Last line, and follow", show=False),
    Binding("left", "sideways(-8)", "Scroll left", show=False),
    Binding("right", "sideways(8)", "Scroll right", show=False),
)
"""The keys that move the cursor of a view of lines."""

LETTERS: Final[tuple[BindingType, ...]] = (
    Binding("k", "cursor(-1)", "Line up", show=False),
    Binding("j", "cursor(1)", "Line down", show=False),
    Binding("g", "first", "First line", show=False),
    Binding("G", "follow", "Last line, and follow", show=False),
)
"""The letters that do the same, where nothing is typed; beside a prompt every letter is for the prompt."""


async def obey(widget: Widget, bindings: BindingsMap, event: events.Key) -> bool:
    """Do what a key means in a widget, before the next one is looked at; says whether it means anything there.

    Left to Textual, it would go round by way of the screen, and a later one that is for the screen would overtake it.

    Args:
        widget: The widget.
        bindings: Its keys; those that only scroll are the screen's.
        event: The key.
    """
    for binding in bindings.key_to_bindings.get(event.key, ()):
        if not binding.action.startswith("scroll_"):
            event.stop()
            event.prevent_default()
            await widget.run_action(binding.action)
            return True
    return False


async def caught_up(widget: Widget) -> None:
    """Wait until every key that was pressed before has reached a widget."""
    is_there = asyncio.Event()
    if widget.call_later(is_there.set):
        await is_there.wait()

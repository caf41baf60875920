"""A line that is typed into, which obeys keys in the order in which they came."""

from __future__ import annotations

from textual import events
from textual.widgets import Input

from heloworld.ui.widgets.common.own_keys import obey


class TypedLine(Input):
    """An input that no key overtakes another in, also when many come at once.

    Textual's inserts a letter at once, but lets a Backspace, an arrow or an Enter go round by way of the screen.
    """

    async def _on_key(self, event: events.Key) -> None:
        """Obey a key that means something here, before the next one is looked at."""
        if await obey(self, self._bindings, event):
            self._restart_blink()

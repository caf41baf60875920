"""The last line: the keys of what can be done here. It is one widget that draws itself: one for each key is slow."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import events
from textual.content import Content
from textual.widgets import Static

from heloworld.ui.actions import Action

ALWAYS = (("^p", "Commands", "app.command_palette"), ("^q", "Quit", "app.quit"))
"""Key, label and action of what stands at the right, everywhere."""

Key = tuple[str, str, str]

LOOK = 0.5
"""Seconds between two looks at what can be done."""


class KeyBar(Static):
    """Keys and labels, as many as there is room for; a click does what the key does.

    Args:
        actions: What there is to do, the most useful first.
        may: Whether something of it can be done now, which may change with the world.
    """

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; padding: 0 1; background: $footer-background; color: $footer-foreground; }
    """

    def __init__(self, actions: Iterable[Action], may: Callable[[Action], bool] = lambda _: True) -> None:
        super().__init__()
        self._actions, self._may = tuple(each for each in actions if each.in_footer), may
        self._staying = {each.method for each in self._actions if each.stays}
        self._drawn: tuple[Key, ...] = ()

    def on_mount(self) -> None:
        """See from time to time whether other things can be done."""
        self.set_interval(LOOK, self._look)

    def _look(self) -> None:
        if self._keys != self._drawn:
            self.refresh()

    @property
    def _keys(self) -> tuple[Key, ...]:
        """What can be done now."""
        may = filter(self._may, self._actions)
        return tuple((each.shown_keys.partition(",")[0], each.label, each.method) for each in may)

    def render(self) -> Content:
        """The keys from the left, those that are the same everywhere at the right."""
        width, self._drawn = self.content_size.width, self._keys
        left, right = self._fitting()
        text, end = _line(left), _line(right)
        return Content.assemble(text, " " * max(width - text.cell_length - end.cell_length, 0), end)

    async def on_click(self, event: events.Click) -> None:
        """Do what was clicked."""
        left, right = self._fitting()
        start = self.content_size.width - _line(right).cell_length
        at = event.x - self.gutter.left
        keys, at = (left, at) if at < start else (right, at - start)
        for key in keys:
            length = _line([key]).cell_length
            if 0 <= at < length:
                await self.screen.run_action(key[2])
                return
            at -= length + len(_GAP)

    def _fitting(self) -> tuple[tuple[Key, ...], tuple[Key, ...]]:
        """What is shown at the left and at the right."""
        room = self.content_size.width - _line(ALWAYS).cell_length
        shown = list(self._keys)
        while shown and _line(shown).cell_length + len(_GAP) > room:
            gives_way = (at for at in reversed(range(len(shown))) if shown[at][2] not in self._staying or not at)
            del shown[next(gives_way)]
        return tuple(shown), ALWAYS


_GAP = "  "


def _line(keys: Iterable[Key]) -> Content:
    return Content(_GAP).join(
        Content.assemble((key, "bold $footer-key-foreground"), " ", label) for key, label, _ in keys
    )

"""The tabs of a narrow screen, on one line: which pane is shown, and which others there are."""

from __future__ import annotations

from rich.text import Text
from textual import events
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static


class PaneTabs(Static):
    """Names of panes, one of them chosen.

    Args:
        panes: ``(id, title)`` of each.
    """

    DEFAULT_CSS = """
    PaneTabs { height: 1; padding: 0 1; color: $faint; }
    """

    chosen: reactive[str] = reactive("")
    """The id of the pane that is shown."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, pane: str) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, panes: tuple[tuple[str, str], ...]) -> None:
        super().__init__()
        self._panes = panes

    def render(self) -> Text:
        """The names, the chosen one marked by brackets and colour."""
        variables = self.app.theme_variables
        text = Text()
        for pane, title in self._panes:
            here = pane == self.chosen
            style = f"bold {variables['strip-ink']} on {variables['strip-here']}" if here else ""
            text.append(f"[ {title} ]" if here else f"  {title}  ", style)
            text.append(" ")
        text.append("  F6 changes")
        return text

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        start = self.gutter.left
        for pane, title in self._panes:
            if start <= event.x < start + len(title) + 4:
                self.post_message(self.Chosen(pane))
            start += len(title) + 5

"""The tabs of a narrow screen, on one line: which pane is shown, and which others there are."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

HERE = "bold $strip-ink on $strip-here"
"""The style of the one that is chosen."""

PROMPT = "wire"
"""The id of the pane that the prompt is in."""


class PaneTabs(Static):
    """Names of panes, one of them chosen.

    Args:
        panes: ``(id, title)`` of each.
        aside: What is said of the panes, but the one that the prompt is in; with that one it is seen.
    """

    DEFAULT_CSS = """
    PaneTabs { height: 1; padding: 0 1; color: $faint; }
    """

    chosen: reactive[str] = reactive("")
    """The id of the pane that is shown."""

    news: reactive[str] = reactive("")
    """The id of a pane in which something is new; empty where there is none."""

    told: reactive[str] = reactive("")
    """What is said for the time being, whichever pane is shown, in place of what is said otherwise."""

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, pane: str) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, panes: tuple[tuple[str, str], ...], *, aside: str = "") -> None:
        super().__init__()
        self._panes = panes
        self._aside = aside

    def render(self) -> Content:
        """The names, the chosen one in brackets, a new one between stars; and which of them is next."""
        said = self.told or (self._aside if self.chosen != PROMPT else "")
        aside = f" · {said}" if said else ""
        return Content(" ").join(
            [*(Content.styled(*self._tab(*pane)) for pane in self._panes), Content(f"  F6: {self._following}{aside}")]
        )

    @property
    def _following(self) -> str:
        """The title of the pane to which the key leads that goes round: the next one, after the last one the first."""
        here = next((at for at, (pane, _) in enumerate(self._panes) if pane == self.chosen), -1)
        return self._panes[(here + 1) % len(self._panes)][1]

    def _tab(self, pane: str, title: str) -> tuple[str, str]:
        if pane == self.chosen:
            return f"[ {title} ]", HERE
        return (f" *{title}* ", "bold $good") if pane == self.news else (f"  {title}  ", "")

    def watch_chosen(self, chosen: str) -> None:
        """What is looked at is not new any more."""
        if chosen == self.news:
            self.news = ""

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        start = self.gutter.left
        for pane, title in self._panes:
            if start <= event.x < start + len(title) + 4:
                self.post_message(self.Chosen(pane))
            start += len(title) + 5

"""One pane of a workbench fills the screen, with its long lines wrapped, and the others take turns with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.widget import Widget

from heloworld.ui.widgets.common.line_view import LineView, wrap
from heloworld.ui.widgets.common.pane_tabs import PROMPT, PaneTabs
from heloworld.ui.widgets.wire.explanation import Explanation

_BACK = "Escape shows all panes"

_ENLARGED = "-enlarged"
"""The class of a workbench, of whose panes only the chosen one is shown then."""


class Enlargement:
    """Has a pane fill the screen.

    Args:
        workbench: Where the panes are.
        panes: The ids of what has the focus in each.
        show: Shows one of them, by its id.
    """

    def __init__(self, workbench: Widget, panes: Iterable[str], show: Callable[[str], object]) -> None:
        self._workbench = workbench
        self._panes = tuple(panes)
        self._show = show
        self._said = ""

    @property
    def is_on(self) -> bool:
        """Whether a pane fills the screen."""
        return self._workbench.has_class(_ENLARGED)

    def hides(self, pane: Widget) -> bool:
        """Whether a pane takes no turn now, for it is none of those that can fill the screen."""
        return self.is_on and pane.id not in self._panes

    def toggle(self) -> None:
        """Let the pane that has the focus fill the screen, that of the prompt if none has; or show all panes again."""
        focused = (each for each in self._panes if self._workbench.query_one(f"#{each}").has_focus_within)
        self._show(next(focused, PROMPT))
        self._workbench.toggle_class(_ENLARGED)
        self._tell()
        for view in self._workbench.query(LineView):
            wrap(view, wraps=self.is_on)
        for bar in self._workbench.query(Explanation):
            bar.shows_all = self.is_on

    def say(self, sentence: str) -> None:
        """Say, as long as a pane fills the screen, what is to be known of those that it hides; empty says no more."""
        if sentence != self._said:
            self._said = sentence
            self._tell()

    def _tell(self) -> None:
        self._workbench.query_one(PaneTabs).told = (self._said or _BACK) if self.is_on else ""

    def end(self) -> bool:
        """Show all panes, if one of them fills the screen; says whether it did."""
        if was_on := self.is_on:
            self.toggle()
        return was_on

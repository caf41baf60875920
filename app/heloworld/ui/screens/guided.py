"""The newcomer's screen: wire and mailbox, and the guide to a first mail beside them."""

from __future__ import annotations

from collections.abc import Iterable

from textual.widget import Widget

from heloworld.course.welcome import progress
from heloworld.ui.screens.lab import LabScreen
from heloworld.ui.widgets.guide import Guide


class GuidedScreen(LabScreen):
    """Free play, with a guide."""

    def beside(self) -> Iterable[Widget]:
        """The guide."""
        yield Guide(id="guide", classes="pane")

    def look(self) -> str | None:
        """Tick off what was done; returns the line to type next."""
        reached = progress(self._feed.dissector.sessions.values())
        self.query_one(Guide).show(reached, self._bench.address)
        return reached.next_line

"""The two sides of the mailbox screen: which has the focus, and which is shown where there is room for one."""

from __future__ import annotations

from textual.screen import Screen

from heloworld.ui.mailbox.pairing import Pane
from heloworld.ui.widgets.common.pane_tabs import PaneTabs
from heloworld.ui.widgets.mailbox.list_and_file import ListAndFile


class Sides:
    """Goes from side to side.

    Args:
        screen: Has a class that names the side that is shown where there is room for one.
        panes: The list beside the file.
    """

    def __init__(self, screen: Screen[None], panes: ListAndFile) -> None:
        self._screen = screen
        self._panes = panes
        self.show(Pane.LIST)

    def show(self, side: Pane) -> None:
        """Where there is room for one side, show this."""
        for tabs in self._screen.query(PaneTabs) if self._screen.is_attached else ():
            tabs.chosen = side.value
        for each in Pane:
            self._screen.set_class(each is side, f"-tab-{each.value}")

    def go_to(self, side: Pane) -> None:
        """Give the focus to a side."""
        self._screen.set_focus(self._panes.view_of(side))

    def change(self) -> None:
        """Go to the other side."""
        self.go_to(Pane.LIST if self._panes.file.view.has_focus else Pane.FILE)

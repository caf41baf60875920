"""The app: services, themes and the first screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import App
from textual.filter import LineFilter
from textual.screen import Screen

from heloworld.ui.guard import Guard
from heloworld.ui.themes import DARK, THEMES, VARIABLES


class HeloApp(App[None]):
    """The frame around one screen.

    Args:
        first: Makes the first screen.
    """

    TITLE = "HELO World"
    CSS_PATH = "screens/lab.tcss"  # Textual does not load a default screen's own

    def __init__(self, first: Callable[[], Screen[None]]) -> None:
        super().__init__()
        self._first = first
        self._guard = Guard()
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = DARK

    def get_default_screen(self) -> Screen[None]:
        """The screen that the command asked for."""
        return self._first()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our colour names, for themes that do not know them."""
        return VARIABLES

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, and the guard behind them."""
        return [*super().get_line_filters(), self._guard]

    def action_next_theme(self) -> None:
        """Use the next of our themes."""
        names = [theme.name for theme in THEMES]
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]

    def action_help(self) -> None:
        """Say what the screen shows and which keys there are."""
        from heloworld.ui.screens.help import HelpScreen

        scopes = getattr(self.screen, "SCOPES", ())
        self.push_screen(HelpScreen(*scopes))

"""The app: themes, the guard, what happens to the terminal, and the first screen."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from textual import events
from textual.app import App, SystemCommand
from textual.events import Event
from textual.filter import LineFilter
from textual.screen import Screen

from heloworld.ui import settings
from heloworld.ui.actions import ACTIONS
from heloworld.ui.guard import Guard
from heloworld.ui.themes import DARK, TERMINAL, THEMES, VARIABLES

_SIGNALS = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")


class HeloApp(App[None]):
    """The frame around one screen.

    Args:
        first: Makes the first screen.
    """

    TITLE = "HELO World"
    CSS_PATH = ["screens/lab.tcss", "screens/mailbox.tcss"]  # noqa: RUF012 - Textual's form; it does not load a default screen's own

    def __init__(self, first: Callable[[], Screen[None]]) -> None:
        super().__init__()
        self._first = first
        self._guard = Guard()
        self._typed_early: list[Event] | None = []
        for theme in THEMES:
            self.register_theme(theme)
        few_colours = self.console.color_system == "standard"
        self.theme = TERMINAL if few_colours else settings.theme() or DARK

    def get_default_screen(self) -> Screen[None]:
        """The screen that the command asked for."""
        return self._first()

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Our colour names, for themes that do not know them."""
        return VARIABLES

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, and the guard behind them."""
        return [*super().get_line_filters(), self._guard]

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """What the palette offers: our actions first, then Textual's own."""
        for action in ACTIONS:
            if action.scope & set(scopes_of(screen)) and screen.check_action(action.id, ()):
                runs = partial(self.run_action, f"{'app' if 'app' in action.scope else 'screen'}.{action.id}")
                yield SystemCommand(action.label, f"{action.description}  {action.shown_keys}", runs)
        yield from super().get_system_commands(screen)

    def on_mount(self) -> None:
        """Leave the terminal in order whatever ends the app, and draw anew after ctrl+z and ``fg``."""
        loop = asyncio.get_running_loop()
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            if number is not None:
                with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                    loop.add_signal_handler(number, self._stop, number)
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))

    def _stop(self, number: int) -> None:
        self.exit(return_code=128 + number)

    async def on_event(self, event: Event) -> None:
        """Keep what is typed until there is a prompt that can take it."""
        if self._typed_early is not None and isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._typed_early.append(event)
            return
        await super().on_event(event)

    def on_ready(self) -> None:
        """The first frame is shown: now the keys."""
        early, self._typed_early = self._typed_early or [], None
        for event in early:
            self.post_message(event)
        gc.freeze()
        gc.enable()

    def action_next_theme(self) -> None:
        """Use the next of our themes, also the next time."""
        names = [theme.name for theme in THEMES]
        at = names.index(self.theme) if self.theme in names else -1
        self.theme = names[(at + 1) % len(names)]
        settings.keep_theme(self.theme)

    def action_help(self) -> None:
        """Say what the screen shows and which keys there are."""
        from heloworld.ui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(*scopes_of(self.screen)))


def scopes_of(screen: Screen[Any]) -> tuple[str, ...]:
    """Where a screen's actions can be done: what it says itself, and everywhere."""
    return (*getattr(screen, "SCOPES", ()), "app")

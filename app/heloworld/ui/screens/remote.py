"""The screen of somebody else's server: the wire, and nothing beside it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from heloworld.lab.bench import Bench, Tell
from heloworld.ui.actions import bindings
from heloworld.ui.screens.workbench_screen import UNNAMED, WorkbenchScreen
from heloworld.ui.widgets.workbench import Workbench


class RemoteScreen(WorkbenchScreen):
    """The wire alone; what kept us from a connection stays in the title until there is one.

    Args:
        bench: What is worked with; started by this screen.
        place: What the title says.
        start: Starts the bench, where something else has to than the bench itself.
    """

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "connect")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*SCOPES), *UNNAMED]

    def __init__(self, bench: Bench, *, place: str, start: Callable[[Tell], Future[None]] | None = None) -> None:
        super().__init__(Workbench(bench, place=place, start=start))

    def action_show_me(self) -> None:
        """Put the next line into the prompt."""
        self.workbench.to_prompt()
        self.workbench.wire.suggest()

    def action_disconnect(self) -> None:
        """Hang up."""
        self.workbench.bench.hang_up()

    @on(Workbench.Told)
    def _keep_in_sight(self, message: Workbench.Told) -> None:
        if message.error is not None:
            self.workbench.title.trouble = message.error.sentence

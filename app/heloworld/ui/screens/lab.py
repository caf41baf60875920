"""Free play: the wire, and the mailbox of a world of our own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from heloworld.lab.bench import Bench, Tell
from heloworld.ui.actions import bindings
from heloworld.ui.reset import Reset
from heloworld.ui.screens.workbench_screen import UNNAMED, WorkbenchScreen
from heloworld.ui.widgets.workbench import Workbench


class LabScreen(WorkbenchScreen):
    """Wire → mailbox, live.

    Args:
        bench: What is worked with; started by this screen.
        place: What the title says.
        start: Starts the bench, where something else has to than the bench itself.
    """

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "lab", "connect")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*SCOPES), *UNNAMED]

    def __init__(self, bench: Bench, *, place: str, start: Callable[[Tell], Future[None]] | None = None) -> None:
        super().__init__(Workbench(bench, place=place, start=start))
        self._reset = Reset(self.workbench)

    @work(exclusive=True, group="reset", exit_on_error=False)
    async def action_reset(self) -> None:
        """Start afresh; where that cuts off others, only if it is asked for twice."""
        await self._reset()

    def action_show_me(self) -> None:
        """Put the next line into the prompt."""
        self.workbench.to_prompt()
        self.workbench.wire.suggest()

    def action_disconnect(self) -> None:
        """Hang up."""
        self.workbench.bench.hang_up()

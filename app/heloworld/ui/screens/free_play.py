"""What screens with a prompt and without a lesson have in common."""

from __future__ import annotations

from textual import work

from heloworld.ui.reset import Reset
from heloworld.ui.screens.workbench_screen import WorkbenchScreen
from heloworld.ui.widgets.workbench import Workbench


class FreePlayScreen(WorkbenchScreen):
    """Abstract: a workbench at which everybody types what they like.

    Args:
        workbench: What is worked at.
    """

    def __init__(self, workbench: Workbench) -> None:
        super().__init__(workbench)
        self._reset = Reset(workbench)

    def action_show_me(self) -> None:
        """Put the next line into the prompt."""
        self.workbench.to_prompt()
        self.workbench.wire.line.value = ""
        self.workbench.wire.line.action_complete()

    @work(exclusive=True, group="reset", exit_on_error=False)
    async def action_reset(self) -> None:
        """Start afresh; where that cuts off others, only if it is asked for twice."""
        await self._reset()

    def action_disconnect(self) -> None:
        """Hang up."""
        self.workbench.bench.hang_up()

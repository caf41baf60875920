"""The prompt as the tools prompt: what is typed at the dollar sign goes to the built-in tools, and not to a server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from heloworld.errors import HeloError
from heloworld.lab import tools
from heloworld.lab.bench import Bench
from heloworld.lab.toolbox.tasks import Task

if TYPE_CHECKING:
    from heloworld.ui.widgets.wire.wire_pane import WirePane
    from heloworld.ui.workbench.places import Places

DOLLAR: Final = "$ ▸"
"""What stands before the line at the tools prompt."""


class ToolsPrompt:
    """Lends the prompt of a wire pane to the tools.

    Args:
        bench: Whose server is called.
        wire: Finds the pane.
        say: Shows sentences.
        places: Where what tools print is shown; None where there are no tools.

    Attributes:
        is_on: Whether the prompt is the tools prompt.
    """

    def __init__(
        self,
        bench: Bench,
        wire: Callable[[], WirePane],
        say: Callable[[str], object],
        places: Places | None,
    ) -> None:
        self._bench, self._wire, self._say, self._places = bench, wire, say, places
        self.is_on = False

    def turn(self) -> None:
        """Turn to the tools, or back to the server."""
        if self.is_on:
            self.leave()
        else:
            self.is_on = True
            self._wire().offer_instead(DOLLAR, lambda typed: tools.complete(typed, self._bench.doors))

    def leave(self) -> None:
        """Give the prompt back to the server, if the tools have it."""
        if self.is_on:
            self.is_on = False
            self._wire().offer_again()
            if self._places is not None:
                self._places.put_away()

    def take(self, lines: tuple[str, ...]) -> bool:
        """Do what lines say; whoever is called is talked to at once, and the lines behind are for them.

        Returns:
            Whether they were for the tools.
        """
        if not self.is_on:
            return False
        for number, line in enumerate(lines, 1):
            done = tools.run(line, self._bench.doors)
            match done:
                case tools.Said(text=text):
                    self._say(text)
                case tools.Printed(lines=printed):
                    self._show(line, printed)
                case tools.Call(door=door):
                    self.leave()
                    self._bench.open(door)
                    self._wire().line.enter(lines[number:])
                    break
                case task:
                    self._wire().run_worker(self._carry_out(line, task), group="tools", exit_on_error=False)
        return True

    def _show(self, line: str, printed: Iterable[str]) -> None:
        if self._places is not None:
            self._places.print(line, printed)

    async def _carry_out(self, line: str, task: Task) -> None:
        """Have it done in the world, and show what comes of it."""
        if self._bench.tools is None:
            return
        try:
            printed = await asyncio.wrap_future(self._bench.tools.carry_out(task))
        except HeloError as error:
            self._say(str(error))
        else:
            self._show(line, printed)

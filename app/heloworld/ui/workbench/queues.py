"""The letters of a world that wait for other servers, in the lower pane."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from heloworld.errors import HeloError
from heloworld.lab.toolbox.queue_listing import QueueListing, printed
from heloworld.lab.toolbox.tool_bench import Tools
from heloworld.ui.widgets.common.line_source import LineSpan
from heloworld.ui.widgets.places.printed_view import PrintedView
from heloworld.ui.workbench.aside import Titles

_STYLES: Final = {"printed": "", "host": "printed--typed", "due": "printed--note"}


class Queues:
    """The queues of all hosts.

    Args:
        tools: Who knows them; None where there are none.
        say: Is called when another number of letters waits.

    Attributes:
        widget: The list.
        waiting: How many letters wait.
    """

    def __init__(self, tools: Tools | None, say: Callable[[], None]) -> None:
        self.widget = self.stop = PrintedView("Mail queue is empty", id="queue")
        self.waiting = 0
        self._tools, self._say = tools, say
        self._is_stale = self._is_looking = False

    @property
    def titles(self) -> Titles:
        """What the border says."""
        waiting = f"{self.waiting} letter{'' if self.waiting == 1 else 's'} waiting" if self.waiting else "empty"
        return Titles(f"Queue · {waiting}", "as mailq prints it")

    def look(self) -> None:
        """Show the queues as they are now; of many changes at once, the last."""
        if self._tools is None:
            return
        if self._is_looking:
            self._is_stale = True
            return
        self._is_looking = True
        self.widget.run_worker(self._look(self._tools), exit_on_error=False)

    async def _look(self, tools: Tools) -> None:
        try:
            is_stale = True
            while is_stale:
                self._is_stale = False
                found = await asyncio.wrap_future(tools.queues())
                self._show(found)
                is_stale = self._is_stale
        except HeloError:
            self.waiting = 0  # the world has not begun: nothing waits in it
        finally:
            self._is_looking = False

    def _show(self, found: tuple[QueueListing, ...]) -> None:
        self.waiting = sum(each.letters for each in found)
        lines = printed(found) if self.waiting else ()
        self.widget.put([LineSpan(line.text, _STYLES[line.kind]) for line in lines], anew=True)
        self._say()

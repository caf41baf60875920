"""The prompt as the tools prompt: what is typed at the dollar sign goes to the built-in tools, and not to a server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Final

from heloworld.errors import HeloError
from heloworld.lab import tools
from heloworld.lab.bench import Bench
from heloworld.lab.toolbox.tasks import Task
from heloworld.lab.toolbox.words import Printed
from heloworld.ui.widgets.wire.prompt import Offer

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
        self, bench: Bench, wire: Callable[[], WirePane], say: Callable[[str], object], places: Places | None
    ) -> None:
        self._bench, self._wire, self._notify, self._places = bench, wire, say, places
        self.is_on = False
        self._noticed = ""

    @property
    def way_on(self) -> str:
        """What an empty prompt says without a connection, where there are several ports to call; else nothing."""
        return _OTHER_PORTS if self._bench.plan is not None and len(self._bench.doors) > 1 else ""

    def turn(self) -> None:
        """Turn to the tools, or back to the server."""
        if self.is_on:
            self.leave()
        else:
            self.is_on = True
            doors = self._bench.doors
            complete = partial(tools.complete, doors=doors)
            self._wire().offer_instead(Offer(DOLLAR, complete, empty=tools.overview(doors), goes_round=True))

    def leave(self) -> None:
        """Give the prompt back to the server, if the tools have it."""
        if self.is_on:
            self.is_on = False
            self._hush()
            if self._places is not None:
                self._places.put_away()
            wire = self._wire()
            wire.offer_again()
            if wire.line.value == self._noticed:  # it was typed for the tools, and is nothing for the server
                wire.line.value = ""

    def take(self, lines: tuple[str, ...]) -> bool:
        """Do what lines say that are for the tools; typed to a server, a line that calls another one is noticed.

        Returns:
            Whether they were for the tools.
        """
        if not self.is_on:
            return self._notice(lines)
        self._run(lines)
        return True

    def _say(self, sentences: str) -> None:
        """Say something in the place of what was said before: several notices would cover the prompt."""
        self._hush()
        self._notify(sentences)

    def _hush(self) -> None:
        self._wire().app.clear_notifications()

    def _run(self, lines: tuple[str, ...]) -> None:
        """Do what lines say; whoever is called is talked to at once, and the lines behind are for them."""
        self._noticed = ""
        for number, line in enumerate(lines, 1):
            done = tools.run(line, self._bench.doors)
            match done:
                case tools.Said(text=text):
                    self._say(text)
                case tools.Call(door=door):
                    self.leave()
                    self._bench.open(door)
                    self._wire().line.enter(lines[number:])
                    break
                case Printed(lines=printed):
                    self._print(line, printed)
                case task:
                    self._wire().run_worker(self._carry_out(line, task), group="tools", exit_on_error=False)

    def _print(self, line: str, printed: Iterable[str]) -> None:
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
            self._print(line, printed)

    def _notice(self, lines: tuple[str, ...]) -> bool:
        """A line for the tools was typed to a server: with no connection, do it; else let the tools have it.

        Text of a letter is never looked at, and the same line a second time is meant for the server.
        """
        wire, protocol = self._wire(), self._bench.protocol
        line = next(iter(lines), "")
        is_meant = tools.is_for_tools(line, protocol.manual().COMMANDS) and not wire.state.is_text
        is_meant = is_meant and (protocol.is_of_lines or tools.calls_server(line))  # questions may begin with dig
        is_new, self._noticed = line != self._noticed, ""
        if not (is_meant and is_new):
            return False
        if self._bench.plan is not None and protocol.machine.is_over(wire.state):
            self._run(lines)
            return True
        self._noticed, calls = line, tools.calls_server(line)
        if self._bench.plan is None:
            self._say(f"Not sent: {_SOMEBODY_ELSES if calls else _IN_A_SHELL}")
            return True
        self.turn()
        wire.line.value = wire.line.value or line
        wire.line.cursor_position = len(wire.line.value)
        self._say(f"Not sent to the server: {_FOR_THE_TOOLS.format(does=_CALLS if calls else _DOES)}")
        return True


_OTHER_PORTS: Final = "(^] calls another port)"

_FOR_THE_TOOLS: Final = (
    "this line is for the tools prompt, which has it now. {does}; Esc leads back. Ctrl+] turns to the tools."
)
"""What is said of a line for the tools, typed where a connection is."""

_CALLS: Final = "Enter hangs up here and calls"
_DOES: Final = "Enter does what it says"

_SOMEBODY_ELSES: Final = (
    "this prompt speaks to one server alone. Leave with Ctrl+Q to call another one; the same line again is sent."
)
"""What is said of a line that calls a server where there are no tools."""

_IN_A_SHELL: Final = "this line is for a shell, in another terminal. The same line again is sent."
"""The same of a line that calls none."""

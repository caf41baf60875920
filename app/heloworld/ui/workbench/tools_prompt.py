"""The prompt as the tools prompt: what is typed at the dollar sign goes to the built-in tools, and not to a server."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from heloworld.lab import tools
from heloworld.lab.bench import Bench
from heloworld.ui.widgets.wire.prompt import Offer

if TYPE_CHECKING:
    from heloworld.ui.widgets.wire.wire_pane import WirePane

DOLLAR: Final = "$ ▸"
"""What stands before the line at the tools prompt."""


class ToolsPrompt:
    """Lends the prompt of a wire pane to the tools.

    Args:
        bench: Whose server is called.
        wire: Finds the pane.
        say: Shows sentences.

    Attributes:
        is_on: Whether the prompt is the tools prompt.
    """

    def __init__(self, bench: Bench, wire: Callable[[], WirePane], say: Callable[[str], object]) -> None:
        self._bench, self._wire, self._notify = bench, wire, say
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
            if isinstance(done, tools.Said):
                self._say(done.text)
                continue
            self.leave()
            self._bench.open(done.door)
            self._wire().line.enter(lines[number:])
            break

    def _notice(self, lines: tuple[str, ...]) -> bool:
        """A line that calls a server was typed to another one: with no connection, do it; else let the tools have it.

        Text of a letter is never looked at, and the same line a second time is meant for the server.
        """
        wire, protocol = self._wire(), self._bench.protocol
        line = next(iter(lines), "")
        is_meant = tools.is_for_tools(line, protocol.manual().COMMANDS) and not wire.state.is_text
        is_new, self._noticed = line != self._noticed, ""
        if not (is_meant and is_new):
            return False
        if self._bench.plan is not None and protocol.machine.is_over(wire.state):
            self._run(lines)
            return True
        self._noticed = line
        if self._bench.plan is None:
            self._say(f"Not sent: {_SOMEBODY_ELSES}")
            return True
        self.turn()
        wire.line.value = wire.line.value or line
        wire.line.cursor_position = len(wire.line.value)
        self._say(f"Not sent to the server: {_FOR_THE_TOOLS}")
        return True


_OTHER_PORTS: Final = "(^] calls another port)"

_FOR_THE_TOOLS: Final = (
    "this line is for the tools prompt, which has it now. Enter hangs up here and calls; Esc leads back."
)
"""What is said of a line that calls another server, typed where a connection is."""

_SOMEBODY_ELSES: Final = (
    "this prompt speaks to one server alone. Leave with Ctrl+Q to call another one; the same line again is sent."
)
"""What is said of such a line where there are no tools."""

"""The prompt as the tools prompt: what is typed at the dollar sign goes to the built-in tools, and not to a server."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from heloworld.lab import tools
from heloworld.lab.bench import Bench

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
        self._bench, self._wire, self._say = bench, wire, say
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

    def take(self, lines: tuple[str, ...]) -> bool:
        """Do what lines say; whoever is called is talked to at once, and the lines behind are for them.

        Returns:
            Whether they were for the tools.
        """
        if not self.is_on:
            return False
        for number, line in enumerate(lines, 1):
            done = tools.run(line, self._bench.doors)
            if isinstance(done, tools.Said):
                self._say(done.text)
                continue
            self.leave()
            self._bench.open(done.door)
            self._wire().line.enter(lines[number:])
            break
        return True

"""Lines that were entered where a step had been shown to its end; it begins again before they go, maybe elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from heloworld.ui.widgets.workbench import Workbench

_KEPT: Final = "The step has begun again, at {who}. What you typed for {meant} has not gone out: {where}."
_IN_PROMPT: Final = "it is in the prompt"
_IN_HISTORY: Final = "↑ brings it back"


class KeptLines:
    """Sends such lines where the same listens as when they were typed; a command is not to become text of a letter.

    Args:
        workbench: Where the prompt is.
        send: Sends lines.
    """

    def __init__(self, workbench: Workbench, send: Callable[[tuple[str, ...]], None]) -> None:
        self._workbench = workbench
        self._send = send

    def at_beginning(self, lines: tuple[str, ...]) -> Callable[[], None]:
        """What is done with lines that are entered now, as soon as the step has begun again."""
        return partial(self._begun, lines, self._who)

    @property
    def _who(self) -> str:
        """Who listens, as the prompt says; where nobody does yet, who will, for a line connects first."""
        protocol, state = self._workbench.bench.protocol, self._workbench.wire.state
        return protocol.label if state is protocol.machine.closed else protocol.prompt(state).removesuffix(" ▸")

    def _begun(self, lines: tuple[str, ...], meant: str) -> None:
        self._workbench.feed.catch_up()
        who = self._who
        if who == meant or not any(lines):
            self._send(lines)
            return
        self._workbench.to_prompt()
        line = self._workbench.wire.line
        where = _IN_HISTORY
        if not line.value and len(lines) == 1:
            line.value, where = lines[0], _IN_PROMPT
            line.cursor_position = len(line.value)
        said = _KEPT.format(who=who, meant=meant, where=where)
        self._workbench.notify(said, timeout=8, markup=False)

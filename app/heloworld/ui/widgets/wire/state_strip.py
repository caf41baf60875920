"""The state strip: the session table drawn, where the session stands in it, and what may come next."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from heloworld.wire.protocol import Machine
from heloworld.wire.rows import State

HERE = "bold $foreground"
"""The style of the state in which the session stands: found by its brackets, and no louder than the task."""


class StateStrip(Static):
    """One line: the way through a session, and where it stands.

    Args:
        machine: The states of the session.
    """

    DEFAULT_CSS = """
    StateStrip { height: 1; width: 1fr; padding: 0 1; color: $faint; }
    """

    def __init__(self, machine: Machine) -> None:
        super().__init__()
        self._machine, self._state = machine, machine.closed

    def show(self, machine: Machine, state: State) -> None:
        """Show where a session stands among its states."""
        if (machine, state) != (self._machine, self._state):
            self._machine, self._state = machine, state
            self.refresh()

    def render(self) -> Content:
        """The strip, as wide as there is room."""
        return draw(self._machine, self._state, self.content_size.width)


def draw(machine: Machine, state: State, width: int) -> Content:
    """The way through a session with the state marked, in brackets and by colour.

    Args:
        machine: The states of the session.
        state: Where the session stands.
        width: Cells there are.
    """
    path = machine.path
    aside = "" if state in path else f"[ {state.aside or state.word} ]"
    needed = sum(len(step.word) for step in path) + max(len(aside) + 2, 4)
    link = next((each for each in (" ── ", " ─ ", "─") if needed + len(each) * (len(path) - 1) <= width), " ")
    parts: list[tuple[str, str]] = [(aside, HERE), ("  ", "")] if aside else []
    for position, step in enumerate(path):
        parts.append((link if position else "", ""))
        parts.append((f"[ {step.word} ]", HERE) if step is state else (step.word, ""))
    return Content.assemble(*parts)


def next_words(verbs: Sequence[str], width: int) -> str:
    """The commands that make sense next, in words; whole ones, as many as there is room for.

    Args:
        verbs: The commands, those that lead on first.
        width: Cells there are.
    """
    words = f"next: {' '.join(verbs)}"
    if not verbs or len(words) <= width:
        return words if verbs else ""
    kept = list(verbs)
    while kept and len(words := f"next: {' '.join(kept)} …") > width:
        kept.pop()
    return words if kept else ""

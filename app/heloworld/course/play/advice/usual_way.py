"""The usual way through a session: which commands lead from one state to another."""

from __future__ import annotations

from heloworld.wire.protocol import Dialogue, Machine
from heloworld.wire.rows import State


def words(machine: Machine, state: State, then: State) -> list[str]:
    """The commands that lead from one state to another by the usual way; none where there is no way, or none to go."""
    found: list[str] = []
    if state is then:
        return found
    for _ in machine.path:
        leads = machine.table[state]
        word = next((each for each in machine.legal(state) if leads[each] is not state), None)
        if word is None:
            return []
        found.append(word)
        state = leads[word]
        if state is then:
            return found
    return []


def is_nearer(machine: Machine, dialogue: Dialogue, then: State) -> bool:
    """Whether the last command of a conversation has brought it nearer to a state, and not there yet."""
    if not dialogue.exchanges:
        return False
    before = dialogue.exchanges[-1].before
    return 0 < len(words(machine, dialogue.state, then)) < len(words(machine, before, then))

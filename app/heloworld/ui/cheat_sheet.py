"""A session on one page: the lines that lead through it, each with what it is for. One key away, in the help."""

from __future__ import annotations

from collections.abc import Iterator

from heloworld.wire.protocol import Protocol
from heloworld.wire.rows import State

_MOST = 6
"""Commands that are shown where the way ends and everything else is done from there."""

_LETTER = (
    ("Subject: hello", "A header line: a name, a colon, and what there is to say about the letter."),
    ("(an empty line)", "Ends the header."),
    ("Dear Ana, …", "The body: as many lines as you like. The server answers to none of them."),
)


def cheat_sheet(protocol: Protocol) -> Iterator[tuple[str, str]]:
    """The lines of a session in order, and what each of them is for.

    Args:
        protocol: What is spoken.
    """
    machine, commands = protocol.machine, protocol.manual().COMMANDS
    state, been = (machine.path or (machine.closed,))[0], set[State]()
    while state not in been:
        been.add(state)
        verb, after = next(iter(machine.table[state].items()), ("", state))
        if verb in commands and after not in been:
            yield from _LETTER if verb == "." else ()
            yield commands[verb].example, commands[verb].summary
            state = after
    here = [commands[verb] for verb, after in machine.table[state].items() if verb in commands and after is state]
    is_end_of_way = bool(here) and here[0].verb == next(iter(machine.table[state]))
    ways_out = (verb for verb, after in machine.table[state].items() if machine.is_over(after))
    for command in (*(here[:_MOST] if is_end_of_way else ()), *(commands[verb] for verb in ways_out)):
        yield command.example, command.summary

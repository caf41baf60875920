"""A session on one page: the lines that lead through it, each with what it is for. One key away, in the help."""

from __future__ import annotations

from collections.abc import Iterator

from heloworld.wire.protocol import Protocol

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
    for state in machine.path:
        verb, after = next(iter(machine.table[state].items()), ("", state))
        if verb not in commands or after is state or after not in machine.path[machine.path.index(state) + 1 :]:
            break
        if verb == ".":
            yield from _LETTER
        yield commands[verb].example, commands[verb].summary
    last = machine.table[machine.path[0]] if machine.path else {}
    for verb, after in last.items():
        if after is machine.closed and verb in commands:
            yield commands[verb].example, commands[verb].summary

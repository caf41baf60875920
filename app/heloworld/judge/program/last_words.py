"""What a program says before it ends by itself, and what is behind that."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from typing import Final, NamedTuple

from heloworld.judge.causes import Cause
from heloworld.judge.program.command import Command
from heloworld.judge.program.process import Program
from heloworld.wire.visible import visible_text

_PRINTED: Final = {
    b"no such file": Cause.NO_SUCH_FILE,
    b"cannot find": Cause.NO_SUCH_FILE,
    b"already in use": Cause.OTHER_PORT,
    b"eaddrinuse": Cause.OTHER_PORT,
}
"""What programs print in small letters when they end too early, and what is behind it."""

_TRACEBACK: Final = re.compile(rb"""  File "[^\n]*", line \d+[^\n]*\n(?: [^\n]*\n)*\S[^\n]*\Z|\n\s+at [^\n]*\Z""")
"""The end of a traceback: in Python its last place and, without an indent, the exception; in Java its last place."""


class Ending(NamedTuple):
    """The end of a program.

    Attributes:
        said: How it ended, and which file of its command is not there, if it speaks of one; whole sentences.
        cause: What is behind it.
    """

    said: str
    cause: str


def ending_of(program: Program, otherwise: str) -> Ending:
    """The end of a program, by what it printed last.

    Args:
        program: It.
        otherwise: What is behind its end where that says nothing.
    """
    printed = program.stderr_tail() + program.stdout_tail()
    missing = _missing(program.command, printed)
    if missing:
        return Ending(f"{program.end} {missing}", Cause.MISSPELT)
    in_small_letters = printed.lower()
    cause = next((cause for words, cause in _PRINTED.items() if words in in_small_letters), otherwise)
    return Ending(program.end, cause)


def ends_with_traceback(printed: bytes) -> bool:
    """Whether the last thing that was printed is an exception, as Python and Java print it."""
    return _TRACEBACK.search(printed.rstrip()) is not None


def _missing(command: Command, printed: bytes) -> str:
    """Which file that the command names is not there, as a sentence; empty where the program speaks of none."""
    if command.here is None:
        return ""
    for word in command.unknown:
        path = command.here / word
        name = path.name if "." in path.name else f"/{path.name}"  # a mere word could stand anywhere
        if name.encode(errors="surrogateescape") in printed:
            like = _like(path)
            but = f", but there is {visible_text(like)}" if like else ""
            return f"There is no {visible_text(path.name)} in {visible_text(str(path.parent))}{but}."
    return ""


def _like(path: Path) -> str:
    """The name in the same folder that is most like one that is not; empty where none is."""
    try:
        names = [each.name for each in path.parent.iterdir()]
    except OSError:
        return ""
    return next(iter(get_close_matches(path.name, names, 1)), "")

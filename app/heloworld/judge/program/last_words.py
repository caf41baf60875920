"""What a program says before it ends by itself, and what is behind that."""

from __future__ import annotations

from typing import Final

from heloworld.judge.causes import Cause
from heloworld.judge.program.process import Program

_PRINTED: Final = {
    b"no such file": Cause.NO_SUCH_FILE,
    b"cannot find": Cause.NO_SUCH_FILE,
    b"already in use": Cause.OTHER_PORT,
    b"eaddrinuse": Cause.OTHER_PORT,
}
"""What programs print in small letters when they end too early, and what is behind it."""


def cause_of_end(program: Program, otherwise: str) -> str:
    """What is behind the end of a program, by what it printed last.

    Args:
        program: It.
        otherwise: What is behind it where that says nothing.
    """
    printed = (program.stderr_tail() + program.stdout_tail()).lower()
    return next((cause for words, cause in _PRINTED.items() if words in printed), otherwise)

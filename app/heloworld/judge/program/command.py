"""The command line of the program under trial, with places to be filled in."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from heloworld import visiting
from heloworld.errors import UsageError
from heloworld.wire.visible import visible_text

_PLACE: Final = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class Command:
    """A command line.

    Attributes:
        words: Its words; ``{port}`` and the like stand for what is filled in.
        folder: Where it is started, if not in the folder of its trial.
        here: The folder in which it was typed; None where nobody has typed it.
        unknown: Those of its words that named nothing there.
    """

    words: tuple[str, ...]
    folder: Path | None = None
    here: Path | None = None
    unknown: tuple[str, ...] = ()

    def filled(self, values: Mapping[str, str]) -> list[str]:
        """The words with everything filled in; braces around any other word stay."""
        return [_PLACE.sub(lambda place: values.get(place[1], place[0]), word) for word in self.words]


def command_of(words: Sequence[str], here: Path, example: str, *, stays_here: bool = False) -> Command:
    """The command that somebody has typed in a folder.

    It is started in a folder of its own, so files and folders that are named from here get their whole path.

    Args:
        words: What was typed, the program first.
        here: The folder in which it was typed.
        example: How to write one.
        stays_here: Whether it is started here, and every word stays as it is.

    Raises:
        UsageError: There is nothing to start, no such program, or nobody's machine to start it on.
    """
    if visiting.is_visitor():
        raise UsageError(
            "No program of yours can be started here: this machine is not yours.",
            "Judge it on your own machine, with the same lesson there or with helo judge.",
        )
    if not words:
        raise UsageError(
            "There is no command to judge.",
            f"Write it after two dashes: {example}",
        )
    program = words[0] if os.sep not in words[0] else str((here / words[0]).absolute())
    if shutil.which(program) is None:
        raise UsageError(f"There is no program {visible_text(words[0])} that can be started.", _remedy(words, here))
    unknown = tuple(word for word in words[1:] if not word.startswith("-") and not _is_there(word, here))
    if stays_here:
        return Command((program, *words[1:]), here, here, unknown)
    return Command((program, *(_whole(word, here) for word in words[1:])), None, here, unknown)


def _whole(word: str, here: Path) -> str:
    """A word of the command: with its whole path, if it names a file or folder that is here; ``.`` stays as it is."""
    if word.strip("./") == "" or word.startswith("-") or Path(word).is_absolute():
        return word
    return os.path.normpath(here / word) if _is_there(word, here) else word


def _is_there(word: str, here: Path) -> bool:
    """Whether a word names a file or folder, from here or by its whole path."""
    try:
        return (here / word).exists()
    except (OSError, ValueError):
        return False


def _remedy(words: Sequence[str], here: Path) -> str:
    """What helps somebody whose command cannot be started."""
    program, path = words[0], here / words[0]
    if len(words) == 1 and " " in program and shutil.which(program.split()[0]):
        return f"Leave out the quotation marks around the whole command: {visible_text(program)}"
    if path.is_file() and os.sep not in program:
        return f"Write ./{visible_text(program)}, or name what runs it: python3 {visible_text(program)}."
    if path.is_file():
        return "Make it executable with chmod +x, or name what runs it, such as python3."
    return "Check its spelling, or try the same command by itself."

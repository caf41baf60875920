"""Options that several commands have."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import click

from heloworld.errors import UsageError
from heloworld.smtp.ports import LAB_PORT

FILE: Final = click.Path(path_type=Path, readable=False)
"""A file or folder. Whoever opens it says what is the matter with it: Click would answer without a remedy."""

PORT: Final = click.IntRange(0, 65535)
"""A port of TCP to listen on; 0 for any that is free."""

mail: Final = click.option(
    "--mail",
    type=FILE,
    metavar="DIR",
    help="The folder of the mailboxes. [default: heloworld/mail in the folder that your system has for your own data: "
    "~/.local/share on Linux, ~/Library/Application Support on macOS]",
)
port: Final = click.option(
    "--port",
    type=PORT,
    metavar="N",
    help=f"The port to listen on; 0 for any that is free. [default: {LAB_PORT}, or any that is free where it is taken]",
)
lessons: Final = click.option(
    "--lessons",
    "folder",
    type=FILE,
    metavar="DIR",
    help="Another course: a folder of lessons. [default: the lessons that come with the program]",
)

_WORD: Final = re.compile(r"[a-z][a-z0-9-]{1,19}")


def checked_word(said: str) -> str:
    """The word of a class, in lower case.

    Raises:
        UsageError: It cannot be one.
    """
    word = said.lower()
    if _WORD.fullmatch(word) is None:
        raise UsageError(f"{said} is no word for a class.", "Take 2 to 20 letters, digits and hyphens, a letter first.")
    return word

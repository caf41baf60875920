"""``{who}`` in a lesson: six letters and digits that are another learner's to everybody else.

They are made of a learner's name and a secret of their teacher, so a transcript that was copied from somebody else
does not reach the goals that ask for them. They prove nothing against somebody who has the secret, and whoever takes
the course has it: it lies in the course's folder.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from heloworld.errors import UsageError

WHO: Final = "{who}"
"""What stands in a lesson's text, goals and solutions."""

TEACHERS_FILE: Final = "secret"
"""The file of a course's folder whose first line is the teacher's secret."""

LONGEST_NAME: Final = 32

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz"
_SIGNS: Final = f"{_LETTERS}23456789"
"""None that is easily taken for another: no i, l, o, 0, 1."""

_LENGTH: Final = 6
_LARGEST_SECRET: Final = 4096
_NAME: Final = re.compile(rf"[a-z0-9][a-z0-9._-]{{0,{LONGEST_NAME - 1}}}", re.ASCII)


def who_of(name: str, secret: str) -> str:
    """What ``{who}`` is for a learner: a letter, and then letters and digits.

    Args:
        name: The learner's name, as `checked` gives it; empty for a learner without one.
        secret: The teacher's secret; empty where there is none.
    """
    number = int.from_bytes(hashlib.sha256(f"{secret}\0{name}".encode()).digest())
    number, first = divmod(number, len(_LETTERS))
    signs = [_LETTERS[first]]
    while len(signs) < _LENGTH:
        number, next_ = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[next_])
    return "".join(signs)


NOBODY: Final = who_of("", "")
"""What it is for a learner without a name, where there is no secret."""


def secret_in(folder: Path) -> str:
    """The teacher's secret that lies in a course's folder; empty where there is none that can be read."""
    try:
        with (folder / TEACHERS_FILE).open("rb") as file:
            return file.read(_LARGEST_SECRET).decode("utf-8", "replace").partition("\n")[0].strip()
    except OSError:
        return ""


def checked(name: str) -> str:
    """A learner's name as it is kept: in lower case.

    Raises:
        UsageError: It is none.
    """
    lower = name.strip().lower()
    if not _NAME.fullmatch(lower):
        raise UsageError(
            f"A name is a letter or a digit, and then letters, digits, dots and hyphens; {LONGEST_NAME} at most.",
            "Try something like ana7.",
        )
    return lower

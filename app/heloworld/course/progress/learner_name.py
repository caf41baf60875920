"""What a learner calls themselves in class; kept from one day to the next, in a file of the learner's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from heloworld import paths
from heloworld.course.model.who import LONGEST_NAME, checked
from heloworld.errors import HeloError, UsageError

_FILE: Final = "name"


def known(file: Path | None = None) -> str:
    """The learner's name; empty where there is none yet, or where it cannot be read."""
    try:
        with _path(file).open("rb") as found:
            return checked(found.read(4 * LONGEST_NAME).decode("utf-8", "replace"))
    except (OSError, UsageError):
        return ""


def keep(name: str, file: Path | None = None) -> str:
    """Keep a name.

    Args:
        name: The name.
        file: Where; in the learner's folder, where that is not said.

    Returns:
        The name as it is kept.

    Raises:
        UsageError: It is no name.
        HeloError: It cannot be kept.
    """
    kept, path = checked(name), _path(file)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(f"{kept}\n", encoding="utf-8")
    except OSError as error:
        raise HeloError(f"Your name cannot be kept in {path}: {error.strerror}.", "Make room for it there.") from error
    return kept


def _path(file: Path | None) -> Path:
    return file or paths.learner() / _FILE

"""Where things lie: what ships with the program, and what belongs to the learner. Creates nothing."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    """A folder that the wheel carries as package data and that a checkout has at its top level."""
    inside = _PACKAGE / "_data" / name
    return inside if inside.is_dir() else _PACKAGE.parent.parent / name


def program() -> str:
    """How this program is called in another terminal: by its name where that is found, else by where it lies."""
    import shlex
    import shutil
    import sys

    if shutil.which("helo") is not None:
        return "helo"
    beside = Path(sys.executable).with_name("helo")
    return shlex.quote(str(beside)) if beside.exists() else f"{shlex.quote(sys.executable)} -m heloworld"


def lessons() -> Path:
    """The lessons that ship with the program."""
    return _shipped("lessons")


def samples() -> Path:
    """The sample mailboxes that ship with the program."""
    return _shipped("sample_mboxes")


def learner() -> Path:
    """The learner's own folder: mailboxes, progress, history. It may not exist yet."""
    import platformdirs

    return Path(platformdirs.user_data_dir("heloworld", appauthor=False))


def presenting() -> Path:
    """The file that tells another terminal what is being presented."""
    return learner() / "presenting.json"


def evidence() -> Path:
    """The folder of what is kept of lessons as they are learned, to be handed in. It may not exist yet."""
    return learner() / "evidence"


def transcripts() -> Path:
    """The folder of the transcripts that a key has saved. It may not exist yet."""
    return learner() / "transcripts"


def letters() -> Path:
    """The mailbox that holds what the learner has written in lessons. It may not exist yet."""
    return learner() / "letters.mbox"


def mail() -> Path:
    """The folder of the learner's mailboxes in free play."""
    return learner() / "mail"


def class_tally() -> Path:
    """The file that tells another terminal how a class stands."""
    return learner() / "class.json"


def classes() -> Path:
    """The folder of the classes that were recorded here. It may not exist yet."""
    return learner() / "class"


def membership() -> Path:
    """The folder of what belongs to a class that the learner has joined. It may not exist yet."""
    return learner() / "member"

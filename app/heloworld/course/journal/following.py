"""Who follows a learner who takes lessons for themselves."""

from __future__ import annotations

from pathlib import Path

from heloworld import paths
from heloworld.course.journal.journal import Journal
from heloworld.course.play.followers import Follower, Followers
from heloworld.course.progress import learner_name
from heloworld.course.progress.progress import key_of


def followers_of(folder: Path | None, *others: Follower) -> Followers:
    """What keeps the learner's letters, and what happens in lessons.

    Args:
        folder: The folder of the course; None for the one that ships with the program.
        others: Who follows them besides.
    """
    return Followers(paths.letters(), Journal(key_of(folder), name=learner_name.known()), *others)

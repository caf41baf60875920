"""Lessons that tell the class: what goes between a learner and the class that they are in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from heloworld import paths
from heloworld.classroom.reports.membership import SPOOL, load
from heloworld.classroom.reports.reporter import Reporter
from heloworld.course.play.followers import Follower

if TYPE_CHECKING:
    from heloworld.classroom.reports.postman import Postman
    from heloworld.classroom.reports.told import Told


class _Post:
    """The way to the class that a learner is in, whichever it is; nobody goes it for those who are in none."""

    def __init__(self) -> None:
        self._postman: Postman | None = None

    def open(self) -> Postman:
        """The postman, who begins with what waits from earlier."""
        if self._postman is None:
            from heloworld.classroom.reports.postman import Postman  # most learners are in no class
            from heloworld.classroom.reports.spool import Spool

            self._postman = Postman(load, Spool(paths.membership() / SPOOL))
            self._postman.start()
        return self._postman

    def tell(self, told: Told) -> None:
        """Have the class told of something."""
        self.open().tell(told)

    def close(self) -> None:
        """The class has a moment to take what still waits."""
        if self._postman is not None:
            self._postman.close()


@contextmanager
def telling() -> Iterator[tuple[Follower, ...]]:
    """Who follows a learner for their class, the one that they are in at each moment.

    What was told is in the spool at once; in the end the class has a moment to take what still waits.
    """
    post = _Post()
    if load() is not None:
        post.open()
    try:
        yield (Reporter(post.tell, load),)
    finally:
        post.close()

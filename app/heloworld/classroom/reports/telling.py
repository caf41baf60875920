"""Lessons that tell the class: what goes between a learner who has joined one and the lessons they take."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from heloworld import paths
from heloworld.classroom.reports.membership import SPOOL, load
from heloworld.course.play.followers import Follower


@contextmanager
def telling() -> Iterator[tuple[Follower, ...]]:
    """Who follows a learner for their class; nobody, where they have joined none.

    What was told is in the spool at once; in the end the class has a moment to take what still waits.
    """
    member = load()
    if member is None:
        yield ()
        return
    from heloworld.classroom.reports.postman import Postman  # most learners have joined no class
    from heloworld.classroom.reports.reporter import Reporter
    from heloworld.classroom.reports.spool import Spool

    postman = Postman(member, Spool(paths.membership() / SPOOL))
    postman.start()
    try:
        yield (Reporter(postman.tell),)
    finally:
        postman.close()

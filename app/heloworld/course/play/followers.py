"""Who follows a learner through a lesson, beside the screen: what is kept of it for a hand-in, what a class is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from heloworld.course.progress.letters import Letters
from heloworld.course.progress.records import Standing
from heloworld.wire.events import Opened
from heloworld.wire.transcript import Transcript

if TYPE_CHECKING:
    from heloworld.course.conditions.evidence import Evidence
    from heloworld.course.model.lesson import Lesson
    from heloworld.course.play.runner import News


class Follower(Protocol):
    """What somebody is told who follows a learner. Nothing of it may raise, or take long."""

    def stands(self, lesson: Lesson, standing: Standing) -> None:
        """A lesson was opened, or something is answered, asked for or reached, or the learner is at another step."""

    def hear(self, transcript: Transcript, is_ours: Callable[[Opened], bool], mail: Path) -> None:
        """A fresh world: its transcript, what tells the prompt's connections, and where its mailboxes lie."""

    def began(self, step: int) -> None:
        """The world is where a step begins, counted from 0: from now on, what happens in it counts."""

    def looked(self, news: News) -> None:
        """What happened in it was taken in."""

    def rested(self) -> None:
        """Nothing that happens in it counts any more."""


class Followers:
    """All who follow a learner.

    Args:
        letters: Where the learner's letters are kept; None keeps none.
        followers: The others.
    """

    def __init__(self, letters: Path | None = None, *followers: Follower) -> None:
        self._letters = Letters(letters)
        self._others = followers

    def stands(self, lesson: Lesson, standing: Standing) -> None:
        """As `Follower.stands`."""
        for each in self._others:
            each.stands(lesson, standing)

    def hear(self, transcript: Transcript, is_ours: Callable[[Opened], bool], mail: Path) -> None:
        """As `Follower.hear`."""
        for each in self._others:
            each.hear(transcript, is_ours, mail)

    def began(self, step: int) -> None:
        """As `Follower.began`."""
        for each in self._others:
            each.began(step)

    def see(self, evidence: Evidence, *, is_played: bool) -> None:
        """There is evidence; where it was played to get there, nobody has written its letters."""
        if is_played:
            self._letters.pass_over(evidence)
        else:
            self._letters.keep(evidence)

    def looked(self, news: News) -> None:
        """As `Follower.looked`."""
        for each in self._others:
            each.looked(news)

    def rested(self) -> None:
        """As `Follower.rested`."""
        for each in self._others:
            each.rested()

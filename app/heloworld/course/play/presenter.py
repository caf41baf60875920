"""A lesson before a class: one key plays the next line, another takes it back."""

from __future__ import annotations

import asyncio
from typing import Final, Protocol

from heloworld.course.play.player import Player
from heloworld.course.play.session import LessonSession

CUE_PACE: Final = 0.3
"""Seconds between a presenter's key and the line that it sends: long enough to see it stand in the prompt."""


class Podium(Protocol):
    """What the class sees of the lesson."""

    def reads_on(self) -> bool:
        """Show more of the lesson's text, if there is more to read now; whether there was."""

    def to_prompt(self) -> None:
        """The prompt is to be seen."""


class Presenter:
    """Plays a lesson line by line. Keys are obeyed one after the other, however fast they come.

    Args:
        session: The lesson.
        player: Plays its lines.
        podium: What the class sees.
        pace: Seconds for which a line is seen before it goes out.
    """

    def __init__(self, session: LessonSession, player: Player, podium: Podium, *, pace: float = CUE_PACE) -> None:
        self._session = session
        self._player = player
        self._podium = podium
        self._pace = pace
        self._cues = asyncio.Lock()

    async def next_line(self) -> bool:
        """Read on, or play the next line of the step.

        Returns:
            Whether there was anything; where there was not, the step is over.
        """
        async with self._cues:
            if self._podium.reads_on():
                return True
            act = self._session.next_act()
            if act is None:
                return False
            self._podium.to_prompt()
            await self._player.play(act, self._pace)
            return True

    async def previous_line(self) -> None:
        """Go back by one line, as if it had not been played; at the very beginning, stay there."""
        async with self._cues:
            way = self._session.act_back()
            if way is not None:
                await self._player.set(way)

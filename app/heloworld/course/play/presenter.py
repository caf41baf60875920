"""A lesson before a class: one key plays the next line, another takes it back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final, Protocol

from heloworld.course.model.act import Act
from heloworld.course.play.kept_conversation import KeptConversation, Place
from heloworld.course.play.player import Player
from heloworld.course.play.session import LessonSession, Mode

CUE_PACE: Final = 0.3
"""Seconds between a presenter's key and the line that it sends: long enough to see it stand in the prompt."""


_FREE_ENDS: Final = "Free play ends here. Back to the step."
_UNDONE: Final = "Back to the step's own lines: what was typed since the last of them is undone."

RIGHT: Final = "After the mistake, the step's own lines were played again."

_LOST: Final = "The conversation had ended. The step's own lines were played again, up to where you were."
_REFUSED: Final = "The login before this line was refused. The lines were played again, up to where you were."
_AGAIN: Final = "A goal of this step is still open: its lines were played again."
_LEAVES: Final = "A goal of this step is still open, and Page Down would leave it so."
_PASSED: Final = "The question was passed by: its answer comes at the end of the step. Page Up asks it again."

REACHING: Final = 0.5
"""Seconds in which a step's last line has to reach its goals, which may lag behind its reply."""

_UNTICKS: Final = "What was typed since the last played line is undone then, and a goal that it reached is open again."

_TELLS: Final = "The question is still open: a mistake that is played, and what is said of it, may show its answer."


class Podium(Protocol):
    """What the class sees of the lesson."""

    def scroll(self, by: int) -> None:
        """Scroll the lesson's text by pages."""

    def reads_on(self) -> bool:
        """Show more of the lesson's text, if there is more to read now; whether there was."""

    def to_prompt(self) -> None:
        """The prompt is to be seen."""

    @property
    def is_at_question(self) -> bool:
        """Whether the question that is open has the focus."""

    @property
    def shows_question(self) -> bool:
        """Whether all of the question that is open is in sight."""

    def go_to_question(self) -> None:
        """The question that is open is to be seen."""

    def may_cut_off(self, key: str, loss: str = "") -> bool:
        """Whether a fresh world may come: where something is lost with the old one, only when a key asks for it twice.

        Args:
            key: The key.
            loss: What is lost, as a sentence, beside the connections of others; empty for nothing.
        """

    def drop_warning(self) -> None:
        """Something else is done than what has to be asked for twice: its warning goes."""

    def catch_up(self) -> None:
        """What has crossed is taken in now."""

    def refresh(self) -> None:
        """What is going on has changed."""

    def say(self, sentence: str, holds: Callable[[], bool] = ...) -> None:
        """Say something in passing, as long as it is true."""


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
        self._wrong = 0
        self._had: frozenset[str] = frozenset()
        self._is_typed_in = False
        self._conversation = KeptConversation(session)
        self._played_to_end: Place | None = None
        self._caught_up: Place | None = None

    def detour(self, lines: tuple[str, ...]) -> None:
        """Lines are typed. Where they are what comes next, they count as played; else the next key undoes them."""
        if self._session.mode is Mode.FREE:  # nothing counts
            return
        left = self._session.runner.step.solution[self._session.cue :]
        if not self._session.has_strayed and left and lines == (left[0].send,):
            self._session.cue += 1
        else:
            self._stray(by_hand=True)

    def _stray(self, *, by_hand: bool) -> None:
        """Something else is done than the next line: somebody types it, or it is a mistake that is played.

        What has been reached until then is remembered, for what is reached by typing is lost with the way back.
        """
        session = self._session
        if not session.has_strayed:
            self._had, self._is_typed_in = self._reached, False
        if by_hand and not self._is_typed_in:
            self._had |= self._reached
        session.has_strayed, self._is_typed_in = True, self._is_typed_in or by_hand
        session.runner.plays_mistake = False

    @property
    def _reached(self) -> frozenset[str]:
        return frozenset(goal.id for goal in self._session.runner.step.goals if self._session.runner.is_reached(goal))

    @property
    def _loss(self) -> str:
        """What is lost with the way back from a detour, as a sentence; empty for nothing that counts."""
        is_lost = self._session.has_strayed and self._is_typed_in and not self._reached <= self._had
        return _UNTICKS if is_lost else ""

    @property
    def _is_asking(self) -> bool:
        """Whether a prediction is open, which a mistake could answer before the class does."""
        asked = self._session.page.question
        return asked is not None and asked.when == "before"

    async def play_wrong(self) -> None:
        """Play the next of the step's wrong ways, for the class to see what comes of it; each key plays one.

        The world is brought to where the step begins before it, and back to where it was with the next line.
        """
        async with self._cues:
            wrongs = self._session.runner.step.wrongs
            if not wrongs:
                self._podium.say("This step has no mistakes to play.")
                return
            losses = filter(None, [_TELLS if self._is_asking else "", self._loss])
            if not self._podium.may_cut_off("F3", " ".join(losses)):
                return
            wrong = wrongs[self._wrong % len(wrongs)]
            self._wrong += 1
            cue = self._session.cue
            self._stray(by_hand=False)
            way = self._session.begin_step_again()
            self._session.cue, self._session.has_strayed = cue, True
            if not await self._player.set(way):
                return
            self._session.runner.plays_mistake = True
            self._podium.to_prompt()
            for act in wrong.acts:
                await self._player.play(act, self._pace)

    async def _is_back(self) -> bool:
        """After a detour: bring the world back to where the presenter was; whether to go on from there with this key.

        At the end of a step it is not: the class has to see the step's own lines once more before the next one begins.
        """
        session, is_free = self._session, self._session.mode is Mode.FREE
        if session.is_done_by_class:  # that stays
            session.has_strayed, session.cue = False, len(session.runner.step.solution)
        if session.has_strayed or is_free:
            if not self._podium.may_cut_off("Page Down", self._loss):
                return False
            said = _FREE_ENDS if is_free else _UNDONE if self._is_typed_in else RIGHT if self._is_at_end else ""
            way = session.played_again()
            session.has_strayed, session.mode = False, Mode.SETTING
            if said:
                self._podium.say(said, self._is_on_track)
            return await self._set(way) and not self._is_at_end
        return True

    def _is_on_track(self) -> bool:
        """Whether the step's own lines are all that was done."""
        return self._session.mode is not Mode.FREE and not self._session.has_strayed

    async def _set(self, way: tuple[Act, ...]) -> bool:
        """A fresh world, brought to where the presenter is; whether that could be."""
        is_set = await self._player.set(way)
        self._note()
        return is_set

    def _note(self) -> None:
        """Lines of the script have just been played."""
        self._podium.catch_up()
        self._conversation.note()

    @property
    def _is_at_end(self) -> bool:
        """Whether all lines of the step have been played."""
        return self._session.cue >= len(self._session.runner.step.solution)

    @property
    def _is_cut_off(self) -> bool:
        """Whether the step's conversation has broken off, and the step still needs it."""
        self._podium.catch_up()
        is_needed = not self._is_at_end or not self._session.runner.is_step_done
        return is_needed and self._conversation.is_lost

    @property
    def _is_behind(self) -> bool:
        """Whether the login that the next line needs was refused; once in a place."""
        left = self._session.runner.step.solution[self._session.cue :]
        return self._caught_up != self._conversation.place and self._conversation.is_behind(next(iter(left), None))

    async def _catches_up(self) -> bool:
        """Play the lines before the next one once more; whether that could be, and is wanted."""
        place = self._conversation.place
        if await self._play_again(_REFUSED):
            self._caught_up = place
        return self._caught_up == place

    async def _play_again(self, why: str, holds: Callable[[], bool] = lambda: True) -> bool:
        """Bring the world back to where the presenter is, and say why; whether that could be, and is wanted."""
        if not self._podium.may_cut_off("Page Down", self._loss):
            return False
        self._podium.say(why, holds)
        return await self._set(self._session.played_again())

    async def _is_reached(self) -> bool:
        """Whether the goals of the step are reached, perhaps in a moment."""
        until = time.monotonic() + REACHING
        while not self._session.runner.is_step_done and time.monotonic() < until:
            await asyncio.sleep(REACHING / 20)
            self._podium.catch_up()
            self._podium.refresh()
        return self._session.runner.is_step_done

    async def _stays(self) -> bool:
        """After a step's last line: whether the step is not to be left yet, for a goal is open.

        Then its lines are played once more; where even that does not reach the goal, a second key leaves it open.
        """
        if await self._is_reached():
            return False
        if self._played_to_end != self._conversation.place:
            if await self._play_again(_AGAIN, lambda: not self._session.runner.is_step_done):
                self._played_to_end = self._conversation.place
            return True
        return not self._podium.may_cut_off("Page Down", _LEAVES)

    async def page(self, by: int) -> bool:
        """What a page key does: before a class, play a line (1) or take one back (-1); else scroll the text.

        Returns:
            Whether there was anything to do; where there was not, the step is over.
        """
        if not self._session.is_presenting:
            self._podium.scroll(by)
            return True
        if by > 0:
            return await self.next_line()
        await self.previous_line()
        return True

    async def next_line(self) -> bool:
        """Read on, ask or answer the question that is open, or play the next line of the step.

        A prediction is for the class to make: with the next key the goals come, and the answer with the step's end. Of
        a question afterwards the next key shows the answer.

        Returns:
            Whether there was anything; where there was not, the step is over.
        """
        async with self._cues:
            if not await self._is_back():
                return True
            if self._podium.reads_on() or self._asks():
                return True
            if self._is_cut_off and (not await self._play_again(_LOST) or self._is_at_end):
                return True
            if self._is_behind and not await self._catches_up():
                return True
            act = self._session.next_act()
            if act is None:
                return await self._stays()
            self._podium.drop_warning()
            self._podium.to_prompt()
            await self._player.play(act, self._pace)
            self._note()
            return True

    def _asks(self) -> bool:
        """Point at the question that is open; where that was done, answer it. Returns whether there was one."""
        asked, podium = self._session.page.question, self._podium
        if asked is None:
            return False
        podium.drop_warning()
        if podium.is_at_question or (asked.when == "after" and podium.shows_question):
            self._session.tell(asked)
            podium.refresh()
            if asked.when == "before":
                podium.say(_PASSED, lambda: self._session.page.was_left_open)
        else:
            podium.go_to_question()
        return True

    async def previous_line(self) -> None:
        """Go back by one line, as if it had not been played; at the very beginning of all, stay there.

        Before a step's first line comes its question, which is asked again.
        """
        async with self._cues:
            session = self._session
            is_off = session.has_strayed or session.mode is Mode.FREE
            if not is_off and not session.cue and session.ask_again(session.runner.step.predictions):
                self._podium.refresh()
                self._podium.go_to_question()
                return
            if not self._podium.may_cut_off("Page Up", self._loss):
                return
            way = session.played_again() if is_off else session.act_back()
            session.has_strayed = False
            if way is not None:
                await self._set(way)

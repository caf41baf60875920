"""Whether the conversation in which a presenter plays is still there, or has been ended by something else.

A server ends a conversation in which nobody speaks (RFC 5321 §4.5.3.2.7), and a class that talks is silent for long.
"""

from __future__ import annotations

from typing import NamedTuple

from heloworld.course.model.act import Act
from heloworld.course.play.advice.off_track import Stand, beginning, way_through
from heloworld.course.play.session import LessonSession
from heloworld.lab.doors import door_of
from heloworld.lab.protocols import is_open, protocol_of
from heloworld.wire.protocol import Dialogue
from heloworld.wire.rows import State


class Place(NamedTuple):
    """A place in a lesson's script; the end of one step is the beginning of the next.

    Attributes:
        lesson: The lesson's id.
        played: How many lines come before it, from the lesson's beginning on.
    """

    lesson: str
    played: int


class KeptConversation:
    """Compares the prompt's conversation with the script.

    Args:
        session: The lesson, whose evidence is up to date whenever something is asked here.
    """

    def __init__(self, session: LessonSession) -> None:
        self._session = session
        self._ended_at: Place | None = None

    def note(self) -> None:
        """Lines of the script have just been played: what is over now, they have ended."""
        self._ended_at = self.place if self._is_over else None

    @property
    def is_lost(self) -> bool:
        """Whether it is over although no line of the script has ended it."""
        return self._is_over and self.place != self._ended_at and not self._ends_here

    def is_behind(self, act: Act | None) -> bool:
        """Whether the script's login was refused, as while others have the mailbox, and its next line needs one.

        Args:
            act: What is played next; None for nothing.
        """
        own = self.own
        if act is None or act.send is None or own is None or not is_open(own) or own.user:
            return False
        secret = protocol_of(own.opened.protocol).secret
        if not any(each.is_refused and each.verb in secret for each in own.exchanges):
            return False
        planned = self._planned
        words = act.send.upper().split()[:2]  # a tag may stand before the verb

        def makes_sense(state: State) -> bool:
            return state.is_text or any(word in planned.machine.table[state] for word in words)

        return planned.protocol == own.opened.protocol and makes_sense(planned.state) and not makes_sense(own.state)

    @property
    def own(self) -> Dialogue | None:
        """The newest conversation of the prompt; None where there has been none."""
        witness = self._session.witness
        return None if witness is None else witness.look().own

    @property
    def place(self) -> Place:
        """Where the presenter is."""
        return Place(self._session.lesson.id, len(self._played))

    @property
    def _played(self) -> tuple[Act, ...]:
        """What has brought the world to that place."""
        runner = self._session.runner
        return (*runner.way_here, *runner.step.solution[: self._session.cue])

    @property
    def _is_over(self) -> bool:
        own = self.own
        return own is not None and not is_open(own)

    @property
    def _ends_here(self) -> bool:
        """Whether the script has ended it, as its commands say: their replies may not have been seen yet."""
        stand = self._planned
        return stand.state is stand.machine.closed

    @property
    def _planned(self) -> Stand:
        """Where the script leads when the server agrees to all of it."""
        begun = beginning(door_of(self._session.lesson.head.world.prompt).protocol)
        *_, (stand, _) = way_through(begun, self._played)
        return stand

"""What ``helo notes`` shows of a class that goes on in another terminal: who is here, who needs help, how they vote."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import Final

import msgspec

from heloworld.classroom.board.board import Board, Plight

FRESH: Final = 60.0
"""Seconds after which nobody believes a tally any more: a board that was killed does not remove it."""


class Tally(msgspec.Struct, frozen=True):
    """A class in a few numbers.

    Attributes:
        here: How many are here.
        hands: How many hands are up.
        stuck: How many are stuck.
        votes: How many have voted for each option, from the first on.
        question: What they vote on; empty for what was asked aloud.
    """

    here: int
    hands: int
    stuck: int
    votes: tuple[int, ...] = ()
    question: str = ""

    @property
    def words(self) -> str:
        """It in words."""
        hands = f"{self.hands} hand{'' if self.hands == 1 else 's'}"
        counts = "  ".join(f"{at}: {count}" for at, count in enumerate(self.votes, 1))
        votes = f" · votes {counts}, on: {self.question or 'what was asked aloud'}"
        return f"Class: {self.here} here · {hands} · {self.stuck} stuck{votes if self.votes else ''}"


def tally_of(board: Board) -> Tally:
    """The numbers of a board."""
    votes = tuple(each.count for each in board.votes)
    question = board.asked.question.ask if board.asked.question is not None else ""
    return Tally(board.here, board.count(Plight.HAND), board.count(Plight.STUCK, Plight.IDLE), votes, question)


class TallyFile:
    """Where a tally lies.

    Args:
        path: The file. Where it cannot be written, there are no numbers elsewhere, and nothing else is lost.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, tally: Tally) -> None:
        """Put a tally there, whole or not at all."""
        beside = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside.write_bytes(msgspec.json.encode(tally))
            beside.replace(self.path)

    def read(self) -> Tally | None:
        """The tally; None while no class goes on."""
        try:
            if time.time() - self.path.stat().st_mtime > FRESH:
                return None
            return msgspec.json.decode(self.path.read_bytes(), type=Tally)
        except (OSError, msgspec.MsgspecError):
            return None

    def remove(self) -> None:
        """The class is over."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

"""What a board is shown of: a class that is going on here, or one out of its record."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from heloworld.classroom.board.book import ClassBook
from heloworld.classroom.server.class_plan import Invitation


class ClassSource(Protocol):
    """A class, for whoever shows it."""

    @property
    def book(self) -> ClassBook:
        """What is known of it."""

    @property
    def word(self) -> str:
        """Its word."""

    @property
    def record(self) -> Path:
        """Its transcript."""

    @property
    def invitation(self) -> Invitation | None:
        """How to join; None where nobody can, or not yet."""

    @property
    def now(self) -> float | None:
        """Seconds since the epoch; None for when the last event happened."""

    @property
    def connected(self) -> int:
        """How many participants are connected to a server that ends with the board."""

    def write_down(self) -> None:
        """Keep what the teacher has done at the board, where this is the board of a class that goes on."""

    @property
    def trouble(self) -> str:
        """What is wrong with its record, as a sentence; empty where nothing is."""

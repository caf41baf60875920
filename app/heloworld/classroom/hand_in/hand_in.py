"""What is handed in, as data, and how much of it there may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from heloworld.course.journal.notes import Line, World

LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a hand-in."""

LARGEST_WORLD: Final = 4 * 1024 * 1024 + 64 * 1024
"""Bytes of the transcript of one world."""

MOST_WORLDS: Final = 200
"""Transcripts in a hand-in."""

MOST_LINES: Final = 20_000
"""Lines of all of them together, those that crossed in one piece counted one by one."""

MARK: Final = "X-HELO-Hand-In"
"""The header field by which a hand-in is known; it says the name of whoever hands in."""

DIGEST: Final = "X-HELO-Digest"
"""The header field with the SHA-256 of all transcripts, one after the other."""

ADDRESS: Final = "hand-in@class.test"
"""Where a class server takes hand-ins."""


@dataclass(frozen=True, slots=True)
class LivedWorld:
    """The transcript of one world.

    Attributes:
        head: Whose it is, and of which lesson; as it says itself.
        lines: What follows: events and notes.
    """

    head: World
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class HandIn:
    """What somebody has handed in.

    Attributes:
        source: The file, with the number of the message where it is a mailbox.
        name: The name of whoever hands in, as the hand-in says; empty where it says none.
        worlds: The transcripts, the oldest first.
        remarks: What is to be known of it, as sentences.
    """

    source: str
    name: str
    worlds: tuple[LivedWorld, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that is no hand-in, or cannot be read as one.

    Attributes:
        source: As in `HandIn`.
        says: Why, as a sentence.
    """

    source: str
    says: str

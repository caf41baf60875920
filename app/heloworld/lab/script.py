"""What can be done to a server by hand, as data: a lesson's script is a list of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Hand: TypeAlias = Literal["prompt", "outside"]
"""Who does it: whoever sits at the prompt, or another program. Each has one connection at a time."""

CRLF = b"\r\n"


@dataclass(frozen=True, slots=True)
class Send:
    """Send a line; without a connection one is opened first, and then an empty line does nothing else.

    Attributes:
        line: The bytes of the line without its end.
        hand: Who sends it.
        ending: The bytes of its end; SMTP knows none but CRLF (RFC 5321 §2.3.8).
    """

    line: bytes
    hand: Hand = "prompt"
    ending: bytes = CRLF


@dataclass(frozen=True, slots=True)
class Connect:
    """Open a connection, unless there is one.

    Attributes:
        hand: Whose.
        door: At which door, by its name in `lab.doors`; a connection to another one is closed for it. None for the one
            where the hand was last, which is the front door in the beginning.
        seat: From which host, from now on; a connection that there is, is closed for it. None for the one from which
            the hand spoke last.
    """

    hand: Hand = "prompt"
    door: str | None = None
    seat: str | None = None


@dataclass(frozen=True, slots=True)
class HangUp:
    """Close the connection, if there is one, without a word.

    Attributes:
        hand: Whose.
    """

    hand: Hand = "prompt"


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask the world's name server, from where the prompt's hand is.

    Attributes:
        line: The question, as ``dig`` takes it.
    """

    line: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Change a zone: first lines are dropped, then one is added.

    Attributes:
        origin: The zone.
        add: The new line; None for none.
        drop: A pattern for the lines that go; None where all stay.
    """

    origin: str
    add: str | None = None
    drop: str | None = None


@dataclass(frozen=True, slots=True)
class Later:
    """Turn the world's clock.

    Attributes:
        seconds: By how many seconds; None for those until the next try of a letter, and where no letter waits, until
            the next thing that is due.
    """

    seconds: float | None = None


Act: TypeAlias = Send | Connect | HangUp
"""What a hand does on its connection."""

Deed: TypeAlias = Act | Ask | Edit | Later
"""What can be done in a world."""

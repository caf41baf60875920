"""Who is let in: what a server asks about a recipient that it could take, before it says 250."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Screened:
    """What was found.

    Attributes:
        refusal: The reply, where the recipient is not taken; else empty.
        field: A header field for the top of the letter, without its line end; empty where there is none.
    """

    refusal: str = ""
    field: str = ""


Screen: TypeAlias = Callable[[str, str, str], Screened]
"""Told the client's numeric address, the reverse-path and the forward-path, both without brackets."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who wants to send.

    Attributes:
        conn: The number of the connection.
        client: The client's numeric address.
        helo: What it has called itself.
        sender: The reverse-path without brackets; empty for the null sender.
        queue_id: The name that the letter will have, if it comes.
    """

    conn: int
    client: str
    helo: str
    sender: str
    queue_id: str


Inquire: TypeAlias = Callable[[Caller], Awaitable[str]]
"""Finds out about a caller before the first recipient of a mail is taken: returns the reply to each recipient, with
``{path}`` for the forward-path, where none is taken; else an empty text."""

NOBODY_ASKS = Screened()
"""Nothing against it, and nothing to add."""

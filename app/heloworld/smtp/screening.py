"""Who is let in: what a server asks about a recipient that it could take, before it says 250."""

from __future__ import annotations

from collections.abc import Callable
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

NOBODY_ASKS = Screened()
"""Nothing against it, and nothing to add."""

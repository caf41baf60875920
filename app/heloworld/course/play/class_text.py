"""A lesson's text as a class reads it: where it names the key for hints, which then shows the teacher's notes."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_HINTS: Final = re.compile(r"\bF2 [^.,;:()\n]*")
"""What a lesson says of the key for hints: ``F2 has hints``."""


def for_class(fill: Callable[[str], str]) -> Callable[[str], str]:
    """What puts values in the place of placeholders, and says which key goes on where there would be hints.

    Args:
        fill: Puts values in the place of placeholders.
    """
    return lambda text: fill(_HINTS.sub("Page Down plays the lines", text))

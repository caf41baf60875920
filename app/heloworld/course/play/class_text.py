"""A lesson's text as a class reads it: where it names keys that a presenter has other ones for.

The key for hints shows the teacher's notes then, and a clicker has page keys alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_HINTS: Final = re.compile(r"\bF2 [^.,;:()\n]*")
"""What a lesson says of the key for hints: ``F2 has hints``."""

_ANEW: Final = re.compile(r"\bpress F5: the step begins again\b")
"""What is said of a conversation that has left the way of the step."""

_BACK: Final = "press Page Down: the step's own lines come back"


def for_class(fill: Callable[[str], str]) -> Callable[[str], str]:
    """What puts values in the place of placeholders, and names a presenter's keys where the text has others.

    Args:
        fill: Puts values in the place of placeholders.
    """
    return lambda text: fill(_ANEW.sub(_BACK, _HINTS.sub("Page Down plays the lines", text)))

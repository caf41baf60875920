"""Spans of time in words, and moments as a clock shows them: in UTC, as letters and queues have them."""

from __future__ import annotations

import time
from typing import Final

_UNITS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))


def span(seconds: float) -> str:
    """A span in its two largest units: ``5 min``, ``1 h 6 min``, ``2 d``."""
    left, parts = max(round(seconds), 0), []
    for size, unit in _UNITS:
        if left >= size:
            parts.append(f"{left // size} {unit}")
            left %= size
        elif parts:
            break
        if len(parts) == 2:
            break
    return " ".join(parts) or "0 s"


def clock(at: float) -> str:
    """A moment as ``09:05``."""
    return time.strftime("%H:%M", time.gmtime(at))

"""What can be judged, by the names that ``helo judge`` and lessons use: the one table that knows them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from heloworld.judge.stage import Suite


def _smtp() -> Suite:
    from heloworld.judge.smtp.suite import SUITE

    return SUITE


SUITES: Final[Mapping[str, Callable[[], Suite]]] = {"smtp": _smtp}
"""Name → what loads its stages."""

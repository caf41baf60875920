"""What can be judged, by the names that ``helo judge`` and lessons use: the one table that knows them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from heloworld.judge.stage import Suite


def _smtp() -> Suite:
    from heloworld.judge.smtp.suite import SUITE

    return SUITE


def _client() -> Suite:
    from heloworld.judge.client.suite import suite

    return suite(0)


def _mbox() -> Suite:
    from heloworld.judge.mbox.suite import SUITE

    return SUITE


SUITES: Final[Mapping[str, Callable[[], Suite]]] = {"smtp": _smtp, "client": _client, "mbox": _mbox}
"""Name → what loads its stages."""

"""Beginning anew in free play, where others may be connected: a class, or a program in another terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from heloworld.lab.protocols import is_open
from heloworld.ui.app import stands
from heloworld.ui.confirm import Twice
from heloworld.ui.widgets.workbench import Workbench
from heloworld.wire.events import Opened
from heloworld.wire.visible import visible_text

WARNING: Final = "Others are connected. F5 again begins anew: they are cut off, and their mail is set aside."


class Reset:
    """Begins anew; where that cuts off others, only if it is asked for twice.

    Args:
        workbench: What is worked at.
    """

    def __init__(self, workbench: Workbench) -> None:
        self._workbench = workbench
        self._twice = Twice(self._warn, lambda said: stands(workbench.app, said))

    async def __call__(self) -> None:
        """It is asked for."""
        if not self._has_others() or self._twice.is_sure(WARNING, "workbench"):
            await self._begin_again()

    async def _begin_again(self) -> None:
        """Start afresh; old mail is set aside."""
        aside = await asyncio.wrap_future(self._workbench.bench.reset())
        self._workbench.begin_again()
        self._workbench.to_prompt()
        old = f" The old mail is in {visible_text(str(aside))}" if aside is not None else ""
        self._workbench.notify(f"Everything begins anew.{old}", timeout=6, markup=False)

    def _has_others(self) -> bool:
        return has_others(self._workbench, self._workbench.bench.is_ours)

    def _warn(self, warning: str, seconds: float) -> None:
        self._workbench.passing.say(warning, self._has_others, timeout=seconds, severity="warning")


def has_others(workbench: Workbench, is_ours: Callable[[Opened], bool]) -> bool:
    """Whether a connection is open that is not ours.

    Args:
        workbench: What is worked at.
        is_ours: Tells our own connections.
    """
    sessions = workbench.feed.dissector.sessions.values()
    return any(is_open(each) and not is_ours(each.opened) for each in sessions)

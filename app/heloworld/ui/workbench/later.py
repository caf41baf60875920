"""The key that turns the world's clock to the next thing that is due."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from heloworld.errors import HeloError
from heloworld.lab.bench import Bench
from heloworld.lab.toolbox.tool_bench import NOTHING_WAITS
from heloworld.wire.visible import visible_text


async def turn_later(bench: Bench, say: Callable[[str], object]) -> None:
    """Turn the clock, and wait for what happens then.

    Args:
        bench: The world.
        say: Shows a sentence, where there is nothing to wait for.
    """
    if bench.tools is None:
        return
    try:
        seconds = await asyncio.wrap_future(bench.tools.later())
    except HeloError as error:
        say(visible_text(str(error)))
    else:
        if not seconds:
            say(NOTHING_WAITS)

"""One connection is shown alone: what is typed on another one does not go unseen once the first is over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from heloworld.ui.widgets.wire.wire_pane import WirePane
from ui.conftest import Seat

Sit = Callable[..., AbstractAsyncContextManager[Seat]]


def title(seat: Seat) -> str:
    return str(seat.screen.query_one(WirePane).border_title)


async def call_twice(seat: Seat) -> None:
    """Two conversations, the first of which is over."""
    await seat.send("HELO one")
    await seat.pilot.press("f12")
    await seat.until_line("#wire", "connection 1 closed")
    await seat.enter("HELO two")
    await seat.until_line("#wire", "2 S: 250")  # with the answer shown, nothing moves any more


async def test_a_conversation_that_is_over_makes_room_for_the_one_that_is_typed_into(sit: Sit) -> None:
    async with sit() as seat:
        await call_twice(seat)
        await seat.pilot.press("f7")
        assert "connection 1" in title(seat)
        await seat.pilot.press("f4", "f4")
        assert "connection 1" in title(seat), "who only looks on stays there"
        await seat.send("NOOP")
        await seat.until(lambda: "connection 2" in title(seat))
        await seat.until_line("#wire", "C: NOOP")
        assert not any("HELO one" in line for line in seat.lines("#wire"))


async def test_a_new_conversation_is_followed(sit: Sit) -> None:
    async with sit() as seat:
        await call_twice(seat)
        await seat.pilot.press("f7", "f7")
        assert "connection 2" in title(seat)
        await seat.pilot.press("f12")
        await seat.until_line("#wire", "connection 2 closed")
        await seat.enter("HELO three")
        await seat.until(lambda: "connection 3" in title(seat))
        await seat.until_line("#wire", "C: HELO three")

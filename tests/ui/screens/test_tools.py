"""The tools prompt on the screen: the dollar sign, whom telnet calls, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from ui.conftest import Seat

Sit = Callable[..., AbstractAsyncContextManager[Seat]]


def _who(seat: Seat) -> str:
    return seat.said("#who")


async def test_telnet_calls_the_server_anew(sit: Sit) -> None:
    async with sit() as seat:
        await seat.pilot.press("ctrl+right_square_bracket")
        await seat.until(lambda: _who(seat) == "$ ▸")
        await seat.enter("telnet localhost 2525")
        await seat.until_line("#wire", "connection 2 from")
        await seat.until(lambda: _who(seat) == "SMTP ▸")
        await seat.send("EHLO me")
        await seat.until_line("#wire", "2 C: EHLO me")


async def test_what_is_no_tool_is_said_and_not_sent(sit: Sit) -> None:
    async with sit() as seat:
        await seat.pilot.press("ctrl+right_square_bracket")
        await seat.enter("QUIT")
        await seat.until(lambda: any("this is no shell" in note.message for note in seat.app._notifications))
        for key in ("escape", "ctrl+right_square_bracket", "ctrl+right_square_bracket"):
            await seat.pilot.press(key)
        await seat.until(lambda: _who(seat) == "SMTP ▸")
        assert not any("C: QUIT" in line for line in seat.lines("#wire"))

"""The tools prompt on the screen: the dollar sign, whom telnet calls, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from heloworld.lab.local_bench import LocalBench
from heloworld.lab.plan import Plan, with_accounts
from heloworld.ui.app import HeloApp
from heloworld.ui.screens.lab import LabScreen
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


@pytest.mark.parametrize(
    ("door", "prompt", "line", "answer"),
    [("pop3", "POP3 ▸", "USER ana", "2 S: +OK"), ("imap", "IMAP ▸", "a1 LOGIN ana sesame", "2 S: a1 OK")],
)
async def test_telnet_to_another_door_turns_the_prompt_to_its_protocol(
    mail: Path, door: str, prompt: str, line: str, answer: str
) -> None:
    bench = LocalBench(with_accounts(Plan(mail, doors={"pop3": 0, "imap": 0})))
    app = HeloApp(lambda: LabScreen(bench, place="Test"))
    try:
        async with app.run_test(size=(120, 36), notifications=True) as pilot:
            seat = Seat(app, pilot, bench)
            await seat.until_line("#wire", "S: 220")
            await pilot.press("ctrl+right_square_bracket")
            await seat.enter(f"telnet localhost {bench.doors[door][1]}")
            await seat.until(lambda: _who(seat) == prompt)
            await seat.enter(line)
            await seat.until_line("#wire", answer)
    finally:
        bench.stop()


async def test_what_is_no_tool_is_said_and_not_sent(sit: Sit) -> None:
    async with sit() as seat:
        await seat.pilot.press("ctrl+right_square_bracket")
        await seat.enter("QUIT")
        await seat.until(lambda: any("this is no shell" in note.message for note in seat.app._notifications))
        for key in ("escape", "ctrl+right_square_bracket", "ctrl+right_square_bracket"):
            await seat.pilot.press(key)
        await seat.until(lambda: _who(seat) == "SMTP ▸")
        assert not any("C: QUIT" in line for line in seat.lines("#wire"))

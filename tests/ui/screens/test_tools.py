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


DOORS = {"pop3": 0, "pop3s": 0, "imap": 0}


def _who(seat: Seat) -> str:
    return seat.said("#who")


def _port(seat: Seat, door: str) -> int:
    return seat.bench.doors[door][1]


def _is_told(seat: Seat, words: str) -> bool:
    return any(words in note.message for note in seat.app._notifications)


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
        await seat.until(lambda: _is_told(seat, "this is no shell"))
        for key in ("escape", "ctrl+right_square_bracket", "ctrl+right_square_bracket"):
            await seat.pilot.press(key)
        await seat.until(lambda: _who(seat) == "SMTP ▸")
        assert not any("C: QUIT" in line for line in seat.lines("#wire"))


async def test_tab_offers_every_door_one_after_the_other(sit: Sit) -> None:
    async with sit((80, 24), doors=DOORS) as seat:
        await seat.pilot.press("ctrl+right_square_bracket")
        await seat.until(lambda: str(seat.line.placeholder) == "(Tab: telnet to SMTP, POP3, IMAP)")
        offered = []
        for _ in range(5):
            await seat.pilot.press("tab")
            offered.append(seat.line.value)
        assert offered == [
            f"telnet localhost {_port(seat, 'smtp')}",
            f"telnet localhost {_port(seat, 'pop3')}",
            f"openssl s_client -connect localhost:{_port(seat, 'pop3s')}",
            f"telnet localhost {_port(seat, 'imap')}",
            f"telnet localhost {_port(seat, 'smtp')}",
        ]


async def test_a_door_that_begins_with_tls_is_called(sit: Sit) -> None:
    async with sit(doors=DOORS) as seat:
        await seat.pilot.press("ctrl+right_square_bracket")
        await seat.enter(f"openssl s_client -connect localhost:{_port(seat, 'pop3s')}")
        await seat.until_line("#wire", "TLS at once")
        await seat.until(lambda: _who(seat) == "POP3 ▸")


async def test_the_closed_prompt_names_the_way_to_other_doors_and_takes_it(sit: Sit) -> None:
    async with sit((80, 24), doors=DOORS) as seat:
        await seat.send("QUIT")
        await seat.until(lambda: "^]" in str(seat.line.placeholder))
        await seat.enter(f"telnet localhost {_port(seat, 'pop3')}")
        await seat.until(lambda: _who(seat) == "POP3 ▸")
        assert not any("telnet" in line for line in seat.lines("#wire"))


async def test_where_there_is_one_door_the_closed_prompt_names_no_other(sit: Sit) -> None:
    async with sit() as seat:
        await seat.send("QUIT")
        await seat.until(lambda: "closed" in _who(seat))
        assert "^]" not in str(seat.line.placeholder)


async def test_a_call_that_is_typed_to_the_server_waits_at_the_tools_prompt(sit: Sit) -> None:
    async with sit(doors=DOORS) as seat:
        call = f"nc localhost {_port(seat, 'imap')}"
        await seat.enter(call)
        await seat.until(lambda: _is_told(seat, "Not sent to the server"))
        assert (_who(seat), seat.line.value) == ("$ ▸", call)
        await seat.pilot.press("escape")
        assert (_who(seat), seat.line.value) == ("SMTP ▸", "")
        await seat.send(call)
        await seat.until_line("#wire", f"C: {call}")
        await seat.enter("telnet localhost imap")
        await seat.until(lambda: _who(seat) == "$ ▸")
        await seat.pilot.press("enter")
        await seat.until(lambda: _who(seat) == "IMAP ▸")


@pytest.mark.parametrize("line", ["mailq", "sleep 5", "base64 ana", "dig MX harbour.test"])
async def test_every_tool_that_is_typed_to_the_server_waits_at_the_tools_prompt(sit: Sit, line: str) -> None:
    async with sit() as seat:
        await seat.enter(line)
        await seat.until(lambda: _is_told(seat, "Enter does what it says; Esc leads back. Ctrl+] turns to the tools."))
        assert (_who(seat), seat.line.value) == ("$ ▸", line)
        await seat.pilot.press("escape")
        assert not any(f"C: {line}" in each for each in seat.lines("#wire"))


async def test_the_tools_prompt_that_takes_a_line_is_seen(sit: Sit) -> None:
    async with sit((80, 24), doors=DOORS) as seat:
        seat.screen.workbench.show_tab("mailbox")
        await seat.enter("telnet localhost pop3")
        await seat.until(lambda: _is_told(seat, "Not sent to the server"))
        assert seat.screen.workbench.shows_tab("wire")


async def test_notices_of_the_tools_do_not_pile_up_and_go_with_the_tools(sit: Sit) -> None:
    async with sit((80, 24), doors=DOORS) as seat:
        await seat.pilot.press("ctrl+right_square_bracket")
        await seat.enter("ls", "telnet localhost 99")
        await seat.until(lambda: _is_told(seat, "Connection refused"))
        assert not _is_told(seat, "no shell")
        await seat.pilot.press("escape")
        await seat.until(lambda: not seat.app._notifications)


async def test_a_call_in_a_letter_is_text(sit: Sit) -> None:
    async with sit(doors=DOORS) as seat:
        await seat.send("HELO me", "MAIL FROM:<>", "RCPT TO:<ana@harbour.test>", "DATA")
        await seat.until(lambda: "DATA" in _who(seat))
        await seat.send("telnet localhost 25")
        await seat.until_line("#wire", "C: telnet localhost 25")

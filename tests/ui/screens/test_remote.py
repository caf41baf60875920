"""The screen of somebody else's server, where TLS is asked for and not to be had."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from heloworld.errors import PlaintextError, TunnelError
from heloworld.lab.remote_bench import RemoteBench
from heloworld.lab.typed_lines import BURST
from heloworld.ui.app import HeloApp
from heloworld.ui.early_start import EarlyStart
from heloworld.ui.screens.remote import RemoteScreen
from lab.hands import Server
from talking import servers
from ui.conftest import Seat


async def test_without_tls_the_title_says_so_and_nothing_goes_out_until_the_learner_agrees() -> None:
    server = Server(lambda _, line: b"250-hi\r\n250 SIZE 9\r\n" if line.startswith(b"EHLO") else b"502 no\r\n")
    async with servers() as serve:
        bench = RemoteBench(*await serve(server.talk), starttls=True)
        app = HeloApp(lambda: RemoteScreen(bench, place="somebody"))
        try:
            async with app.run_test(size=(100, 30)) as pilot:
                seat = Seat(app, pilot, bench)
                await seat.until(lambda: isinstance(app.screen, RemoteScreen))
                await seat.until(partial(seat.is_said, "TitleBar", "✗ The server does not offer STARTTLS"))
                for line in ("AUTH PLAIN secret", "AUTH PLAIN again"):
                    await seat.enter(line)
                    await asyncio.sleep(BURST)  # how long nobody types, is what is tried
                await seat.until(lambda: [each.message[:18] for each in app._notifications] == ["That was not sent."])
                await seat.enter("")
                await asyncio.sleep(BURST)
                await seat.enter("NOOP")
                await server.until(lambda: server.heard[0][-1] == b"NOOP")
                assert server.heard == [[b"EHLO localhost", b"STARTTLS", b"NOOP"]]
                async with asyncio.timeout(5):  # by itself it goes after 10 seconds
                    await seat.until(lambda: not app._notifications)
        finally:
            bench.stop()


@pytest.mark.parametrize("agrees", [False, True])
async def test_whoever_leaves_because_there_is_no_tls_leaves_with_the_status_of_a_connection_that_failed(
    agrees: bool,
) -> None:
    server = Server(lambda _, line: b"250-hi\r\n250 SIZE 9\r\n" if line.startswith(b"EHLO") else b"502 no\r\n")
    async with servers() as serve:
        address = await serve(server.talk)
        bench = RemoteBench(*address, starttls=True)
        opening = EarlyStart(lambda: bench)
        opening.open()
        app = HeloApp(lambda: RemoteScreen(bench, place="somebody", start=opening.start))
        try:
            async with app.run_test(size=(100, 30)) as pilot:
                seat = Seat(app, pilot, bench)
                await seat.until(lambda: opening.failure)
                if agrees:
                    await asyncio.sleep(BURST)  # how long nobody types, is what is tried
                    await seat.enter("")
                    await asyncio.sleep(BURST)
                    await seat.enter("NOOP")
                    await server.until(lambda: server.heard[0][-1] == b"NOOP")
                await pilot.press("ctrl+q")
        finally:
            opening.stop()
        assert isinstance(opening.failure, PlaintextError) is not agrees


@pytest.mark.parametrize("breaks", [b"220 go\r\nno handshake at all\r\n", None])
async def test_a_handshake_that_fails_is_a_failure_too(breaks: bytes | None) -> None:
    server = Server(lambda _, line: b"250-hi\r\n250 STARTTLS\r\n" if line.startswith(b"EHLO") else breaks)
    async with servers() as serve:
        address = await serve(server.talk)
        bench = RemoteBench(*address, starttls=True)
        opening = EarlyStart(lambda: bench)
        opening.open()
        app = HeloApp(lambda: RemoteScreen(bench, place="somebody", start=opening.start))
        try:
            async with app.run_test(size=(100, 30)) as pilot:
                seat = Seat(app, pilot, bench)
                await seat.until(lambda: opening.failure)
                await pilot.press("ctrl+q")
        finally:
            opening.stop()
        assert isinstance(opening.failure, TunnelError)


async def test_a_call_of_another_server_is_held_back_once() -> None:
    server = Server(lambda _, __: b"250 hi\r\n")
    async with servers() as serve:
        bench = RemoteBench(*await serve(server.talk))
        app = HeloApp(lambda: RemoteScreen(bench, place="somebody"))
        try:
            async with app.run_test(size=(100, 30), notifications=True) as pilot:
                seat = Seat(app, pilot, bench)
                await seat.until(lambda: "SMTP" in seat.said("#who"))
                await seat.enter("telnet mail.harbour.test 25")
                await seat.until(lambda: any("Leave with Ctrl+Q" in note.message for note in app._notifications))
                assert server.heard == [[]]
                await seat.enter("telnet mail.harbour.test 25")
                await server.until(lambda: server.heard[0] == [b"telnet mail.harbour.test 25"])
        finally:
            bench.stop()

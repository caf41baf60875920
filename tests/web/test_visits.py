"""`helo web` for visitors who drive its sockets themselves."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from patience import PATIENCE
from web.visit import Visit, somebody, visit
from web.webserver import WebServer, helo_web

pytestmark = pytest.mark.thorough

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

HOME = "HELO localhost"
"""What the first screen of a newcomer says."""


def programs(server: WebServer) -> list[int]:
    """The processes of its visitors."""
    return [pid for pid, parent in _parents() if parent == server.process.pid]


async def until_gone(*processes: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while not all(map(_is_dead, processes)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def _is_dead(process: int) -> bool:
    """Whether a process is over; it may be gone before it is looked at."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _parents() -> Iterator[tuple[int, int]]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        yield int(stat.parent.name), int(fields[1])


async def test_a_visitor_comes_back_to_where_they_were() -> None:
    async with helo_web() as server, somebody(server) as ana, somebody(server) as ben:
        first, other = await visit(server, ana), await visit(server, ben)
        await first.shows(HOME)
        await first.type("HELO ana.test")
        await first.shows("[x] 1 Say hi")
        await first.send("stdin", "\x1b[20~")  # F9
        await first.shows("Connect and be greeted")
        await first.send("stdin", "\r")
        await first.shows("Who speaks first?")
        assert "HELO ana.test" not in await other.shows(HOME)

        again = await visit(server, ana)  # while the first page is still there, as when a page is loaded anew
        assert await first.ends() == "HELO World goes on in another tab of yours."
        await again.shows("Who speaks first?")
        await again.leave()
        await (await visit(server, ana)).shows("Who speaks first?")
        await other.type("NOOP")
        await other.shows("C: NOOP")


async def test_one_more_than_there_are_seats_is_told_so_in_a_friendly_way() -> None:
    async with helo_web("--visitors", "1") as server, somebody(server) as ana, somebody(server) as ben:
        first = await visit(server, ana)
        await first.shows(HOME)
        async with ben.get(server.url) as page:
            assert (page.status, page.headers["Refresh"]) == (503, "20")
            assert "All seats are taken" in await page.text()
        assert (await (await visit(server, ben)).ends()).startswith("All 1 seats are taken.")
        async with ana.get(server.url) as page:
            assert page.status == 200, "whoever is here may load the page anew"
        await first.leave()
        async with asyncio.timeout(PATIENCE):
            while True:
                async with ben.get(server.url) as page:
                    if page.status == 200:
                        break
        await (await visit(server, ben)).shows(HOME)


@linux
async def test_who_is_away_for_long_loses_the_seat_and_not_the_work() -> None:
    async with (
        helo_web("--visitors", "1", "--idle", "0.05") as server,
        somebody(server) as ana,
        somebody(server) as ben,
    ):
        first = await visit(server, ana)
        assert await first.ends() == "You have been away for long, so your seat was given free. What you did is kept."
        await until_gone(*programs(server))
        async with ben.get(server.url) as page:
            assert page.status == 200


@linux
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
async def test_what_ends_the_server_ends_the_programs(number: int) -> None:
    async with helo_web() as server, somebody(server) as ana, somebody(server) as ben:
        for each in (await visit(server, ana), await visit(server, ben)):
            await each.shows(HOME)
        left = programs(server)
        assert len(left) == 2
        folder = Path(f"/proc/{left[0]}/cwd").readlink()
        server.process.send_signal(number)
        await until_gone(*left)
        assert await server.process.wait() == (0 if number != signal.SIGKILL else -number)
        assert number == signal.SIGKILL or not folder.parent.exists()


@linux
async def test_a_visitors_program_is_bounded_and_knows_nothing_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_HOST", "sesame")
    async with helo_web() as server, somebody(server) as ana:
        await (await visit(server, ana)).shows(HOME)
        [process] = programs(server)
        told = dict(each.split("=", 1) for each in Path(f"/proc/{process}/environ").read_text().split("\0") if each)
        folder = str(Path(f"/proc/{process}/cwd").readlink())
        assert "SECRET_OF_THE_HOST" not in told
        assert all(told[name].startswith(folder) for name in ("HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "TMPDIR"))
        bounds = Path(f"/proc/{process}/limits").read_text()
        assert re.search(r"Max file size +16777216 ", bounds)
        assert re.search(r"Max address space +1073741824 ", bounds)
        assert Path(folder).stat().st_mode & 0o077 == 0


async def test_what_is_saved_goes_to_the_browser_and_to_no_file(tmp_path: Path) -> None:
    async with helo_web() as server, somebody(server) as ana:
        page = await visit(server, ana)
        await page.shows(HOME)
        lines = (
            "HELO a",
            "MAIL FROM:<dora@island.test>",
            "RCPT TO:<ana@harbour.test>",
            "DATA",
            "Subject: hi",
            "",
            "ho",
        )
        for line in lines:
            await page.type(line)
        await page.type(".")
        await page.shows("queued as")
        await _open_mailbox(page)
        await page.send("stdin", "s")
        await page.shows("message-1.eml")
        await page.send("stdin", "\x15")  # the line is emptied
        await page.send("stdin", f"{tmp_path}/mine.eml")
        await page.shows("/mine.eml")
        await page.send("stdin", "\r")
        key = await page.is_handed()
        async with ana.get(f"{server.url}download/{key}") as file:
            assert file.headers["Content-Disposition"] == "attachment; filename*=UTF-8''mine.eml"
            assert b"Subject: hi\r\n" in await file.read()
        async with ana.get(f"{server.url}download/{key}") as file:
            assert file.status == 404, "once"
        await page.shows("Your browser was given mine.eml")
        await page.send("stdin", "q")
        await page.shows("Your first mail")
        await page.send("stdin", "\x1e")  # ctrl+^
        async with ana.get(f"{server.url}download/{await page.is_handed()}") as file:
            assert ".jsonl" in file.headers["Content-Disposition"]
            assert b"ana@harbour.test" in await file.read()
        assert list(tmp_path.iterdir()) == []


async def _open_mailbox(page: Visit) -> None:
    await page.send("stdin", "\x1bOQ")  # F2
    await page.shows("Messages")


async def test_the_tools_reach_nothing_outside_the_world() -> None:
    async with helo_web() as server, somebody(server) as ana:
        page = await visit(server, ana)
        await page.shows(HOME)
        await page.send("stdin", "\x1d")  # ctrl+]
        await page.shows("$ ▸")
        for line, said in (
            ("dig @192.0.2.1 MX example.com", "no name server"),
            ("telnet 192.0.2.1 25", "no host 192.0.2.1"),
            ("nc ::1 22", "no host ::1"),
            ("cat /etc/passwd", "no shell"),
        ):
            await page.type(line)
            await page.shows(said)
        assert "root:" not in page.text


async def test_whoever_sends_nonsense_only_harms_themselves() -> None:
    async with helo_web() as server, somebody(server) as ana, somebody(server) as ben:
        page, other = await visit(server, ana), await visit(server, ben)
        await page.shows(HOME)
        for nonsense in (
            "[]",
            '["stdin"]',
            '["resize", 5]',
            '["resize", {"width": "x"}]',
            "[{}]",
            "{",
            '["x", 1]',
            "5",
        ):
            await page.send_raw(nonsense)
        await page.send("stdin", "\ud800")
        await page.send("resize", {"width": 1_000_000, "height": 1_000_000})
        await page.send("resize", {"width": 120, "height": 36})
        await page.type("NOOP")
        await page.shows("C: ")
        await other.shows(HOME)


async def test_a_page_of_somebody_else_gets_no_program() -> None:
    async with helo_web() as server, somebody(server) as ana:
        for headers in ({"Origin": "http://evil.example"}, {"Host": "evil.example"}):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await visit(server, ana, headers)
            assert refused.value.status == 403
        own = await visit(server, ana, {"Origin": server.url.rstrip("/")})
        await own.shows(HOME)

"""`helo web` in a real browser: two people at once, one who loads the page anew, one too many, one who is away."""

from __future__ import annotations

import pytest

from web.chromium import PROGRAM, Tab, chromium
from web.webserver import helo_web

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="chromium is not installed")


async def open_lesson(tab: Tab) -> None:
    """To lesson 1.1, past the guide for newcomers."""
    await tab.shows("HELO localhost")
    await tab.press("F9")
    await tab.shows("Connect and be greeted")
    await tab.press("Enter")
    await tab.shows("Who speaks first?")


async def test_people_with_a_browser() -> None:
    async with helo_web("--visitors", "2") as server, chromium() as browser:
        ana, ben = await browser.person(server.url), await browser.person(server.url)
        await open_lesson(ana)
        await open_lesson(ben)
        await ana.type("QUIT")
        await ana.shows("[x] Send QUIT and get 221")
        assert "[x] Send QUIT" not in ben.text, "a world of their own"

        cleo = await browser.person(server.url)
        await cleo.says("All seats are taken")

        await ana.reload()
        await ana.shows("Who speaks first?")
        await ana.press("q", alt=True)
        await ana.says("You have left HELO World.")
        await cleo.go(server.url)
        await cleo.shows("HELO localhost")

        await ben.type("QUIT")
        await ben.shows("[x] Send QUIT and get 221")

        everything = [address for tab in (ana, ben, cleo) for address in tab.asked]
        ours = (server.url, server.socket_url)
        assert [address for address in everything if not address.startswith(ours)] == []


async def test_who_is_away_is_told_so_and_comes_back_with_one_key() -> None:
    async with helo_web("--idle", "0.1") as server, chromium() as browser:
        ana = await browser.person(server.url)
        await ana.says("You have been away for long")
        await ana.press("Enter")
        await ana.opens_sockets(2)


async def test_a_message_is_saved_as_a_download() -> None:
    async with helo_web() as server, chromium() as browser:
        ana = await browser.person(server.url)
        await ana.shows("HELO localhost")
        for line in (
            "HELO a",
            "MAIL FROM:<dora@island.test>",
            "RCPT TO:<ana@harbour.test>",
            "DATA",
            "Subject: hi",
            ".",
        ):
            await ana.type(line)
        await ana.shows("queued as")
        await ana.press("F2")
        await ana.shows("Messages")
        await ana.press("s")
        await ana.shows("message-1.eml")
        await ana.press("Enter")
        assert await ana.hands_out() == "message-1.eml"

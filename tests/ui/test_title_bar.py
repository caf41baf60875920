"""The title: the server by name, and what keeps us from it, in whatever room there is."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from heloworld.ui.themes import THEMES
from heloworld.ui.widgets.common.title_bar import TitleBar, spot
from heloworld.wire.events import Address

TROUBLE = "mail.island.test refused the connection: nothing listens on port 25 there."


class Titled(App[None]):
    """An app that is nothing but a title."""

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name

    def compose(self) -> ComposeResult:
        yield TitleBar(self.place)


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (("mail.island.test", 25), "mail.island.test:25"),
        (("::1", 2525), "[::1]:2525"),
        (("\x1b[2J", 25), "␛[2J:25"),
    ],
)
def test_host_and_port_in_one_word(address: Address, text: str) -> None:
    assert spot(address) == text


@pytest.mark.parametrize(
    ("place", "address", "clients", "is_tls", "status"),
    [
        ("Lab", None, 0, False, "starting … · plaintext"),
        ("Lab", ("127.0.0.1", 2525), 1, False, "smtp 127.0.0.1:2525 · plaintext · 1 client"),
        ("Lab", ("::1", 2525), 2, True, "smtp [::1]:2525 · TLS · 2 clients"),
        ("mail.island.test:465", ("mail.island.test", 465), 1, True, "TLS · connected"),
        ("mail.island.test:465", ("mail.island.test", 465), 0, False, "not connected"),
    ],
)
async def test_the_server_is_named_once(
    place: str, address: Address | None, clients: int, is_tls: bool, status: str
) -> None:
    app = Titled(place)
    async with app.run_test(size=(80, 3)):
        bar = app.query_one(TitleBar)
        bar.say("smtp", address, clients, is_tls=is_tls)
        said = str(bar.render())
        assert said.startswith(f"HELO World · {place} ")
        assert said.endswith(f" {status}")
        assert len(said) == bar.content_size.width


@pytest.mark.parametrize(
    ("width", "said"),
    [
        (120, f"HELO World · ✗ {TROUBLE}"),
        (80, f"✗ {TROUBLE}"),
        (40, f"✗ {TROUBLE}"[:37] + "…"),
    ],
)
async def test_trouble_has_the_line_until_there_is_a_connection(width: int, said: str) -> None:
    app = Titled("mail.island.test:25")
    async with app.run_test(size=(width, 3)):
        bar = app.query_one(TitleBar)
        bar.trouble = TROUBLE
        bar.say("smtp", ("mail.island.test", 25), 0, is_tls=False)
        assert str(bar.render()) == said
        bar.say("smtp", ("mail.island.test", 25), 1, is_tls=False)
        assert str(bar.render()).endswith("connected")


@pytest.mark.parametrize(
    ("door", "address", "says"),
    [
        ("submission", ("127.0.0.10", 43399), "submission 127.0.0.10:43399 · plaintext · 1 client · smtp :42501"),
        ("pop3", ("127.0.0.11", 42551), "pop3 127.0.0.11:42551 · plaintext · 1 client · smtp 127.0.0.10:42501"),
        ("smtp", ("127.0.0.10", 42501), "smtp 127.0.0.10:42501 · plaintext · 1 client"),
        ("island/smtp", ("127.0.0.20", 4000), "smtp 127.0.0.20:4000 · plaintext · 1 client"),
    ],
)
async def test_it_says_which_door_is_which(door: str, address: Address, says: str) -> None:
    app = Titled("4.4 Not now")
    async with app.run_test(size=(100, 5)) as pilot:
        title = app.query_one(TitleBar)
        doors = {"smtp": ("127.0.0.10", 42501), door: address}
        title.say(door.rpartition("/")[2], address, 1, is_tls=False, doors=doors)
        await pilot.pause()
        assert title.render().plain.rstrip().endswith(says)


async def test_a_lessons_name_is_whole_before_another_door_is_told_of() -> None:
    for width, is_told in ((80, False), (100, True)):
        app = Titled("5.2 What DELE deletes")
        async with app.run_test(size=(width, 5)) as pilot:
            title = app.query_one(TitleBar)
            doors = {"smtp": ("127.0.0.1", 42501), "pop3": ("127.0.0.1", 42551)}
            title.say("pop3", doors["pop3"], 10, is_tls=False, doors=doors)
            await pilot.pause()
            said = title.render().plain
            assert "5.2 What DELE deletes" in said
            assert ("smtp :42501" in said) is is_told


async def test_where_there_is_no_room_the_place_comes_before_the_other_door() -> None:
    app = Titled("4.4 Not now")
    async with app.run_test(size=(60, 5)) as pilot:
        title = app.query_one(TitleBar)
        doors = {"smtp": ("127.0.0.10", 42501), "submission": ("127.0.0.10", 43399)}
        title.say("smtp", doors["submission"], 1, is_tls=False, doors=doors)
        await pilot.pause()
        assert title.render().plain.startswith("4.4")
        assert title.render().plain.endswith("submission 127.0.0.10:43399 · plaintext · 1 client")

"""The command line of `helo web`, and what its page is made of."""

from __future__ import annotations

import re
import socket
import sys
from pathlib import Path

import pytest

from heloworld.cli.main import run
from heloworld.web import jupyter
from heloworld.web.serve import Place
from web.webserver import helo_web

PAGE = Path(jupyter.__file__).with_name("page")


def test_without_its_extra_it_says_which_command_installs_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "textual_serve", None)
    assert run(["web"]) == 2
    said = capsys.readouterr().err
    assert said == "helo: The web server is not installed. Install it with: pip install 'heloworld[web]'\n"


def test_a_port_that_is_taken_is_told_with_a_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(["web", "--port", str(port)]) == 1
    assert f"The web server cannot listen on 127.0.0.1:{port}" in capsys.readouterr().err


async def test_a_network_is_warned_of(capfd: pytest.CaptureFixture[str]) -> None:
    async with helo_web("--host", "0.0.0.0"):
        assert "everybody who reaches this machine can come in" in capfd.readouterr().err
    async with helo_web():
        assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("host", "is_local"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False)]
)
def test_what_is_local(host: str, is_local: bool) -> None:
    assert Place(host, 0).is_local == is_local


@pytest.mark.parametrize("file", sorted(PAGE.iterdir()), ids=lambda file: file.name)
def test_the_page_names_no_other_host_and_no_address_from_the_top(file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|(src|href)=\"/|url\(\"?/", text)


def test_jupyter_starts_it_on_a_socket_and_shows_a_tile() -> None:
    told = jupyter.setup()
    command, entry = told["command"], told["launcher_entry"]
    assert isinstance(command, list)
    assert command[1:] == ["-m", "heloworld", "web", "--own-folder", "--socket", "{unix_socket}"]
    assert isinstance(entry, dict)
    assert Path(entry["icon_path"]).read_text(encoding="utf-8").startswith("<svg")

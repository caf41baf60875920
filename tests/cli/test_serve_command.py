"""``helo serve``: what is refused before anything listens."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from heloworld.cli.main import run
from heloworld.lab.doors import DOORS, option_of


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--port", "3000", "--pop3-port", "3000"], "Port 3000 is asked for twice, by --port and by --pop3-port."),
        (["--tls-port", "3000", "--imaps-port", "3000"], "by --tls-port and by --imaps-port."),
        (["--login", ":x"], "A login has no name before its colon. Write --login USER:PASSWORD"),
        (["--login", "ana"], "ana has no password."),
        (["--login", "ana:x", "--login", "ANA:y"], "ana has two passwords. Write --login once for each user."),
        (["--login", "eve:x"], "eve has no mailbox here. There are: ana, ben, cleo, postmaster."),
    ],
)
def test_what_cannot_be_meant_is_said(
    arguments: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["serve", "--mail", str(tmp_path), *arguments]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize("door", DOORS)
def test_a_port_that_is_taken_is_told_with_the_option_that_chooses_it(
    door: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run(["serve", "--mail", str(tmp_path), "--port", "0", option_of(door), str(port)]) == 1
    says = f"Cannot listen on 127.0.0.1, port {port}: another program is listening there."
    helps = f"Choose another port with {option_of(door)}, or {option_of(door)} 0 for any."
    assert capsys.readouterr().err == f"helo: {says} {helps}\n"

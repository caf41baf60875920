"""The tools prompt: whom a line calls, and what it says where it calls nobody."""

from __future__ import annotations

import pytest

from heloworld.lab.tools import Call, Said, complete, run

DOORS = {"smtp": ("127.0.0.1", 40125), "smtps": ("127.0.0.1", 40465)}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "mail.harbour.test", "LOCALHOST"])
@pytest.mark.parametrize("port", ["40125", "2525", "25", "smtp"])
def test_telnet_calls_a_door_by_its_number_here_or_everywhere(host: str, port: str) -> None:
    assert run(f"telnet {host} {port}", DOORS) == Call("smtp")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("telnet localhost", "Say host and port: telnet localhost 40125."),
        ("telnet localhost 110", "Connection refused: nobody listens on port 110. The server listens on 40125 (SMTP)"),
        ("telnet mail.island.test 25", "There is no host mail.island.test in this world."),
        ("telnet localhost 465", "openssl s_client -quiet -crlf -connect 127.0.0.1:40465"),
        ("ls -l", "There is no ls here: this is no shell."),
        ("", "The tool is telnet HOST PORT"),
        ("telnet 'localhost", "A quotation mark is open."),
    ],
)
def test_what_calls_nobody_says_why(line: str, says: str) -> None:
    done = run(line, DOORS)
    assert isinstance(done, Said)
    assert says in done.text


@pytest.mark.parametrize("port", ["587", "1587", "40587", "submission"])
def test_the_submission_port_is_another_than_that_of_smtp(port: str) -> None:
    doors = {**DOORS, "submission": ("127.0.0.1", 40587)}
    assert run(f"telnet localhost {port}", doors) == Call("submission")
    assert run("telnet localhost 25", doors) == Call("smtp")
    said = run("telnet localhost 1", doors)
    assert isinstance(said, Said)
    assert "40587 (SMTP with login)" in said.text


def test_doors_in_the_clear_are_offered() -> None:
    assert complete("TEL", DOORS) == ("telnet localhost 40125",)
    assert complete("x", DOORS) == ()

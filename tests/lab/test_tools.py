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


def test_doors_in_the_clear_are_offered() -> None:
    assert complete("TEL", DOORS) == ("telnet localhost 40125",)
    assert complete("x", DOORS) == ()


def test_who_is_not_talked_to_in_lines_is_asked_with_a_program() -> None:
    doors = DOORS | {"dns": ("127.0.0.1", 40053)}
    for port in ("40053", "53", "1053", "dns"):
        assert run(f"telnet localhost {port}", doors) == Said(
            f"What is said on port {port} are no lines that could be typed. In another terminal: "
            "dig @127.0.0.1 -p 40053 MX harbour.test"
        )
    assert complete("telnet", doors) == ("telnet localhost 40125",)

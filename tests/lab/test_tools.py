"""The tools prompt: whom a line calls, and what it says where it calls nobody."""

from __future__ import annotations

import pytest

from heloworld.imap.commands import COMMANDS
from heloworld.lab.tools import Call, Doors, Said, complete, is_for_tools, overview, run

DOORS = {"smtp": ("127.0.0.1", 40125), "smtps": ("127.0.0.1", 40465)}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "mail.harbour.test", "LOCALHOST"])
@pytest.mark.parametrize("port", ["40125", "2525", "25", "smtp"])
def test_telnet_calls_a_door_by_its_number_here_or_everywhere(host: str, port: str) -> None:
    assert run(f"telnet {host} {port}", DOORS) == Call("smtp")


@pytest.mark.parametrize("line", ["nc localhost 2525", "ncat -C 127.0.0.1 40125", "NC -v localhost smtp"])
def test_other_programs_that_call_are_understood(line: str) -> None:
    assert run(line, DOORS) == Call("smtp")


def test_a_door_that_begins_with_tls_is_called_by_a_tool_that_speaks_it() -> None:
    assert run("openssl s_client -quiet -crlf -connect 127.0.0.1:40465", DOORS) == Call("smtps")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("telnet", "Say host and port: telnet localhost 40125."),
        ("telnet localhost 25 smtp", "The server listens on 40125 (SMTP)"),
        ("telnet localhost 110", "Connection refused: nobody listens on port 110. The server listens on 40125 (SMTP)"),
        ("telnet mail.island.test 25", "There is no host mail.island.test in this world."),
        ("telnet localhost 465", "openssl s_client -quiet -crlf -connect 127.0.0.1:40465"),
        (
            "openssl s_client -connect localhost:2525 -starttls smtp",
            "telnet localhost 40125 calls it; then say STARTTLS",
        ),
        ("openssl s_client", "Say whom to call: openssl s_client -connect localhost:PORT."),
        ("openssl s_client -connect", "Say whom to call"),
        ("openssl s_client -connect localhost:99", "Connection refused"),
        ("swaks -s localhost:2525", "That program runs in another terminal. The server listens on 40125 (SMTP)"),
        ("ls -l", "There is no ls here: this is no shell."),
        ("", "The tools are telnet HOST [PORT], dig"),
        ("telnet 'localhost", "A quotation mark is open."),
    ],
)
def test_what_calls_nobody_says_why(line: str, says: str) -> None:
    done = run(line, DOORS)
    assert isinstance(done, Said)
    assert says in done.text


def test_where_no_port_begins_with_tls_openssl_is_told_what_does_instead() -> None:
    said = run("openssl s_client", {"smtp": ("127.0.0.1", 2525), "imap": ("127.0.0.1", 1143)})
    assert isinstance(said, Said)
    assert "No port here begins with TLS. telnet localhost 2525 calls it; then say STARTTLS." in said.text


@pytest.mark.parametrize("port", ["587", "1587", "40587", "submission"])
def test_the_submission_port_is_another_than_that_of_smtp(port: str) -> None:
    doors = {**DOORS, "submission": ("127.0.0.1", 40587)}
    assert run(f"telnet localhost {port}", doors) == Call("submission")
    assert run("telnet localhost 25", doors) == Call("smtp")
    said = run("telnet localhost 1", doors)
    assert isinstance(said, Said)
    assert "40587 (SMTP with login)" in said.text


def test_all_doors_are_offered_each_by_the_tool_that_calls_it() -> None:
    assert complete("", DOORS) == ("telnet localhost 40125", "openssl s_client -connect localhost:40465")
    assert complete("TEL", DOORS) == ("telnet localhost 40125",)
    assert complete("x", DOORS) == ()
    assert all(isinstance(run(line, DOORS), Call) for line in complete("", DOORS))
    assert overview(DOORS) == "(Tab: 40125 SMTP, 40465 SMTP over TLS)"


@pytest.mark.parametrize(
    ("line", "is_meant"),
    [
        ("telnet localhost 1110", True),
        ("NC", True),
        ("swaks -t ana", True),
        ("mailq", True),
        ("dig MX island.test", True),
        ("Sleep 300", True),
        ("base64 ana", True),
        ("sleep NOOP", False),
        ("nc LOGIN ana sesame", False),
        ("QUIT", False),
        ("", False),
        ("telnets", False),
    ],
)
def test_a_line_for_a_shell_is_told_from_a_command_with_a_tag(line: str, is_meant: bool) -> None:
    assert is_for_tools(line, COMMANDS) is is_meant


def test_who_is_not_talked_to_in_lines_is_asked_with_a_program() -> None:
    doors = DOORS | {"dns": ("127.0.0.1", 40053)}
    for port in ("40053", "53", "1053", "dns"):
        assert run(f"telnet localhost {port}", doors) == Said(
            f"What is said on port {port} are no lines that could be typed. In another terminal: "
            "dig @127.0.0.1 -p 40053 MX harbour.test"
        )
    assert complete("telnet", doors) == ("telnet localhost 40125",)


APART = {"smtp": ("127.0.0.10", 2525), "pop3": ("127.0.0.10", 1110), "island/smtp": ("127.0.0.20", 2525)}
TOGETHER = {"smtp": ("127.0.0.1", 2525), "island/smtp": ("127.0.0.1", 2526)}


def test_without_a_port_telnet_calls_smtp() -> None:
    assert run("telnet localhost", DOORS) == Call("smtp")


@pytest.mark.parametrize(
    ("line", "doors", "door"),
    [
        ("telnet mail.island.test", APART, "island/smtp"),
        ("telnet MAIL.Island.test 25", APART, "island/smtp"),
        ("telnet 127.0.0.20 2525", APART, "island/smtp"),
        ("telnet mail.harbour.test 110", APART, "pop3"),
        ("telnet 127.0.0.10 smtp", APART, "smtp"),
        ("telnet localhost 2525", APART, "smtp"),
        ("telnet mail.island.test 2525", TOGETHER, "island/smtp"),
        ("telnet mail.island.test 2526", TOGETHER, "island/smtp"),
        ("telnet 127.0.0.20", TOGETHER, "island/smtp"),
        ("telnet localhost 2526", TOGETHER, "island/smtp"),
        ("telnet localhost 25", TOGETHER, "smtp"),
    ],
)
def test_telnet_moves_to_any_host_of_the_world(line: str, doors: Doors, door: str) -> None:
    assert run(line, doors) == Call(door)


def test_a_host_without_that_service_refuses_and_another_world_has_no_such_host() -> None:
    refused, strange, unsaid = (run(f"telnet {it}", APART) for it in ("mail.island.test 110", "mail.shore.test", ""))
    assert isinstance(refused, Said)
    assert "Connection refused: nobody listens on port 110. The server listens on 2525 (SMTP)." in refused.text
    assert isinstance(strange, Said)
    assert "There is no host mail.shore.test in this world. Try: telnet mail.harbour.test smtp" in strange.text
    assert isinstance(unsaid, Said)
    assert "The hosts are mail.harbour.test, mail.island.test." in unsaid.text


def test_the_doors_of_all_hosts_are_offered() -> None:
    assert complete("telnet mail.i", APART) == ("telnet mail.island.test 2525",)


@pytest.mark.parametrize("doors", [APART, TOGETHER])
def test_of_several_hosts_an_empty_line_names_the_tools_and_fits_a_narrow_prompt(doors: Doors) -> None:
    assert overview(doors) == "(Tab: telnet to each host; dig mailq sleep base64)"
    assert len(overview(doors)) <= 52


def test_of_many_doors_an_empty_line_names_what_is_spoken_and_fits_a_narrow_prompt() -> None:
    doors = dict.fromkeys(("smtp", "submission", "pop3", "imap", "smtps"), ("127.0.0.1", 40125))
    assert overview(doors) == "(Tab: telnet to SMTP, POP3, IMAP)"

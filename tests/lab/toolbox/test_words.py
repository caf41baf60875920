"""The words of the tools: what they ask for, and what helps where they are not understood."""

from __future__ import annotations

import pytest

from heloworld.lab.toolbox.tasks import Dig, Mailq, Sleep, Task
from heloworld.lab.toolbox.words import Printed
from heloworld.lab.tools import Said, complete, run

DOORS = {
    "smtp": ("127.0.0.10", 2525),
    "island/smtp": ("127.0.0.20", 2525),
    "dns": ("127.0.0.53", 1053),
}
DNS = DOORS["dns"]


@pytest.mark.parametrize(
    ("line", "task"),
    [
        ("dig MX island.test", Dig("MX island.test", DNS)),
        ("DIG @ns.harbour.test island.test mx +short", Dig("island.test mx +short", DNS)),
        ("dig @127.0.0.53 -x 127.0.0.10", Dig("-x 127.0.0.10", DNS)),
        ("mailq", Mailq()),
        ("mailq mail.island.test", Mailq("island")),
        ("sleep 300", Sleep(300)),
        ("sleep 1.5", Sleep(1.5)),
        ("sleep 5d", Sleep(432_000)),
    ],
)
def test_what_is_asked_of_the_world(line: str, task: Task) -> None:
    assert run(line, DOORS) == task


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("base64 ana", "YW5h"),
        (r"base64 \0ana\0sesame", "AGFuYQBzZXNhbWU="),
        ("base64 'two  boats'", "dHdvICBib2F0cw=="),
        ("base64 -d AGFuYQBzZXNhbWU=", "\0ana\0sesame"),
    ],
)
def test_base64_is_written_and_read(line: str, printed: str) -> None:
    assert run(line, DOORS) == Printed((printed,))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("dig", "Say what you ask for: dig MX harbour.test"),
        ("dig @mail.island.test MX island.test", "No name server listens on mail.island.test."),
        ("mailq paris", "Say mailq, or mailq and one host: harbour, island."),
        ("sleep", "Say how many seconds"),
        ("sleep -1", "Say how many seconds"),
        ("sleep 1000000d", "up to ten years"),
        ("base64", "Say what to write in base64"),
        ("base64 -d a", "That is no base64"),
        ("base64 -d é", "That is no base64"),
        ("host island.test", "The tools are telnet HOST [PORT], dig [@SERVER] TYPE NAME, mailq, sleep SECONDS"),
    ],
)
def test_what_cannot_be_is_one_sentence(line: str, says: str) -> None:
    done = run(line, DOORS)
    assert isinstance(done, Said)
    assert says in done.text


def test_without_a_name_server_nobody_is_asked() -> None:
    assert isinstance(run("dig MX harbour.test", {"smtp": DOORS["smtp"]}), Said)


def test_completion_offers_what_there_is() -> None:
    assert complete("dig MX i", DOORS) == ("dig MX island.test",)
    assert complete("mailq i", DOORS) == ("mailq island",)
    assert complete("sl", DOORS) == ("sleep 300",)
    assert not any(line.startswith("dig") for line in complete("", {"smtp": DOORS["smtp"]}))

"""Terminals of all kinds: none at all, dumb ones, small ones, few colours, no colours, another character set."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.terminal.terminal import Terminal, helo

HELO = [sys.executable, "-m", "heloworld"]
STYLE = re.compile(rb"\x1b\[([0-9;]*)m")


@pytest.mark.parametrize("arguments", [[], ["lab"], ["connect", "127.0.0.1"]], ids=" ".join)
def test_without_a_terminal_it_says_so(arguments: list[str]) -> None:
    done = subprocess.run([*HELO, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "helo: This needs a terminal, and there is none. `helo serve` and `helo mbox FILE --list` need none.\n"
    )


def test_into_a_pipe_it_says_so_and_leaves_the_terminal_as_it_was() -> None:
    with Terminal(["sh", "-c", f'"{sys.executable}" -m heloworld lab | cat']) as terminal:
        terminal.wait_for("helo: This needs a terminal")
        terminal.wait_exit()
        assert terminal.left_behind() == []
        assert terminal.strange() == []


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"TERM": "dumb"}, "This terminal calls itself dumb"),
        ({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, "The terminal's character set is"),
    ],
    ids=["dumb", "ASCII"],
)
def test_what_cannot_show_the_screen_is_told_so(env: dict[str, str], said: str) -> None:
    with helo("lab", "--port", "0", env=env) as terminal:
        terminal.wait_for(f"helo: {said}")
        assert terminal.wait_exit() == 1
        assert terminal.left_behind() == []
        assert terminal.strange() == []
        assert b"\x1b" not in terminal.raw


def test_with_errors_written_elsewhere_the_screen_is_shown_all_the_same(tmp_path: Path) -> None:
    errors = tmp_path / "errors"
    command = f'exec "{sys.executable}" -m heloworld lab --port 0 2>"{errors}"'
    with Terminal(["sh", "-c", command]) as terminal:
        terminal.wait_for("S: 220")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
    assert errors.read_text(encoding="utf-8") == ""


# Windows


def test_a_small_window_gets_a_sentence_and_a_remedy() -> None:
    with helo("lab", "--port", "0", size=(40, 10)) as terminal:
        terminal.wait_for("This window has 40 columns")
        assert "HELO World needs 60 and 15" in " ".join(terminal.text.split())
        terminal.resize(100, 30)
        terminal.wait_for("S: 220")
        terminal.wait_gone("This window has")
        terminal.resize(59, 30)
        terminal.wait_for("This window has 59 columns and 30 rows")
        terminal.resize(80, 24)
        terminal.enter("HELO again")
        terminal.wait_for("C: HELO again")


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (300, 100)])
def test_any_size_can_be_started_in_and_left(size: tuple[int, int]) -> None:
    with helo("lab", "--port", "0", size=size) as terminal:
        terminal.wait_until(lambda: 1049 in terminal.on)
        terminal.wait_quiet(0.4)
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert terminal.left_behind() == []


# Colours


def colours(raw: bytes) -> Iterator[tuple[int, ...]]:
    """The colours that were asked for: a number of the palette, or red, green and blue."""
    for match in STYLE.finditer(raw):
        numbers = [int(number) for number in match[1].split(b";") if number]
        while numbers:
            code = numbers.pop(0)
            if code in {38, 48}:
                length = 3 if numbers.pop(0) == 2 else 1
                yield tuple(numbers[:length])
                del numbers[:length]
            elif 30 <= code <= 37 or 40 <= code <= 47 or 90 <= code <= 97 or 100 <= code <= 107:
                yield (code,)


def test_without_colours_nothing_is_told_by_hue() -> None:
    with helo("lab", "--port", "0", env={"NO_COLOR": "1"}) as terminal:
        terminal.wait_for("S: 220 mail.harbour.test ESMTP")
        terminal.enter("HELO x", "DATA")
        terminal.wait_for("S: 503 5.5.1 Error")
        terminal.wait_for(re.escape("[ greeted ]"))
        terminal.wait_for("F1 Help.*\\^q Quit")
        asked = set(colours(bytes(terminal.raw)))
        assert all(len(colour) == 3 and len(set(colour)) == 1 for colour in asked), asked


BRIGHT_YELLOW, RED = (93,), (31,)
"""What the server's lines are marked with, on a dark ground and on a light one."""


@pytest.mark.parametrize(
    ("background", "server", "other"),
    [(None, BRIGHT_YELLOW, RED), ("15;0", BRIGHT_YELLOW, RED), ("0;15", RED, BRIGHT_YELLOW)],
    ids=["unknown", "dark", "light"],
)
def test_sixteen_colours_are_the_terminals_own(background: str | None, server: tuple[int], other: tuple[int]) -> None:
    with helo("lab", "--port", "0", env={"TERM": "xterm", "COLORTERM": None, "COLORFGBG": background}) as terminal:
        terminal.wait_for("S: 220 mail.harbour.test ESMTP")
        asked = set(colours(bytes(terminal.raw)))
        assert server in asked
        assert other not in asked
        terminal.press("f10")
        terminal.wait_until(lambda: other in colours(bytes(terminal.raw)))
        assert all(len(colour) == 1 for colour in colours(bytes(terminal.raw)))


# What goes wrong at once


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with helo("lab", "--port", str(port)) as terminal:
            assert terminal.wait_exit() == 1
            assert terminal.left_behind() == []
            said = bytes(terminal.raw).rpartition(b"\x1b[?1049l")[2].decode()
            assert f"helo: Cannot listen on 127.0.0.1, port {port}: " in said
            assert "--port 0" in said or "another" in said
            assert "Traceback" not in said


UNREACHABLE = {
    "127.0.0.1:1": "127.0.0.1 refused the connection: nothing listens on port 1 there.",
    "nowhere.test:25": "nowhere.test",
}


@pytest.mark.parametrize(("host", "sentence"), UNREACHABLE.items(), ids=UNREACHABLE)
def test_a_host_that_cannot_be_reached(host: str, sentence: str) -> None:
    with helo("connect", host) as terminal:
        terminal.wait_for("closed, Enter connects ▸")
        terminal.wait_for(f"HELO World · ✗ .*{re.escape(sentence)}")
        terminal.press("x", "enter")
        terminal.press("still here")
        terminal.wait_for("▸ still here")
        assert "✗" in terminal.text.splitlines()[0]
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 1
        assert terminal.left_behind() == []
        said = bytes(terminal.raw).rpartition(b"\x1b[?1049l")[2].decode()
        assert re.search(f"helo: .*{re.escape(sentence)}", said)
        assert "Traceback" not in said


def test_a_server_that_comes_up_late() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))  # nobody else gets it, and nobody answers
        place = f"127.0.0.1:{server.getsockname()[1]}"
        with helo("connect", place) as terminal:
            terminal.wait_for("✗ 127.0.0.1 refused the connection")
            server.listen()
            terminal.press("enter")
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"220 mail.island.test ESMTP\r\n")
                terminal.wait_for("S: 220 mail.island.test ESMTP")
                terminal.wait_for(rf"HELO World · {place} +plaintext · connected")
            terminal.wait_for(rf"HELO World · {place} +not connected")
            terminal.press("ctrl+q")
            assert terminal.wait_exit() == 0


def test_help_on_somebody_elses_server_tells_nothing_that_only_the_lab_has() -> None:
    with helo("connect", "127.0.0.1:1", size=(120, 50)) as terminal:
        terminal.wait_for("closed, Enter connects ▸")
        terminal.press("f1")
        terminal.wait_for("Help · Escape closes")
        terminal.wait_for("F12 +Close the connection")
        for absent in (r"F2\b", r"F5\b", r"F8\b", "Mailbox", "server of our own"):
            assert not re.search(absent, terminal.text), absent

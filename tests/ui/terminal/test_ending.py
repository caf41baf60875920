"""However the program ends, the terminal is as it was, and the exit status tells why."""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path

import pytest

from heloworld import paths
from ui.terminal.terminal import Terminal, helo

CRASH = """
from heloworld.ui.app import HeloApp
def crash(self):
    raise RuntimeError("made to fail")
HeloApp.action_next_theme = crash
from heloworld.__main__ import main
main()
"""
"""The program, but that F10 meets a bug."""


STUCK = """
import threading
from heloworld.ui.screens import message
def stuck(*_):
    threading.Event().wait()
message.letter = stuck
from heloworld.__main__ import main
main()
"""
"""The program, but that a message is never taken apart."""


ELSEWHERE = """
import signal
from heloworld.ui.app import HeloApp
settle_down = HeloApp._settle_down
def settle(self):
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCONT})
    settle_down(self)
HeloApp._settle_down = settle
from heloworld.__main__ import main
main()
"""
"""The program, but that the system hands SIGCONT to another thread than the main one, as it may."""


def lab() -> Terminal:
    return helo("lab", "--port", "0")


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT"])
def test_a_signal(name: str) -> None:
    number = getattr(signal, name)
    with lab() as terminal:
        terminal.wait_for("S: 220")
        terminal.signal(number)
        assert terminal.wait_exit() == 128 + number
        assert terminal.left_behind() == []


@pytest.mark.parametrize("moment", ["quiet", "front"])
def test_a_signal_while_it_starts(moment: str) -> None:
    with lab() as terminal:
        if moment == "quiet":
            terminal.wait_until(lambda: not terminal.echoes)
        else:
            terminal.wait_for("▸")
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit() == 143
        assert terminal.left_behind() == []


def test_quitting_with_a_key() -> None:
    with lab() as terminal:
        terminal.wait_for("S: 220")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert terminal.left_behind() == []
        assert terminal.text.strip() == ""


def test_a_bug_of_ours() -> None:
    with Terminal([sys.executable, "-c", CRASH, "lab", "--port", "0"]) as terminal:
        terminal.wait_for("S: 220")
        terminal.press("f10")
        assert terminal.wait_exit() == 1
        assert terminal.left_behind() == []
        assert "made to fail" in terminal.text


def test_quitting_waits_for_no_message_that_is_read() -> None:
    sample = str(paths.samples() / "quoted.mbox")
    with Terminal([sys.executable, "-c", STUCK, "mbox", sample]) as terminal:
        terminal.wait_for("Messages")
        terminal.press("enter")
        terminal.wait_for("Reading …")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert terminal.left_behind() == []


def test_the_window_is_closed() -> None:
    with lab() as terminal:
        terminal.wait_for("S: 220")
        terminal.hang_up()
        assert terminal.wait_exit() == 129


def test_a_terminal_that_has_stalled_does_not_keep_it_alive() -> None:
    with lab() as terminal:
        terminal.wait_for("S: 220")
        terminal.stall()
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit_unread() == 143
        assert "the line discipline has changed" not in terminal.left_behind()


# Suspended


def _is_stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "T"


@pytest.mark.skipif(sys.platform != "linux", reason="how a process is doing is asked of /proc")
def test_stopped_and_continued() -> None:
    with lab() as terminal:
        terminal.wait_for("S: 220")
        terminal.signal(signal.SIGTSTP)
        terminal.wait_until(lambda: _is_stopped(terminal.pid), "that it is stopped")
        terminal.wait_quiet()
        assert terminal.left_behind() == []
        terminal.signal(signal.SIGCONT)
        terminal.wait_for("S: 220")
        terminal.wait_for("F1 Help")
        terminal.enter("NOOP")
        terminal.wait_for("C: NOOP")


@pytest.mark.skipif(sys.platform != "linux", reason="how a process is doing is asked of /proc")
def test_a_screen_on_which_nothing_happens_comes_back_every_time() -> None:
    sample = str(paths.samples() / "quoted.mbox")
    with Terminal([sys.executable, "-c", ELSEWHERE, "mbox", sample]) as terminal:
        terminal.wait_for("Messages")
        for _ in range(20):
            terminal.wait_quiet()
            terminal.press("ctrl+z")
            terminal.wait_until(lambda: _is_stopped(terminal.pid), "that it is stopped")
            terminal.wait_until(lambda: "Messages" not in terminal.text, "the shell's screen")
            terminal.signal(signal.SIGCONT)
            terminal.wait_for("Messages")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.left_behind() == []


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_ctrl_z_and_fg_in_a_shell() -> None:
    with Terminal(["bash", "--norc", "--noprofile", "-i"], env={"PS1": "$ ", "PYTHON": sys.executable}) as terminal:
        terminal.wait_for(r"\$")
        terminal.enter('"$PYTHON" -m heloworld lab --port 0')
        terminal.wait_for("S: 220")
        terminal.press("HELO half", "ctrl+z")
        terminal.wait_for("Stopped")
        terminal.enter("echo in the $((1 + 1))nd shell")
        terminal.wait_for("in the 2nd shell")
        terminal.enter("fg")
        terminal.wait_for("S: 220")
        terminal.wait_for("▸ HELO half")
        terminal.press("enter")
        terminal.wait_for("C: HELO half")
        terminal.press("ctrl+q")
        terminal.wait_for(r"\$\s*\Z")
        terminal.enter("echo status $?")
        terminal.wait_for("status 0")

"""The main job in a real terminal, with keys alone: first mail, resizing, leaving and coming back, typing ahead."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from heloworld import paths
from heloworld.course.play.first_mail import STEPS
from ui.terminal.terminal import Terminal, helo

LINES = [line for step in STEPS for line in step.lines]
ON_SCREEN = b"\x1b[?1049h"


def stored() -> bytes:
    """Ana's mailbox where the program keeps it when it is not told."""
    return next(Path(os.environ["HOME"]).rglob("ana.mbox")).read_bytes()


@pytest.mark.parametrize("size", [(120, 36), (80, 24)])
def test_the_first_mail_with_keys_alone(size: tuple[int, int]) -> None:
    with helo(size=size) as terminal:
        terminal.wait_for("S: 220 mail.harbour.test ESMTP")
        for line in LINES[:4]:
            terminal.wait_for(f"SMTP ▸ {line}")  # offered, and F3 takes it
            terminal.press("f3", "enter")
            terminal.wait_for(f"C: {line}")
        terminal.wait_for("S: 354")
        terminal.resize(*((80, 24) if size[0] > 100 else (120, 36)))
        terminal.enter(*LINES[4:8])
        terminal.wait_for("queued as")
        terminal.resize(*size)
        terminal.wait_for("F6: Mailbox" if size[0] < 100 else "mailbox|Mailbox: ana")
        terminal.wait_quiet()  # the keys go by what is on the screen
        terminal.press("f6")
        terminal.wait_for(r"▌And this is our actual|▌Subject: hello")
        terminal.press("escape")
        terminal.wait_quiet()  # a letter right behind it would be Alt with that letter
        terminal.enter("QUIT")
        terminal.wait_for("What now")
        assert b"\n\nAnd this is our actual email text!\n\n" in stored()
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0
        assert terminal.left_behind() == []
        assert terminal.strange() == []


def test_leaving_in_the_middle_and_coming_back() -> None:
    for turn in (1, 2):
        with helo() as terminal:
            terminal.wait_for("S: 220")
            terminal.enter(*LINES[:5])
            terminal.wait_for(f"C: {LINES[4]}")
            if turn == 2:
                terminal.enter(*LINES[5:8])
                terminal.wait_for("ana · 1 message")
            terminal.press("ctrl+q")
            assert terminal.wait_exit() == 0
            assert terminal.left_behind() == []
    assert stored().count(b"\nSubject: hello\n") == 1


def test_keys_that_come_all_at_once_are_obeyed_in_order() -> None:
    with helo("lab", "--port", "0") as terminal:
        terminal.wait_for("S: 220")
        terminal.press("NOOPP", "backspace", "enter", "HELO x", "left", "y", "enter", *"RSET", "enter")
        terminal.wait_for(r"(?s)C: NOOP .*C: HELO yx .*C: RSET .*S: 250 2.0.0 Ok")


def test_a_line_longer_than_the_prompt_stays_editable() -> None:
    with helo("lab", "--port", "0", size=(80, 24)) as terminal:
        terminal.wait_for("S: 220")
        terminal.press("HELO " + "x" * 200 + "end")
        terminal.wait_for("SMTP ▸ x+end")
        terminal.press("home")
        terminal.wait_for("SMTP ▸ HELO x+")
        terminal.press("end", "backspace", "backspace", "backspace", "enter")
        terminal.wait_for("S: 250 mail.harbour.test")


# Typing ahead


def typed_ahead(terminal: Terminal) -> None:
    terminal.wait_for("C: HELO early")
    terminal.wait_for("S: 250 mail.harbour.test")
    terminal.wait_for(r"SMTP ▸ later\b")
    terminal.press("!", "enter")
    terminal.wait_for("C: later!")


def test_what_is_typed_before_there_is_a_screen_is_sent_and_not_echoed() -> None:
    with helo("lab", "--port", "0") as terminal:
        terminal.wait_until(lambda: not terminal.echoes)
        terminal.press("HELO early", "enter", "later")
        typed_ahead(terminal)
        assert bytes(terminal.raw[: terminal.raw.index(ON_SCREEN)]) == b""


def test_what_is_typed_before_the_program_has_begun_is_sent() -> None:
    with helo("lab", "--port", "0") as terminal:
        terminal.press("HELO early", "enter", "later")
        typed_ahead(terminal)


def test_what_is_typed_while_the_rest_is_being_loaded_is_sent() -> None:
    with helo("lab", "--port", "0") as terminal:
        terminal.wait_for("waiting ▸")
        terminal.press("HELO early", "enter", "latte", "backspace", "backspace", "er")
        typed_ahead(terminal)


# A mailbox from the standard input


def test_a_mailbox_from_a_pipe_is_shown_and_the_keyboard_is_the_terminal() -> None:
    program = f"{sys.executable} -m heloworld mbox - < {paths.samples() / 'two-letters.mbox'}"
    with Terminal(["sh", "-c", program]) as terminal:
        terminal.wait_for("2 messages as mboxrd")
        assert "standard input" in terminal.text
        terminal.press("down")
        terminal.wait_for(" 2 of 2 ─")
        terminal.press("enter")
        terminal.wait_for("message 2 of 2")
        terminal.press("q")
        terminal.wait_for("─ Messages ─")
        terminal.press("q")
        assert terminal.wait_exit() == 0
        assert terminal.left_behind() == []


def test_while_a_pipe_is_still_open_it_is_said_what_is_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with Terminal(["sh", "-c", f"{sys.executable} -m heloworld mbox --count - < {pipe}"]) as terminal:
        with pipe.open("wb") as end:
            end.write(paths.samples().joinpath("two-letters.mbox").read_bytes())
            terminal.wait_for("Reading the standard input to its end")
        terminal.wait_for("(?m)^2$")
        assert terminal.wait_exit() == 0


def test_the_keyboard_is_no_mailbox() -> None:
    with helo("mbox", "-", "--count") as terminal:
        terminal.wait_for("The standard input is the keyboard. Send a mailbox there: cat FILE")
        assert terminal.wait_exit() == 2


def test_a_class_gets_the_port_that_it_was_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
    with helo("--present", "--port", str(port), size=(120, 36)) as terminal:
        terminal.wait_for(f"smtp 127.0.0.1:{port}")
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0

"""Mail is hostile: whatever comes over a wire, out of a file or from a file's name, the terminal gets none of it."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ui.terminal.terminal import Terminal, helo

HOSTILE = (
    b"\x1b]0;owned\x07 \x1b]52;c;cm0=\x07 \x1b[?1049l \x1b[2J \x9b31m \xc2\x9b2J \xe2\x80\xae \xe2\x80\x8b "
    b"\xed\xa0\x80 \xff \x00 \x08 \x7f [/x] [b] [@click=app.quit]"
)
"""Titles, the clipboard, another screen, C1 as a byte and as UTF-8, reordering, nothing, a surrogate, and markup."""

SHOWN = "␛]0;owned␇ ␛]52;c;cm0=␇ ␛[?1049l ␛[2J ⟨9B⟩31m ⟨U+009B⟩2J ⟨U+202E⟩ ⟨U+200B⟩ ⟨ED⟩⟨A0⟩⟨80⟩ ⟨FF⟩ ␀ ␈ ␡ [/x] [b] ["
"""As it looks, up to where the panes of the test end."""

SIZE = (280, 40)


def assert_harmless(terminal: Terminal) -> None:
    """Neither what was written nor what is left of it has acted on the terminal."""
    terminal.wait_quiet()  # half of a sequence would look strange
    assert terminal.strange() == []
    terminal.press("ctrl+q")
    assert terminal.wait_exit() == 0
    assert terminal.strange() == []
    assert terminal.left_behind() == []


def test_over_the_wire_and_in_the_mailbox(tmp_path: Path) -> None:
    with helo("lab", "--port", "0", "--mail", str(tmp_path), size=SIZE) as terminal:
        terminal.wait_for("S: 220")
        port = int(terminal.wait_for(r"smtp 127.0.0.1:\d+").text.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rb") as replies:
            replies.readline()
            for line in (
                b"HELO x",
                b"VRFY " + HOSTILE.replace(b"\x00", b""),
                b"MAIL FROM:<>",
                b"RCPT TO:<ana@harbour.test>",
                b"DATA",
            ):
                connection.sendall(line + b"\r\n")
                replies.readline()
            connection.sendall(b"Subject: " + HOSTILE + b"\r\n\r\n" + HOSTILE + b"\r\n.\r\n")
            replies.readline()
        terminal.wait_for("C: VRFY ␛]0;owned␇")
        terminal.wait_for("connection 2 closed")
        terminal.wait_until(lambda: terminal.text.count(SHOWN) >= 2)
        terminal.press("f4", "f6", "up", "up", "f6", "home")
        assert_harmless(terminal)


def test_in_a_mailbox_that_was_there_before_and_in_names_of_files(tmp_path: Path) -> None:
    folder = tmp_path / "\x1b]0;owned\x07 [b]\u202e"
    folder.mkdir()
    (folder / "ana.mbox").write_bytes(b"From \x1b[2J Sat Jan  3 01:05:34 2026\nSubject: x\n\n" + HOSTILE + b"\n\n")
    with helo("lab", "--port", "0", "--mail", str(folder), size=SIZE) as terminal:
        terminal.wait_for("From ␛\\[2J")
        terminal.wait_for(re.escape(SHOWN))
        terminal.wait_for(re.escape("␛]0;owned␇ [b]⟨U+202E⟩"))
        assert_harmless(terminal)


def test_in_the_mailbox_viewer(tmp_path: Path) -> None:
    file = tmp_path / "\x1b]0;owned\x07 [b]\u202e"
    message = b"From x@y.test Sat Jan  3 01:05:34 2026\nFrom: " + HOSTILE + b"\nSubject: " + HOSTILE + b"\n\n" + HOSTILE
    file.write_bytes((message + b"\n\n") * 3)
    with helo("mbox", str(file), size=SIZE) as terminal:
        terminal.wait_for("Subject: ␛\\]0;owned␇")
        terminal.press("f4", "down", "f6", "pagedown")
        assert_harmless(terminal)


def test_in_an_error() -> None:
    with helo("mbox", "nothing \x1b]0;owned\x07 \u202e") as terminal:
        terminal.wait_for("nothing ␛]0;owned␇ ⟨U\\+202E⟩")
        assert terminal.wait_exit() == 1
        assert terminal.strange() == []
    with helo("mbox", "x", "--\x1b]0;owned\x07") as terminal:
        assert terminal.wait_exit() == 2
        assert terminal.strange() == []


def test_typed_and_pasted() -> None:
    with helo("lab", "--port", "0", size=SIZE) as terminal:
        terminal.wait_for("S: 220")
        terminal.paste("HELO " + HOSTILE.translate(None, b"\x00\x1b").decode("utf-8", "surrogateescape"))
        terminal.press("enter")
        terminal.wait_for("C: HELO ]0;owned␇")
        terminal.wait_for(re.escape(SHOWN.translate({ord("␀"): None, ord("␛"): None})))
        terminal.paste("\x1b]0;owned\x1b\\")  # no terminal pastes an Escape; one that did would do no harm
        terminal.wait_quiet()
        terminal.press("ctrl+u")
        terminal.send(b"\xff\xfe\x80 NOOP\r")
        terminal.wait_for("C:.*NOOP")
        assert_harmless(terminal)


@contextmanager
def malicious_server() -> Iterator[int]:
    """A server that greets, and answers one command, in its own way."""

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as commands:
            connection.sendall(b"220 " + HOSTILE + b"\r\n")
            commands.readline()
            connection.sendall(b"250-" + HOSTILE + b"\r\n250 5.1.1 " + HOSTILE + b"\r\n" + HOSTILE + b"\n")
            commands.readline()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(15)


def test_in_the_replies_of_a_server() -> None:
    with malicious_server() as port, helo("connect", f"127.0.0.1:{port}", size=SIZE) as terminal:
        terminal.wait_for("S: 220 ␛]0;owned␇")
        terminal.enter("EHLO x")
        terminal.wait_for("S: 250 5.1.1 ␛]0;owned␇")
        terminal.wait_until(lambda: terminal.text.count(SHOWN) >= 3)
        terminal.press("f4")
        assert_harmless(terminal)

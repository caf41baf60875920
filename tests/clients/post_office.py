"""``helo serve`` with doors for POP3 and IMAP, a real mailbox with mail in it, and programs that fetch that mail."""

from __future__ import annotations

import contextlib
import os
import pty
import smtplib
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from patience import PATIENCE
from serving import Server, serving

SENDER, RECIPIENT = "dora@island.test", "ana@harbour.test"
USER, PASSWORD = "ana", "sesame"
DOORS = ("pop3", "pop3s", "imap", "imaps")


def _letter(subject: str, body: str, *fields: str) -> bytes:
    header = [f"Subject: {subject}", f"From: {SENDER}", f"To: {RECIPIENT}", f"Message-ID: <{subject}@island.test>"]
    date = "Date: Sat, 3 Jan 2026 01:05:34 +0000"
    return "\n".join([*header, date, *fields, "", body]).replace("\n", "\r\n").encode()


LETTERS = (
    _letter("one", "Hello, ana!\n"),
    _letter("two", "From here on it rains.\n.\n..two dots\n>From afar\n\n\n"),
    _letter("three", "Grüße vom Hafen\n", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"),
    _letter("four", "0123456789 and so on, and so on\n" * 4000),
)
"""The letters as they are sent, line ends CRLF; what is delivered has lines of the way in front of that."""


def text(letter: bytes) -> bytes:
    """A letter with the line ends of a file."""
    return letter.replace(b"\r\n", b"\n")


@dataclass(frozen=True)
class PostOffice:
    """A server with mail, and a folder for the program that fetches it.

    Attributes:
        server: The server.
        home: The home of programs.
        authority: The certificate that they must trust, in PEM.
    """

    server: Server
    home: Path
    authority: Path

    @cached_property
    def ports(self) -> dict[str, int]:
        """Door → its port."""
        return {door: int(self.server.wait("listening", protocol=door)["port"]) for door in DOORS}

    @property
    def box(self) -> Path:
        """Ana's mailbox."""
        return self.server.mailbox(USER)

    def send(self, *letters: bytes) -> None:
        """Have letters delivered to her."""
        with smtplib.SMTP("127.0.0.1", self.server.port, "client.test", PATIENCE) as client:
            for letter in letters:
                client.sendmail(SENDER, [RECIPIENT], letter)

    def subjects(self) -> list[str]:
        """What stands in the mailbox."""
        lines = self.box.read_bytes().split(b"\n")
        return [line[9:].decode() for line in lines if line.startswith(b"Subject: ")]

    def header(self, subject: str) -> str:
        """The header of one letter in the mailbox, from its ``From_`` line on."""
        records = self.box.read_bytes().split(b"\n\nFrom dora")
        (found,) = (record for record in records if b"\nSubject: %s\n" % subject.encode() in record)
        return found.partition(b"\n\n")[0].decode() + "\n"

    def url(self, door: str, path: str = "") -> str:
        """An address as curl and others take it, user and password in it."""
        return f"{door}://{USER}:{PASSWORD}@localhost:{self.ports[door]}/{path}"

    def write(self, name: str, content: str) -> Path:
        """A file of settings that only its owner may read."""
        path = self.home / name
        path.write_text(content)
        path.chmod(0o600)
        return path

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {"HOME": str(self.home), "TERM": "vt100"}

    def run(self, *command: object, stdin: bytes = b"", status: int = 0) -> bytes:
        """What a program prints; it must end with that status."""
        line = list(map(str, command))
        ended = subprocess.run(line, input=stdin, capture_output=True, timeout=PATIENCE, env=self.environment)
        assert ended.returncode == status, (ended.stdout[-2000:], ended.stderr[-2000:])
        return ended.stdout

    def run_in_terminal(self, *command: object) -> None:
        """Run a program of the whole screen that ends by itself; it must succeed."""
        ours, theirs = pty.openpty()
        line = list(map(str, command))
        shown = bytearray()
        with subprocess.Popen(line, stdin=theirs, stdout=theirs, stderr=theirs, env=self.environment) as program:
            os.close(theirs)
            late = threading.Timer(PATIENCE, program.kill)
            late.start()
            with contextlib.suppress(OSError):  # Linux says EIO when the last program has left a terminal
                while data := os.read(ours, 65536):
                    shown += data
            status = program.wait()
            late.cancel()
        os.close(ours)
        assert status == 0, bytes(shown[-2000:])

    def said(self, protocol: str) -> str:
        """Everything that the server has said in a protocol, once nobody is connected any more."""
        self.server.settle()
        conns = {event["conn"] for event in self.server.some("opened", protocol=protocol)}
        return "".join(event["text"] for event in self.server.some("bytes", from_="server") if event["conn"] in conns)


@contextmanager
def post_office(folder: Path, *letters: bytes) -> Iterator[PostOffice]:
    """A server with some letters, for as long as it is needed; at its end it has nothing to complain about."""
    home = folder / "home"
    home.mkdir(mode=0o700)
    options = [word for door in DOORS for word in (f"--{door}-port", 0)]
    login = ("--login", f"{USER}:{PASSWORD}", "--ca", folder / "ca.pem")
    with serving(folder / "mail", "--tls-port", 0, *options, *login) as server:
        office = PostOffice(server, home, folder / "ca.pem")
        office.send(*letters)
        yield office
        assert server.stop() == (0, "")

"""One server for all programs, and the mail that they send."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from patience import PATIENCE
from programs import needs
from serving import Server, serving

from .post_office import LETTERS, PostOffice, post_office

__all__ = ["needs"]

SENDER, RECIPIENT = "dora@island.test", "ana@harbour.test"

TEXT = """\
Subject: {subject}
From: dora@island.test
To: ana@harbour.test
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

From here on it rains.
.
..two dots
.hidden
Grüße vom Hafen
>From afar
last line
"""
"""A mail with everything that has to be treated with care on the way, line ends LF."""

STORED = """\
>From here on it rains.
.
..two dots
.hidden
Grüße vom Hafen
>>From afar
last line

"""
"""Its body in an mboxrd mailbox, up to the blank line after it."""


@dataclass(frozen=True)
class Post:
    """A mail to be sent, and what became of it.

    Attributes:
        server: Where to send it.
        before: How many mails had arrived before.
        calls: How many connections there had been before.
        text: The mail as a file would have it, line ends LF.
        script: A whole SMTP session that sends it, line ends LF.
    """

    server: Server
    before: int
    calls: int
    text: bytes
    script: bytes

    def run(self, *command: object, stdin: bytes | None = None) -> subprocess.CompletedProcess[bytes]:
        """Run a program; the mail is on its stdin unless something else is."""
        line = list(map(str, command))
        data = self.text if stdin is None else stdin
        return subprocess.run(line, input=data, capture_output=True, timeout=PATIENCE)

    def has_arrived(self) -> bool:
        """Whether the newest mail in the mailbox is this one, whole and as it should be."""
        event = self.server.wait("delivered", self.before + 1)
        record = Path(event["path"]).read_bytes()[event["offset"] :]
        header, _, body = record.partition(b"\n\n")
        assert len(record) == event["length"]
        assert header.startswith(b"From dora@island.test ")
        assert self.text.splitlines()[0] in header.splitlines()
        assert f"id {event['queue_id']}".encode() in header
        return body == STORED.encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("clients") / "mail", "--tls-port", 0) as server:
        yield server
        assert server.stop() == (0, "")


@pytest.fixture
def post(server: Server, request: pytest.FixtureRequest) -> Iterator[Post]:
    """A mail of this test's own, and whether exactly one has arrived."""
    server.settle()
    before, calls = len(server.some("delivered")), len(server.some("opened"))
    text = TEXT.format(subject=request.node.name).encode()
    stuffed = b"".join(b"." + line if line.startswith(b".") else line for line in text.splitlines(keepends=True))
    hello = f"EHLO client.test\nMAIL FROM:<{SENDER}>\nRCPT TO:<{RECIPIENT}>\nDATA\n".encode()
    yield Post(server, before, calls, text, hello + stuffed + b".\nQUIT\n")
    assert len(server.some("delivered")) <= before + 1


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    """A server with letters to fetch."""
    with post_office(tmp_path, *LETTERS) as office:
        yield office

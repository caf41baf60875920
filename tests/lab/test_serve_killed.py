"""``helo serve`` killed in the middle of an append, and what its next start makes of the mailbox before any mail."""

from __future__ import annotations

import json
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from heloworld.mbox.writing.journal import link_of
from patience import PATIENCE
from serving import Server, command, environment, serving

HELLO = b"Subject: hello\r\n\r\nHello, ana!\r\n"
LARGE = b"Subject: large\r\n\r\n" + b"0123456789abcdef\r\n" * 400_000
ATTEMPTS = 20
"""How often a kill may come too early or too late."""


def talk(port: int) -> smtplib.SMTP:
    return smtplib.SMTP("127.0.0.1", port, local_hostname="client.test", timeout=PATIENCE)


def send(server: Server, content: bytes) -> None:
    with talk(server.port) as client:
        client.sendmail("dora@island.test", ["ana@harbour.test"], content)


def kill_while_it_appends(mail: Path) -> None:
    """Start a server, send it a large mail, and kill it as soon as a part of that stands in the mailbox."""
    box = mail / "ana.mbox"
    size = box.stat().st_size
    line = command("serve", "--json", "--port", "0", "--mail", mail)
    with subprocess.Popen(line, stdout=subprocess.PIPE, env=environment()) as process:
        assert process.stdout is not None
        with closing(talk(json.loads(process.stdout.readline())["port"])) as client:
            client.ehlo()
            client.mail("dora@island.test")
            client.rcpt("ana@harbour.test")
            client.docmd("DATA")
            client.send(LARGE + b".\r\n")
            while box.stat().st_size == size:
                assert process.poll() is None
            process.kill()


@pytest.fixture
def whole(mail: Path) -> bytes:
    """What was acknowledged of a mailbox in which a killed server has left more than that."""
    with serving(mail) as server:
        send(server, HELLO)
    box = mail / "ana.mbox"
    for _ in range(ATTEMPTS):
        acknowledged = box.read_bytes()
        kill_while_it_appends(mail)
        if link_of(box).exists() and link_of(box).stat().st_size:  # else it came after the commit
            return acknowledged
    pytest.fail("no kill came in the middle of an append")


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another program has a mailbox locked."""
    code = "import fcntl, sys; f = open(sys.argv[1], 'rb+'); fcntl.lockf(f, fcntl.LOCK_EX); print(); sys.stdin.read()"
    line = [sys.executable, "-S", "-c", code, str(path)]
    with subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        holder.stdout.readline()
        yield
        holder.stdin.close()


def test_a_torn_tail_is_gone_after_the_next_start(mail: Path, whole: bytes) -> None:
    with serving(mail):
        assert (mail / "ana.mbox").read_bytes() == whole
        assert [path.name for path in mail.iterdir()] == ["ana.mbox"]


def test_a_mailbox_that_is_locked_then_is_mended_before_its_next_mail(mail: Path, whole: bytes) -> None:
    box = mail / "ana.mbox"
    with ExitStack() as running:
        with locked(box):
            server = running.enter_context(serving(mail))
            assert box.stat().st_size > len(whole)
        send(server, HELLO)
        assert box.read_bytes().startswith(whole + b"From dora@island.test ")
        assert b"Subject: large" not in box.read_bytes()[len(whole) :]  # one that a kill came too late for is whole

"""The mailbox that the server wrote, as other people's programs read it: as many mails, the same subjects."""

from __future__ import annotations

import contextlib
import mailbox
import os
import pty
import re
import smtplib
import subprocess
from pathlib import Path

import pytest

from patience import PATIENCE
from serving import Server

from .conftest import RECIPIENT, SENDER, TEXT, needs

BODIES = {
    "plain": TEXT.partition("\n\n")[2],
    "empty": "",
    "a separator": "\nFrom ben@harbour.test Sat Jan  3 01:05:34 2026\nSubject: not a mail\n\nnot a mail\n",
    "quoted": ">From a\n>>From b\n\n\n",
    "a length": "Content-Length: 3\n\nFrom x\n",
    "no final line end": "the end",
}


@pytest.fixture(scope="module")
def box(server: Server) -> Path:
    """A mailbox with all kinds of mails."""
    with smtplib.SMTP("127.0.0.1", server.port, "client.test", PATIENCE) as client:
        for subject, body in BODIES.items():
            text = f"Subject: {subject}\nFrom: {SENDER}\n\n{body}".replace("\n", "\r\n")
            client.sendmail(SENDER, [RECIPIENT], text.encode())
    server.wait("delivered", len(BODIES))
    return server.mailbox("ana")


def subjects(texts: list[bytes]) -> list[str]:
    return [re.findall(rb"^Subject: (.*)$", text.partition(b"\n\n")[0], re.MULTILINE)[0].decode() for text in texts]


def test_python(box: Path) -> None:
    with contextlib.closing(mailbox.mbox(box)) as opened:
        assert [message["Subject"] for message in opened] == list(BODIES)


@needs("mutt")
def test_mutt(box: Path, tmp_path: Path) -> None:
    (tmp_path / "Mail").mkdir()  # or mutt asks whether to make it
    settings = 'set pipe_decode=no pipe_split=no wait_key=no pipe_sep="\\n<end>\\n"'
    keys = f'push "<tag-pattern>~A<enter><tag-prefix><pipe-message>cat > {tmp_path}/out<enter><exit>"'
    command = ["mutt", "-n", "-F", "/dev/null", "-R", "-e", settings, "-e", keys, "-f", str(box)]
    terminal, theirs = pty.openpty()
    environment = {**os.environ, "HOME": str(tmp_path), "TERM": "vt100"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as mutt:
        os.close(theirs)
        with contextlib.suppress(OSError):  # Linux says EIO when the last program has left a terminal
            while os.read(terminal, 65536):
                pass
    os.close(terminal)
    assert mutt.returncode == 0
    assert subjects((tmp_path / "out").read_bytes().split(b"\n<end>\n")[:-1]) == list(BODIES)


@needs("s-nail")
def test_s_nail(box: Path, tmp_path: Path) -> None:
    command = ["s-nail", "-n", "-N", "-R", "-S", "headline=@%s", "-S", "screen=1000", "-f", str(box)]
    environment = {**os.environ, "HOME": str(tmp_path), "TERM": "dumb"}
    said = subprocess.run(command, input=b"from *\nxit\n", stdout=subprocess.PIPE, env=environment, check=True).stdout
    assert re.findall(r"^ *@ *(.*?) *$", said.decode(), re.MULTILINE) == list(BODIES)


@needs("formail")
def test_formail(box: Path) -> None:
    with box.open("rb") as file:
        command = ["formail", "-s", "formail", "-c", "-x", "Subject"]
        said = subprocess.run(command, stdin=file, stdout=subprocess.PIPE, check=True).stdout
    assert [line.strip() for line in said.decode().splitlines()] == list(BODIES)


@needs("git")
def test_git(box: Path, tmp_path: Path) -> None:
    said = subprocess.run(["git", "mailsplit", f"-o{tmp_path}", str(box)], stdout=subprocess.PIPE, check=True).stdout
    assert int(said) == len(BODIES)
    assert subjects([path.read_bytes() for path in sorted(tmp_path.iterdir())]) == list(BODIES)

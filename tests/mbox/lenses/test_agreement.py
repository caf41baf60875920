"""What other people's programs read in a mailbox that we wrote."""

import mailbox
import os
import pty
import re
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from heloworld.mbox.dialects import RULES, Dialect
from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.counting import count
from heloworld.mbox.reading.message import record, split
from heloworld.mbox.writing.append import MailboxWriter
from mbox.eyes import first_value
from programs import needs

POSTMARK = b"From a@b Sat Jan  3 01:05:34 2026"
BODIES = [
    b"plain\r\n",
    b"",
    b"no final newline",
    b"\r\n\r\nempty lines around\r\n\r\n\r\n",
    b"a\r\nFrom the start\r\n\r\nFrom here\r\n",
    b"a\r\n\r\n" + POSTMARK + b"\r\nSubject: not a message\r\n\r\nb\r\n",
    POSTMARK + b"\r\n" + POSTMARK + b"\r\n",
    b">From \r\n>>From x\r\n> From y\r\nFrom: z\r\n",
    b"a bare LF\nFrom here\n\nFrom there\r\n",
    b"Content-Length: 5\r\n\r\n" + b"x" * 998 + b"\r\n" + b"y" * 10_000 + b"\r\n",
    b"\xff\xfe 8-bit \xc3\xa4\r\n.\r\n..\r\n",
]
HEADERS = [
    b"From: dora@island.test\r\nSubject: %s\r\n\r\n",
    b"Subject: %s\r\nContent-Length: 3\r\nStatus: RO\r\nX-IMAPbase: 1 2\r\nLines: 0\r\n\r\n",
    b"From dora Sat\r\n>From ben\r\nTo: ana@harbour.test,\r\n\tben@harbour.test\r\nSubject: %s\r\n\r\n",
    b"Subject: %s\r\nFrom here the header is over\r\nTo: ana@harbour.test\r\n\r\n",
]
MESSAGES = [
    header % (b"n%02d" % (at * len(HEADERS) + number)) + body
    for at, body in enumerate(BODIES)
    for number, header in enumerate(HEADERS)
]
SUBJECTS = [b"n%02d" % number for number in range(len(MESSAGES))]
TRACE = b"Return-Path: <dora@island.test>\nDelivered-To: ana@harbour.test\n"


SAFE = [each for each in Dialect if each is not Dialect.NAIVE]
"""The dialects with which a body cannot be taken for another message."""


@pytest.fixture(scope="module", params=SAFE, ids=lambda dialect: dialect.value)
def dialect(request: pytest.FixtureRequest) -> Dialect:
    found: Dialect = request.param
    return found


@pytest.fixture(scope="module")
def records(dialect: Dialect) -> list[bytes]:
    """All messages as a mailbox of a dialect stores them, some of them from the null sender."""
    senders = ["", "dora@island.test", "emil@island.test"]
    return [
        record(message, sender=senders[number % 3], at=number * 86400, trace=TRACE, dialect=dialect)
        for number, message in enumerate(MESSAGES)
    ]


@pytest.fixture(scope="module")
def stored(records: list[bytes]) -> list[bytes]:
    """The same without their From_ lines and the empty lines between them."""
    return [each.partition(b"\n")[2].removesuffix(b"\n") for each in records]


@pytest.fixture(scope="module")
def box(records: list[bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mailbox that a writer appended them to."""
    path = tmp_path_factory.mktemp("agreement") / "ana.mbox"
    with MailboxWriter() as writer:
        for each in records:
            writer.submit([(path, each)]).result()
    return path


QUOTED = pytest.mark.parametrize(
    "dialect", [each for each in Dialect if RULES[each].quoting], ids=lambda dialect: dialect.value, indirect=True
)
"""For programs that go by separators alone and do not believe Content-Length: an mboxcl2 mailbox is not for them."""


def subjects(messages: list[bytes]) -> list[bytes | None]:
    return [first_value(message.partition(b"\n\n")[0] + b"\n", b"Subject") for message in messages]


@QUOTED
def test_python_reads_every_message_as_it_was_stored(box: Path, stored: list[bytes]) -> None:
    opened = mailbox.mbox(box)
    try:
        found = [opened.get_bytes(key) for key in opened.keys()]  # noqa: SIM118 - not a mapping
    finally:
        opened.close()
    assert found == stored
    assert subjects(found) == SUBJECTS


@needs("mutt")
def test_mutt_reads_every_message_as_it_was_stored(box: Path, stored: list[bytes], tmp_path: Path) -> None:
    end = b"<<<end of message>>>"
    (tmp_path / "Mail").mkdir()  # or mutt asks whether to make it
    settings = f'set pipe_decode=no pipe_split=no wait_key=no pipe_sep="{end.decode()}"'
    keys = f'push "<tag-pattern>~A<enter><tag-prefix><pipe-message>cat > {tmp_path}/out<enter><exit>"'
    command = ["mutt", "-n", "-F", "/dev/null", "-R", "-e", settings, "-e", keys, "-f", str(box)]
    environment = {**os.environ, "HOME": str(tmp_path), "TERM": "vt100"}
    terminal, theirs = pty.openpty()
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as mutt:
        os.close(theirs)
        with suppress(OSError):  # Linux says EIO when the last program has left a terminal
            while os.read(terminal, 65536):
                pass
    os.close(terminal)
    assert mutt.returncode == 0
    found = [message.partition(b"\n")[2] for message in (tmp_path / "out").read_bytes().split(end)[:-1]]
    assert found == stored
    assert subjects(found) == SUBJECTS


@needs("s-nail")
@QUOTED
def test_s_nail_sees_every_message(box: Path, tmp_path: Path) -> None:
    command = ["s-nail", "-n", "-N", "-R", "-S", "headline=%s", "-S", "screen=10000", "-f", str(box)]
    environment = {**os.environ, "HOME": str(tmp_path), "TERM": "dumb"}
    said = subprocess.run(command, input=b"from *\nxit\n", stdout=subprocess.PIPE, env=environment, check=True).stdout
    assert re.findall(rb"^ *(n\d\d)$", said, re.MULTILINE) == SUBJECTS


@needs("formail")
def test_formail_splits_it_where_we_do(box: Path, stored: list[bytes], tmp_path: Path) -> None:
    with box.open("rb") as file:
        command = ["formail", "-bs", "sh", "-c", f"cat > {tmp_path}/$FILENO"]
        subprocess.run(command, stdin=file, env={**os.environ, "FILENO": "000"}, check=True)
    found = [path.read_bytes().partition(b"\n")[2] for path in sorted(tmp_path.iterdir())]
    assert found == [message + b"\n" for message in stored]


@needs("git")
@QUOTED
def test_git_splits_it_where_we_do(box: Path, stored: list[bytes], tmp_path: Path) -> None:
    subprocess.run(["git", "mailsplit", "--keep-cr", f"-o{tmp_path}", str(box)], stdout=subprocess.DEVNULL, check=True)
    found = [path.read_bytes().partition(b"\n")[2] for path in sorted(tmp_path.iterdir())]
    assert found == [message + b"\n" for message in stored]


@needs("git")
def test_git_takes_the_quoting_off_as_we_do(tmp_path: Path) -> None:
    text = b"From x\n>From y\n\nFrom z\n"
    box = tmp_path / "ana.mbox"
    box.write_bytes(record(b"Subject: x\n\n" + text, sender="dora@island.test", at=0))
    subprocess.run(["git", "mailsplit", "--mboxrd", f"-o{tmp_path}", str(box)], stdout=subprocess.DEVNULL, check=True)
    assert split((tmp_path / "0001").read_bytes()).body == text


def test_our_own_readers_agree(box: Path, dialect: Dialect) -> None:
    quoted = LENSES if dialect is not Dialect.MBOXCL2 else ["mboxcl", "mboxcl2"]
    assert {count(box, reader) for reader in quoted} == {len(MESSAGES)}

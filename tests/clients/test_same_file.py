"""mutt, Dovecot and the server's IMAP on one and the same file: each reads what the others have written into it."""

from __future__ import annotations

import imaplib
import mailbox
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from patience import PATIENCE

from .conftest import needs
from .post_office import LETTERS, PASSWORD, USER, PostOffice, post_office

NOBODY = 65534
DOVECOT = (NOBODY, NOBODY) if os.getuid() == 0 else (os.getuid(), os.getgid())
"""As whom Dovecot works: user and group."""


@contextmanager
def session(office: PostOffice) -> Iterator[imaplib.IMAP4]:
    with imaplib.IMAP4("localhost", office.ports["imap"], timeout=PATIENCE) as client:
        client.login(USER, PASSWORD)
        client.select()
        yield client


def flags(office: PostOffice) -> list[str]:
    """The flags of all letters, as the server tells them; whether a letter is recent is left out."""
    with session(office) as client:
        answers = client.fetch("1:*", "(FLAGS)")[1]
    parsed = (imaplib.ParseFlags(answer) for answer in answers if isinstance(answer, bytes))
    return [" ".join(sorted(flag.decode() for flag in each if flag != rb"\Recent")) for each in parsed]


def uids(office: PostOffice) -> list[bytes]:
    with session(office) as client:
        answer = client.uid("search", "ALL")[1][0]
    assert isinstance(answer, bytes)
    return answer.split()


def mutt(office: PostOffice, keys: str) -> None:
    """Have mutt do something with the mailbox file, and write it."""
    (office.home / "Mail").mkdir(exist_ok=True)  # or mutt asks whether to make it
    settings = 'set delete=yes mark_old=no pipe_sep="" wait_key=no confirmappend=no confirmcreate=no mbox_type=mbox'
    office.run_in_terminal(
        "mutt", "-n", "-F", "/dev/null", "-e", settings, "-e", f'push "{keys}<sync-mailbox><exit>"', "-f", office.box
    )


@needs("mutt")
def test_what_mutt_writes_is_told_by_imap_and_the_other_way_round(office: PostOffice) -> None:
    names = uids(office)
    mutt(office, "<first-entry><flag-message><last-entry><delete-message><first-entry><next-entry><set-flag>r")
    assert office.subjects() == ["one", "two", "three"]
    assert flags(office) == [r"\Flagged", r"\Answered \Seen", ""]
    assert uids(office) == names[:3]
    with session(office) as client:
        client.store("1", "FLAGS", r"(\Seen)")
        client.store("3", "+FLAGS", r"(\Flagged)")
        client.store("2", "+FLAGS", r"(\Deleted)")
        client.expunge()
    saved = office.home / "flagged"
    mutt(office, f"<tag-pattern>~F<enter><tag-prefix><copy-message><kill-line>{saved}<enter><untag-pattern>~A<enter>")
    with closing(mailbox.mbox(saved)) as copied:
        assert [message["Subject"] for message in copied] == ["three"]
    assert office.subjects() == ["one", "three"]
    assert uids(office) == [names[0], names[2]]


@pytest.fixture
def dovecots() -> Iterator[PostOffice]:
    """A server whose mailbox Dovecot may write to: it refuses to do that as the superuser."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        with post_office(Path(folder), *LETTERS) as office:
            for path in (office.home, office.box.parent, office.box):
                os.chown(path, *DOVECOT)
            yield office


def doveadm(office: PostOffice, *command: str) -> str:
    """Run a command of Dovecot on the mailbox file."""
    settings = office.write(
        "dovecot.conf",
        f"mail_location = mbox:{office.home}/Mail:INBOX={office.box}:INDEX=MEMORY\nmail_uid = {DOVECOT[0]}\n"
        f"mail_gid = {DOVECOT[1]}\nfirst_valid_uid = 1\nmail_access_groups =\nmbox_write_locks = fcntl dotlock\n"
        "log_path = /dev/stderr\nssl = no\n",
    )
    environment = ("env", "USER=nobody", f"HOME={office.home}")
    return office.run(*environment, "doveadm", "-c", settings, *command).decode()


@needs("doveadm")
def test_what_dovecot_reads_is_what_imap_wrote(dovecots: PostOffice) -> None:
    with session(dovecots) as client:
        client.store("1", "FLAGS", r"(\Seen \Answered)")
        client.store("2", "+FLAGS", r"(\Flagged)")
        client.store("3", "+FLAGS", r"(\Deleted)")
        client.expunge()
    told = flags(dovecots)
    found = [
        line.split("\t")
        for line in doveadm(dovecots, "-f", "tab", "fetch", "hdr.subject flags", "ALL").splitlines()[1:]
    ]
    assert [each[0] for each in found] == ["one", "two", "four"]
    assert [" ".join(sorted(set(each[1].split()) - {r"\Recent"})) for each in found] == [
        r"\Answered \Seen",
        r"\Flagged",
        "",
    ]
    assert flags(dovecots) == told


@needs("doveadm")
def test_what_dovecot_changes_is_told_by_imap(dovecots: PostOffice) -> None:
    names = uids(dovecots)
    doveadm(dovecots, "flags", "add", r"\Flagged", "HEADER", "Subject", "two")
    doveadm(dovecots, "expunge", "mailbox", "INBOX", "HEADER", "Subject", "one")
    assert flags(dovecots) == [r"\Flagged", "", ""]
    assert uids(dovecots) == names[1:]
    with session(dovecots) as client:
        answer = client.fetch("1", "(BODY.PEEK[HEADER])")[1][0]
    assert isinstance(answer, tuple)
    assert b"X-UID" not in answer[1]
    assert b"\nX-UID: " in dovecots.box.read_bytes()


def test_what_python_replaces_is_told_by_imap(office: PostOffice) -> None:
    """Python's mailbox puts a new file in the place of the old one."""
    names = uids(office)
    path = Path(office.box)
    inode = path.stat().st_ino
    with session(office) as client, closing(mailbox.mbox(path)) as opened:
        opened.lock()
        del opened[opened.keys()[0]]
        message = opened[opened.keys()[0]]
        message.add_flag("F")
        opened[opened.keys()[0]] = message
        opened.flush()
        assert path.stat().st_ino != inode
        client.noop()
        assert client.response("EXPUNGE")[1] == [b"1"]
        answer = client.fetch("1", "(FLAGS UID)")[1][0]
    assert isinstance(answer, bytes)
    assert rb"\Flagged" in answer
    assert uids(office) == names[1:]

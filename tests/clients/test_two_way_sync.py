"""Programs that keep a copy of a mailbox, and carry over by IMAP what was changed on either side."""

from __future__ import annotations

import imaplib
from pathlib import Path

import pytest

from patience import PATIENCE

from .conftest import needs
from .post_office import LETTERS, PASSWORD, USER, PostOffice, text


class Copy:
    """A Maildir that such a program keeps; a letter is told by its subject."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def letters(self) -> dict[str, Path]:
        """Subject → its file."""
        files = [path for name in ("new", "cur") for path in (self.folder / name).iterdir()]
        return {self._subject(path): path for path in files}

    def flags(self) -> dict[str, str]:
        """Subject → its flags as a Maildir writes them."""
        return {subject: path.name.partition(":2,")[2] for subject, path in self.letters().items()}

    def mark(self, subject: str, flags: str) -> None:
        """Give a letter flags."""
        path = self.letters()[subject]
        path.rename(self.folder / "cur" / f"{path.name.partition(':')[0]}:2,{flags}")

    def add(self, subject: str) -> None:
        """Put a letter of its own into it."""
        (self.folder / "new" / f"1700000000.{subject}.near").write_text(f"Subject: {subject}\n\nFrom here\n")

    @staticmethod
    def _subject(path: Path) -> str:
        (line,) = [line for line in path.read_bytes().splitlines() if line.startswith(b"Subject: ")]
        return line[9:].decode()


class Mbsync:
    """mbsync, with TLS from the first byte or STARTTLS."""

    def __init__(self, office: PostOffice, door: str) -> None:
        self._office = office
        near = office.home / "near"
        near.mkdir()
        self.copy = Copy(near / "INBOX")
        kind = "IMAPS" if door == "imaps" else "STARTTLS"
        self._settings = office.write(
            "mbsyncrc",
            f"IMAPAccount a\nHost localhost\nPort {office.ports[door]}\nUser {USER}\nPass {PASSWORD}\nSSLType {kind}\n"
            f"SystemCertificates no\nCertificateFile {office.authority}\n\nIMAPStore far\nAccount a\n\n"
            f"MaildirStore near\nPath {near}/\nInbox {near}/INBOX\n\n"
            "Channel c\nFar :far:\nNear :near:\nPatterns INBOX\nCreate Near\nExpunge Both\nSyncState *\n",
        )

    def sync(self) -> None:
        """Carry everything over, both ways."""
        self._office.run("mbsync", "-c", self._settings, "c")


class OfflineImap:
    """offlineimap, with TLS from the first byte or STARTTLS."""

    def __init__(self, office: PostOffice, door: str) -> None:
        self._office = office
        self.copy = Copy(office.home / "near" / "INBOX")
        security = "ssl = yes\nstarttls = no" if door == "imaps" else "ssl = no\nstarttls = yes"
        self._settings = office.write(
            "offlineimaprc",
            f"[general]\naccounts = a\nmetadata = {office.home}/meta\nui = basic\n[Account a]\n"
            f"localrepository = near\nremoterepository = far\n[Repository near]\ntype = Maildir\n"
            f"localfolders = {office.home}/near\n[Repository far]\ntype = IMAP\nremotehost = localhost\n"
            f"remoteport = {office.ports[door]}\nremoteuser = {USER}\nremotepass = {PASSWORD}\n{security}\n"
            f"sslcacertfile = {office.authority}\n",
        )

    def sync(self) -> None:
        """Carry everything over, both ways."""
        self._office.run("offlineimap", "-o", "-c", self._settings)


PROGRAMS = [
    pytest.param(Mbsync, marks=needs("mbsync"), id="mbsync"),
    pytest.param(OfflineImap, marks=needs("offlineimap"), id="offlineimap"),
]


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("door", ["imap", "imaps"])
def test_two_way_sync(office: PostOffice, program: type[Mbsync | OfflineImap], door: str) -> None:
    syncing = program(office, door)
    syncing.sync()
    copy = syncing.copy
    assert len(copy.letters()) == len(LETTERS)
    for letter, path in zip(LETTERS, (copy.letters()[name] for name in ("one", "two", "three", "four")), strict=True):
        assert text(letter).partition(b"\n\n")[2] in path.read_bytes()

    copy.mark("one", "FS")
    copy.letters()["two"].unlink()
    copy.add("near")
    syncing.sync()
    assert office.subjects() == ["one", "three", "four", "near"]
    assert "\nStatus: RO\n" in office.header("one")
    assert "\nX-Status: F\n" in office.header("one")

    with imaplib.IMAP4("localhost", office.ports["imap"], timeout=PATIENCE) as client:
        client.login(USER, PASSWORD)
        client.select()
        client.store("1", "-FLAGS", r"(\Flagged)")
        client.store("2", "FLAGS", r"(\Answered \Seen)")
        client.store("3", "+FLAGS", r"(\Deleted)")
        client.expunge()
    office.send(b"Subject: far\r\n\r\nfar\r\n")
    syncing.sync()
    flags = copy.flags()
    assert flags.keys() == {"one", "three", "near", "far"}
    assert (flags["one"], flags["three"]) == ("S", "RS")
    before = office.box.read_bytes()
    syncing.sync()
    assert office.box.read_bytes() == before
    assert copy.flags() == flags
    assert " BAD " not in office.said("imap")

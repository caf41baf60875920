"""Programs work by IMAP in the mailbox into which SMTP delivered: what they mark and delete is so in the file."""

from __future__ import annotations

import imaplib
import re
import ssl

import pytest

from patience import PATIENCE

from .conftest import needs
from .fetchers import AT_ONCE, TLS, fetchmail, getmail
from .post_office import LETTERS, PASSWORD, USER, PostOffice, text


def imaplib_client(office: PostOffice, tls: str) -> imaplib.IMAP4:
    trust = ssl.create_default_context(cafile=str(office.authority))
    if tls == AT_ONCE:
        return imaplib.IMAP4_SSL("localhost", office.ports["imaps"], ssl_context=trust, timeout=PATIENCE)
    client = imaplib.IMAP4("localhost", office.ports["imap"], timeout=PATIENCE)
    if tls:
        client.starttls(trust)
    return client


@TLS
def test_imaplib(office: PostOffice, tls: str) -> None:
    before = office.box.read_bytes()
    with imaplib_client(office, tls) as client:
        client.login(USER, PASSWORD)
        assert client.select() == ("OK", [b"4"])
        answers = [client.fetch(str(number), "(RFC822.SIZE BODY.PEEK[])")[1][0] for number in range(1, 5)]
        for answer, letter in zip(answers, LETTERS, strict=True):
            assert isinstance(answer, tuple)
            assert answer[1].endswith(letter)
            assert b"RFC822.SIZE %d " % len(answer[1]) in answer[0]
        assert client.search(None, "FROM", "dora", "TEXT", '"ferry"') == ("OK", [b""])
        assert client.search(None, "BODY", '"it rains"') == ("OK", [b"2"])
        assert office.box.read_bytes() == before
        client.fetch("1", "(BODY[])")
        client.store("2", "+FLAGS", r"(\Flagged)")
        assert "\nStatus: RO\n" in office.header("one")
        assert "\nX-Status: F\n" in office.header("two")
        client.store("3", "+FLAGS", r"(\Deleted)")
        assert client.expunge() == ("OK", [b"3"])
        assert office.subjects() == ["one", "two", "four"]
        assert client.append("INBOX", r"(\Seen)", imaplib.Time2Internaldate(0), LETTERS[2])[0] == "OK"
        assert client.fetch("4", "(FLAGS INTERNALDATE)")[1][0] == (
            rb'4 (FLAGS (\Seen \Recent) INTERNALDATE "01-Jan-1970 00:00:00 +0000")'
        )
    assert office.subjects() == ["one", "two", "four", "three"]


@needs("curl")
@pytest.mark.parametrize("scheme", ["imap", "imaps"])
def test_curl(office: PostOffice, scheme: str) -> None:
    curl = ("curl", "-sS", "--cacert", office.authority, "--ssl-reqd", "--max-time", PATIENCE)
    for number, letter in enumerate(LETTERS, 1):
        assert office.run(*curl, office.url(scheme, f"INBOX;MAILINDEX={number}")).endswith(letter)
    assert office.run(*curl, office.url(scheme, "INBOX?SUBJECT%20three")) == b"* SEARCH 3\r\n"
    assert office.run(*curl, office.url(scheme)) == b'* LIST (\\HasNoChildren) "/" INBOX\r\n'
    sent = office.home / "sent"
    sent.write_bytes(b"Subject: sent\r\n\r\nFrom here\r\n")
    office.run(*curl, "-T", sent, office.url(scheme, "INBOX"))
    office.run(*curl, "-X", r"STORE 1 +FLAGS (\Deleted)", office.url(scheme, "INBOX"))
    assert office.subjects() == ["one", "two", "three", "four", "sent"]
    office.run(*curl, "-X", "EXPUNGE", office.url(scheme, "INBOX"))
    assert office.subjects() == ["two", "three", "four", "sent"]
    assert office.box.read_bytes().endswith(b"\n>From here\n\n")


@needs("curl")
def test_curl_without_tls(office: PostOffice) -> None:
    assert office.run("curl", "-sS", office.url("imap", "INBOX;UID=2")).endswith(LETTERS[1])


@needs("openssl")
@pytest.mark.parametrize("door", ["imap", "imaps"])
def test_openssl_by_hand(office: PostOffice, door: str) -> None:
    upgrade = ("-starttls", "imap") if door == "imap" else ()
    trust = ("-CAfile", office.authority, "-verify_return_error")
    client = ("openssl", "s_client", "-quiet", "-crlf", "-connect", f"localhost:{office.ports[door]}", *trust, *upgrade)
    typed = (
        f"a LOGIN {USER} {PASSWORD}\nb SELECT INBOX\nc FETCH 2 BODY[]\nd STORE 1 +FLAGS \\Deleted\ne CLOSE\nf LOGOUT\n"
    )
    said = office.run(*client, stdin=typed.encode())
    assert LETTERS[1] in said
    assert said.endswith(b"f OK Logout completed.\r\n")
    assert office.subjects() == ["two", "three", "four"]


@needs("fetchmail")
@TLS
def test_fetchmail(office: PostOffice, tls: str) -> None:
    got = fetchmail(office, "imap", tls, "fetchall")
    assert all(text(letter).partition(b"\n\n")[2] in got for letter in LETTERS)
    assert office.subjects() == []
    assert " BAD " not in office.said("imap")


@needs("getmail")
@pytest.mark.parametrize("tls", ["", AT_ONCE])
def test_getmail(office: PostOffice, tls: str) -> None:
    got = getmail(office, "imap", tls)
    assert all(text(letter) in got for letter in LETTERS)
    assert office.subjects() == []


@needs("s-nail")
@pytest.mark.parametrize("door", ["imap", "imaps"])
def test_s_nail(office: PostOffice, door: str) -> None:
    trust = ("-S", f"tls-ca-file={office.authority}", "-S", "tls-ca-no-defaults", "-S", "tls-verify=strict")
    options = ("-n", "-N", "-S", "v15-compat", *trust, "-S", "imap-use-starttls", "-S", "screen=1000")
    said = office.run("s-nail", *options, "-f", office.url(door, "INBOX"), stdin=b"print 2\ndelete 1\nquit\n")
    assert b"From here on it rains.\n.\n..two dots\n>From afar\n" in said
    assert office.subjects() == ["two", "three", "four"]
    assert re.search(r"^Status: R", office.header("two"), re.MULTILINE)
    assert " BAD " not in office.said("imap")


@needs("mutt")
@pytest.mark.parametrize("door", ["imap", "imaps"])
def test_mutt(office: PostOffice, door: str) -> None:
    got = office.home / "got"
    settings = office.write(
        "muttrc",
        f"set folder={office.home} ssl_starttls=yes ssl_force_tls=yes certificate_file={office.authority} wait_key=no\n"
        f"set imap_user={USER} imap_pass={PASSWORD} imap_check_subscribed=no mbox_type=mbox\n"
        "set confirmcreate=no confirmappend=no delete=yes quit=yes\n"
        f'push "<tag-pattern>~A<enter><tag-prefix><copy-message><kill-line>{got}<enter><first-entry><flag-message>'
        '<first-entry><next-entry><delete-message><sync-mailbox><exit>"\n',
    )
    office.run_in_terminal("mutt", "-n", "-F", settings, "-f", f"{door}://localhost:{office.ports[door]}/INBOX")
    assert got.read_bytes().count(b"\nSubject: ") == len(LETTERS)
    assert office.subjects() == ["one", "three", "four"]
    assert "\nX-Status: F\n" in office.header("one")
    assert " BAD " not in office.said("imap")

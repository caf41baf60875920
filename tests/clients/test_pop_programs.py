"""Programs fetch from the mailbox into which SMTP delivered, by POP3: whole letters, and only what is deleted goes."""

from __future__ import annotations

import poplib
import ssl

import pytest

from patience import PATIENCE

from .conftest import needs
from .fetchers import AT_ONCE, LATER, TLS, door, fetchmail, getmail
from .post_office import LETTERS, PASSWORD, USER, PostOffice, text

SUBJECTS = ["one", "two", "three", "four"]


def poplib_client(office: PostOffice, tls: str) -> poplib.POP3:
    trust = ssl.create_default_context(cafile=str(office.authority))
    if tls == AT_ONCE:
        return poplib.POP3_SSL("localhost", office.ports["pop3s"], timeout=PATIENCE, context=trust)
    client = poplib.POP3("localhost", office.ports["pop3"], timeout=PATIENCE)
    if tls:
        client.stls(trust)
    return client


@TLS
def test_poplib(office: PostOffice, tls: str) -> None:
    client = poplib_client(office, tls)
    client.user(USER)
    client.pass_(PASSWORD)
    count, octets = client.stat()
    fetched = [b"\r\n".join([*client.retr(number)[1], b""]) for number in range(1, count + 1)]
    assert all(got.endswith(sent) for got, sent in zip(fetched, LETTERS, strict=True))
    assert octets == sum(map(len, fetched))
    assert client.top(2, 1)[1][-1] == b"From here on it rains."
    before = office.box.read_bytes()
    client.dele(2)
    assert office.box.read_bytes() == before
    client.quit()
    assert office.subjects() == ["one", "three", "four"]


@needs("curl")
@pytest.mark.parametrize("scheme", ["pop3", "pop3s"])
def test_curl(office: PostOffice, scheme: str) -> None:
    curl = ("curl", "-sS", "--cacert", office.authority, "--ssl-reqd", "--max-time", PATIENCE)
    for number, letter in enumerate(LETTERS, 1):
        assert office.run(*curl, office.url(scheme, str(number))).endswith(letter)
    names = office.run(*curl, "-X", "UIDL", office.url(scheme))
    office.run(*curl, "-I", "-X", "DELE 1", office.url(scheme))
    assert office.subjects() == ["two", "three", "four"]
    kept = [line.split()[1] for line in office.run(*curl, "-X", "UIDL", office.url(scheme)).splitlines()]
    assert kept == [line.split()[1] for line in names.splitlines()[1:]]


@needs("curl")
def test_curl_without_tls(office: PostOffice) -> None:
    assert office.run("curl", "-sS", office.url("pop3", "2")).endswith(LETTERS[1])
    assert office.run("curl", "-sS", office.url("pop3")).count(b"\r\n") == len(LETTERS)
    office.run("curl", "-sS", office.url("pop3", "9"), status=8)


@needs("openssl")
@pytest.mark.parametrize("door", ["pop3", "pop3s"])
def test_openssl_by_hand(office: PostOffice, door: str) -> None:
    upgrade = ("-starttls", "pop3") if door == "pop3" else ()
    trust = ("-CAfile", office.authority, "-verify_return_error")
    client = ("openssl", "s_client", "-quiet", "-crlf", "-connect", f"localhost:{office.ports[door]}", *trust, *upgrade)
    typed = f"USER {USER}\nPASS {PASSWORD}\nRETR 2\nDELE 2\nQUIT\n".encode()
    said = office.run(*client, stdin=typed)
    stuffed = b"".join(b"." * line.startswith(b".") + line for line in LETTERS[1].splitlines(keepends=True))
    assert stuffed + b".\r\n" in said
    assert said.endswith(b"+OK Logging out, messages deleted.\r\n")
    assert office.subjects() == ["one", "three", "four"]


@needs("fetchmail")
@TLS
def test_fetchmail(office: PostOffice, tls: str) -> None:
    got = fetchmail(office, "pop3", tls)
    assert all(text(letter).partition(b"\n\n")[2] in got for letter in LETTERS)
    assert office.subjects() == []
    assert office.box.read_bytes() == b""


@needs("fetchmail")
def test_fetchmail_that_keeps_mail_fetches_no_letter_twice(office: PostOffice) -> None:
    fetchmail(office, "pop3", "", "keep")
    office.send(b"Subject: five\r\n\r\nfive\r\n")
    got = fetchmail(office, "pop3", "", "keep")
    assert [got.count(b"\nSubject: %s" % subject) for subject in (b"one", b"two", b"three", b"four", b"five")] == [
        1
    ] * 5
    assert office.subjects() == [*SUBJECTS, "five"]


@needs("mpop")
@TLS
def test_mpop(office: PostOffice, tls: str) -> None:
    got = office.home / "got"
    security = f"tls on\ntls_starttls {'on' if tls == LATER else 'off'}\ntls_trust_file {office.authority}\n"
    settings = office.write(
        "mpoprc",
        f"account a\nhost localhost\nport {office.ports[door('pop3', tls)]}\n"
        f"user {USER}\npassword {PASSWORD}\nauth user\n"
        f"delivery mbox {got}\nuidls_file {office.home}/uidls\nkeep off\n{security if tls else 'tls off'}\n",
    )
    office.run("mpop", "-C", settings, "a")
    assert got.read_bytes().count(b"\nSubject: ") == len(LETTERS)
    assert b"\n>From here on it rains.\n.\n..two dots\n" in got.read_bytes()
    assert office.subjects() == []


@needs("getmail")
@pytest.mark.parametrize("tls", ["", AT_ONCE])
def test_getmail(office: PostOffice, tls: str) -> None:
    got = getmail(office, "pop3", tls)
    assert all(text(letter) in got for letter in LETTERS)
    assert office.subjects() == []


@needs("s-nail")
@pytest.mark.parametrize("door", ["pop3", "pop3s"])
def test_s_nail(office: PostOffice, door: str) -> None:
    trust = ("-S", f"tls-ca-file={office.authority}", "-S", "tls-ca-no-defaults", "-S", "tls-verify=strict")
    options = ("-n", "-N", "-S", "v15-compat", *trust, "-S", "pop3-use-starttls", "-S", "screen=1000")
    said = office.run("s-nail", *options, "-f", office.url(door), stdin=b"print 2\ndelete 1\nquit\n")
    assert b"From here on it rains.\n.\n..two dots\n>From afar\n" in said
    assert office.subjects() == ["two", "three", "four"]


@needs("mutt")
@pytest.mark.parametrize("door", ["pop3", "pop3s"])
def test_mutt(office: PostOffice, door: str) -> None:
    got = office.home / "got"
    settings = office.write(
        "muttrc",
        f"set folder={office.home} ssl_starttls=yes ssl_force_tls=yes certificate_file={office.authority} wait_key=no\n"
        f"set pop_authenticators=plain pop_pass={PASSWORD} pop_delete=yes\n"
        "set confirmcreate=no confirmappend=no delete=yes mbox_type=mbox\n"
        f'push "<tag-pattern>~A<enter><tag-prefix><copy-message><kill-line>{got}<enter>'
        '<first-entry><delete-message><sync-mailbox><exit>"\n',
    )
    scheme = door.replace("pop3", "pop")
    address = f"{scheme}://{USER}@localhost:{office.ports[door]}/"
    office.run_in_terminal("mutt", "-n", "-F", settings, "-f", address)
    assert got.read_bytes().count(b"\nSubject: ") == len(LETTERS)
    assert office.subjects() == ["two", "three", "four"]

"""Programs of other people work in a mailbox: what they get is what stood there, and what they change is changed."""

from __future__ import annotations

import asyncio
import imaplib
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heloworld.wire.events import Bytes
from imap.memory import LETTERS, texts_of
from patience import PATIENCE
from programs import ca, needs, run, run_in_terminal

if TYPE_CHECKING:
    from .conftest import House

__all__ = ["ca"]

NEW = b"From: ana@harbour.test\r\nSubject: sent\r\n\r\nHello.\r\n"


# imaplib


def work(client: imaplib.IMAP4) -> list[bytes]:
    """Everything that imaplib can ask for, and every letter."""
    client.login("ana", "harbour")
    assert client.select() == ("OK", [b"4"])
    assert client.search(None, "ALL") == ("OK", [b"1 2 3 4"])
    assert client.uid("search", "UNSEEN", "FROM", '"dora"') == ("OK", [b"1 3"])
    letters = [client.fetch(str(number), "(BODY.PEEK[])")[1][0] for number in range(1, 5)]
    assert client.store("1", "+FLAGS", r"(\Flagged Work)")[0] == "OK"
    assert client.create("Archive")[0] == "OK"
    assert client.copy("1:2", "Archive")[0] == "OK"
    assert client.append("Archive", r"(\Seen)", imaplib.Time2Internaldate(0), NEW)[0] == "OK"
    assert client.status("Archive", "(MESSAGES UNSEEN)") == ("OK", [b"Archive (MESSAGES 3 UNSEEN 2)"])
    assert client.list() == ("OK", [rb'(\HasNoChildren) "/" INBOX', rb'(\HasNoChildren) "/" Archive'])
    assert client.subscribe("Archive")[0] == client.unsubscribe("Archive")[0] == "OK"
    assert client.namespace() == ("OK", [b'(("" "/")) NIL NIL'])
    assert client.rename("Archive", "Old/Archive")[0] == "OK"
    assert client.delete("Old/Archive")[0] == "OK"
    assert client.check()[0] == client.noop()[0] == "OK"
    assert client.store("2", "+FLAGS.SILENT", r"\Deleted") == ("OK", [None])
    assert client.expunge() == ("OK", [b"2"])
    assert client.unselect()[0] == "OK"
    with pytest.raises(imaplib.IMAP4.error, match="illegal in state"):
        client.fetch("1", "FLAGS")
    assert client.logout()[0] == "BYE"
    return [letter[1] for letter in letters if isinstance(letter, tuple)]


async def test_imaplib(house: House) -> None:
    def fetch() -> list[bytes]:
        return work(imaplib.IMAP4("127.0.0.1", house.port, timeout=PATIENCE))

    assert tuple(await asyncio.to_thread(fetch)) == LETTERS
    assert texts_of(house.ana) == [LETTERS[0], LETTERS[2], LETTERS[3]]
    assert house.ana.messages[0].flags == {r"\Flagged", "Work"}


async def test_imaplib_with_tls(safe_house: House, client_tls: ssl.SSLContext) -> None:
    def fetch() -> list[bytes]:
        return work(imaplib.IMAP4_SSL("localhost", safe_house.tls_port, ssl_context=client_tls, timeout=PATIENCE))

    assert tuple(await asyncio.to_thread(fetch)) == LETTERS


async def test_imaplib_with_starttls(safe_house: House, client_tls: ssl.SSLContext) -> None:
    def fetch() -> list[bytes]:
        client = imaplib.IMAP4("localhost", safe_house.port, timeout=PATIENCE)
        client.starttls(client_tls)
        return work(client)

    assert tuple(await asyncio.to_thread(fetch)) == LETTERS


# curl


@needs("curl")
async def test_curl(house: House, tmp_path: Path) -> None:
    url = f"imap://ana:harbour@127.0.0.1:{house.port}"
    assert await run("curl", "-sS", url) == b'* LIST (\\HasNoChildren) "/" INBOX\r\n'
    assert await run("curl", "-sS", f"{url}/INBOX;UID=2") == LETTERS[1]
    assert await run("curl", "-sS", f"{url}/INBOX?FROM%20dora") == b"* SEARCH 1 3\r\n"
    assert b"EXISTS" in await run("curl", "-sS", f"{url}/INBOX", "-X", "EXAMINE INBOX")
    letter = tmp_path / "letter"
    letter.write_bytes(NEW)
    await run("curl", "-sS", "-T", letter, f"{url}/INBOX")
    assert texts_of(house.ana) == [*LETTERS, NEW]
    await run("curl", "-sS", f"{url}/INBOX", "-X", r"STORE 5 +FLAGS (\Deleted)")
    await run("curl", "-sS", f"{url}/INBOX", "-X", "EXPUNGE")
    assert texts_of(house.ana) == [*LETTERS]


@needs("curl")
async def test_curl_with_tls(safe_house: House, ca: Path) -> None:
    options = ("curl", "-sS", "--cacert", ca, "-u", "ana:harbour")
    assert await run(*options, f"imaps://localhost:{safe_house.tls_port}/INBOX;UID=3") == LETTERS[2]
    starttls = await run(*options, "--ssl-reqd", f"imap://localhost:{safe_house.port}/INBOX;UID=1;SECTION=TEXT")
    assert starttls == LETTERS[0].partition(b"\r\n\r\n")[2]


# openssl


@needs("openssl")
@pytest.mark.parametrize("starttls", [False, True])
async def test_openssl(safe_house: House, ca: Path, starttls: bool) -> None:
    port = safe_house.port if starttls else safe_house.tls_port
    how = ("-starttls", "imap") if starttls else ()
    options = ("-quiet", "-crlf", "-verify_return_error", "-CAfile", ca, "-connect", f"localhost:{port}", *how)
    typed = b"a1 LOGIN ana harbour\na2 SELECT INBOX\na3 FETCH 1 BODY.PEEK[]\na4 LOGOUT\n"
    said = await run("openssl", "s_client", *options, stdin=typed)
    assert LETTERS[0] in said
    assert said.endswith(b"* BYE Logging out\r\na4 OK Logout completed.\r\n")


# Mail programs


@needs("mbsync")
async def test_mbsync(house: House, tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    settings = tmp_path / "mbsyncrc"
    settings.write_text(
        f"IMAPAccount a\nHost 127.0.0.1\nPort {house.port}\nUser ana\nPass harbour\nSSLType None\nAuthMechs LOGIN\n\n"
        f"IMAPStore far\nAccount a\n\nMaildirStore near\nPath {tmp_path}/mail/\nInbox {tmp_path}/mail/INBOX\n\n"
        "Channel c\nFar :far:\nNear :near:\nPatterns INBOX\nCreate Near\nExpunge Both\nSyncState *\n"
    )
    await run("mbsync", "-c", settings, "c")
    inbox = tmp_path / "mail" / "INBOX"
    letters = sorted((inbox / "new").iterdir(), key=lambda path: path.name)
    assert len(letters) == 4
    letters[0].rename(inbox / "cur" / (letters[0].name.partition(":")[0] + ":2,ST"))
    await run("mbsync", "-c", settings, "c")
    assert len(house.ana.messages) == 3


@needs("fetchmail")
async def test_fetchmail(house: House, tmp_path: Path) -> None:
    settings = tmp_path / "fetchmailrc"
    spool = tmp_path / "got"
    settings.write_text(
        f'poll 127.0.0.1 service {house.port} protocol imap user "ana" password "harbour" '
        f"sslproto '' fetchall mda \"cat >> {spool}\"\n"
    )
    settings.chmod(0o600)
    await run("fetchmail", "-f", settings, "--pidfile", tmp_path / "pid")
    assert spool.read_bytes().count(b"Message-ID:") == 4
    assert house.ana.messages == []


@needs("mutt")
async def test_mutt(house: House, tmp_path: Path) -> None:
    """Mutt opens the mailbox, flags the first letter, copies all of them out of it, and deletes the second."""
    got, settings = tmp_path / "got", tmp_path / "muttrc"
    settings.write_text(
        f"set folder={tmp_path} ssl_force_tls=no ssl_starttls=no wait_key=no imap_user=ana imap_pass=harbour\n"
        "set confirmcreate=no confirmappend=no delete=yes quit=yes mbox_type=mbox imap_check_subscribed=no\n"
        f'push "<tag-pattern>~A<enter><tag-prefix><copy-message><kill-line>{got}<enter>'
        '<first-entry><flag-message><first-entry><next-entry><delete-message><sync-mailbox><exit>"\n'
    )
    await run_in_terminal("mutt", "-n", "-F", settings, "-f", f"imap://127.0.0.1:{house.port}/INBOX")
    assert got.read_bytes().count(b"\nMessage-ID: <") == 4
    assert texts_of(house.ana) == [LETTERS[0], LETTERS[2], LETTERS[3]]
    assert r"\Flagged" in house.ana.messages[0].flags
    said = b"".join(event.data for event in house.events if isinstance(event, Bytes) and event.source == "server")
    assert b" BAD " not in said

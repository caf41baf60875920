"""Programs of other people fetch mail: what they get is what stood in the mailbox, byte for byte."""

from __future__ import annotations

import asyncio
import poplib
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from heloworld.wire.events import Bytes
from patience import PATIENCE
from pop.mailbox import LETTERS
from programs import ca, needs, run, run_in_terminal

if TYPE_CHECKING:
    from .conftest import House

__all__ = ["ca"]


def text(letter: bytes) -> bytes:
    """A letter as a file has it."""
    return letter.replace(b"\r\n", b"\n")


# poplib


def fetch_all(client: poplib.POP3) -> list[bytes]:
    """Everything that poplib can ask for, and every letter."""
    assert client.capa().keys() >= {"TOP", "UIDL", "USER", "SASL", "PIPELINING"}
    client.user("ana")
    client.pass_("harbour")
    assert client.stat() == (4, 1753)
    assert client.list()[1] == [b"1 407", b"2 445", b"3 710", b"4 191"]
    assert client.uidl(2) == b"+OK 2 000000026b0b188d"
    assert len({line.split()[1] for line in client.uidl()[1]}) == 4
    assert client.top(1, 0)[1][-1] == b""
    assert client.top(2, 1)[1][-1] == b".a line with a dot"
    letters = [b"\r\n".join([*client.retr(number)[1], b""]) for number in range(1, 5)]
    client.dele(1)
    client.rset()
    client.dele(4)
    client.noop()
    with pytest.raises(poplib.error_proto, match="Message is deleted"):
        client.retr(4)
    client.quit()
    return letters


async def test_poplib(house: House) -> None:
    def fetch() -> list[bytes]:
        return fetch_all(poplib.POP3("127.0.0.1", house.port, timeout=PATIENCE))

    assert tuple(await asyncio.to_thread(fetch)) == LETTERS
    assert [*house.ana.letters] == [1, 2, 3]


async def test_poplib_with_tls(safe_house: House, client_tls: ssl.SSLContext) -> None:
    def fetch() -> list[bytes]:
        return fetch_all(poplib.POP3_SSL("localhost", safe_house.tls_port, timeout=PATIENCE, context=client_tls))

    assert tuple(await asyncio.to_thread(fetch)) == LETTERS


async def test_poplib_with_stls(safe_house: House, client_tls: ssl.SSLContext) -> None:
    def fetch() -> list[bytes]:
        client = poplib.POP3("localhost", safe_house.port, timeout=PATIENCE)
        client.stls(client_tls)
        return fetch_all(client)

    assert tuple(await asyncio.to_thread(fetch)) == LETTERS


# curl


@needs("curl")
async def test_curl(house: House) -> None:
    url = f"pop3://ana:harbour@127.0.0.1:{house.port}/"
    assert await run("curl", "-sS", url) == b"1 407\r\n2 445\r\n3 710\r\n4 191\r\n"
    assert await run("curl", "-sS", f"{url}2") == LETTERS[1]
    await run("curl", "-sS", "-I", "-X", "DELE 1", url)
    assert (await run("curl", "-sS", "-X", "UIDL", url)).count(b"\r\n") == 3
    assert [*house.ana.letters] == [2, 3, 4]


@needs("curl")
@pytest.mark.parametrize("method", ["PLAIN", "LOGIN"])
async def test_curl_logs_in_by(house: House, method: str) -> None:
    url = f"pop3://127.0.0.1:{house.port}/3"
    fetched = await run("curl", "-sS", "-u", "ana:harbour", "--login-options", f"AUTH={method}", "--sasl-ir", url)
    assert fetched == LETTERS[2]
    assert f"AUTH {method} ".encode() in house.crossed("client")


@needs("curl")
@pytest.mark.parametrize("scheme", ["pop3", "pop3s"])
async def test_curl_with_tls(safe_house: House, ca: Path, scheme: str) -> None:
    port = {"pop3": safe_house.port, "pop3s": safe_house.tls_port}[scheme]
    url = f"{scheme}://ana:harbour@localhost:{port}/2"
    assert await run("curl", "-sS", "--ssl-reqd", "--cacert", ca, url) == LETTERS[1]
    clear = [event.data for event in safe_house.events if isinstance(event, Bytes) and not event.tls]
    assert b"harbour" not in b"".join(clear).replace(b"mail.harbour.test", b"")


# openssl


@needs("openssl")
@pytest.mark.parametrize("upgrade", [True, False])
async def test_openssl_by_hand(safe_house: House, ca: Path, upgrade: bool) -> None:
    port = safe_house.port if upgrade else safe_house.tls_port
    options = ["-starttls", "pop3"] if upgrade else []
    typed = b"USER ana\nPASS harbour\nDELE 2\nQUIT\n"
    command = ["openssl", "s_client", "-quiet", "-crlf", "-connect", f"localhost:{port}", "-CAfile", ca, *options]
    out = await run(*command, "-verify_return_error", stdin=typed)
    assert out.endswith(b"+OK Logging out, messages deleted.\r\n")
    assert [*safe_house.ana.letters] == [1, 3, 4]


# Programs that fetch mail for good


@needs("fetchmail")
@pytest.mark.parametrize("keep", [True, False])
async def test_fetchmail(house: House, tmp_path: Path, keep: bool) -> None:
    got, rc = tmp_path / "got", tmp_path / "rc"
    rc.write_text(
        f"poll 127.0.0.1 service {house.port} protocol pop3 {'uidl' if keep else ''} user ana password harbour "
        f'mda "cat >> {got}" {"keep" if keep else ""} options sslproto ""\n'
    )
    rc.chmod(0o600)
    command = ["fetchmail", "-f", rc, "-i", tmp_path / "ids", "--pidfile", tmp_path / "pid", "--nodetach", "--nosyslog"]
    await run(*command)
    assert got.read_bytes().count(b"\nMessage-ID: <") == 4
    assert len(house.ana.letters) == (4 if keep else 0)
    if keep:
        assert (tmp_path / "ids").read_text().count("6b0b188d") == 4


@needs("mpop")
async def test_mpop(house: House, tmp_path: Path) -> None:
    got, rc = tmp_path / "got", tmp_path / "rc"
    rc.write_text(
        f"account h\nhost 127.0.0.1\nport {house.port}\nuser ana\npassword harbour\ntls off\nauth user\n"
        f"delivery mbox {got}\nuidls_file {tmp_path / 'uidls'}\nkeep off\n"
    )
    rc.chmod(0o600)
    await run("mpop", "-C", rc, "h")
    fetched = got.read_bytes()
    assert all(text(letter).partition(b"\n\n")[0] in fetched for letter in LETTERS)
    assert house.ana.letters == {}


@needs("getmail")
async def test_getmail(house: House, tmp_path: Path) -> None:
    got = tmp_path / "got"
    (tmp_path / "rc").write_text(
        f"[retriever]\ntype = SimplePOP3Retriever\nserver = 127.0.0.1\nport = {house.port}\n"
        "username = ana\npassword = harbour\n[destination]\ntype = MDA_external\npath = /usr/bin/tee\n"
        f'arguments = ("-a", "{got}")\nallow_root_commands = true\nignore_stderr = true\n'
        "[options]\ndelete = true\nread_all = true\ndelivered_to = false\nreceived = false\n"
    )
    await run("getmail", f"--getmaildir={tmp_path}", "--rcfile=rc")
    assert got.read_bytes() == b"".join(map(text, LETTERS))
    assert house.ana.letters == {}


@needs("mutt")
async def test_mutt(house: House, tmp_path: Path) -> None:
    """Mutt opens the mailbox, copies every letter out of it, and deletes the first."""
    got, rc = tmp_path / "got", tmp_path / "rc"
    rc.write_text(
        f"set folder={tmp_path} ssl_force_tls=no ssl_starttls=no wait_key=no\n"
        "set pop_authenticators=plain pop_pass=harbour pop_delete=yes\n"
        "set confirmcreate=no confirmappend=no delete=yes mbox_type=mbox\n"
        f'push "<tag-pattern>~A<enter><tag-prefix><copy-message><kill-line>{got}<enter>'
        '<first-entry><delete-message><sync-mailbox><exit>"\n'
    )
    await run_in_terminal("mutt", "-n", "-F", rc, "-f", f"pop://ana@127.0.0.1:{house.port}/")
    assert got.read_bytes().count(b"\nMessage-ID: <") == 4
    assert [*house.ana.letters] == [2, 3, 4]

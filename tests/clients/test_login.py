"""Programs that log in to send: each with its own words, and each delivered with ESMTPSA."""

from __future__ import annotations

import asyncio
import os
import pty
import smtplib
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from heloworld.lab.plan import Plan, policy
from heloworld.lab.world import Lab
from heloworld.smtp.policy import USERS
from heloworld.wire.events import Bytes
from heloworld.wire.sasl import KNOWN
from patience import PATIENCE
from serving import Server, serving

from .conftest import needs
from .test_swaks import needs_tls

USER, PASSWORD, SENDER, RECIPIENT = "ana", "sesame", "ana@harbour.test", "ben@harbour.test"
LETTER = b"Subject: by login\nFrom: ana@harbour.test\nTo: ben@harbour.test\n\nI am ana.\n"
NO = "535 5.7.8 Error: authentication failed: (reason unavailable)"


@dataclass(frozen=True)
class Harbour:
    """A server at which ana may log in.

    Attributes:
        server: The server.
        authority: The certificate that programs must trust, in PEM.
        home: The home of programs.
    """

    server: Server
    authority: Path
    home: Path

    def port(self, door: str) -> int:
        return int(self.server.wait("listening", protocol=door)["port"])

    def run(self, *command: object, stdin: bytes = LETTER) -> tuple[int, str]:
        """Its exit status, and all that it says."""
        line = list(map(str, command))
        environment = os.environ | {"HOME": str(self.home)}
        ended = subprocess.run(line, input=stdin, capture_output=True, timeout=PATIENCE, env=environment)
        return ended.returncode, (ended.stdout + ended.stderr).decode("utf-8", "replace")

    def received(self) -> str:
        """The newest Received field of ben's newest mail, once it is there and nobody is connected."""
        event = self.server.wait("delivered")
        self.server.settle()
        record = Path(event["path"]).read_bytes()[event["offset"] :]
        assert b"\n\nI am ana.\n" in record
        return record.partition(b"\nReceived: ")[2].partition(b"\nFrom: ")[0].decode()


@pytest.fixture
def harbour(tmp_path: Path) -> Iterator[Harbour]:
    options = ("--tls-port", 0, "--submission-port", 0, "--login", f"{USER}:{PASSWORD}", "--ca", tmp_path / "ca.pem")
    with serving(tmp_path / "mail", *options) as server:
        yield Harbour(server, tmp_path / "ca.pem", tmp_path)
        assert server.stop() == (0, "")


def swaks(harbour: Harbour, method: str, password: str, door: str = "submission") -> tuple[int, str]:
    place = ("--server", "127.0.0.1", "--port", harbour.port(door), "--helo", "laptop.test")
    login = ("--auth", method, "--auth-user", USER, "--auth-password", password)
    tls = "-tls" if door == "submission" else "-tlsc"
    envelope = ("--from", SENDER, "--to", RECIPIENT, "--data", "-")
    return harbour.run("swaks", *place, *login, tls, *envelope, stdin=LETTER.removesuffix(b"\n"))


@needs("swaks")
@needs_tls
@pytest.mark.parametrize("door", ["submission", "smtps"])
@pytest.mark.parametrize("method", ["PLAIN", "LOGIN"])
def test_swaks(harbour: Harbour, method: str, door: str) -> None:
    status, session = swaks(harbour, method, PASSWORD, door)
    assert status == 0, session
    assert f" ~> AUTH {method}" in session
    assert "<~  235 2.7.0 Authentication successful" in session
    assert "with ESMTPSA id " in harbour.received()


@needs("swaks")
@needs_tls
def test_swaks_with_a_wrong_password(harbour: Harbour) -> None:
    status, session = swaks(harbour, "PLAIN", "wrong")
    assert status == 28
    assert f"<~* {NO}" in session


@needs("swaks")
def test_swaks_without_tls_finds_no_login(harbour: Harbour) -> None:
    login = ("--auth", "PLAIN", "--auth-user", USER, "--auth-password", PASSWORD)
    place = ("--server", "127.0.0.1", "--port", harbour.port("submission"))
    status, session = harbour.run("swaks", *place, *login, "--from", SENDER, "--to", RECIPIENT)
    assert status == 28
    assert "*** Host did not advertise authentication" in session


def curl(harbour: Harbour, url: str, *options: str, password: str = PASSWORD) -> tuple[int, str]:
    trust = ("--cacert", harbour.authority, "--user", f"{USER}:{password}")
    envelope = ("--mail-from", SENDER, "--mail-rcpt", RECIPIENT, "--upload-file", "-", "--crlf")
    return harbour.run("curl", "--silent", "--verbose", "--max-time", 10, url, *trust, *envelope, *options)


@needs("curl")
@pytest.mark.parametrize("options", [(), ("--login-options", "AUTH=PLAIN", "--sasl-ir")])
@pytest.mark.parametrize(("scheme", "door"), [("smtp", "submission"), ("smtps", "smtps")])
def test_curl(harbour: Harbour, scheme: str, door: str, options: tuple[str, ...]) -> None:
    url = f"{scheme}://localhost:{harbour.port(door)}/laptop.test"
    status, session = curl(harbour, url, "--ssl-reqd", *options)
    assert status == 0, session
    assert "< 235 2.7.0 Authentication successful" in session
    assert "with ESMTPSA id " in harbour.received()


@needs("curl")
def test_curl_is_refused(harbour: Harbour) -> None:
    url = f"smtp://localhost:{harbour.port('submission')}/laptop.test"
    status, session = curl(harbour, url)
    assert status != 0
    assert "< 530 5.7.0 Must issue a STARTTLS command first" in session
    status, session = curl(harbour, url, "--ssl-reqd", password="wrong")
    assert status == 67
    assert f"< {NO}" in session


def msmtp(harbour: Harbour, door: str, password: str = PASSWORD) -> tuple[int, str]:
    place = ("--host=localhost", f"--port={harbour.port(door)}", "--domain=laptop.test", "--timeout=10")
    tls = ("--tls=on", f"--tls-starttls={'on' if door == 'submission' else 'off'}")
    trust = f"--tls-trust-file={harbour.authority}"
    login = ("--auth=on", f"--user={USER}", f"--passwordeval=echo {password}")
    return harbour.run("msmtp", "--file=/dev/null", *place, *tls, trust, *login, f"--from={SENDER}", RECIPIENT)


@needs("msmtp")
@pytest.mark.parametrize("door", ["submission", "smtps"])
def test_msmtp(harbour: Harbour, door: str) -> None:
    assert msmtp(harbour, door) == (0, "")
    assert "with ESMTPSA id " in harbour.received()


@needs("msmtp")
def test_msmtp_with_a_wrong_password(harbour: Harbour) -> None:
    status, said = msmtp(harbour, "submission", "wrong")
    assert status == 77
    assert f"server message: {NO}" in said


def trusting(harbour: Harbour) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(harbour.authority))


def test_smtplib(harbour: Harbour) -> None:
    with smtplib.SMTP("localhost", harbour.port("submission"), "laptop.test", PATIENCE) as client:
        with pytest.raises(smtplib.SMTPNotSupportedError):
            client.login(USER, PASSWORD)
        client.starttls(context=trusting(harbour))
        with pytest.raises(smtplib.SMTPAuthenticationError) as caught:
            client.login(USER, "wrong")
        assert caught.value.args == (535, NO[4:].encode())
        assert client.login(SENDER, PASSWORD) == (235, b"2.7.0 Authentication successful")
        client.sendmail(SENDER, [RECIPIENT], LETTER)
    assert "with ESMTPSA id " in harbour.received()


def test_smtplib_with_tls_from_the_first_byte(harbour: Harbour) -> None:
    context = trusting(harbour)
    with smtplib.SMTP_SSL("localhost", harbour.port("smtps"), timeout=PATIENCE, context=context) as client:
        client.login(USER, PASSWORD)
        client.sendmail(SENDER, [RECIPIENT], LETTER)
    assert "with ESMTPSA id " in harbour.received()


@needs("mutt")
@pytest.mark.parametrize(("scheme", "door"), [("smtp", "submission"), ("smtps", "smtps")])
def test_mutt(harbour: Harbour, scheme: str, door: str) -> None:
    settings = (
        f'set smtp_url="{scheme}://{USER}@localhost:{harbour.port(door)}/"',
        f'set smtp_pass="{PASSWORD}" from="{SENDER}" realname="" use_envelope_from=yes hostname=laptop.test',
        f'set ssl_starttls=yes ssl_force_tls=yes certificate_file="{harbour.authority}" ssl_usesystemcerts=no copy=no',
    )
    (harbour.home / "muttrc").write_text("\n".join(settings) + "\n")
    command = ["mutt", "-n", "-F", str(harbour.home / "muttrc"), "-s", "by login", RECIPIENT]
    ours, theirs = pty.openpty()  # mutt looks at a terminal even where it asks nothing
    environment = os.environ | {"HOME": str(harbour.home), "TERM": "vt100"}
    try:
        ended = subprocess.run(
            command, input=b"I am ana.\n", stdout=theirs, stderr=subprocess.PIPE, timeout=PATIENCE, env=environment
        )
    finally:
        os.close(theirs)
        with suppress(OSError):
            os.read(ours, 65536)
        os.close(ours)
    assert ended.returncode == 0, ended.stderr
    assert "with ESMTPSA id " in harbour.received()


# CRAM-MD5, where a world asks for it


def swaks_proves(port: int, folder: Path, password: str) -> bool:
    place = ("--server", "127.0.0.1", "--port", str(port), "--helo", "laptop.test", "-tls")
    login = ("--auth", "CRAM-MD5", "--auth-user", USER, "--auth-password", password)
    envelope = ("--from", SENDER, "--to", RECIPIENT, "--body", "I am ana.")
    return subprocess.run(["swaks", *place, *login, *envelope], capture_output=True, timeout=PATIENCE).returncode == 0


def curl_proves(port: int, folder: Path, password: str) -> bool:
    trust = ("--ssl-reqd", "--cacert", str(folder / "ca.pem"), "--user", f"{USER}:{password}")
    envelope = ("--mail-from", SENDER, "--mail-rcpt", RECIPIENT, "--upload-file", "-", "--crlf")
    command = ["curl", "--silent", f"smtp://localhost:{port}/laptop.test", *trust, *envelope]
    return subprocess.run(command, input=LETTER, timeout=PATIENCE).returncode == 0


def smtplib_proves(port: int, folder: Path, password: str) -> bool:
    with smtplib.SMTP("localhost", port, "laptop.test", PATIENCE) as client:
        client.starttls(context=ssl.create_default_context(cafile=str(folder / "ca.pem")))
        client.ehlo()
        client.user, client.password = USER, password
        try:
            client.auth("CRAM-MD5", client.auth_cram_md5)
        except smtplib.SMTPAuthenticationError:
            return False
        client.sendmail(SENDER, [RECIPIENT], LETTER)
        return True


@pytest.mark.parametrize(
    "proves",
    [
        pytest.param(swaks_proves, marks=[needs("swaks"), needs_tls]),
        pytest.param(curl_proves, marks=needs("curl")),
        smtplib_proves,
    ],
)
async def test_cram_md5(tmp_path: Path, proves: Callable[[int, Path, str], bool]) -> None:
    asked = replace(policy(USERS), methods=KNOWN)
    async with Lab(Plan(tmp_path / "mail", doors={"submission": 0}, accounts={USER: PASSWORD}, policy=asked)) as lab:
        (tmp_path / "ca.pem").write_bytes(lab.authority.certificate_pem)
        port = lab.doors["submission"][1]
        assert not await asyncio.to_thread(proves, port, tmp_path, "wrong")
        assert await asyncio.to_thread(proves, port, tmp_path, PASSWORD)
        crossed = [event.data for event in lab.transcript.since(0)[0] if isinstance(event, Bytes)]
        assert b"AUTH CRAM-MD5\r\n" in b"".join(crossed)
        assert b"with ESMTPSA id " in lab.mailbox("ben").read_bytes()

"""curl, which also speaks SMTP."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from heloworld.lab.plan import Plan
from heloworld.lab.world import Lab

from .conftest import RECIPIENT, SENDER, Post, needs

pytestmark = needs("curl")

ENVELOPE = ("--mail-from", SENDER, "--mail-rcpt", RECIPIENT, "--upload-file", "-", "--crlf")


def curl(post: Post, url: str, *options: str) -> tuple[int, str]:
    result = post.run("curl", "--silent", "--verbose", "--max-time", 10, url, *ENVELOPE, *options)
    return result.returncode, result.stderr.decode("utf-8", "replace")


def test_smtp(post: Post) -> None:
    status, session = curl(post, f"smtp://127.0.0.1:{post.server.port}/client.test")
    assert status == 0
    assert "< 250 2.0.0 Ok: queued as " in session
    assert post.has_arrived()


def test_smtps(post: Post) -> None:
    status, session = curl(post, f"smtps://127.0.0.1:{post.server.tls_port}/client.test", "--insecure")
    assert status == 0
    assert "TLSv1.3" in session
    assert post.has_arrived()


def test_starttls(post: Post) -> None:
    status, session = curl(post, f"smtp://127.0.0.1:{post.server.port}/client.test", "--ssl-reqd", "--insecure")
    assert status == 0
    assert "> STARTTLS" in session
    assert post.has_arrived()


def test_a_stranger_is_not_trusted(post: Post) -> None:
    status, _ = curl(post, f"smtp://localhost:{post.server.port}/client.test", "--ssl-reqd")
    assert status == 60
    post.server.settle(post.calls + 1)
    assert post.server.some("closed")[-1]["reason"] == "TLS handshake failed: tlsv1 alert unknown ca"


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_who_trusts_the_authority_needs_no_exception(post: Post, tmp_path: Path, scheme: str) -> None:
    async with Lab(Plan(tmp_path / "mail", doors={"smtps": 0})) as lab:
        assert "smtps" in lab.doors
        (tmp_path / "ca.pem").write_bytes(lab.authority.certificate_pem)
        port = {"smtp": lab.address, "smtps": lab.doors["smtps"]}[scheme][1]
        options = ("--ssl-reqd", "--cacert", str(tmp_path / "ca.pem"))
        status, session = await asyncio.to_thread(curl, post, f"{scheme}://localhost:{port}/client.test", *options)
        assert status == 0, session
        assert lab.mailbox("ana").exists()

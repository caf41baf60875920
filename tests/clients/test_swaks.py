"""swaks, the Swiss Army knife for SMTP."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from .conftest import RECIPIENT, SENDER, Post, needs

pytestmark = needs("swaks")


def _knows_tls() -> bool:
    if shutil.which("swaks") is None:
        return False
    out = subprocess.run(["swaks", "--support"], capture_output=True, text=True).stdout
    return "*** TLS" not in out


needs_tls = pytest.mark.skipif(not _knows_tls(), reason="this swaks has no TLS (Perl's Net::SSLeay is missing)")


def swaks(post: Post, *options: object, port: int = 0, to: str = RECIPIENT) -> tuple[int, str]:
    """Its exit status, and the session as it shows it."""
    place = ("--server", "127.0.0.1", "--port", port or post.server.port, "--helo", "client.test")
    text = post.text.removesuffix(b"\n")  # swaks ends the last line itself
    result = post.run("swaks", *place, "--from", SENDER, "--to", to, "--data", "-", *options, stdin=text)
    return result.returncode, result.stdout.decode("utf-8", "replace")


def test_plain(post: Post) -> None:
    status, session = swaks(post)
    assert status == 0
    assert "<-  250 2.0.0 Ok: queued as " in session
    assert "<-  221 2.0.0 Bye" in session
    assert post.has_arrived()


def test_pipelining(post: Post) -> None:
    status, session = swaks(post, "--pipeline")
    assert status == 0
    assert " >> RCPT TO" in session or " -> RCPT TO" in session
    assert post.has_arrived()


@needs_tls
def test_starttls(post: Post) -> None:
    status, session = swaks(post, "-tls")
    assert status == 0
    assert "=== TLS started with cipher" in session
    assert "<~  250 2.0.0 Ok: queued as " in session
    assert post.has_arrived()


@needs_tls
def test_tls_on_connect(post: Post) -> None:
    status, session = swaks(post, "-tlsc", port=post.server.tls_port)
    assert status == 0
    assert "<~  220 mail.harbour.test ESMTP" in session
    assert post.has_arrived()


def test_nobody_relays(post: Post) -> None:
    status, session = swaks(post, to="emil@island.test")
    assert status == 24
    assert "<** 554 5.7.1 <emil@island.test>: Relay access denied" in session


def test_nobody_by_that_name(post: Post) -> None:
    status, session = swaks(post, to="nobody@harbour.test")
    assert status == 24
    assert "<** 550 5.1.1 <nobody@harbour.test>: Recipient address rejected: User unknown" in session

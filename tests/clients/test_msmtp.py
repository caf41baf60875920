"""msmtp, a sendmail that only forwards."""

from __future__ import annotations

import pytest

from .conftest import RECIPIENT, SENDER, Post, needs

pytestmark = needs("msmtp")

WAYS = {
    "plain": ("--tls=off",),
    "starttls": ("--tls=on", "--tls-certcheck=off"),
    "tls": ("--tls=on", "--tls-starttls=off", "--tls-certcheck=off"),
}


@pytest.mark.parametrize("way", WAYS)
def test_msmtp(post: Post, way: str) -> None:
    port = post.server.tls_port if way == "tls" else post.server.port
    place = ("--host=127.0.0.1", f"--port={port}", "--domain=client.test", "--auth=off", "--timeout=10")
    result = post.run("msmtp", *place, f"--from={SENDER}", *WAYS[way], RECIPIENT)
    assert (result.returncode, result.stderr) == (0, b"")
    assert post.has_arrived()


def test_a_refusal_is_passed_on(post: Post) -> None:
    place = ("--host=127.0.0.1", f"--port={post.server.port}", "--domain=client.test", "--auth=off", "--tls=off")
    result = post.run("msmtp", *place, f"--from={SENDER}", "emil@island.test")
    assert result.returncode != 0
    assert b"554 5.7.1 <emil@island.test>: Relay access denied" in result.stderr

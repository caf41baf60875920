"""Python's smtplib."""

from __future__ import annotations

import smtplib
import ssl

import pytest

from patience import PATIENCE

from .conftest import RECIPIENT, SENDER, Post


@pytest.fixture
def anybody() -> ssl.SSLContext:
    """A context that trusts anybody."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def crlf(post: Post) -> bytes:
    """The mail as it goes over the wire; smtplib leaves bytes as they are, bare line feeds too."""
    return post.text.replace(b"\n", b"\r\n")


def test_plain(post: Post) -> None:
    with smtplib.SMTP("127.0.0.1", post.server.port, "client.test", PATIENCE) as client:
        assert client.sendmail(SENDER, [RECIPIENT], crlf(post), ["BODY=8BITMIME"]) == {}
        assert set(client.esmtp_features) >= {"size", "pipelining", "8bitmime", "smtputf8", "starttls"}
    assert post.has_arrived()


def test_starttls(post: Post, anybody: ssl.SSLContext) -> None:
    with smtplib.SMTP("127.0.0.1", post.server.port, "client.test", PATIENCE) as client:
        assert client.starttls(context=anybody)[0] == 220
        client.sendmail(SENDER, [RECIPIENT], crlf(post))
        assert "starttls" not in client.esmtp_features
    assert post.has_arrived()


def test_tls(post: Post, anybody: ssl.SSLContext) -> None:
    with smtplib.SMTP_SSL(
        "127.0.0.1", post.server.tls_port, "client.test", timeout=PATIENCE, context=anybody
    ) as client:
        client.sendmail(SENDER, [RECIPIENT], crlf(post))
    assert post.has_arrived()


def test_some_recipients_refused(post: Post) -> None:
    with smtplib.SMTP("127.0.0.1", post.server.port, "client.test", PATIENCE) as client:
        refused = client.sendmail(SENDER, [RECIPIENT, "emil@island.test"], crlf(post))
    assert refused == {"emil@island.test": (554, b"5.7.1 <emil@island.test>: Relay access denied")}
    assert post.has_arrived()


def test_a_mail_that_says_how_large_it_is(post: Post) -> None:
    with smtplib.SMTP("127.0.0.1", post.server.port, "client.test", PATIENCE) as client:
        client.ehlo()
        assert client.mail(SENDER, [f"size={20_000_000}"]) == (552, b"5.3.4 Message size exceeds fixed limit")

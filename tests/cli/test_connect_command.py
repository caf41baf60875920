"""``helo connect``: what is refused before anything is connected."""

from __future__ import annotations

import pytest

from heloworld.cli.main import run


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["submission://localhost", "--tls"], "Write smtps:// for TLS from the first byte, port 465."),
        (["smtps://localhost", "--starttls"], "Leave --starttls out, or write smtp://."),
        (["gopher://localhost"], "submission://"),
        (["imap://"], "There is no host in the address. Write HOST or HOST:PORT, as in imap://localhost:1143."),
        (["imap:///INBOX"], "There is no host in the address."),
        (["imap://localhost/INBOX"], "An address ends with host and port, so /INBOX is too much. Leave it out;"),
        (["localhost", "--cacert", "no-such.pem"], "There is no file no-such.pem. Check the name"),
        (["localhost", "--cacert", __file__], "holds no certificates that can be read."),
    ],
)
def test_what_cannot_be_meant_is_said(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["connect", *arguments]) == 2
    assert says in capsys.readouterr().err


@pytest.mark.parametrize(
    "address", ["imap://ana:s3cret@localhost:4143", "ana:s3cret@localhost", "pop3://a:s3cret@b@c/"]
)
def test_a_password_in_an_address_is_refused_and_not_shown(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["connect", address]) == 2
    said = capsys.readouterr().err
    assert "no name and no password" in said
    assert "s3cret" not in said

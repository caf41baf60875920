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
    ],
)
def test_what_cannot_be_meant_is_said(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["connect", *arguments]) == 2
    assert says in capsys.readouterr().err

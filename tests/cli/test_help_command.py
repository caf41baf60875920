"""``--help``: what happens where nothing is said."""

from __future__ import annotations

import pytest

from heloworld.cli.main import run
from heloworld.smtp.ports import LAB_PORT


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ([], [f"on port {LAB_PORT}, or on any that is free where that is taken", "among your own data"]),
        (["lab"], [f"[default: {LAB_PORT}, or any that is free where it is taken]", "~/.local/share on Linux"]),
        (["serve"], [f"[default: {LAB_PORT}", "Where a port is taken it says so", "~/.local/share on Linux"]),
        (["serve"], ["--ca FILE"]),
        (["verify"], ["[default: that of /etc/resolv.conf]", "[default: that in Received]", "[default: mboxrd]"]),
        (["serve"], ["ana, ben, cleo and postmaster"]),
    ],
)
def test_defaults_are_told(command: list[str], said: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*command, "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    for words in said:
        assert words in text

"""A world of two hosts in a terminal, from its file: with keys alone, a letter waits and arrives."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.terminal.terminal import helo

WORLD = '[harbour]\nrelay = "open"\n[island]\ngreylist = 300\n'


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=str)
def test_a_letter_waits_and_arrives(tmp_path: Path, size: tuple[int, int]) -> None:
    world = tmp_path / "world.toml"
    world.write_text(WORLD, encoding="utf-8")
    with helo("lab", "--world", str(world), "--mail", str(tmp_path / "mail"), size=size) as terminal:
        terminal.wait_for(r"laptop←harbour S: 220")
        for line, reply in (
            ("EHLO me", "250"),
            ("MAIL FROM:<ana@harbour.test>", r"250 2\.1\.0"),
            ("RCPT TO:<dora@island.test>", r"250 2\.1\.5"),
            ("DATA", "354"),
        ):
            terminal.enter(line)
            terminal.wait_for(rf"laptop←harbour S: {reply}")
        terminal.enter("Subject: boats", "", "Two.", ".")
        terminal.wait_for(r"harbour +── deferred until")
        terminal.send(b"\x1f")
        terminal.wait_for(r"harbour +── relayed")
        terminal.wait_for(r"\(\+\d min\)")
        terminal.send(b"\x1d")
        terminal.wait_for(r"\$ ▸")
        terminal.enter("dig +short MX island.test")
        terminal.wait_for(r"10 mail\.island\.test")
        assert terminal.strange() == []
        terminal.press("ctrl+q")
        assert terminal.wait_exit() == 0

"""A server killed while it hands letters on: what got its 250 arrives, and once."""

from __future__ import annotations

import os
from pathlib import Path

from .killing_relay import kill_again_and_again

ROUNDS = int(os.environ.get("HELO_KILL_ROUNDS", "2"))


def test_killed_while_letters_come_and_go(tmp_path: Path) -> None:
    report = kill_again_and_again(tmp_path, ROUNDS)
    assert report.acknowledged > 10
    assert report.waited
    assert report.is_clean, report

"""Killed at random moments: nothing that was acknowledged is missing, nothing is torn, nothing is there twice.

`HELO_KILL_ROUNDS` says how many kills (3 unless set).
"""

import json
import os
import subprocess
import sys
from pathlib import Path

DRIVER = Path(__file__).with_name("killing.py")


def test_killed_at_random_moments(tmp_path: Path) -> None:
    rounds = os.environ.get("HELO_KILL_ROUNDS", "3")
    command = [sys.executable, str(DRIVER), str(tmp_path), "--rounds", rounds]
    report = json.loads(subprocess.run(command, stdout=subprocess.PIPE).stdout)
    assert {name: report[name] for name in ("missing", "torn", "twice", "partly", "left_behind")} == {
        "missing": 0,
        "torn": 0,
        "twice": 0,
        "partly": 0,
        "left_behind": [],
    }
    assert report["rounds"] == int(rounds)
    assert report["acknowledged"] > 2 * report["rounds"]

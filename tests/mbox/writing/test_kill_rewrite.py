"""Killed while it deletes and marks letters: what was acknowledged is so, what was not is the old or the new.

`HELO_KILL_ROUNDS` says how many rounds (4 unless set), each of one kill or two.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

DRIVER = Path(__file__).with_name("killing_rewrites.py")


def test_killed_in_the_middle_of_rewriting(tmp_path: Path) -> None:
    rounds = os.environ.get("HELO_KILL_ROUNDS", "4")
    command = [sys.executable, str(DRIVER), str(tmp_path), "--rounds", rounds]
    report = json.loads(subprocess.run(command, stdout=subprocess.PIPE).stdout)
    wrong = {name: report[name] for name in ("missing", "undead", "torn", "twice", "wrong_marks") if report[name]}
    assert (wrong, report["left_behind"]) == ({}, [])
    assert report["rounds"] == int(rounds)
    assert report["torn_files"]
    assert report["delivered"]

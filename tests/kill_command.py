"""The command line of the kill tests whose whole work is one function: a folder, how many rounds, and a seed."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol


class Report(Protocol):
    """What is left after kills: counts, and whether they are as they should be."""

    @property
    def is_clean(self) -> bool: ...


def main(about: str | None, kill: Callable[[Path, int, int | None], Report]) -> None:
    """Kill as asked, and print the report as JSON; exit status 1 where it is not clean."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seed", type=int)
    asked = parser.parse_args()
    if asked.folder.exists():
        parser.error(
            f"{asked.folder} is there already: letters of an earlier run would be taken for those of this one."
        )
    report = kill(asked.folder, asked.rounds, asked.seed)
    print(json.dumps(vars(report)))
    sys.exit(0 if report.is_clean else 1)

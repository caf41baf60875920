"""Draws the pictures of the README from the scenarios that the tests check: ``make screenshots``."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from pictured import picture  # noqa: E402 - found by the line above
from scenarios import PICTURES, SCENARIOS  # noqa: E402 - the same


def main() -> None:
    """Draw those that are named, or all of which a picture is kept."""
    for name in sys.argv[1:] or PICTURES:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["HOME"] = folder
            os.chdir(folder)
            drawn = asyncio.run(picture(SCENARIOS[name], Path(folder).resolve()))
            os.chdir(HERE)
        (HERE / f"{name}.svg").write_text(drawn, encoding="utf-8")
        print(f"screenshots/{name}.svg")


if __name__ == "__main__":
    main()

"""Draws the pictures of the README from the scenarios that the snapshot tests check: ``make screenshots``."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))

from scenarios import SCENARIOS, Scenario  # noqa: E402 - found by the line above

_WEB_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)


async def draw(name: str, scenario: Scenario) -> None:
    """Write one picture; it asks no server for a font, and shows the reader's own."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        app = scenario.app(Path(folder).resolve())
        async with app.run_test(size=scenario.size) as pilot:
            await scenario.act(pilot)
            picture = app.export_screenshot(title="HELO World", simplify=True)
        os.chdir(HERE)
    (HERE / f"{name}.svg").write_text(_WEB_FONT.sub("", picture), encoding="utf-8")
    print(f"screenshots/{name}.svg")


def main() -> None:
    """Draw those that are named, or all."""
    os.environ["HOME"] = tempfile.gettempdir()
    for name in sys.argv[1:] or SCENARIOS:
        asyncio.run(draw(name, SCENARIOS[name]))


if __name__ == "__main__":
    main()

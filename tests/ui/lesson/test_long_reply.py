"""A reply that its row cuts can be read to its end below the lines, in a lesson and without a key."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from ui.screens.lesson_desk import Sit, answer, seats, write_course

BUSY: Final = "450 4.2.0 <cleo@harbour.test>: Recipient address rejected: Mailbox busy, try again later"
REFUSE: Final = f'world.refuse = [{{ command = "RCPT", match = "*", reply = "{BUSY}" }}]\n'


@pytest.fixture
def sit(tmp_path: Path) -> Sit:
    course = write_course(tmp_path)
    first = course / "1-hello" / "01-saying-hi.md"
    text = first.read_text(encoding="utf-8")
    first.write_text(text.replace("teaches = [", f"{REFUSE}teaches = [", 1), encoding="utf-8")
    return seats(course)


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (120, 36)])
async def test_the_newest_reply_is_read_to_its_end_at_every_size(sit: Sit, size: tuple[int, int]) -> None:
    async with sit(size) as desk:
        await answer(desk, 1)
        for line in ("HELO localhost", "MAIL FROM:<dora@island.test>", "RCPT TO:<cleo@harbour.test>"):
            await desk.enter(line)
        await desk.until_line("#wire", "S: 450")
        await desk.until(lambda: "In full" in desk.said("Explanation"))
        await desk.pilot.pause()
        said = desk.said("Explanation")
        assert BUSY in " ".join(said.split())
        assert said.startswith("450: ")

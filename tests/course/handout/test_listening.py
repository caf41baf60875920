"""On paper, a client that listens hears what happened before it says that it has heard it."""

from __future__ import annotations

from heloworld.course.handout.performance import perform
from shipped import COURSE


async def test_news_come_before_the_done_that_ends_the_waiting() -> None:
    lesson = COURSE.find("5.5")
    assert lesson is not None
    performance = await perform(lesson)
    for lines, news in zip(performance.steps, ("* 4 EXISTS", "* 1 EXPUNGE", "\\Flagged"), strict=False):
        heard = [number for number, line in enumerate(lines) if line.startswith("S: * ") and news in line]
        [done] = [number for number, line in enumerate(lines) if line == "C: DONE"]
        assert heard, lines
        assert heard[-1] < done, lines[heard[-1] - 2 :]

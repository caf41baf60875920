"""A world of several hosts in words: sentences name who speaks to whom; the queue and the clock have their own."""

from __future__ import annotations

from heloworld import paths
from heloworld.course.model.loader import load_course
from heloworld.course.play.playground import Playground
from heloworld.course.progress.progress import Progress
from heloworld.course.spoken.commands import TextCommands
from heloworld.course.spoken.session import TextSession
from heloworld.course.spoken.wording import Teller

LETTER = ("MAIL FROM:<ana@harbour.test>", "RCPT TO:<dora@island.test>", "DATA", "Subject: Sunday", "", "Boat?", ".")


async def test_a_letter_that_waits_is_told_host_by_host() -> None:
    course, lines = load_course(paths.lessons())[0], list[str]()
    lesson = course.find("not-now")
    assert lesson is not None
    async with Playground(lesson) as ground:
        session = TextSession(course, ground, Progress("course", None), Teller(tells_own=False), lines.extend)
        await session.begin()
        commands = TextCommands(session)
        for line in ("/0", "/start", *LETTER):
            await commands.take(line.encode())
        text = "\n".join(lines)
        assert "harbour to laptop: 250 2.0.0 Ok: queued as " in text
        assert "harbour to island: MAIL FROM:<ana@harbour.test>" in text
        assert "island to harbour: 450 4.2.0 <dora@island.test>: Recipient address rejected: Greylisted" in text
        assert any(line.startswith("Queue: ") and " for dora@island.test deferred until " in line for line in lines)
        lines.clear()
        await commands.take(b"/tool sleep 300")
        assert "The clock was turned by 300 seconds." in lines
        assert "harbour to island: RCPT TO:<dora@island.test>" in lines
        assert any(line.startswith("Queue: ") and " for dora@island.test relayed: " in line for line in lines), lines

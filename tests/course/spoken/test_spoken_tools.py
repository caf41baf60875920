"""Tools in words: behind the slash, and never sent to a server by mistake."""

from __future__ import annotations

from heloworld.course.play.playground import Playground
from heloworld.course.progress.progress import Progress
from heloworld.course.spoken.commands import TextCommands
from heloworld.course.spoken.session import TextSession
from heloworld.course.spoken.wording import Teller
from shipped import COURSE, LESSONS

LETTER = ("EHLO me", "MAIL FROM:<a@b.test>", "RCPT TO:<ana@harbour.test>", "DATA", "telnet is a word", ".")


async def read_out(*typed: str) -> tuple[list[str], list[str]]:
    """Take a lesson in words, typing these lines; what was read out, and the verbs that a server has heard."""
    lesson, lines = LESSONS[2], list[str]()
    async with Playground(lesson) as ground:
        session = TextSession(COURSE, ground, Progress("course", None), Teller(tells_own=True), lines.extend)
        await session.begin()
        commands = TextCommands(session)
        for line in typed:
            await commands.take(line.encode())
        return lines, [each.exchange.verb for each in ground.evidence.spoken]


async def test_a_tool_may_have_the_slash_itself() -> None:
    lines, _ = await read_out("/base64 -d AGFuYQBzZXNhbWU=", "/MAILQ", "/ls")
    assert "␀ana␀sesame" in lines
    assert "Mail queue is empty" in lines
    assert any(line.startswith("There is no /ls.") for line in lines)


async def test_a_line_for_the_tools_is_not_sent_and_it_is_said_how_it_is_typed() -> None:
    lines, verbs = await read_out("/0", "telnet mail.harbour.test 587", "EHLO me")
    said = "Not sent: this line is for the tools, not for the server. Type /tool telnet mail.harbour.test 587"
    assert said in lines
    assert "EHLO" in verbs
    assert "TELNET" not in verbs


async def test_a_letter_may_speak_of_tools() -> None:
    lines, _ = await read_out("/0", *LETTER)
    assert "Client: telnet is a word" in lines
    assert not [line for line in lines if line.startswith("Not sent")]


async def test_what_the_lesson_calls_by_a_key_has_its_word_at_the_beginning() -> None:
    lines, _ = await read_out()
    opening = " ".join(lines[:3])
    for word in ("/hint", "/show", "/reset", "/mailbox", "/next", "/tool", "/start", "/later", "/zone"):
        assert word in opening

"""A program of the learner's own, judged in words: lesson 6.3."""

from __future__ import annotations

import asyncio
import shlex
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from heloworld.course.play.playground import Playground
from heloworld.course.progress.progress import Progress
from heloworld.course.progress.records import OwnProgram
from heloworld.course.spoken.commands import TextCommands
from heloworld.course.spoken.session import TextSession
from heloworld.course.spoken.wording import Teller
from heloworld.judge.watched import SpokenJudge
from shipped import COURSE

SILENT = """
import os, socket
door = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    talk, _ = door.accept()
    {greet}
    for line in talk.makefile("rb"):
        print(line, flush=True)
"""
GREETS = SILENT.format(greet='talk.sendall(b"220 mail.harbour.test\\r\\n")')


class Talk:
    """A lesson in words, and all that was said since the last line was typed."""

    def __init__(self, session: TextSession, lines: list[str]) -> None:
        self.session, self.lines = session, lines
        self._commands = TextCommands(session)

    async def type(self, line: str) -> list[str]:
        self.lines.clear()
        await self._commands.take(line.encode())
        return self.lines


@asynccontextmanager
async def talk(progress: Progress, *, watches: bool = False) -> AsyncIterator[Talk]:
    lesson, lines = COURSE.find("a-server-that-says-hello"), list[str]()
    assert lesson is not None
    async with Playground(lesson) as ground:
        teller = Teller(tells_own=True)
        session = TextSession(COURSE, ground, progress, teller, lines.extend, None, SpokenJudge(), watches=watches)
        await session.begin()
        try:
            yield Talk(session, lines)
        finally:
            await session.program.rest()


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "server.py"
    file.write_text(SILENT.format(greet=""))
    return file


COMMAND = f"{shlex.quote(sys.executable)} -S -E server.py"


async def test_the_report_of_a_stage_is_read_out_and_a_mended_program_reaches_the_goal(server: Path) -> None:
    async with talk(Progress("course", None)) as lesson:
        assert lesson.session.prompt == "Your program"
        assert not any("220" in line for line in lesson.lines if line.startswith("Server"))  # nobody is called
        said = await lesson.type(COMMAND)
        assert any(line.startswith("Stage greeting: failed.") for line in said), said
        assert any(line.startswith("Not yet: Your server has taken the call") for line in said)
        server.write_text(GREETS)
        said = await lesson.type("")
        assert "Stage greeting: passed." in said
        assert "Goal reached: greeting: 220 and a name, as soon as somebody connects" in said


async def test_saving_a_file_judges_again(server: Path) -> None:
    async with talk(Progress("course", None), watches=True) as lesson:
        await lesson.type(COMMAND)
        server.write_text(GREETS)
        async with asyncio.timeout(20):
            while not any(line.startswith("Goal reached") for line in lesson.lines):
                await lesson.session.happened.wait()
                lesson.session.look()


async def test_nothing_is_started_on_another_day_before_enter_is_pressed(server: Path) -> None:
    progress = Progress("course", None)
    server.write_text(GREETS)
    progress.keep_program("smtp", OwnProgram(COMMAND, str(server.parent)))
    async with talk(progress) as lesson:
        assert any("Enter judges it" in line for line in lesson.lines)
        assert not lesson.session.ground.evidence.trials
        assert "Stage greeting: passed." in await lesson.type("")


async def test_what_cannot_be_started_is_told_and_not_kept() -> None:
    progress = Progress("course", None)
    async with talk(progress) as lesson:
        said = await lesson.type("no-such-program")
        assert any(line.startswith("There is no program no-such-program") for line in said)
        assert progress.program("smtp") is None
        assert "Nothing is known of your program yet." in await lesson.type("")
        assert await lesson.type("/show") == ["Nothing can be played here: this is about your own program."]

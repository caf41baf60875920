"""A program of the learner's own in a lesson: its command line is typed, saving a file judges it, goals tick off."""

from __future__ import annotations

import shlex
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Final

import pytest
from textual.widgets import Label

from heloworld.course.play.session import Mode
from heloworld.course.progress.records import OwnProgram
from heloworld.judge.watched import EXAMPLES
from heloworld.lab.local_bench import LocalBench
from heloworld.ui.app import HeloApp
from heloworld.ui.early_start import EarlyStart
from heloworld.ui.enrolment import Enrolment
from heloworld.ui.widgets.common.key_bar import KeyBar
from heloworld.wire.events import Tried
from ui.screens.lesson_desk import Desk

LESSON: Final = """
# Greet

```lesson
id = "greet"
summary = "A greeting."
minutes = 5
```

Type `python3 server.py {port}`.

## Somebody speaks

```goal
id = "greets"
title = "It greets"
need = [{ judge = "smtp", stage = "greeting" }]
```

```misstep
on = "greets"
id = "silent"
match = [{ judge = "smtp", stage = "greeting", passed = false, cause = "no-greeting" }]
say = "It says nothing."
```

```hint
on = "greets"
say = ["220"]
```

## By hand

```goal
id = "typed"
title = "Say NOOP yourself"
need = [{ command = "NOOP", reply = 250 }]
```

```hint
on = "typed"
say = ["NOOP"]
```

```solution
play = ["NOOP"]
```

```misstep
on = "typed"
id = "other"
match = [{ command = "RSET", reply = 250 }]
say = "NOOP."
```

```wrong
on = "typed"
misstep = "other"
play = ["RSET"]
```
"""
SERVER: Final = """
import os, socket
door = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
open({started!r}, "a").write("x")
while True:
    talk, _ = door.accept()
    talk.sendall({greeting!r})
    for line in talk.makefile("rb"):
        print(line, flush=True)
"""
COMMAND: Final = f"{shlex.quote(sys.executable)} -S -E server.py"

Sit = Callable[..., AbstractAsyncContextManager[Desk]]


class Program:
    """The learner's server, in the folder where the program was started."""

    def __init__(self, folder: Path) -> None:
        self.started = folder.parent / "started"
        self.file = folder / "server.py"

    def save(self, greeting: bytes) -> None:
        self.file.write_text(SERVER.format(started=str(self.started), greeting=greeting), encoding="utf-8")


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Program:
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Program(folder)


@pytest.fixture
def sit(tmp_path: Path) -> Sit:
    part = tmp_path / "course" / "1-build"
    part.mkdir(parents=True)
    (part / "01-greet.md").write_text(LESSON, encoding="utf-8")

    @asynccontextmanager
    async def desk(size: tuple[int, int] = (120, 36)) -> AsyncIterator[Desk]:
        with Enrolment(part.parent, None, port=0) as school:
            opening = EarlyStart(school.bench)
            opening.open()
            school.prepare()
            app = HeloApp(lambda: school.screen(opening))
            try:
                async with app.run_test(size=size, notifications=True) as pilot:
                    assert isinstance(opening.bench, LocalBench)
                    seat = Desk(app, pilot, opening.bench)
                    seat.school = school
                    await seat.until(lambda: seat.mode is Mode.DOING and who(seat) == "Your server ▸")
                    yield seat
            finally:
                opening.stop()

    return desk


def who(desk: Desk) -> str:
    """Who listens at the prompt."""
    return str(desk.app.screen.query_one("#who", Label).content)


def below(desk: Desk) -> str:
    """What the lower border of the wire says."""
    return str(desk.lesson.workbench.wire.border_subtitle)


def stages(desk: Desk) -> list[tuple[str, bool | None]]:
    """What the judge has found."""
    events, _ = desk.bench.transcript.since(0)
    return [(event.stage, event.passed) for event in events if isinstance(event, Tried)]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_the_wire_shows_where_it_fell_and_a_saved_file_is_judged_again(
    sit: Sit, program: Program, size: tuple[int, int]
) -> None:
    program.save(b"22O mail.harbour.test\r\n")
    async with sit(size) as desk:
        assert "type how your program is started" in below(desk)
        await desk.enter(COMMAND)
        await desk.until_line("#wire", "greeting FAILED")
        lines = desk.lines("#wire")
        at = next(number for number, line in enumerate(lines) if "S: 22O" in line)
        assert lines[at + 1].index("^") == lines[at].index("O mail")
        await desk.until(lambda: "Perhaps:" in desk.said("Explanation"))
        assert "0 of 1 passed" in below(desk)
        program.save(b"220 mail.harbour.test\r\n")
        await desk.until_says("tasks", "[x] It greets")
        await desk.until(lambda: below(desk) == "all 1 passed")
        assert desk.school.progress.program("smtp") == OwnProgram(COMMAND, str(Path.cwd()))


async def test_a_mistake_is_told_beside_the_wire(sit: Sit, program: Program) -> None:
    program.save(b"")
    async with sit() as desk:
        await desk.enter(COMMAND)
        await desk.until_says("response", "It says nothing.")


async def test_nothing_is_started_before_enter_and_enter_alone_judges_again(sit: Sit, program: Program) -> None:
    program.save(b"220 mail.harbour.test\r\n")
    async with sit() as desk:
        desk.school.progress.keep_program("smtp", OwnProgram(COMMAND, str(Path.cwd())))
    async with sit() as desk:
        assert below(desk) == "judge: Enter starts it"
        assert COMMAND in desk.lesson.workbench.wire.line.placeholder
        program.save(b"220 other.harbour.test\r\n")
        await desk.pilot.pause(0.5)
        assert not program.started.exists()
        await desk.enter("")
        await desk.until(lambda: stages(desk) == [("greeting", True)])


async def test_a_command_that_is_none_is_told_and_starts_nothing(sit: Sit, program: Program) -> None:
    async with sit() as desk:
        for line in ("no-such-program {port}", "python3 'server.py"):
            await desk.enter(line)
        await desk.until(lambda: len(desk.app._notifications) == 2)
        said = [note.message for note in desk.app._notifications]
        assert said[0].startswith("There is no program no-such-program")
        assert said[1].startswith("A quotation mark")
        assert desk.school.progress.program("smtp") is None


async def test_a_misspelt_file_is_named_and_nothing_is_said_to_be_watched(sit: Sit, program: Program) -> None:
    program.save(b"220 mail.harbour.test\r\n")
    async with sit() as desk:
        await desk.enter("python3 -S -E sever.py")
        await desk.until(lambda: below(desk) == "greeting failed · 0 of 1 passed · Enter: again")
        await desk.until(lambda: "There is no sever.py in" in " ".join(desk.said("Explanation").split()))


async def test_the_prompt_goes_back_to_the_server_with_the_step_and_comes_again(sit: Sit, program: Program) -> None:
    program.save(b"220 mail.harbour.test\r\n")
    async with sit() as desk:
        await desk.enter(COMMAND)
        await desk.until_says("tasks", "[x] It greets")
        await desk.pilot.press("f8", "f8")
        await desk.until(lambda: who(desk) != "Your server ▸" and desk.mode is Mode.DOING)
        await desk.enter("NOOP")
        await desk.until_says("tasks", "[x] Say NOOP yourself")
        await desk.pilot.press("f7")
        await desk.until(lambda: who(desk) == "Your server ▸")
        await desk.until(lambda: stages(desk)[-1:] == [("greeting", True)])


@pytest.mark.parametrize("size", [(100, 30), (120, 36)])
async def test_what_may_be_typed_is_to_be_seen_whole(sit: Sit, size: tuple[int, int]) -> None:
    async with sit(size) as desk:
        line = desk.lesson.workbench.wire.line
        assert EXAMPLES["smtp"] in str(line.placeholder)
        assert len(str(line.placeholder)) < line.size.width


async def test_nothing_can_be_shown_of_a_program_of_ones_own_and_no_key_promises_it(sit: Sit) -> None:
    async with sit() as desk:
        keys = desk.app.screen.query_one(KeyBar)
        assert "F8 Go on" in str(keys.render())
        assert "Show me" not in str(keys.render())
        await desk.pilot.press("f3", "f8")
        await desk.until(lambda: len(desk.app._notifications) == 2)
        assert [note.message for note in desk.app._notifications] == [
            "Nothing can be played here: this is about your own program.",
            "This step is not done. F8 again skips it; F7 leads back to it.",
        ]


async def test_a_step_that_begins_again_judges_again(sit: Sit, program: Program) -> None:
    program.save(b"22O mail.harbour.test\r\n")
    async with sit() as desk:
        await desk.enter(COMMAND)
        await desk.until(lambda: stages(desk) == [("greeting", False)])
        before = desk.bench.transcript
        await desk.pilot.press("f5")
        await desk.until(lambda: desk.bench.transcript is not before and stages(desk) == [("greeting", False)])


async def test_nothing_is_left_running_when_the_screen_is_left(sit: Sit, program: Program) -> None:
    program.save(b"")  # the judge waits for a greeting
    async with sit() as desk:
        await desk.enter(COMMAND)
        await desk.until(program.started.exists)
        pids = [each for each in Path("/proc").iterdir() if each.name.isdigit() and _is_ours(each, program)]
        assert pids
    assert not [each for each in pids if _is_ours(each, program)]


def _is_ours(process: Path, program: Program) -> bool:
    try:
        return str(program.file).encode() in (process / "cmdline").read_bytes()
    except OSError:
        return False


async def test_what_the_judge_sends_is_not_kept_among_the_learners_letters(sit: Sit, program: Program) -> None:
    program.save(b"220 mail.harbour.test\r\n")
    async with sit() as desk:
        await desk.enter(COMMAND)
        await desk.until_says("tasks", "[x] It greets")
        assert desk.lesson.session.witness is not None
        assert {each.who for each in desk.lesson.session.witness.look().spoken} == {"prompt"}

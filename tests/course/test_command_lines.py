"""The command lines that part 3 has people paste into another terminal: each is run, and reaches the goals of its step.

A program in which one types (nc, telnet, openssl) is told the lines of the step's solution, each once the one before
has its reply. Programs that are not installed are skipped by name.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from heloworld import paths
from heloworld.course.conditions.evidence import Evidence
from heloworld.course.model.act import Act
from heloworld.course.model.lesson import Lesson, Step
from heloworld.course.model.loader import lesson_files, load
from heloworld.course.play.goals import is_reached
from heloworld.course.play.playground import Playground
from heloworld.wire.events import Closed, TlsStarted
from patience import PATIENCE

PART: Final = paths.lessons() / "3-with-your-own-tools"
_TYPED_INTO: Final = ("nc", "telnet", "openssl")
_FENCE: Final = re.compile(r"^```sh\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_MAKES_CRLF: Final = re.compile(r"^telnet | -crlf | -C ")


@dataclass(frozen=True)
class CommandLine:
    """One command line, and where it stands."""

    lesson: Lesson
    step: Step
    text: str

    @property
    def programs(self) -> list[str]:
        """The programs of its pipeline."""
        return [each.split()[0].lstrip("(") for each in self.text.split(" | ")]

    @property
    def is_typed_into(self) -> bool:
        """Whether it waits for what somebody types."""
        return len(self.programs) == 1 and self.programs[0] in _TYPED_INTO

    @property
    def typed(self) -> tuple[Act, ...]:
        """What is typed: the solution's lines of another program, but for those that the program says itself."""
        acts = [act for act in self.step.solution if act.outside is not None]
        lines = [act.outside for act in acts]
        return tuple(acts[lines.index("STARTTLS") + 1 :] if "-starttls" in self.text else acts)

    def __str__(self) -> str:
        return f"{self.lesson.id}-{self.lesson.steps.index(self.step) + 1}-{self.programs[-1]}"


def command_lines() -> Iterator[CommandLine]:
    """All command lines of the part, in order."""
    for file in lesson_files(PART):
        lesson = load(file).lesson
        assert lesson is not None, f"{file} cannot be read"
        for step in lesson.steps:
            for text in _FENCE.findall(f"{step.before}\n{step.after}\n"):
                yield CommandLine(lesson, step, text.strip())


FOUND: Final = tuple(command_lines())


def test_all_tools_of_the_lesson_are_there() -> None:
    assert {each.programs[-1] for each in FOUND} == {"nc", "telnet", "swaks", "curl", "python3", "openssl"}
    own_tools = next(each.lesson for each in FOUND if each.lesson.id == "your-own-tools")
    assert [step.title for step in own_tools.steps if step not in [each.step for each in FOUND]] == []


def test_each_is_one_command_to_paste() -> None:
    rows = [each.text.split("\n") for each in FOUND]
    assert [each for each in rows if not all(row.endswith(" \\") for row in each[:-1])] == []


@pytest.mark.parametrize("line", FOUND, ids=str)
async def test_it_reaches_the_goals_of_its_step(
    line: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _skip_what_is_missing(line)
    monkeypatch.chdir(tmp_path)
    async with Playground(line.lesson) as ground:
        status, output = await _run(line, ground)
        left = [goal.id for goal in line.step.goals if not is_reached(goal, ground.evidence)]
    assert (left, status) == ([], 0), output


async def _run(line: CommandLine, ground: Playground) -> tuple[int, str]:
    """Run it to its end, and wait for the end of its connection; its exit status, and what it said."""
    process = await asyncio.create_subprocess_shell(
        ground.places.fill(line.text),
        stdin=asyncio.subprocess.PIPE if line.is_typed_into else asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    output = asyncio.create_task(process.stdout.read())
    try:
        if process.stdin is not None:
            await _type(line, ground, process.stdin)
        async with asyncio.timeout(PATIENCE):
            await process.wait()
        await _until(ground, lambda evidence: any(isinstance(each.event, Closed) for each in evidence.happened))
    except TimeoutError:
        process.kill()
        await process.wait()
    return process.returncode or 0, (await output).decode("utf-8", "replace")


async def _type(line: CommandLine, ground: Playground, keys: asyncio.StreamWriter) -> None:
    """Type the solution, each line once the one before has its reply; inside a text there are none to wait for."""
    await _until(ground, lambda evidence: bool(evidence.spoken))
    if "openssl" in line.text:
        await _until(ground, lambda evidence: any(isinstance(each.event, TlsStarted) for each in evidence.happened))
    in_text, at_line_start = False, True
    makes_crlf = _MAKES_CRLF.search(line.text) is not None
    for act in line.typed:
        is_crlf = makes_crlf or act.ending == "CRLF"
        in_text = in_text and not (act.outside == "." and is_crlf and at_line_start)
        at_line_start = is_crlf
        heard = len(ground.evidence.spoken)
        keys.write(f"{act.outside}\n".encode() if makes_crlf or not is_crlf else f"{act.outside}\r\n".encode())
        await keys.drain()
        if not in_text:
            await _until(ground, lambda evidence, heard=heard: len(evidence.spoken) > heard)  # type: ignore[misc]
            in_text = act.outside == "DATA"
    keys.close()


async def _until(ground: Playground, is_so: Callable[[Evidence], bool]) -> None:
    """Wait until something has happened.

    Raises:
        TimeoutError: It has not.
    """
    news = asyncio.Event()
    unsubscribe = ground.lab.transcript.subscribe(lambda _: news.set())
    try:
        async with asyncio.timeout(PATIENCE):
            while not is_so(ground.evidence):
                news.clear()
                await news.wait()
    finally:
        unsubscribe()


def _skip_what_is_missing(line: CommandLine) -> None:
    for program in line.programs:
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    if line.text.startswith("nc -C") and "C" not in _options_of_nc():
        pytest.skip("this nc does not know -C")
    if "--tls" in line.text and "*** TLS" in _said("swaks", "--support"):
        pytest.skip("this swaks has no TLS (Perl's Net::SSLeay is missing)")


def _options_of_nc() -> str:
    """The options without a value, as OpenBSD's nc lists them in its usage."""
    found = re.search(r"\[-(\w+)\]", _said("nc", "-h"))
    return found[1] if found else ""


def _said(*command: str) -> str:
    result = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
    return result.stdout + result.stderr

"""A zone in words: read out, and changed, in lesson 4.2."""

from __future__ import annotations

import pytest

from heloworld.course.model.lesson import Course
from heloworld.course.play.playground import Playground
from heloworld.course.progress.progress import Progress
from heloworld.course.spoken.commands import TextCommands
from heloworld.course.spoken.session import TextSession
from heloworld.course.spoken.wording import Teller
from heloworld.course.spoken.zone import HOW
from shipped import COURSE


@pytest.fixture(scope="module")
def course() -> Course:
    return COURSE


async def said(course: Course, *typed: str) -> list[str]:
    """What is read out after the last of these lines, in the lesson that asks for a zone."""
    lesson, lines = course.find("where-to"), list[str]()
    assert lesson is not None
    async with Playground(lesson) as ground:
        session = TextSession(course, ground, Progress("course", None), Teller(tells_own=True), lines.extend)
        await session.begin()
        commands = TextCommands(session)
        for line in typed:
            lines.clear()
            await commands.take(line.encode())
    return lines


async def test_a_zone_is_read(course: Course) -> None:
    assert (await said(course, "/zone harbour.test"))[:2] == [
        "Zone harbour.test:",
        '@      TXT "Boats, nets and letters"',
    ]


async def test_a_line_is_added_and_a_goal_reached(course: Course) -> None:
    lines = await said(course, "/zone Harbour.test. add @ MX 10 mail")
    assert "Goal reached: Have an MX record in the zone of harbour.test that names mail.harbour.test" in lines
    assert lines[-1] == "@ MX 10 mail"


async def test_a_line_is_dropped(course: Course) -> None:
    lines = await said(course, "/zone harbour.test add @ MX 10 127.0.0.10", "/zone harbour.test drop @ MX *")
    assert not [line for line in lines if "MX" in line]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("/zone", HOW),
        ("/zone rock", f"There is no zone rock. {HOW}"),
        ("/zone harbour.test put x", HOW),
        ("/zone harbour.test add", HOW),
        ("/zone harbour.test drop x", "Not sent: The zone harbour.test has no line x. Name a line that stands in it."),
        ("/zone harbour.test add @ MX mail", "Not sent: Line 4 of the zone harbour.test is wrong."),
    ],
)
async def test_what_cannot_be_is_said(course: Course, typed: str, says: str) -> None:
    lines = await said(course, typed)
    assert [line for line in lines if line.startswith(says)], lines

"""A lesson's solution, played on a world of its own: what crossed in each step, and what lay in the mailboxes then."""

from __future__ import annotations

from collections.abc import Iterator

from heloworld.course.handout.blocks import Performance
from heloworld.course.model.lesson import Lesson
from heloworld.course.play.playground import Playground
from heloworld.course.play.runner import Runner
from heloworld.course.play.scribe import Scribe, shown


async def perform(lesson: Lesson) -> Performance:
    """Play a lesson's solution from the first step to the last.

    Args:
        lesson: The lesson.

    Raises:
        HeloError: The lesson asks for a world that cannot be, or its solution cannot be played.
    """
    async with Playground(lesson) as ground:
        runner = Runner(lesson)
        scribe = Scribe()
        steps = []
        for step in lesson.steps:
            for act in step.solution:
                await ground.play(act)
                runner.look(ground.evidence)
            steps.append(tuple(scribe.tell(ground.evidence)))
        mailboxes = ground.evidence.mailboxes
        filled = ((user, mailboxes.content(user)) for user in mailboxes.users)
        return Performance(
            tuple(steps), tuple((user, tuple(_lines(content))) for user, content in filled if content), runner.is_done
        )


def _lines(content: bytes) -> Iterator[str]:
    yield from map(shown, content.removesuffix(b"\n").split(b"\n"))

"""A lesson's solution, played on a world of its own: what crossed in each step, and what lay in the mailboxes then."""

from __future__ import annotations

from collections.abc import Iterator

from heloworld.course.conditions.evidence import Evidence
from heloworld.course.handout.blocks import Performance
from heloworld.course.model.lesson import Lesson
from heloworld.course.play.narration import Narrator
from heloworld.course.play.playground import Playground
from heloworld.course.play.runner import Runner
from heloworld.wire.events import Closed, Opened, TlsStarted
from heloworld.wire.rows import Row
from heloworld.wire.visible import visible, visible_text


async def perform(lesson: Lesson) -> Performance:
    """Play a lesson's solution from the first step to the last.

    Args:
        lesson: The lesson.

    Raises:
        HeloError: The lesson asks for a world that cannot be, or its solution cannot be played.
    """
    async with Playground(lesson) as ground:
        runner = Runner(lesson)
        scribe = _Scribe()
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
    yield from map(_shown, content.removesuffix(b"\n").split(b"\n"))


def _shown(line: bytes) -> str:
    """A line that is safe to show; a tab may stay one on paper."""
    return visible(line).replace("␉", "\t")


class _Scribe(Narrator):
    """Writes down what crossed, as in an RFC; where another connection goes on, a remark says so."""

    def __init__(self) -> None:
        super().__init__()
        self._conn: int | None = None

    def words(self, row: Row, evidence: Evidence, *, is_outside: bool) -> Iterator[str]:  # noqa: ARG002
        """A line with whose it is, or a remark."""
        event = row.event
        if isinstance(event, Opened | TlsStarted | Closed) or row.line is not None:
            if self._conn not in {None, row.conn}:
                yield "# another program" if is_outside else "# the prompt"
            self._conn = row.conn
        if isinstance(event, Opened) and event.tls:
            yield "# TLS from the first byte"
        elif isinstance(event, TlsStarted):
            yield f"# from here on encrypted, {visible_text(event.version)}"
        elif row.line is not None:
            yield f"{'S' if row.source == 'server' else 'C'}: {_shown(row.line.text)}".rstrip(" ")

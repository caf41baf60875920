"""The learner's own program in a lesson: its command line is typed at the prompt, and each saved file is judged."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Final

from heloworld.course.play.session import LessonSession
from heloworld.course.progress.records import OwnProgram
from heloworld.errors import HeloError
from heloworld.judge.watched import EXAMPLES, WORDS, Progress, task_of, watch
from heloworld.lab.local_bench import LocalBench
from heloworld.lab.loop_thread import LoopThread
from heloworld.ui.widgets.wire.prompt import Offer
from heloworld.ui.widgets.workbench import Workbench
from heloworld.ui.workbench.kept_lines import KeptLines
from heloworld.wire.transcript import Transcript
from heloworld.wire.visible import visible_text

_TYPE: Final = "e.g. {example}"
"""Short, because it stands in a line of about 40 columns; what it is an example of stands below."""
_AGAIN: Final = "{command} (Enter judges it, Tab edits it)"
"""The command first: what is behind it may be cut."""
_WAITS: Final = "judge: type how your program is started"
_ENTER: Final = "Press Enter to judge again."
_READY: Final = "judge: Enter starts it"


class ProgramOnTrial:
    """Lends the prompt to the judge in the steps that are about a program of the learner's own.

    Nothing is started before the learner has pressed Enter on its command line since the lesson was opened.

    Args:
        session: The lesson.
        bench: Its world, in whose transcript the judge writes.
        workbench: Where it is seen.
        complain: Shows what could not be done.

    Attributes:
        kept: Sends what was entered before the step began again, where that is wise.
    """

    def __init__(
        self,
        session: LessonSession,
        bench: LocalBench,
        workbench: Workbench,
        complain: Callable[[HeloError], object],
    ) -> None:
        self._session, self._bench, self._workbench, self._complain = session, bench, workbench, complain
        self.kept = KeptLines(workbench, self.send)
        self._at: tuple[str, str | None] = ("", None)
        self._consented: set[str] = set()
        self._thread: LoopThread | None = None
        self._watching: Future[None] | None = None
        self._transcript: Transcript | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._context: contextvars.Context | None = None

    def attend(self) -> None:
        """A step may have begun, or a fresh world: lend the prompt, or give it back; go on judging what was judged."""
        session = self._session
        judge = session.runner.step.judge if session.is_counting else None
        is_new = (session.at, judge) != self._at
        if not is_new and (judge is None or self._bench.transcript is self._transcript):
            return
        was, self._at = self._at[1], (session.at, judge)
        self._rest()
        wire = self._workbench.wire
        self._workbench.set_class(judge is not None, "-judged")
        self._workbench.title.instead = "" if judge is None else f"helo judge {judge}"
        self._transcript = self._bench.transcript
        if judge is None:
            wire.say_below(None)
            if was is not None:
                wire.offer_again()
            return
        self._offer(judge)
        if judge in self._consented:
            self._start(judge)

    def send(self, lines: tuple[str, ...]) -> None:
        """What was entered is for the judge, in the steps about a program of one's own; else for the server."""
        judge = self._at[1]
        if judge is None:
            if lines:
                self._workbench.show_tab("wire")  # a step that has begun with them shows its text
            self._workbench.send(lines)
        elif lines:
            self._take(judge, lines)

    def _take(self, judge: str, lines: tuple[str, ...]) -> None:
        """Take a command line, and judge what it starts; an empty line judges again."""
        line = next((each.strip() for each in lines if each.strip()), "")
        if line:
            program = OwnProgram(line, str(Path.cwd()))
            try:
                task_of(judge, self._session.runner.step.stages, line, Path.cwd())
            except HeloError as error:
                self._complain(error)
                return
            self._session.progress.keep_program(judge, program)
            self._offer(judge)
        if self._session.progress.program(judge) is not None:
            self._consented.add(judge)
            self._start(judge)

    def leave(self) -> None:
        """The screen goes: nothing is judged any more, and nothing is left running."""
        self._rest()
        if self._thread is not None:
            self._thread.stop(patience=3.0)

    def _offer(self, judge: str) -> None:
        program = self._session.progress.program(judge)
        command = "" if program is None else visible_text(program.command)
        empty = _AGAIN.format(command=command) if command else _TYPE.format(example=EXAMPLES[judge])
        hint = None if program is None else program.command
        self._workbench.wire.offer_instead(Offer(f"{WORDS[judge]} ▸", lambda _: (), hint, empty))
        self._workbench.wire.say_below(_READY if command else _WAITS)

    def _start(self, judge: str) -> None:
        """Judge now, and whenever a file changes."""
        program = self._session.progress.program(judge)
        assert program is not None
        self._rest()
        try:
            task = task_of(judge, self._session.runner.step.stages, program.command, Path(program.folder))
        except HeloError as error:
            self._complain(error)
            return
        self._thread = self._thread or LoopThread("judge")
        record, number = self._bench.transcript.record, self._bench.next_conn
        self._loop, self._context = asyncio.get_running_loop(), contextvars.copy_context()
        self._watching = self._thread.call(watch(task, record, number, self._tell))
        self._watching.add_done_callback(self._has_ended)

    def _rest(self) -> None:
        if self._watching is not None:
            self._watching.cancel()
            self._watching = None

    def _tell(self, progress: Progress) -> None:
        """In the judge's thread: have it said how far the judge is."""
        self._soon(lambda: self._show(progress))

    def _has_ended(self, watching: Future[None]) -> None:
        """In the judge's thread, which goes on until it is told to end: whatever ends it by itself is told."""
        error = None if watching.cancelled() else watching.exception()
        if error is not None:
            self._soon(lambda: self._complain(HeloError(f"The judge could not go on: {error}", _ENTER)))

    def _soon(self, do: Callable[[], object]) -> None:
        """Have something done in the screen's thread, as long as there is one."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(do, context=self._context)

    def _show(self, progress: Progress) -> None:
        if self._watching is not None:
            self._workbench.wire.say_below(_told(progress))


def _told(progress: Progress) -> str:
    """How far the judge is, in a few words."""
    if not progress.is_over:
        return f"judging {progress.stage}, {progress.number} of {progress.of}"
    if progress.stage:
        what_next = "watching your files" if progress.has_files else "Enter: again"
        return f"{progress.stage} failed · {progress.number} of {progress.of} passed · {what_next}"
    return f"all {progress.of} passed"

"""The newcomer's screen: wire and mailbox, and the guide to a first mail beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

from textual import on, work
from textual.binding import BindingType

from heloworld.course.play.first_mail import STEPS, FirstMail, progress
from heloworld.errors import HeloError
from heloworld.lab.bench import Bench, Tell
from heloworld.ui.actions import bindings
from heloworld.ui.reset import Reset
from heloworld.ui.screens.workbench_screen import UNNAMED, WorkbenchScreen
from heloworld.ui.widgets.lesson.first_mail_guide import Guide
from heloworld.ui.widgets.workbench import Workbench
from heloworld.ui.workbench.first_things import NOTHING_YET, hide
from heloworld.wire.visible import visible_text

if TYPE_CHECKING:
    from textual.screen import Screen

    from heloworld.course.model.lesson import Lesson

SENT: Final = len(STEPS) - 1
"""Steps after which the mail is sent, and nothing of it is to be said again."""


BACK: Final = (
    "Your last connection is gone, and what you wrote with it. In this new one, the guide's own lines were sent, "
    "as far as {line}. Go on with the grey line."
)
"""What a newcomer is told who comes back to a mail that was not sent to its end."""


class Lessons(Protocol):
    """Knows the lessons, and how to get to them."""

    @property
    def trouble(self) -> str:
        """What keeps the learner's progress from being kept; empty where nothing does."""

    @property
    def guided(self) -> int:
        """Steps of the first mail that were done, this time or before."""

    def guide(self, done: int, of: int) -> None:
        """Keep how many of them are done."""

    def enrol(self) -> None:
        """Read the course; raises a `HeloError` where that cannot be."""

    def map(self) -> Screen[Lesson | None]:
        """The course map, then."""

    def lesson_screen(self, lesson: Lesson) -> Screen[None]:
        """The screen of a lesson; raises a `HeloError` where it asks for what cannot be."""


class GuidedScreen(WorkbenchScreen, inherit_bindings=False):
    """Free play, with a guide; from here the course begins.

    Args:
        bench: The world that is worked with.
        place: What the title says.
        start: Starts the bench.
        school: Knows the lessons; None where there are none.
    """

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "guided")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*SCOPES), *UNNAMED]

    def __init__(
        self,
        bench: Bench,
        *,
        place: str,
        start: Callable[[Tell], Future[None]] | None = None,
        school: Lessons | None = None,
    ) -> None:
        self._guide = Guide(id="guide", classes="pane")
        super().__init__(Workbench(bench, place=place, beside=self._guide, start=start, look=self._look))
        self._school = school
        self._reset = Reset(self.workbench)
        self._stands = FirstMail()

    @work(exclusive=True, group="reset", exit_on_error=False)
    async def action_reset(self) -> None:
        """Start afresh; where that cuts off others, only if it is asked for twice."""
        await self._reset()

    def action_show_me(self) -> None:
        """Put the next line into the prompt."""
        self.workbench.to_prompt()
        self.workbench.wire.suggest()

    def action_guide_on(self) -> None:
        """Read on in the guide; at its end, say what brings its next step."""
        if not self._guide.turn(1):
            self._advise(self._guide.goes_on)

    def action_guide_back(self) -> None:
        """Read back in the guide."""
        self._guide.turn(-1)

    def action_disconnect(self) -> None:
        """Hang up."""
        self.workbench.bench.hang_up()

    def on_mount(self) -> None:
        """Show what a newcomer needs; say what keeps the learner's progress from being kept, if anything does."""
        hide(self.workbench, NOTHING_YET)
        if self._school is not None and self._school.trouble:
            self.notify(visible_text(self._school.trouble), severity="warning", timeout=10, markup=False)

    @work(exclusive=True, group="course", exit_on_error=False)
    async def action_course_map(self) -> None:
        """Show the lessons, and go to the one that is chosen."""
        school = self._school
        if school is None:
            return
        try:
            await asyncio.to_thread(school.enrol)
        except HeloError as error:
            self.notify(visible_text(str(error)), severity="error", timeout=10, markup=False)
            return

        def chosen(lesson: Lesson | None) -> None:
            if lesson is not None:
                self._open(school, lesson)

        self.app.push_screen(school.map(), chosen)

    def _open(self, school: Lessons, lesson: Lesson) -> None:
        try:
            screen = school.lesson_screen(lesson)
        except HeloError as error:
            self.notify(visible_text(str(error)), severity="error", timeout=10, markup=False)
        else:
            self.app.switch_screen(screen)

    @property
    def _reached(self) -> FirstMail:
        """How far the newcomer is."""
        dissector = self.workbench.feed.dissector
        return progress(dissector.sessions.values(), dissector.rows)

    @on(Workbench.Started)
    def _go_on(self) -> None:
        """Be where the newcomer left: the steps that were done are done again, in a new conversation."""
        if self._school is not None and 0 < self._school.guided < SENT:
            lines = [line for step in STEPS[: self._school.guided] for line in step.lines]
            back = BACK.format(line=lines[-1])
            self.workbench.passing.say(back, lambda: self._stands.done < SENT, timeout=10)
            self.workbench.send(lines)

    def send(self, lines: tuple[str, ...]) -> None:
        """Send what was entered, but for an empty line where the grey one was meant."""
        reached = self._reached
        is_in_letter = reached.lines_typed > 0 or (reached.step is not None and reached.step.lines == (".",))
        if lines == ("",) and reached.next_line and not is_in_letter:
            self._advise("The grey line is a suggestion: Tab or F3 types it, then Enter sends it.")
        else:
            super().send(lines)

    def _advise(self, sentence: str) -> None:
        """Say in passing how the guide goes on, as long as it is so."""
        advised_at = self._reached
        self.workbench.passing.say(sentence, lambda: self._stands == advised_at, timeout=5)

    def _look(self) -> str | None:
        """Tick off what was done; returns the line to type next."""
        self._stands = reached = self._reached
        if self._school is not None and reached.done > self._school.guided:
            self._school.guide(reached.done, SENT)
        self._guide.show(reached, self.workbench.bench.address)
        return reached.next_line

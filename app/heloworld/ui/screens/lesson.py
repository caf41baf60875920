"""The screen of a lesson: what is to be done stands beside the wire, and ticks off as it happens."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType

from heloworld.course.model.act import Act
from heloworld.course.play.navigator import Navigator
from heloworld.course.play.player import PACE, Player
from heloworld.course.play.presenter import CUE_PACE, Presenter
from heloworld.course.play.session import LessonSession
from heloworld.lab.bench import Tell
from heloworld.lab.local_bench import LocalBench
from heloworld.ui.actions import bindings
from heloworld.ui.lesson_stage import LessonStage
from heloworld.ui.screens.workbench_screen import UNNAMED, WorkbenchScreen
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.lesson.question import QuestionBox
from heloworld.ui.widgets.workbench import Workbench
from heloworld.ui.workbench.known_beginning import KnownBeginning


class LessonScreen(WorkbenchScreen, inherit_bindings=False):
    """A lesson beside the wire.

    Args:
        bench: The world that is worked with.
        session: The lesson.
        start: Starts the bench.
        is_presenting: Whether it is shown to a class.
        notices: What the learner should know, as sentences.
        paces: Seconds for which a line that is played stands in the prompt: for a learner, and for a class.
    """

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "lesson")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*SCOPES), *UNNAMED]

    def __init__(
        self,
        bench: LocalBench,
        session: LessonSession,
        start: Callable[[Tell], Future[None]] | None = None,
        *,
        is_presenting: bool = False,
        notices: tuple[str, ...] = (),
        paces: tuple[float, float] = (PACE, CUE_PACE),
    ) -> None:
        self._stage = stage = LessonStage(session, bench, start, self.action_course_map, notices)
        super().__init__(stage.workbench)
        self.session = session
        self._player = Player(session, bench, stage, pace=paces[0])
        self._presenter = Presenter(session, self._player, stage, pace=paces[1])
        self._navigator = Navigator(session, stage, begin=self._begin, is_sure=stage.twice.is_sure)
        session.is_presenting = is_presenting
        self.set_class(is_presenting, "-presenting")

    def on_unmount(self) -> None:
        """The lesson is left."""
        self._stage.leave()

    @work(exclusive=True, group="world", exit_on_error=False)
    async def _begin(self, way: tuple[Act, ...], then: tuple[str, ...]) -> None:
        """A fresh world, brought to where the step begins, and then lines that were entered before."""
        await self._player.begin(way, self._stage.program.kept.at_beginning(then))

    @on(Workbench.Started)
    def _arrive(self) -> None:
        self._navigator.arrive()

    def send(self, lines: tuple[str, ...]) -> None:
        """Send what was entered, once the world is set; a key that was to be pressed again is not meant any more."""
        self._stage.drop_warning()
        is_answer = self._stage.question.takes_lines(lines, self._stage.asking)
        self._stage.show_page()
        if not is_answer:
            self._presenter.detour(lines)
        if not is_answer and not self._navigator.stop_showing(lines):
            self._player.when_set(partial(self._stage.program.send, lines))

    def may_open(self) -> bool:
        """As elsewhere; but Enter right after the number of an answer belongs to that."""
        return super().may_open() and not self._stage.asking.expects_enter

    @on(QuestionBox.Answered)
    def _answer(self, message: QuestionBox.Answered) -> None:
        self._stage.drop_warning()
        self._stage.asking.choose(message.question, message.option, by_number=message.by_number)
        self._stage.show_page()
        if message.question.when == "before":
            self.workbench.to_prompt()

    def action_to_prompt(self) -> None:
        """Go to the prompt; a prediction that is asked for in sight of the learner is left open."""
        if not self._stage.question.is_out_of_sight and self._stage.asking.leave_open():
            self._stage.show_page()
        super().action_to_prompt()

    def action_hint(self) -> None:
        """Give a hint; to a class, show the teacher's notes or hide them."""
        self._stage.give_hint()

    def action_show_me(self) -> None:
        """Play the step's solution; then it is the learner's turn. Before a class, play a mistake instead."""
        show = self._presenter.play_wrong if self.session.is_presenting else self._player.show_how
        self.run_worker(show(), group="world", exclusive=not self.session.is_presenting, exit_on_error=False)

    def action_type_known(self) -> None:
        """Begin the step again with the lines that are known; many a learner presses Enter after that."""
        typing = self._player.type_known(KnownBeginning(self.session, self._stage))
        self.run_worker(typing, group="world", exclusive=True, exit_on_error=False)

    def action_reset_step(self) -> None:
        """Begin the step again."""
        self._navigator.begin_step_again()

    def action_reset_lesson(self) -> None:
        """Begin the lesson again, if that is asked for twice."""
        self._navigator.begin_lesson_again()

    def action_free_play(self) -> None:
        """Leave the lesson alone for a while; or come back to it."""
        self._navigator.free_play()

    def action_next_step(self) -> None:
        """Go on: to the question that is open, to the next step, or to the next lesson."""
        self._navigator.next_step()

    def action_previous_step(self) -> None:
        """Turn back to the step before."""
        self._navigator.turn(-1)

    def action_course_map(self) -> None:
        """Show all lessons, and how far they are done."""
        from heloworld.ui.screens.course_map import CourseMap

        self._stage.drop_warning()  # the map says itself what is lost
        self.app.push_screen(CourseMap.of(self.session, self._navigator.loss), self._navigator.open)

    def action_copy_line(self) -> None:
        """Copy the next of the command lines that the page shows, or else the line under the cursor."""
        if not self._stage.copy_command():
            super().action_copy_line()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Page keys play lines while presenting; otherwise they scroll the lesson, or the file that has the focus."""
        if action in {"next_line", "previous_line"}:
            return self.session.is_presenting or not isinstance(self.focused, LineView)
        return super().check_action(action, parameters)

    def action_present(self) -> None:
        """Present, or end that."""
        self.set_class(self._stage.turn_presenting(), "-presenting")

    @work(group="world", exit_on_error=False)
    async def action_next_line(self) -> None:
        """Play the next line, and after the last one turn to the next step; without a class, scroll."""
        if not await self._presenter.page(1):
            self._navigator.go_on("Page Down")

    @work(group="world", exit_on_error=False)
    async def action_previous_line(self) -> None:
        """Go back by one line; without a class, scroll."""
        await self._presenter.page(-1)

"""The screen of a lesson: what is to be done stands beside the wire, and ticks off as it happens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import partial
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from heloworld.course.model.lesson import Lesson, Question
from heloworld.course.model.markdown import commands_of
from heloworld.course.model.placeholders import Places
from heloworld.course.play.session import Mode, Tutor
from heloworld.errors import HeloError
from heloworld.lab.bench import LocalBench, Tell
from heloworld.ui.actions import bindings
from heloworld.ui.markdown_text import prose
from heloworld.ui.screens.lab import LabScreen
from heloworld.ui.screens.lesson_world import LessonWorld
from heloworld.ui.widgets.common.pane_tabs import PaneTabs
from heloworld.ui.widgets.common.title_bar import TitleBar
from heloworld.ui.widgets.lesson import lesson_text
from heloworld.ui.widgets.lesson.lesson_pane import LessonPane
from heloworld.ui.widgets.lesson.question import QuestionBox
from heloworld.ui.widgets.wire.prompt import Prompt
from heloworld.wire.visible import visible_text

SURE = 6.0
"""Seconds within which what cannot be taken back must be asked for a second time."""

_ASIDES = {
    Mode.SHOWING: "Watch: these lines are played for you. Enter stops it.",
    Mode.SHOWN: "That is how it goes. F5, or Enter in the prompt: now you.",
    Mode.FREE: "Free play: nothing counts here. F5 brings you back to the step.",
}
"""What is said while the learner is not at work on the step."""


class LessonScreen(LessonWorld, inherit_bindings=False):
    """A lesson beside the wire.

    Args:
        bench: The world that is worked with.
        tutor: The lesson.
        start: Starts the bench.
        is_presenting: Whether it is shown to a class.
        notices: What the learner should know, as sentences.
    """

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "lesson")
    TABS: ClassVar[tuple[tuple[str, str], ...]] = (("guide", "Lesson"), *LabScreen.TABS)
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*SCOPES),
        Binding("escape", "to_prompt", show=False),
    ]

    def __init__(
        self,
        bench: LocalBench,
        tutor: Tutor,
        start: Callable[[Tell], Future[None]] | None = None,
        *,
        is_presenting: bool = False,
        notices: tuple[str, ...] = (),
    ) -> None:
        super().__init__(bench, tutor, start)
        self._has_notes = False
        self._asked = ("", "", 0.0)
        self._pointed_at: Question | None = None
        self._notices = notices
        self._trouble = tutor.progress.trouble
        self.add_class("-lesson")
        self.set_class(is_presenting, "-presenting")

    def beside(self) -> Iterable[Widget]:
        """The lesson."""
        yield LessonPane(id="guide", classes="pane")

    def on_mount(self) -> None:
        """What comes next is for the lesson to say, and for the learner to find."""
        self._wire.line.is_quiet = True
        for notice in self._notices:
            self.notify(visible_text(notice), severity="warning", timeout=10, markup=False)

    @property
    def _pane(self) -> LessonPane:
        return self.query_one(LessonPane)

    # What happens

    def look(self) -> str | None:
        """Take in what happened, and show what it means for the lesson."""
        news = self._tutor.look()
        self.show_page()
        if news.is_step_done:
            self.app.clear_notifications()
        if news.is_lesson_done:
            self.notify("All goals of this lesson are reached.", timeout=4, markup=False)
        return None

    def show_page(self) -> None:
        """Show the page on which the learner is, as it stands."""
        tutor, page = self._tutor, self._tutor.page
        footer = lesson_text.footer(page, _ASIDES.get(tutor.mode))
        notes = prose(tutor.runner.step.notes, self._fill) if self._has_notes and tutor.runner.step.notes else None
        self._pane.show(page, self._fill, footer, notes, is_aside=tutor.mode in _ASIDES)
        self.query_one(TitleBar).place = page.lesson
        if tutor.progress.trouble != self._trouble:
            self._trouble = tutor.progress.trouble
            self.notify(visible_text(self._trouble), severity="warning", timeout=10, markup=False)

    def _fill(self, text: str) -> str:
        host, port = self.lab_bench.address or ("127.0.0.1", 2525)
        tls = self.lab_bench.tls_address
        return Places(host, str(port), str(tls[1]) if tls else "", str(self._tutor.mail)).fill(text)

    # From the learner

    def ask(self) -> None:
        """A step begins: where a prediction is wanted, go there; else to the prompt, or to what there is to read."""
        if self._tutor.page.question is not None:
            self._go_to_question()
        elif self.has_class("-narrow"):
            self._show_tab("guide")
            self.call_after_refresh(self._pane.focus)  # it may have been hidden until now
        else:
            self.action_to_prompt()

    def _go_to_question(self) -> None:
        self._show_tab("guide")
        self.call_after_refresh(self._pane.question.focus_options)

    @on(QuestionBox.Answered)
    def _answer(self, message: QuestionBox.Answered) -> None:
        self._tutor.answer(message.question, message.option)
        self.show_page()
        if message.question.when == "before":
            self.action_to_prompt()

    @on(Prompt.Entered)
    def _enter(self, message: Prompt.Entered) -> None:
        message.prevent_default()
        if self._tutor.mode is Mode.SHOWING:  # the line is not the learner's
            self.begin(self._tutor.way_again())
        elif self._tutor.mode is Mode.SHOWN:
            self.begin(self._tutor.way_again(), message.lines if any(message.lines) else ())
        else:
            self.when_set(partial(self._send, message.lines))

    def action_hint(self) -> None:
        """Give a hint; to a class, show the teacher's notes or hide them."""
        if self.has_class("-presenting"):
            self._has_notes = not self._has_notes
        elif self._tutor.hint() is None:
            self.notify("There is no other hint. F3 shows how it goes.", timeout=3, markup=False)
        self.show_page()

    def action_show_me(self) -> None:
        """Play the step's solution; then it is the learner's turn."""
        self.show_how()

    def action_reset_step(self) -> None:
        """Begin the step again."""
        self.begin(self._tutor.begin_step_again())

    def action_reset_lesson(self) -> None:
        """Begin the lesson again, if that is asked for twice."""
        if self._is_sure("^r again begins the lesson anew: what you reached and answered in it is forgotten."):
            self._tutor.begin_lesson_again()
            self.begin(())

    def action_next_step(self) -> None:
        """Go on: to the question that is open, to the next step, or to the next lesson."""
        page = self._tutor.page
        if page.question is not None and page.question is not self._pointed_at:
            self._pointed_at = page.question
            self._go_to_question()
            self._pane.reveal_question()
        elif not page.is_done:
            if self._is_sure("This step is not done. F8 again skips it: it is then played for you."):
                self.go_on()
        elif (
            page.question is None
            or self._tutor.runner.answered(page.question) is not None
            or self._is_sure("The question is still open. F8 again leaves it so and goes on.")
        ):
            self.go_on()

    def _is_sure(self, warning: str) -> bool:
        """Whether something is asked for a second time within a few seconds; the first time, it is warned of."""
        asked, self._asked = self._asked, (warning, self._tutor.at, time.monotonic())
        if asked[:2] == self._asked[:2] and self._asked[2] - asked[2] < SURE:
            self._asked = ("", "", 0.0)
            return True
        self.notify(warning, severity="warning", timeout=SURE, markup=False)
        return False

    def go_on(self) -> None:
        """Go to the next step; after the last one, to the next lesson; after the last of them, to the map."""
        if not self._tutor.page.is_last:
            self._turn(1)
        elif self.has_class("-presenting") and not self._is_sure(
            "The lesson ends here. Page Down again: the next one."
        ):
            return
        elif (following := self._tutor.course.after(self._tutor.lesson)) is not None:
            self.open_lesson(following)
        else:
            self.action_course_map()

    def action_previous_step(self) -> None:
        """Turn back to the step before."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        self.app.clear_notifications()
        is_shown = self._tutor.mode in {Mode.SHOWING, Mode.SHOWN}
        way = self._tutor.way_again() if is_shown else ()  # what was shown has not happened
        if self._tutor.turn(by):
            self.begin(self._tutor.runner.way_here)
        elif is_shown:
            self.begin(way)
        else:
            self._show()
            self.ask()

    def action_free_play(self) -> None:
        """Leave the lesson alone for a while; or come back to it."""
        if self._tutor.mode is Mode.FREE:
            self.begin(self._tutor.way_again())
        else:
            self._tutor.mode = Mode.FREE
            self.show_page()
            self.action_to_prompt()

    def action_scroll_lesson(self, by: int) -> None:
        """Scroll the lesson by pages, wherever the focus is."""
        self._pane.scroll_relative(y=by * (self._pane.size.height - 2), animate=False)

    def reads_on(self) -> bool:
        """While presenting: before anything is played, show what is hidden of the lesson; whether anything was."""
        pane = self._pane
        if pane.scroll_offset.y >= pane.max_scroll_y or not (self._tutor.cue == 0 or self._tutor.page.is_done):
            return False
        self.action_scroll_lesson(1)
        return True

    def open_lesson(self, lesson: Lesson) -> None:
        """Turn to another lesson."""
        self.app.clear_notifications()
        try:
            self._tutor.open(lesson)
        except HeloError as error:
            self.notify(visible_text(str(error)), severity="error", timeout=10, markup=False)
            return
        self.query_one(PaneTabs).news = ""
        self.begin(self._tutor.runner.way_here)

    def action_copy_line(self) -> None:
        """Copy the command line that the step shows, or else the line under the cursor."""
        commands = commands_of(self._tutor.runner.step.before)
        if not commands:
            super().action_copy_line()
            return
        self.app.copy_to_clipboard(self._fill(commands[0]))
        self.notify("Copied: the command line of this step.", timeout=3, markup=False)

    def action_course_map(self) -> None:
        """Show all lessons, and how far they are done."""
        from heloworld.ui.screens.course_map import CourseMap

        def chosen(lesson: Lesson | None) -> None:
            if lesson is not None:
                self.open_lesson(lesson)

        self.app.push_screen(CourseMap(self._tutor.course, self._tutor.progress, self._tutor.lesson), chosen)

"""The question that is open, beside a workbench: whether it is in sight, and how it takes the keys."""

from __future__ import annotations

from collections.abc import Callable

from heloworld.course.model.lesson import Question
from heloworld.course.play.asking import Asking
from heloworld.course.play.session import LessonSession
from heloworld.ui.widgets.lesson.lesson_pane import LessonPane
from heloworld.ui.widgets.workbench import Workbench


class OpenQuestion:
    """Leads to the question of a lesson's page.

    Args:
        session: The lesson.
        workbench: What the lesson stands beside.
        pane: Where its page is.
    """

    def __init__(self, session: LessonSession, workbench: Workbench, pane: LessonPane) -> None:
        self._session, self._workbench, self._pane = session, workbench, pane
        self._led_to: tuple[Question, int | None] | None = None

    @property
    def is_hidden(self) -> bool:
        """Whether another pane is shown where the page would be."""
        return self._workbench.has_tabs and not self._workbench.shows_tab("guide")

    @property
    def has_more_around(self) -> bool:
        """Whether there is more of the page below what is in sight, be it the page or what is said beside a tab."""
        if self.is_hidden and not (self._session.page.is_over and self._pane.is_in_sight):
            return True
        return self._pane.has_more_below and not self.was_led_to

    def show_page(self) -> None:
        """Have the page come up; where the step is done, at what is said to it."""
        self._workbench.show_tab("guide")
        if self._session.page.is_done:
            self._workbench.call_after_refresh(self._pane.reveal_response)

    def leads_at_once(self) -> bool:
        """Whether the number of an answer leads there without Enter: before a class, which types no lines."""
        return self._session.is_presenting and self.is_out_of_sight

    def is_beside_text(self) -> bool:
        """Whether what is typed is text of a letter or the like, in which no digit is an answer; a class types none."""
        return self._workbench.wire.state.is_text and not self._session.is_presenting

    @property
    def has_keys(self) -> bool:
        """Whether it takes the keys, and something of it is in sight."""
        return self._pane.question.options.has_focus and self._pane.shows_any(self._pane.question)

    @property
    def is_seen(self) -> bool:
        """Whether one is open, and something of it is in sight."""
        return (
            self._session.page.question is not None and not self.is_hidden and self._pane.shows_any(self._pane.question)
        )

    @property
    def is_out_of_sight(self) -> bool:
        """Whether one is open, and nothing of it is in sight.

        What a learner has scrolled away is theirs to find; a class is led to it.
        """
        is_open = self._session.page.question is not None
        return is_open and (self.is_hidden or (self._session.is_presenting and not self.is_seen))

    def take_typed(self, line: str) -> bool:
        """The prompt was empty and holds this: the number of an answer to what is in sight is one, without Enter."""
        return self.take(line)

    def takes_lines(self, lines: tuple[str, ...], asking: Asking) -> bool:
        """Lines were entered: whether they belong to the question. Where that is out of sight, they only lead there."""
        if self.is_out_of_sight and len(lines) == 1 and asking.is_number(lines[0]):
            self.lead()
            return True
        return asking.takes(lines)

    def take(self, character: str) -> bool:
        """Something was typed elsewhere: answer what is in sight, where it is the number of an answer to that.

        A learner seals a prediction only where they have gone to it: there the number leads.
        """
        asked = self._session.page.question
        is_number = asked is not None and character in {str(each) for each in range(1, len(asked.options) + 1)}
        is_meant = is_number or (self._session.is_presenting and len(character) == 1 and character in "0123456789")
        if asked is None or not is_meant or not self.is_seen or self.is_beside_text():
            return False
        if asked.when == "before" and not self._session.is_presenting:
            self.lead()
            return True
        self._pane.question.options.action_choose(int(character) - 1)
        return True

    @property
    def was_led_to(self) -> bool:
        """Whether the learner was led here, and has not answered since: what is below it does not lead away again."""
        return self.has_keys and self._led_to is not None and self._led_to == self._standing

    @property
    def _standing(self) -> tuple[Question, int | None] | None:
        """What is asked, and how that was answered so far."""
        asked = self._session.page.question
        return None if asked is None else (asked, self._session.runner.answered(asked))

    def lead(self) -> None:
        """Go to it, wherever on the page it is."""
        self.enter()
        self._pane.reveal_question()
        self._led_to = self._standing

    def enter(self) -> None:
        """Show the page, and let the question take the keys."""
        self._workbench.show_tab("guide")
        self._workbench.call_after_refresh(self._focus)

    def point_at(self, has_more: Callable[[], bool]) -> None:
        """Where all of the page has been seen, the question that is open takes the keys."""
        if self._session.page.question is not None and not has_more():
            self._focus()

    def _focus(self) -> None:
        """The question takes the keys; a number that was meant for it and stands in the prompt goes."""
        line = self._workbench.wire.line
        if line.value.strip().isdigit() and not self.is_beside_text():
            line.value = ""
        self._pane.question.focus_options()

"""The course map: all lessons, how far each is done, and what is waiting to be reviewed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from heloworld.course.model.lesson import Course, Lesson
from heloworld.course.play.session import LessonSession
from heloworld.course.progress.left_over import LeftOver, left_over, skipped, steps_open
from heloworld.course.progress.progress import Progress
from heloworld.course.progress.spaced_review import ReviewItem, due
from heloworld.mbox.reading.columns import cells
from heloworld.ui.actions import Action
from heloworld.ui.screens.review import ReviewScreen
from heloworld.ui.widgets.common.key_bar import KeyBar
from heloworld.wire.visible import visible_text

_REVIEW = "(review)"
"""Stands for the review where the others stand for lessons."""

_SUMMARY = "Answered a day, three days and a week later, an answer stays. Nothing depends on it."

ROOM = 7
"""Rows of the box beside its lessons: its frame, what the one under the cursor is about, and the review."""

KEYS: Final = (
    Action("open_lesson", ("enter",), "Open", "Open the lesson under the cursor.", frozenset()),
    Action("dismiss(None)", ("escape",), "Back", "Go back to where you were.", frozenset()),
)
"""What can be done here."""

_DONE, _BEGUN, _NEW = "[x] ", "[>] ", "[ ] "
_HERE, _ELSEWHERE = "▶ ", "  "
_LONGEST_TITLE: Final = 40
"""Columns of a title at most, so that the times stand below each other."""


class CourseMap(ModalScreen[Lesson | None]):
    """All lessons; the one that is chosen is the result.

    Args:
        course: The course.
        progress: What is known of the learner.
        here: The lesson where the learner is; None where they are in none.
        is_before_class: Whether a class looks on: nobody's open questions and wrong answers are for it to see.
        loss: Says what is lost when a lesson is opened, as a sentence, or nothing; then it has to be chosen twice.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f9", "dismiss(None)", "Back", show=False),
    ]

    DEFAULT_CSS = """
    CourseMap { align: center middle; background: $background 60%; }
    CourseMap > Vertical {
        width: 90%; max-width: 100; height: 92%;
        border: round $pane-border-focus; border-title-style: bold; background: $surface; padding: 0 1;
    }
    CourseMap OptionList {
        height: 1fr; border: none; text-wrap: nowrap; text-overflow: ellipsis;
        background: $surface; scrollbar-size: 1 1;
    }
    CourseMap OptionList:focus { border: none; background-tint: transparent; }
    CourseMap OptionList:focus > .option-list--option-highlighted { background: $line-cursor; color: $foreground; }
    CourseMap OptionList:focus:ansi > .option-list--option-highlighted {
        background: $block-cursor-background; color: $block-cursor-foreground;
    }
    CourseMap #summary { height: 3; margin-top: 1; padding: 0 1; color: $faint; }
    """

    def __init__(
        self,
        course: Course,
        progress: Progress,
        here: Lesson | None = None,
        *,
        is_before_class: bool = False,
        loss: Callable[[Lesson], str] = lambda _: "",
    ) -> None:
        super().__init__()
        self._is_before_class = is_before_class
        self._course = course
        self._progress = progress
        self._here = here
        self._loss = loss
        self._warned_of: str | None = None

    @classmethod
    def of(cls, session: LessonSession, loss: Callable[[Lesson], str]) -> CourseMap:
        """The map as it is opened from a lesson.

        Args:
            session: The lesson.
            loss: What is lost with it where another one is opened.
        """
        before_class = session.is_presenting
        return cls(session.course, session.progress, session.lesson, is_before_class=before_class, loss=loss)

    def compose(self) -> ComposeResult:
        """The list, and what the lesson under the cursor is about."""
        with Vertical() as box:
            lessons = list(self._course.lessons)
            left = [each.head.minutes for each in lessons if not self._is_done(each)]
            rest = f" · about {_time(sum(left))} left" if left else ""
            box.border_title = f"Lessons · {len(lessons) - len(left)} of {len(lessons)} done{rest}"
            box.styles.max_height = len(self._course.parts) + sum(1 for _ in self._course.lessons) + ROOM
            here = f"{_HERE}you are here · " if self._here is not None else ""
            box.border_subtitle = f"{here}Enter opens · Escape closes"
            yield OptionList(*self._options(), id="lessons")
            yield Static(id="summary")
        yield KeyBar(KEYS)

    def on_mount(self) -> None:
        """The cursor stands where the learner is."""
        self._go_to_lesson()
        self.query_one(OptionList).focus()

    def action_open_lesson(self) -> None:
        """Open what the cursor is on."""
        self.query_one(OptionList).action_select()

    def _go_to_lesson(self) -> None:
        """Have the cursor where the learner is, or where they go on."""
        lessons = self.query_one(OptionList)
        open_ones = (each for each in self._course.lessons if not self._is_done(each))
        wanted = self._here or next(open_ones, next(self._course.lessons))
        lessons.highlighted = lessons.get_option_index(wanted.id)

    def _is_done(self, lesson: Lesson) -> bool:
        return self._progress.is_finished(lesson.id)

    def _options(self) -> Iterator[Option]:
        waiting = due(self._progress, self._course, datetime.now(UTC))
        if waiting:
            many = "question waits" if len(waiting) == 1 else "questions wait"
            text = f"Review: {len(waiting)} {many} to be asked again"
            yield Option(Content.styled(text, "bold $good"), id=_REVIEW)
        for place, part in enumerate(self._course.parts, 1):
            number = part.lessons[0].number.partition(".")[0] or place  # as its lessons count, where they do
            yield Option(Content.styled(f"{number} {visible_text(part.title)}", "bold $separator"), disabled=True)
            for lesson in part.lessons:
                yield Option(self._line(lesson), id=lesson.id)

    def _line(self, lesson: Lesson) -> Content:
        standing = self._progress.standing(lesson.id)
        is_begun = bool(standing.reached or standing.answers or standing.step)
        mark, style = (_DONE, "$good") if self._is_done(lesson) else (_BEGUN, "bold") if is_begun else (_NEW, "")
        is_here, is_under_way = lesson is self._here, is_begun and not self._is_done(lesson)
        left = self._left_over(lesson)
        step = steps_open(skipped(lesson, standing)) or f"step {standing.step + 1}/{len(lesson.steps)}"
        is_short = not left.many or step.endswith("open")  # where more does not fit, the sentence below has it
        beside = step if is_short else f"{step}, {left.many} open"
        return Content.assemble(
            (_HERE if is_here else _ELSEWHERE, "bold $separator"),
            (mark, style),
            f"{lesson.number:{self._number_width}} ",
            Content.styled(visible_text(lesson.title), style).truncate(self._widest, ellipsis=True, pad=True),
            f" {lesson.head.minutes:>2} min  ",
            beside if is_under_way else left.short,
        )

    @property
    def _number_width(self) -> int:
        """Columns of the numbers."""
        return max(cells(each.number) for each in self._course.lessons)

    @property
    def _widest(self) -> int:
        """Columns of the titles."""
        return min(max(cells(visible_text(each.title)) for each in self._course.lessons), _LONGEST_TITLE)

    def _left_over(self, lesson: Lesson) -> LeftOver:
        if self._is_before_class:
            return LeftOver()
        return left_over(lesson, self._progress.standing(lesson.id), is_finished=self._is_done(lesson))

    @on(OptionList.OptionHighlighted)
    def _tell(self, event: OptionList.OptionHighlighted) -> None:
        self._warned_of = None
        lesson, summary = self._course.find(event.option_id or ""), _SUMMARY
        if lesson is not None:
            missing = "" if self._is_done(lesson) else steps_open(skipped(lesson, self._progress.standing(lesson.id)))
            left = f"You left {missing}. " if missing else ""
            summary = f"{visible_text(lesson.head.summary)} {left}{self._left_over(lesson).sentence}"
        self.query_one("#summary", Static).update(Content(summary.rstrip()))

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        if event.option_id == _REVIEW:
            items = due(self._progress, self._course, datetime.now(UTC))
            self.app.push_screen(ReviewScreen(items, self._reviewed))
        elif (lesson := self._course.find(event.option_id or "")) is not None and self._is_sure(lesson):
            self.dismiss(lesson)

    def _is_sure(self, lesson: Lesson) -> bool:
        """Whether a lesson may be opened: where something is lost, it is said here, and the lesson chosen again."""
        loss, warned_of = self._loss(lesson), self._warned_of
        self._warned_of = lesson.id
        if not loss or warned_of == lesson.id:
            return True
        asks = f"{loss} Enter again opens {lesson.number or 'the lesson'}; Escape goes back."
        self.query_one("#summary", Static).update(Content.styled(asks, "bold $refused"))
        return False

    def _reviewed(self, item: ReviewItem, is_right: bool) -> None:
        self._progress.reviewed(item.lesson.id, item.question.id, is_right=is_right)
        lessons = self.query_one(OptionList).clear_options().add_options(self._options())
        if lessons.get_option_at_index(0).id == _REVIEW:
            lessons.highlighted = 0
        else:
            self._go_to_lesson()


def _time(minutes: int) -> str:
    """Some minutes, as hours and minutes where they are many."""
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"

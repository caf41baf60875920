"""The review: questions of earlier lessons that have come back, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from heloworld.course.progress.spaced_review import ReviewItem
from heloworld.ui.markdown_text import prose
from heloworld.ui.widgets.lesson.question import QuestionBox

Reviewed = Callable[[ReviewItem, bool], None]


class ReviewScreen(ModalScreen[None]):
    """Questions, and after each answer why it is so; can be left at any time.

    Args:
        items: The questions.
        reviewed: Told of each answer, and whether it was right.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "dismiss(None)", "Close", show=False),
        Binding("enter,space,f8", "go_on", "Go on", show=False),
    ]

    DEFAULT_CSS = """
    ReviewScreen { align: center middle; background: $background 60%; }
    ReviewScreen > VerticalScroll {
        width: 90%; max-width: 84; height: auto; max-height: 92%;
        border: round $pane-border-focus; border-title-style: bold; background: $surface; padding: 0 1;
    }
    ReviewScreen Static { height: auto; }
    ReviewScreen #why { margin-top: 1; }
    """

    def __init__(self, items: tuple[ReviewItem, ...], reviewed: Reviewed) -> None:
        super().__init__()
        self._items = items
        self._reviewed = reviewed
        self._at = 0

    def compose(self) -> ComposeResult:
        """Where the question is from, the question, and why."""
        with VerticalScroll() as box:
            box.border_subtitle = "Escape closes"
            yield Static(id="from")
            yield QuestionBox(id="question")
            yield Static(id="why")

    def on_mount(self) -> None:
        """Ask the first."""
        self._ask()

    @property
    def _item(self) -> ReviewItem:
        return self._items[self._at]

    def _ask(self) -> None:
        lesson = self._item.lesson
        self.query_one(VerticalScroll).border_title = f"Review · question {self._at + 1} of {len(self._items)}"
        self.query_one("#from", Static).update(Content.styled(f"{lesson.number} {lesson.title}", "$faint"))
        self.query_one("#why", Static).update("")
        box = self.query_one(QuestionBox)
        box.show(self._item.question, str)
        self.call_after_refresh(box.focus_options)

    @on(QuestionBox.Answered)
    def _answer(self, message: QuestionBox.Answered) -> None:
        is_right = message.option == message.question.answer
        self._reviewed(self._item, is_right)
        box = self.query_one(QuestionBox)
        box.show(None, str)
        verdict = ("Yes. ", "bold $good") if is_right else ("It is otherwise. ", "bold $refused")
        last = self._at == len(self._items) - 1
        self.query_one("#why", Static).update(
            Content.assemble(
                prose(message.question.ask),
                "\n",
                ("You answered: ", "bold"),
                prose(message.question.options[message.option]),
                "\n",
                verdict,
                prose(message.question.because(message.option)),
                "\n\n",
                ("Enter closes." if last else "Enter goes on.", "$faint"),
            )
        )
        self.set_focus(None)

    def action_go_on(self) -> None:
        """Ask the next question; after the last one, close."""
        if self._at == len(self._items) - 1:
            self.dismiss(None)
        else:
            self._at += 1
            self._ask()

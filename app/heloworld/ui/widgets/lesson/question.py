"""A question and its options; one is chosen with the arrow keys and Enter, or by its number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import OptionList, Static

from heloworld.course.model.lesson import Question
from heloworld.course.progress.records import LEFT_OPEN
from heloworld.ui.app import take_back
from heloworld.ui.markdown_text import prose

_HANG: Final = "  "
"""What stands below the number of an answer."""

_NO_SUCH: Final = "There is no answer "
"""How begins what is said to a digit that is no answer's; it goes with the next one."""

NO_IDEA: Final = Content("Esc I have no idea")
"""The last option of a prediction."""


class QuestionBox(Vertical):
    """What is asked now; not shown while nothing is."""

    DEFAULT_CSS = """
    QuestionBox { height: auto; display: none; background: $panel; padding: 0 1; margin-top: 1; }
    QuestionBox { border-left: outer $strip-here; }
    QuestionBox.-open { display: block; }
    QuestionBox > Static { height: auto; }
    QuestionBox > Options { height: auto; max-height: 20; border: none; padding: 0; background: $panel; margin-top: 1; }
    QuestionBox > Options:focus { border: none; background-tint: transparent; }
    QuestionBox > Options > .option-list--option-highlighted {
        background: $panel; color: $foreground; text-style: none;
    }
    QuestionBox > Options:focus > .option-list--option-highlighted {
        background: $line-cursor; color: $foreground; text-style: none;
    }
    QuestionBox > Options:focus:ansi > .option-list--option-highlighted {
        background: $block-cursor-background; color: $block-cursor-foreground; text-style: $block-cursor-text-style;
    }
    """

    class Answered(Message):
        """An option was chosen, by its number or otherwise; or `LEFT_OPEN`, for none of them."""

        def __init__(self, question: Question, option: int, *, by_number: bool) -> None:
            super().__init__()
            self.question = question
            self.option = option
            self.by_number = by_number

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._question: Question | None = None

    def compose(self) -> ComposeResult:
        """The question, and what can be answered."""
        yield Static(id="asked")
        yield Options(id="options")

    @property
    def options(self) -> Options:
        """What can be answered."""
        return self.query_one(Options)

    def focus_options(self) -> None:
        """Go to the options; what stands above them is to be read first, and so stays in sight."""
        self.options.focus(scroll_visible=False)

    def show(self, question: Question | None, fill: Callable[[str], str]) -> bool:
        """Ask something, or nothing any more; returns whether that is a change."""
        if question is self._question:
            return False
        self._question = question
        take_back(self.app, _NO_SUCH)
        self.set_class(question is not None, "-open")
        self.options.clear_options()
        if question is not None:
            lead = (
                ("Before you type: ", "bold $separator")
                if question.when == "before"
                else ("And now: ", "bold $separator")
            )
            self.query_one("#asked", Static).update(Content.assemble(lead, prose(question.ask, fill)))
            options = enumerate(question.options, 1)
            self.options.show([Content.assemble(f"{number} ", prose(each, fill)) for number, each in options])
            self.options.add_options([NO_IDEA] if question.when == "before" else [])
        return True

    @on(OptionList.OptionHighlighted)
    def _move(self) -> None:
        self.scroll_visible(animate=False)

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if self._question is not None:
            option = event.option_index if event.option_index < len(self._question.options) else LEFT_OPEN
            self.post_message(self.Answered(self._question, option, by_number=self.options.take_number()))


class Options(OptionList, inherit_bindings=False):
    """Options that are also chosen by their numbers; page keys are left to whatever scrolls them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "cursor_up", show=False),
        Binding("down", "cursor_down", show=False),
        Binding("enter,space", "select", show=False),
        *(Binding(str(number), f"choose({number - 1})", show=False) for number in range(10)),
    ]

    _by_number = False
    _whole: Sequence[Content] = ()

    def show(self, answers: Sequence[Content]) -> None:
        """Offer answers; what does not fit into a row goes on below its first word."""
        self._whole = answers
        self.add_options(map(self._hung, answers))

    def on_resize(self) -> None:
        """Break the answers anew."""
        for number, answer in enumerate(self._whole):
            self.replace_option_prompt_at_index(number, self._hung(answer))

    def _hung(self, answer: Content) -> Content:
        width = self.scrollable_content_region.width - len(_HANG)
        rows = answer.wrap(width) if width > len(_HANG) else [answer]
        return Content(f"\n{_HANG}").join([row.rstrip() for row in rows])

    def take_number(self) -> bool:
        """Whether what was chosen last was chosen by its number; asked once for each."""
        by_number, self._by_number = self._by_number, False
        return by_number

    def on_mount(self) -> None:
        """Be drawn anew in another theme: the list keeps what it has drawn as long as its own style is the same."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self._draw_anew())

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002 - Textual's form
        """Digits are for the question, and the space bar chooses an answer; a letter begins a line."""
        return character is not None and character in "0123456789 "

    def _draw_anew(self) -> None:
        for number, option in enumerate(self.options):
            self.replace_option_prompt_at_index(number, option.prompt)

    def action_select(self) -> None:
        """Choose what is highlighted; highlight the first, where nothing is: nobody answers what is out of sight."""
        if self.highlighted is None:
            self.highlighted = 0
        else:
            super().action_select()

    def action_choose(self, at: int) -> None:
        """Choose the answer of a number, from 0, of a question in sight; where there is none, say which there are."""
        take_back(self.app, _NO_SUCH)
        if 0 <= at < len(self._whole) and not self._is_asked_in_sight:
            self.highlighted = at  # which leads there
        elif 0 <= at < len(self._whole):
            self.highlighted = at
            self._by_number = True
            self.action_select()
        else:
            self.say_numbers(str(at + 1))

    @property
    def _is_asked_in_sight(self) -> bool:
        """Whether anything of the question is in sight, with its answers."""
        return isinstance(self.parent, Widget) and self.screen.find_widget(self.parent).visible_region.area > 0

    def say_numbers(self, typed: str) -> None:
        """A digit was meant as an answer, and is none's: say which numbers there are."""
        count = len(self._whole)
        numbers = "1 or 2" if count == 2 else f"1 to {count}"
        self.notify(f"{_NO_SUCH}{typed}: press {numbers}.", timeout=4, markup=False)

"""The lesson beside the wire: prose, goals that tick off, what is said to a mistake, questions."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget

from heloworld.course.play.page import Page
from heloworld.ui.widgets.common.prose import Prose
from heloworld.ui.widgets.lesson import lesson_text
from heloworld.ui.widgets.lesson.question import QuestionBox

Fill = Callable[[str], str]


PINNED = 3
"""The goals stay in sight below a text that scrolls, where they need no more than one row in so many."""


class LessonPane(VerticalScroll, can_focus=True):
    """One page of a lesson, as it stands; scrolls to what is new."""

    DEFAULT_CSS = """
    LessonPane { padding: 0 0 0 1; scrollbar-size: 1 1; scrollbar-gutter: stable; }
    LessonPane > Prose { height: auto; margin-top: 1; padding-right: 1; }
    LessonPane > #reading { margin-top: 0; }
    LessonPane > QuestionBox { margin: 1 1 0 0; }
    LessonPane > .-empty, LessonPane > #elsewhere { display: none; }
    LessonPane.-pinned > #tasks { dock: bottom; margin: 0; border-top: solid $pane-border; background: $background; }
    LessonPane > #notes { background: $panel; padding: 0 1; border-left: outer $server; }
    """

    def __init__(self, *, id: str, classes: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, classes=classes)
        self._page: Page | None = None
        self._written = ""

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield Prose(id="reading")
        yield Prose(id="tasks")
        yield Prose(id="response", classes="-empty")
        yield QuestionBox(id="question")
        yield Prose(id="recap", classes="-empty")
        yield Prose(id="notes", classes="-empty")
        yield Prose(id="next", classes="-empty")
        yield Prose(lesson_text.GUESS_ELSEWHERE, id="elsewhere")

    def on_focus(self) -> None:
        """Where a question is open, it is what one comes here for."""
        if self._page is not None and self._page.question is not None:
            self.question.focus_options()

    def on_mount(self) -> None:
        """Say so whenever there is more or less to read."""
        self.watch(self, "virtual_size", self._settle, init=False)

    def on_resize(self) -> None:
        """There is room for more of it, or for less."""
        self.call_after_refresh(self._settle)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Say whether there is more below."""
        super().watch_scroll_y(old_value, new_value)
        self._say_more()

    @property
    def page_rows(self) -> int:
        """Rows by which a page key scrolls: what is in sight of the text, but for two that stay."""
        return max(self.size.height - self._pinned_rows - 2, 1)

    @property
    def _pinned_rows(self) -> int:
        """Rows at the bottom that the goals take, whatever the text above them is scrolled to."""
        return self._tasks.outer_size.height if self.has_class("-pinned") else 0

    @property
    def _tasks(self) -> Prose:
        return self.query_one("#tasks", Prose)

    def _settle(self) -> None:
        """The layout is known: keep open goals in sight below a text that does not fit, if that has room enough."""
        is_open = self._page is not None and not self._page.is_done
        has_both = self.query_one("#reading").display and self._tasks.display
        fits = is_open and has_both and self._tasks.size.height * PINNED <= self.size.height
        self.set_class(fits and self.max_scroll_y > 0, "-pinned")  # pinned or not, all needs as many rows
        self._say_more()

    def _say_more(self) -> None:
        in_sight = self.scroll_offset.y + self.scrollable_content_region.height - self._pinned_rows
        asks_below = self.question.display and self.question.virtual_region.bottom > in_sight
        more = "↓ a question" if asks_below else "PgDn: more ↓"
        self.border_subtitle = more if self.has_more_below else ""

    @property
    def has_more_below(self) -> bool:
        """Whether there is more below what is in sight."""
        return bool(self.scroll_offset.y < self.max_scroll_y)

    @property
    def is_in_sight(self) -> bool:
        """Whether anything of it is in sight."""
        return self.display and self.size.height > 0

    @property
    def question(self) -> QuestionBox:
        """What is asked now."""
        return self.query_one(QuestionBox)

    def reveal_question(self) -> None:
        """Scroll to the question that is open."""
        self._reveal(self.question)

    def reveal_response(self) -> None:
        """Scroll to what is said to what was done, from its beginning."""
        self.scroll_to_widget(self.query_one("#response"), animate=False, top=True)

    def reveal_notes(self) -> None:
        """Scroll to the teacher's notes."""
        self._reveal(self.query_one("#notes"))

    @property
    def shows_notes(self) -> bool:
        """Whether anything of the teacher's notes is in sight."""
        return self.shows_any(self.query_one("#notes"))

    def shows_any(self, part: Widget) -> bool:
        """Whether anything of a part is in sight."""
        top = part.virtual_region.y - self.scroll_offset.y
        return part.display and -part.virtual_region.height < top < self.scrollable_content_region.height

    def has_in_sight(self, part: Widget) -> bool:
        """Whether all of a part is in sight."""
        top = part.virtual_region.y - self.scroll_offset.y
        return part.display and top >= 0 and top + part.virtual_region.height <= self.scrollable_content_region.height

    def show(
        self,
        page: Page,
        fill: Fill,
        footer: Content,
        notes: Content | None = None,
        *,
        is_aside: bool = False,
        is_presenting: bool = False,
    ) -> None:
        """Show a page, and scroll to what is new in it.

        Args:
            page: The page.
            fill: Puts values in the place of placeholders.
            footer: What can be done next.
            notes: The teacher's notes, where they are wanted.
            is_aside: Whether what can be done next is out of the ordinary, and is to be seen.
            is_presenting: Whether it is shown to a class, by somebody who goes on with a clicker.
        """
        before, self._page = self._page, page
        self.border_title = lesson_text.title(page, is_presenting=is_presenting)
        self._mark(page)
        is_other = before is None or (before.lesson, before.at) != (page.lesson, page.at)
        self._read(page, fill, is_other=is_other)
        self._say("tasks", lesson_text.tasks(page))
        self._tasks.set_class(not page.tasks, "-empty")
        said = self._say("response", lesson_text.response(page, fill))
        asked = self.question.show(page.question, fill)
        self._say("recap", lesson_text.recap(page))
        noted = self._say("notes", notes or Content()) and notes is not None
        next_ = self._say("next", footer)
        self.call_after_refresh(self._settle)
        has_new_answer = before is not None and page.answered != before.answered
        asks = (asked or has_new_answer) and page.question is not None
        parts = ((asks, "question"), (is_aside and next_, "next"), (noted, "notes"), (said, "response"))
        if is_other:
            self.scroll_home(animate=False)
        else:
            self._reveal_new(parts, ends_new=has_new_answer or len(page.hints) > len(before.hints if before else ()))

    def _mark(self, page: Page) -> None:
        """Have what goes for the page as a whole decide how its parts look."""
        self.set_class(bool(page.misstep) and not page.is_done, "-not-yet")
        self.set_class(page.question is not None and page.question.when == "before", "-predicts")

    def _reveal_new(self, parts: tuple[tuple[bool, str], ...], *, ends_new: bool) -> None:
        """Scroll to the first of the parts that are new.

        Args:
            parts: Whether each is new.
            ends_new: Whether in what is said the end is new: another hint, or whether an answer is right.
        """
        if new := next((part for is_new, part in parts if is_new), None):
            self._reveal(self.query_one(f"#{new}"), its_end=new == "response" and ends_new)

    def _read(self, page: Page, fill: Fill, *, is_other: bool) -> None:
        """Show the step's text, where it is another one; the server's port may be known only now."""
        written, self._written = self._written, fill(page.before)
        if is_other or written != self._written:
            self._say("reading", lesson_text.reading(page, fill))

    def _say(self, name: str, text: Content) -> bool:
        """Change a part's text, if it is another; returns whether it is."""
        part = self.query_one(f"#{name}", Prose)
        if part.content == text:
            return False
        part.update(text)
        part.set_class(not text.plain, "-empty")
        return True

    def _reveal(self, part: Widget, *, its_end: bool = False) -> None:
        """Scroll until a part is in sight, above the goals where these are pinned.

        Args:
            part: The part.
            its_end: Whether its last rows are what is new; else its first ones come first.
        """
        self.call_after_refresh(self._bring, part, self.scroll_offset.y, its_end=its_end)

    def _bring(self, part: Widget, start: int, before: tuple[int, float] | None = None, *, its_end: bool) -> None:
        """Scroll to a part; once more as long as the layout still changes, by pinned goals or text that wraps anew.

        Args:
            part: The part.
            start: From where; it stays there, if the part is in sight.
            before: What the layout was when this was last done.
            its_end: Whether its last rows are what is new.
        """
        top, bottom = part.virtual_region.y, self._end_of(part)
        below = max(bottom - (self.scrollable_content_region.height - self._pinned_rows), 0)
        self.scroll_to(y=below if its_end else min(max(below, start), top), animate=False)
        now = (below, self.max_scroll_y)
        if now != before:
            self.call_after_refresh(self._bring, part, start, now, its_end=its_end)

    def _end_of(self, part: Widget) -> int:
        """The row behind a part; what is said to a deed goes together with what can be done next."""
        next_, recap = self.query_one("#next"), self.query_one("#recap")
        last = next_ if part.id == "response" and next_.display and not recap.display else part
        return last.virtual_region.bottom

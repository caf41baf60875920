"""The world of a lesson, and how it is brought to where a step begins, shown, or played line by line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future

from textual import events, work

from heloworld.course.model.act import Act
from heloworld.course.play.session import Mode, Tutor
from heloworld.course.play.world_plan import to_lab
from heloworld.errors import HeloError
from heloworld.lab.bench import LocalBench, Tell
from heloworld.ui.screens.lab import LabScreen
from heloworld.ui.widgets.common.line_view import LineView
from heloworld.ui.widgets.lesson.question import Options
from heloworld.wire.visible import visible_text

PACE = 1.2
"""Seconds between two lines that are shown."""

CUE_PACE = 0.3
"""Seconds between a presenter's key and the line that it sends: long enough to see it stand in the prompt."""


class LessonWorld(LabScreen, inherit_bindings=False):
    """A lesson's server and mailboxes; what is shown of the lesson is for whoever extends this.

    Args:
        bench: The world that is worked with.
        tutor: The lesson.
        start: Starts the bench.

    Attributes:
        lab_bench: The world that is worked with.
    """

    def __init__(self, bench: LocalBench, tutor: Tutor, start: Callable[[Tell], Future[None]] | None = None) -> None:
        super().__init__(bench, place=tutor.page.lesson, start=start)
        self.lab_bench = bench
        self._tutor = tutor
        self._cues = asyncio.Lock()
        self._waiting: list[Callable[[], object]] = []

    def show_page(self) -> None:
        """Show the lesson as it stands."""

    def ask(self) -> None:
        """Go to where the learner goes on."""

    def go_on(self) -> None:
        """Go to the next step, or to the next lesson."""

    def reads_on(self) -> bool:
        """While presenting: show what is hidden of the lesson, if anything is; whether that was so."""
        return False

    def on_key(self, event: events.Key) -> None:
        """What is typed elsewhere goes to the prompt, but for the number of an answer."""
        character = event.character
        if character is None or not event.is_printable:
            return
        if isinstance(self.focused, Options) and (character.isdigit() or character == " "):
            return
        event.stop()
        event.prevent_default()
        self._to_prompt_at_once()
        self._wire.line.insert_text_at_cursor(character)

    def on_paste(self, event: events.Paste) -> None:
        """What is pasted elsewhere goes to the prompt, too."""
        event.stop()
        self._to_prompt_at_once()
        self._wire.line.post_message(events.Paste(event.text))

    def _to_prompt_at_once(self) -> None:
        """Go to the prompt before the next key is looked at, which may be here already."""
        self.action_to_prompt()
        self.set_focus(self._wire.line)

    def action_scroll_lesson(self, by: int) -> None:
        """Scroll the lesson by pages, wherever the focus is."""

    def started(self) -> None:
        """The server is there: bring the world to where the step begins."""
        self.begin(self._tutor.runner.way_here)

    def follow(self) -> None:
        """Show the transcript from its beginning; the lesson follows it, too."""
        self._tutor.follow(self._feed.dissector, self.lab_bench.is_ours)

    @work(exclusive=True, group="world", exit_on_error=False)
    async def begin(self, way: tuple[Act, ...], then: tuple[str, ...] = ()) -> None:
        """A fresh world, brought to where the step begins.

        Args:
            way: What brings it there.
            then: Lines that were typed meanwhile, and are sent then.
        """
        if await self._set(way):
            self._count()
            self.ask()
            self._send(then)
            waiting, self._waiting = self._waiting, []
            for do in waiting:
                do()

    def when_set(self, do: Callable[[], object]) -> None:
        """Do something once the world is set: done earlier, it would get in between what is played there."""
        if self._tutor.mode is Mode.SETTING:
            self._waiting.append(do)
        else:
            do()

    def _count(self) -> None:
        """From now on, what happens counts."""
        self._tutor.resume()
        self._show()

    async def _set(self, way: tuple[Act, ...]) -> bool:
        """A fresh world, and in it what has happened before the step; returns whether that could be."""
        self._tutor.mode = Mode.SETTING
        self.show_page()
        try:
            await asyncio.wrap_future(self.lab_bench.reset(self._tutor.plan, keep=False))
            self.begin_again()
            for act in way:
                await asyncio.wrap_future(self.lab_bench.perform(to_lab(act)))
        except HeloError as error:
            self._complain(error)
            return False
        self._feed.catch_up()
        return True

    @work(exclusive=True, group="world", exit_on_error=False)
    async def show_how(self) -> None:
        """Play the step's solution at a pace at which it can be read."""
        if not await self._set(self._tutor.way_again()):
            return
        self._waiting.clear()
        self._tutor.mode = Mode.SHOWING
        self.show_page()
        self.action_to_prompt()
        for act in self._tutor.runner.step.solution:
            await self._play(act, PACE)
        self._tutor.mode = Mode.SHOWN
        self._show()

    async def _play(self, act: Act, pace: float) -> None:
        """Do one thing, so that it can be followed: a line stands in the prompt before it goes out."""
        if act.send is not None:
            self._wire.line.value = act.send
        try:
            await asyncio.sleep(pace)
        finally:
            self._wire.line.value = ""
        try:
            await asyncio.wrap_future(self.lab_bench.perform(to_lab(act)))
        except HeloError as error:
            self._complain(error)

    def _complain(self, error: HeloError) -> None:
        self.notify(visible_text(str(error)), severity="error", timeout=10, markup=False)

    # Before a class

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Page keys play lines while presenting; otherwise they scroll the lesson, or the file that has the focus."""
        if action in {"next_line", "previous_line"}:
            return self.has_class("-presenting") or not isinstance(self.focused, LineView)
        return super().check_action(action, parameters)

    def action_present(self) -> None:
        """Present, or end that."""
        self.toggle_class("-presenting")
        self.show_page()
        self.action_to_prompt()

    @work(group="world", exit_on_error=False)
    async def action_next_line(self) -> None:
        """Play the next line; after the last one, turn to the next step. Nothing is played but while presenting."""
        if not self.has_class("-presenting"):
            self.action_scroll_lesson(1)
            return
        async with self._cues:
            if self.reads_on():
                return
            act = self._tutor.next_act()
            if act is None:
                self.go_on()
                return
            self.action_to_prompt()
            await self._play(act, CUE_PACE)

    @work(group="world", exit_on_error=False)
    async def action_previous_line(self) -> None:
        """Go back by one line."""
        if not self.has_class("-presenting"):
            self.action_scroll_lesson(-1)
            return
        async with self._cues:
            way = self._tutor.act_back()
            if way is not None and await self._set(way):
                self._count()

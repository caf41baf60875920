"""A saved transcript as it happened: wire and mailbox, forwards and backwards, at any pace."""

from __future__ import annotations

import time
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.timer import Timer

from heloworld.lab.recorded.replay_bench import ReplayBench
from heloworld.ui.actions import bindings
from heloworld.ui.screens.workbench_screen import WorkbenchScreen
from heloworld.ui.widgets.workbench import Workbench

FASTEST: Final = 64
"""How many times as fast as it happened it is played at most."""

SHORTEST, LONGEST = 0.04, 3.0
"""Seconds between two lines, however close together or far apart they were."""


class ReplayScreen(WorkbenchScreen, inherit_bindings=False):
    """Wire → mailbox, as it was.

    Args:
        bench: The transcript.
    """

    SCOPES: ClassVar[tuple[str, ...]] = ("app", "replay")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*SCOPES)]
    AUTO_FOCUS = "WireView"

    def __init__(self, bench: ReplayBench) -> None:
        self._bench = bench
        self._speed = 1
        self._timer: Timer | None = None
        super().__init__(Workbench(bench, place=""))
        self.workbench.append.shown = 0.0  # the file is in sight anyway

    def on_mount(self) -> None:
        """Say where it is; Textual begins the work by the base's handler of the same event."""
        self._say()

    @property
    def is_playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer is not None

    def action_play(self) -> None:
        """Play, or pause; at the end, from the beginning."""
        if self._timer is not None:
            self._pause()
        elif self._bench.at >= self._bench.end:
            self._go_to(0)
            self._wait()
        else:
            self._wait()
        self._say()

    def action_line_on(self) -> None:
        """Go on by one line."""
        self._pause()
        self._go_to(self._bench.at + 1)

    def action_line_back(self) -> None:
        """Go back by one line."""
        self._pause()
        self._go_to(self._bench.at - 1)

    def action_to_begin(self) -> None:
        """Go to the beginning."""
        self._pause()
        self._go_to(0)

    def action_to_end(self) -> None:
        """Go to the end."""
        self._pause()
        self._go_to(self._bench.end)

    def action_faster(self) -> None:
        """Play twice as fast."""
        self._pace(min(self._speed * 2, FASTEST))

    def action_slower(self) -> None:
        """Play half as fast."""
        self._pace(max(self._speed // 2, 1))

    def action_to_prompt(self) -> None:
        """There is no prompt: all panes, and the newest line."""
        self.workbench.enlargement.end()
        self.workbench.wire.view.action_follow()

    def _pace(self, speed: int) -> None:
        self._speed = speed
        if self._timer is not None:
            self._wait()
        self._say()

    def _wait(self) -> None:
        """Have the next line come in its time."""
        self._pause()
        here, there = (self._bench.moment(at) for at in (self._bench.at, self._bench.at + 1))
        self._timer = self.set_timer(min(max((there - here) / self._speed, SHORTEST), LONGEST), self._next)

    def _pause(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = None

    def _next(self) -> None:
        """It is time for the next line."""
        self._timer = None
        self._go_to(self._bench.at + 1)
        if self._bench.at < self._bench.end:
            self._wait()
        self._say()

    def _go_to(self, at: int) -> None:
        if self._bench.go_to(at):
            self.workbench.begin_again()
        else:
            self.workbench.feed.catch_up()
        if self.workbench.mailbox is not None:
            self.workbench.mailbox.look()
        self._say()

    def _say(self) -> None:
        """Say in the title where we are."""
        bench, how = self._bench, f"▶ {self._speed}×" if self.is_playing else "paused"
        when = time.strftime("%H:%M:%S", time.localtime(bench.moment(bench.at)))
        self.workbench.title.place = f"Replay {bench.at} of {bench.end} · {how} · {when} · {bench.name}"

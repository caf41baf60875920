"""A world and a stage on which nothing happens but what is written down."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from heloworld.errors import ConnectError, HeloError
from heloworld.lab import script
from heloworld.lab.plan import Plan


def done(error: HeloError | None = None) -> Future[None]:
    future: Future[None] = Future()
    if error is None:
        future.set_result(None)
    else:
        future.set_exception(error)
    return future


class Script:
    """World, stage, podium and sight in one, and all that was done with them, in order."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.is_broken = self.is_typing = self.is_unsure = False
        self.has_more_to_read = False
        self.has_more = self.is_at_question = self.shows_question = False
        self.has_others = False
        self.asked_twice: list[str] = []

    def taken(self) -> list[str]:
        """What was written down since the last time."""
        log, self.log = self.log, []
        return log

    # The world

    def reset(self, plan: Plan | None = None, *, keep: bool = True) -> Future[Path | None]:
        self.log.append("reset" if plan is not None and not keep else "reset, wrongly")
        future: Future[Path | None] = Future()
        future.set_result(None)
        return future

    def perform(self, act: script.Deed) -> Future[None]:
        self.log.append(f"perform {act.line.decode()}" if isinstance(act, script.Send) else type(act).__name__)
        return done(ConnectError("It broke.") if self.is_broken else None)

    # The stage

    def type(self, line: str) -> None:
        self.log.append(f"type {line}")

    def clear(self) -> None:
        self.log.append("clear")

    # The beginning that is typed

    def may_begin(self) -> bool:
        return not self.is_unsure

    def is_sent(self) -> None:
        self.log.append("sent")

    def empty(self) -> bool:
        was, self.is_typing = self.is_typing, False
        return was

    def to_prompt(self) -> None:
        self.log.append("to prompt")

    def begin_again(self) -> None:
        self.log.append("begin again")

    def catch_up(self) -> None:
        self.log.append("catch up")

    def refresh(self) -> None:
        self.log.append("refresh")

    def ask(self) -> None:
        self.log.append("ask")

    def complain(self, error: HeloError) -> None:
        self.log.append(f"complain: {error.sentence}")

    # The sight

    def read_on(self) -> None:
        self.log.append("read on")
        self.has_more = False

    # The podium

    def scroll(self, by: int) -> None:
        self.log.append(f"scroll {by}")

    def reads_on(self) -> bool:
        was, self.has_more_to_read = self.has_more_to_read, False
        if was:
            self.log.append("read on")
        return was

    def may_cut_off(self, key: str, loss: str = "") -> bool:
        """Others are connected, or something else is lost: the first time, no."""
        if not (self.has_others or loss) or key in self.asked_twice:
            return True
        self.asked_twice.append(key)
        return False

    def drop_warning(self) -> None:
        """Nothing of a warning is written down."""

    # The sight

    def go_to_question(self) -> None:
        self.log.append("question")

    def say(self, sentence: str, holds: Callable[[], bool] = lambda: True) -> None:  # noqa: ARG002 - nothing goes
        self.log.append(f"say {sentence}")

    def empty_prompt(self) -> None:
        self.log.append("empty")

    def hush(self) -> None:
        self.log.append("hush")

    def open_map(self) -> None:
        self.log.append("map")

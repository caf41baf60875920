"""A stage is data, and a small script: what is sent, and what must hold."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from heloworld.errors import UsageError
from heloworld.judge.trial import Trial

STAGE_SECONDS: Final = 10.0
"""How long a stage may last."""


class Need(Enum):
    """What a stage needs of whoever is judged, beyond a conversation; the value says why it is skipped without it."""

    FILE = "It looks at the mailbox file, and the file of a server elsewhere cannot be seen."
    END = "It kills the server, and a server that was running already is left alone."
    MESSAGE = "It needs a message of ours, and the command takes none."


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing that must hold.

    Attributes:
        name: How it is asked for, in lower case: ``small-talk``.
        about: What it is about, in one sentence.
        source: Where that is written down.
        play: Sends and looks; raises `failure.Failed` or `failure.Skipped`, or returns where all holds.
        needs: What it cannot do without.
        seconds: How long it may last.
    """

    name: str
    about: str
    source: str
    play: Callable[[Trial], Awaitable[None]]
    needs: frozenset[Need] = frozenset()
    seconds: float = STAGE_SECONDS


@dataclass(frozen=True, slots=True)
class Suite:
    """All stages of one kind of program, in order.

    Attributes:
        name: What ``helo judge`` calls it: ``smtp``.
        subject: What is on trial, with its article: ``the server``.
        stages: The stages.
    """

    name: str
    subject: str
    stages: Sequence[Stage]

    def up_to(self, name: str | None) -> tuple[Stage, ...]:
        """A stage and all before it; all of them where none is named.

        Raises:
            UsageError: There is no such stage.
        """
        if name is None:
            return tuple(self.stages)
        names = [stage.name for stage in self.stages]
        if name not in names:
            from heloworld.wire.visible import visible_text

            raise UsageError(f"There is no stage {visible_text(name)}.", f"Choose one of: {_listed(names)}.")
        return tuple(self.stages[: names.index(name) + 1])


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)

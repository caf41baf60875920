"""What is said in passing and may stop being true before its time is up: it goes as soon as it is not true any more."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

from textual.notifications import SeverityLevel
from textual.widget import Widget

from heloworld.errors import ConnectError, HeloError, PlaintextError, SilenceError
from heloworld.lab.bench import Bench
from heloworld.ui.app import take_back
from heloworld.wire.events import Bytes, Event, Opened

_OPENED: Final = 64
"""Connections among which our own next one is looked for; others may come between."""


class PassingNotices:
    """Sentences on the screen, each with what tells whether it still holds.

    Args:
        stage: Where they are said.
    """

    def __init__(self, stage: Widget) -> None:
        self._stage = stage
        self._said: dict[str, Callable[[], bool]] = {}

    def say(
        self, sentence: str, holds: Callable[[], bool], *, timeout: float, severity: SeverityLevel = "information"
    ) -> None:
        """Say something.

        Args:
            sentence: What, as it is to stand on the screen.
            holds: Whether it is still true.
            timeout: Seconds for which it stands there at most.
            severity: How grave it is.
        """
        self._said[sentence] = holds
        self._stage.notify(sentence, timeout=timeout, severity=severity, markup=False)

    def warn(self, error: HeloError, bench: Bench, position: int) -> None:
        """Say what has gone wrong with our own connection; the arguments are those of `_still_holds`."""
        self.say(str(error), _still_holds(error, bench, position), timeout=10, severity="warning")

    def look(self) -> None:
        """Something has changed: what is not true any more goes."""
        gone = [sentence for sentence, holds in self._said.items() if not holds()]
        for sentence in gone:
            del self._said[sentence]
            take_back(self._stage.app, sentence)


def _still_holds(error: HeloError, bench: Bench, position: int) -> Callable[[], bool]:
    """Tells whether an error of our own connection is still true.

    That nothing is sent without TLS, or that the server has not answered, is true until something crosses; that a
    connection was lost, or could not be made, until there is another one, or another world.

    Args:
        error: What was said.
        bench: What it was said of.
        position: How many events there were then.
    """
    transcript, is_true = bench.transcript, True
    opened: deque[Opened] = deque(maxlen=_OPENED)  # a connection may be there before it is known whose it is

    def is_past(since: list[Event]) -> bool:
        if isinstance(error, PlaintextError | SilenceError):
            return any(isinstance(event, Bytes) for event in since)
        opened.extend(event for event in since if isinstance(event, Opened))
        return isinstance(error, ConnectError) and any(map(bench.is_ours, opened))

    def holds() -> bool:
        nonlocal position, is_true
        since, position = transcript.since(position)
        is_true = is_true and bench.transcript is transcript and not is_past(since)
        return is_true

    return holds

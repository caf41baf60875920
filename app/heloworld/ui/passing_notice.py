"""What is said of a connection and is true only until something crosses: it goes when it is not true any more."""

from __future__ import annotations

from typing import Any

from textual.app import App

from heloworld.errors import HeloError, PlaintextError, SilenceError
from heloworld.ui.app import take_back
from heloworld.wire.events import Bytes
from heloworld.wire.transcript import Transcript


class PassingNotice:
    """A sentence on the screen: that nothing is sent without TLS, or that the server has not answered."""

    def __init__(self) -> None:
        self._told: tuple[str, int] | None = None

    def told(self, error: HeloError, position: int) -> None:
        """Something was said.

        Args:
            error: What.
            position: How many events there were then.
        """
        self._told = (str(error), position) if isinstance(error, PlaintextError | SilenceError) else None

    def look(self, app: App[Any], transcript: Transcript) -> None:
        """Whoever agreed to go without TLS has typed, or a silent server has answered: the sentence goes."""
        if self._told is None:
            return
        said, position = self._told
        since, _ = transcript.since(position)
        if any(isinstance(event, Bytes) for event in since):
            self._told = None
            take_back(app, said)

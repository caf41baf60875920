"""What is said of a connection and is true only until something crosses: it goes when it is not true any more."""

from __future__ import annotations

from textual.app import App

from heloworld.errors import HeloError, PlaintextError, SilenceError
from heloworld.wire.events import Bytes
from heloworld.wire.transcript import Transcript


class PassingNotice:
    """A sentence on the screen: that nothing is sent without TLS, or that the server has not answered."""

    def __init__(self) -> None:
        self._told_at: int | None = None

    def told(self, error: HeloError, position: int) -> None:
        """Something was said.

        Args:
            error: What.
            position: How many events there were then.
        """
        self._told_at = position if isinstance(error, PlaintextError | SilenceError) else None

    def take_back(self, app: App[object], transcript: Transcript) -> None:
        """Whoever agreed to go without TLS has typed, or a silent server has answered: the sentence goes."""
        if self._told_at is None:
            return
        since, _ = transcript.since(self._told_at)
        if any(isinstance(event, Bytes) for event in since):
            self._told_at = None
            app.clear_notifications()

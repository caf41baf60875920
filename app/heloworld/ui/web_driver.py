"""How the screen talks to a page in a browser: Textual's driver, made to end with whoever it talks to.

What it talks to is a web server, by two pipes. Textual's driver goes on for ever where that server is gone, and lets a
file that is handed out be written into the middle of a frame. The seams into it are `_write` and `run_input_thread`.
"""

from __future__ import annotations

import contextlib
import os
import sys
from functools import partial
from threading import Lock

from textual import events
from textual.app import App
from textual.drivers.web_driver import WebDriver

from heloworld.ui.driver import GONE


class HeloWebDriver(WebDriver):
    """Reads keys, writes frames, hands out files."""

    def __init__(
        self, app: App[None], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        assert sys.__stdout__ is not None
        self._outlet = sys.__stdout__.fileno()
        self._lock = Lock()
        self._write = partial(self._write_whole)

    def start_application_mode(self) -> None:
        """Textual's own, which begins as a window that nobody looks at, and so forgets that a page has said otherwise.

        Whoever opens a page looks at it; what is typed is for the prompt, each key in its turn.
        """
        super().start_application_mode()
        self._app.call_later(self._app.post_message, events.AppFocus())

    def run_input_thread(self) -> None:
        """Textual's own, which ends when there is nobody any more who could send a key."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._lost()

    def _write_whole(self, packet: bytes) -> int:
        """Write one packet, whichever thread it comes from, before the next one; returns its length."""
        with self._lock:
            data = memoryview(packet)
            try:
                while data:
                    data = data[os.write(self._outlet, data) :]
            except OSError:
                self._lost()
        return len(packet)

    def _lost(self) -> None:
        """In any thread: the server is gone."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(lambda: self._app.exit(return_code=GONE))

"""How the screen talks to the terminal: Textual's driver, made to survive what terminals do.

A terminal may send what is no UTF-8, may stop reading for minutes, or may be gone from one moment to the next. Textual
stands and falls with each of these; here the first is kept as it is, and the others end the program in order when it
is asked to end. The seams into Textual's driver are `_file`, `_mouse_pixels` and `run_input_thread`.
"""

from __future__ import annotations

import codecs
import contextlib
import os
import select
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual._xterm_parser import XTermParser
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from heloworld.ui import terminal

if TYPE_CHECKING:
    from io import TextIOWrapper

GONE = 129
"""The exit status when the terminal is gone: as if by SIGHUP."""

TICK = 0.1
"""Seconds between two looks at whether input is still wanted, and whether an Escape stands alone."""

CHUNK = 65_536
"""Bytes that are read or written at once."""

LAST_WORDS = 0.5
"""Seconds that a terminal gets to take what is left, once the program is asked to end."""


class HeloDriver(LinuxDriver):
    """Reads keys, writes frames."""

    def __init__(
        self, app: App[None], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        assert sys.__stdout__ is not None
        self._outlet = Outlet(sys.__stdout__.fileno(), self._lost)
        self._file = cast("TextIOWrapper", self._outlet)

    def start_application_mode(self) -> None:
        """Textual's own; what it puts back at the end is what there was before the program began to change it."""
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self.attrs_before = terminal.modes_at_first() or self.attrs_before

    def stop_application_mode(self) -> None:
        """Textual's own, which leaves the mouse's positions in pixels where resizing is reported in the input."""
        if self._mouse_pixels:
            self.write("\x1b[?1016l")
        super().stop_application_mode()

    def hurry(self) -> None:
        """The program is to end: a terminal that does not read is not waited for any longer."""
        self._outlet.hurry()

    def run_input_thread(self) -> None:
        """Read keys until they are not wanted any more."""
        parser = XTermParser(self._debug)
        decode = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode
        while not self.exit_event.is_set():
            if select.select([self.fileno], [], [], TICK)[0]:
                data = self._read()
                if not data:
                    self._lost()
                    return
                for message in parser.feed(decode(data)):
                    self.process_message(message)
            for message in parser.tick():
                self.process_message(message)

    def _read(self) -> bytes:
        with contextlib.suppress(OSError):
            return os.read(self.fileno, CHUNK)
        return b""

    def _lost(self) -> None:
        """In any thread: the terminal is gone."""
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(lambda: self._app.exit(return_code=GONE))


class Outlet:
    """A stream to the terminal that gives up when it must.

    Args:
        descriptor: The terminal.
        on_lost: Called when it is gone.
    """

    def __init__(self, descriptor: int, on_lost: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._on_lost = on_lost
        self._waiting: list[str] = []
        self._until: float | None = None
        self._is_lost = False
        self._own = _reopened(descriptor)

    def fileno(self) -> int:
        """The terminal's descriptor."""
        return self._descriptor

    def write(self, text: str) -> None:
        """Keep text until `flush`."""
        self._waiting.append(text)

    def flush(self) -> None:
        """Write what was kept, as fast as the terminal takes it."""
        data = memoryview("".join(self._waiting).encode("utf-8", "replace"))
        self._waiting.clear()
        while data and not self._is_lost:
            try:
                data = data[self._write(data) :]
            except OSError:
                self._is_lost = True
                self._on_lost()

    def hurry(self) -> None:
        """From now on, wait for the terminal for half a second at most."""
        self._until = time.monotonic() + LAST_WORDS

    def _write(self, data: memoryview) -> int:
        """Write some of it, or wait a moment; returns how much, all of it where it is given up."""
        if self._until is not None and time.monotonic() > self._until:
            return len(data)
        if select.select([], [self._own], [], TICK)[1]:
            with contextlib.suppress(BlockingIOError):
                return os.write(self._own, data[:CHUNK])
            select.select([], [], [], TICK / 10)  # a pseudo-terminal may promise room that it has not
        return 0


def _reopened(descriptor: int) -> int:
    """The same terminal, opened once more, so that not waiting for it concerns nobody else who has it open."""
    try:
        return os.open(os.ttyname(descriptor), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        return descriptor

"""The terminal before and after the screen: made quiet early, put back in order whatever happens.

Loading the screen's library takes most of the start. What is typed meanwhile must neither be lost nor be echoed, so
echo is switched off first of all; the characters wait in the terminal's queue. This file imports nothing of the screen.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

from heloworld.errors import HeloError

_SCREENS = frozenset({"lab", "connect", "mbox", "notes"})
_LESSON = ["lessons", "run"]
_NO_SCREEN = frozenset(
    {"--text", "--list", "--count", "--json", "--show", "--compare", "-h", "--help", "-V", "--version"}
)

_SIGNALS = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")
"""What ends the program from outside, where the system has it."""

_DRIVER = "TEXTUAL_DRIVER"
"""The variable that names a driver other than a terminal's, such as the one that draws in a browser."""

_on_signal: list[Callable[[int], None]] = []
"""Told of a signal; one at most."""

_on_any: list[Callable[[], None]] = []
"""Told that there was a signal, whichever it was; one at most."""

_modes: list[Any] = []
"""The modes of the line that the terminal had at first, if they were changed: one at most."""


def wants_screen(arguments: Sequence[str]) -> bool:
    """Whether a command line, as far as can be told at a glance, opens the screen."""
    if _NO_SCREEN.intersection(argument.partition("=")[0] for argument in arguments):
        return False
    return not arguments or arguments[0] in _SCREENS or arguments[0].startswith("--") or list(arguments[:2]) == _LESSON


def prepare() -> None:
    """Keep what is typed from now on and do not echo it; have signals end the program in order.

    Undone at exit. Does nothing without a terminal.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    _heed_signals()
    try:
        import termios
    except ImportError:
        return
    descriptor = sys.stdin.fileno()
    with contextlib.suppress(termios.error):
        before, calm = termios.tcgetattr(descriptor), termios.tcgetattr(descriptor)
        calm[0] &= ~(termios.ICRNL | termios.INLCR | termios.IXON)
        calm[3] &= ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(descriptor, termios.TCSANOW, calm)
        _modes[:] = [before]
        atexit.register(_restore, descriptor, before)


def take_keyboard() -> None:
    """Have the terminal be the standard input, which was something else and has been read to its end.

    Where there is no terminal, nothing changes, and `check` says so.
    """
    with contextlib.suppress(OSError):
        keyboard = os.open("/dev/tty", os.O_RDWR)
        os.dup2(keyboard, 0)
        os.close(keyboard)
        prepare()


def modes_at_first() -> list[Any] | None:
    """The terminal's modes before `prepare`, as termios has them; None where they are unchanged."""
    return _modes[0] if _modes else None


def on_signal(stop: Callable[[int], None] | None, wake: Callable[[], None] | None = None) -> None:
    """Have a signal end something instead of the whole program; None for the whole program again.

    Args:
        stop: Called with the signal's number, in a thread of its own: the main thread may be waiting for a terminal
            that has stalled.
        wake: Called in that thread at any signal, those that end nothing among them: has the main thread do something.
            The system may hand a signal to any thread, and Python handles it in the main thread once that awakes.
    """
    _on_signal[:] = [stop] if stop is not None else []
    _on_any[:] = [wake] if wake is not None else []


def check() -> None:
    """Whether there is something that can show the screen: a terminal, or whatever Textual's own variable names.

    Raises:
        HeloError: There is none, or it cannot show what has to be shown.
    """
    if os.environ.get(_DRIVER):
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise HeloError(
            "This needs a terminal, and there is none.", "`helo serve` and `helo mbox FILE --list` need none."
        )
    if os.environ.get("TERM") == "dumb":
        raise HeloError(
            "This terminal calls itself dumb: it can show lines and no screen.",
            "Use another, or say what it really is: TERM=xterm-256color. `helo serve` needs no screen.",
        )
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    if encoding != "utf8":
        raise HeloError(
            f"The terminal's character set is {sys.stdout.encoding}, and the screen is drawn with Unicode.",
            "Set LANG=C.UTF-8, or another locale with UTF-8.",
        )


def _heed_signals() -> None:
    """Have what ends the program from outside end it in order."""
    numbers = frozenset(getattr(signal, name) for name in _SIGNALS if hasattr(signal, name))
    for number in numbers:
        signal.signal(number, _signalled)
    heard, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    threading.Thread(target=_listen, args=(heard, numbers), name="signals", daemon=True).start()


def _signalled(number: int, _frame: object) -> None:
    """In the main thread, once it gets to it: end, unless there is somebody to do so in order."""
    if not _on_signal:
        sys.exit(128 + number)


def _listen(heard: int, numbers: frozenset[int]) -> None:
    """In a thread, at once: say that there was a signal."""
    while True:
        for number in os.read(heard, 64):
            for wake in _on_any:
                wake()
            for stop in _on_signal if number in numbers else ():
                stop(number)


def _restore(descriptor: int, before: list[Any]) -> None:
    """Give the terminal its modes back, if it is still there."""
    import termios

    with contextlib.suppress(termios.error):
        termios.tcsetattr(descriptor, termios.TCSANOW, before)

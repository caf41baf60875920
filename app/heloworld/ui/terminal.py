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
from collections.abc import Callable, Sequence
from typing import Any

from heloworld.errors import HeloError

_SCREENS = frozenset({"lab", "connect", "mbox"})
_NO_SCREEN = frozenset({"--list", "--count", "--json", "--show", "--compare", "-h", "--help", "-V", "--version"})

_SIGNALS = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGINT")
"""What ends the program from outside, where the system has it."""

_LEAVE = "\x1b[?1016l"
"""Pixel positions of the mouse off: Textual leaves them on where in-band resizing is supported."""

_on_signal: list[Callable[[int], None]] = []
"""Told of a signal; the last one alone."""


def wants_screen(arguments: Sequence[str]) -> bool:
    """Whether a command line, as far as can be told at a glance, opens the screen."""
    if _NO_SCREEN.intersection(argument.partition("=")[0] for argument in arguments):
        return False
    return not arguments or arguments[0] in _SCREENS


def prepare() -> None:
    """Keep what is typed from now on and do not echo it; have signals end the program in order.

    Undone at exit. Does nothing without a terminal.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    for name in _SIGNALS:
        if number := getattr(signal, name, None):
            signal.signal(number, _signalled)
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
        atexit.register(_restore, descriptor, before)


def on_signal(stop: Callable[[int], None]) -> None:
    """Have a signal end something instead of the whole program.

    Args:
        stop: Called in the main thread with the signal's number, between any two instructions there.
    """
    _on_signal[:] = [stop]


def check() -> None:
    """Whether there is a terminal that can show the screen.

    Raises:
        HeloError: There is none, or it cannot show what has to be shown.
    """
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


def leave() -> None:
    """Switch off what the screen's library leaves on."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(_LEAVE)
        sys.stdout.flush()


def _signalled(number: int, _frame: object) -> None:
    if _on_signal:
        _on_signal[-1](number)
    else:
        sys.exit(128 + number)


def _restore(descriptor: int, before: list[Any]) -> None:
    """Give the terminal its modes back, if it is still there."""
    import termios

    with contextlib.suppress(termios.error):
        termios.tcsetattr(descriptor, termios.TCSANOW, before)

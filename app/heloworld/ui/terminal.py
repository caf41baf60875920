"""The terminal before and after the screen: made quiet early, put back in order whatever happens.

Loading the screen's library takes most of the start. What is typed meanwhile must neither be lost nor be echoed, so
echo is switched off first of all; the characters wait in the terminal's queue. This file imports nothing of the screen.
"""

from __future__ import annotations

import atexit
import contextlib
import sys
from collections.abc import Sequence

from heloworld.errors import HeloError

_SCREENS = frozenset({"lab", "connect"})
_NO_SCREEN = frozenset({"--list", "--count", "--json", "--show", "--compare", "-h", "--help", "-V", "--version"})

_LEAVE = "\x1b[?1016l"
"""Pixel positions of the mouse off: Textual leaves them on where in-band resizing is supported."""


def wants_screen(arguments: Sequence[str]) -> bool:
    """Whether a command line, as far as can be told at a glance, opens the screen."""
    if _NO_SCREEN.intersection(argument.partition("=")[0] for argument in arguments):
        return False
    return not arguments or arguments[0] in _SCREENS or arguments[0] == "mbox"


def quiet() -> None:
    """Keep what is typed from now on, and do not echo it; undone at exit. Does nothing without a terminal."""
    try:
        import termios
    except ImportError:
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    descriptor = sys.stdin.fileno()
    with contextlib.suppress(termios.error):
        before = termios.tcgetattr(descriptor)
        calm = termios.tcgetattr(descriptor)
        calm[0] &= ~(termios.ICRNL | termios.INLCR)
        calm[3] &= ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(descriptor, termios.TCSANOW, calm)
        atexit.register(termios.tcsetattr, descriptor, termios.TCSANOW, before)


def check() -> None:
    """Whether there is a terminal that can show the screen.

    Raises:
        HeloError: There is none, or it cannot show what has to be shown.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise HeloError(
            "This needs a terminal, and there is none.", "`helo serve` and `helo mbox FILE --list` need none."
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

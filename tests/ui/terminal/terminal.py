"""A terminal for tests: a program in a pseudo-terminal, its screen, and every byte that it wrote.

The program sees a real terminal and is not changed in any way. It is read only while a test waits for something, so a
terminal that has stopped reading is one that nobody waits on. What was read is drawn when somebody looks at the screen,
so that drawing, which is slow, is in no measurement that waits for bytes.
"""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import pyte

from patience import PATIENCE
from ui.terminal.output import Drawn, strange

_AMBIENT = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "COLORFGBG", "TMUX", "STY", "TERM_PROGRAM")

KEYS = {
    "enter": "\r",
    "tab": "\t",
    "escape": "\x1b",
    "backspace": "\x7f",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    **{f"f{number}": f"\x1bO{'PQRS'[number - 1]}" for number in range(1, 5)},
    **{
        f"f{number}": f"\x1b[{code}~"
        for number, code in zip(range(5, 13), (15, 17, 18, 19, 20, 21, 23, 24), strict=True)
    },
    **{f"ctrl+{letter}": chr(ord(letter) & 0x1F) for letter in "abcdefghijklmnopqrstuvwxyz"},
}
"""What an xterm sends."""


def helo(*arguments: str, size: tuple[int, int] = (120, 36), env: Mapping[str, str | None] | None = None) -> Terminal:
    """The program in a terminal.

    Args:
        arguments: Its command line.
        size: Columns and rows.
        env: Changes to the environment; None takes a variable away.
    """
    return Terminal([sys.executable, "-m", "heloworld", *arguments], size=size, env=env)


class Seen(NamedTuple):
    """A text on the screen.

    Attributes:
        text: The text.
        at: When the bytes arrived that completed it, as `time.perf_counter` counts.
    """

    text: str
    at: float


class Run(NamedTuple):
    """Text in one style.

    Attributes:
        text: The text.
        ink: The colour of its letters, as pyte calls it.
        paper: The colour behind them.
        is_turned: Whether the two have changed places.
    """

    text: str
    ink: str
    paper: str
    is_turned: bool


class Terminal:
    """A program in a terminal, to be used as a context manager.

    Args:
        argv: The program and its arguments.
        size: Columns and rows.
        env: Changes to the environment; None takes a variable away.
        cwd: Where it runs.

    Attributes:
        raw: Every byte that it wrote.
        started: When it was started, as `time.perf_counter` counts.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        size: tuple[int, int] = (120, 36),
        env: Mapping[str, str | None] | None = None,
        cwd: Path | None = None,
    ) -> None:
        self.raw = bytearray()
        self._undrawn = bytearray()
        self._drawn = Drawn()
        self._shown: str | None = None
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self._master, self._slave = os.openpty()
        self._set_size(size)
        self._before = termios.tcgetattr(self._slave)
        os.set_blocking(self._master, False)
        self.started = time.perf_counter()
        self._read_at = self.started
        self._process = subprocess.Popen(
            argv,
            stdin=self._slave,
            stdout=self._slave,
            stderr=self._slave,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - its own terminal, before exec
            env=_environment(env or {}),
            cwd=cwd,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End what still runs, all of its session."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        for descriptor in (self._master, self._slave):
            os.close(descriptor)

    # Looking

    @property
    def pid(self) -> int:
        """The program's process ID."""
        return self._process.pid

    @property
    def status(self) -> int | None:
        """The exit status; None while it runs, negative where a signal killed it."""
        return self._process.poll()

    @property
    def text(self) -> str:
        """The screen, line by line, without blanks at the ends."""
        self._draw()
        if self._shown is None:
            self._shown = "\n".join(line.rstrip() for line in self._screen.display)
        return self._shown

    def runs(self) -> Iterator[Run]:
        """What is on the screen, cut where the style changes."""
        self._draw()
        for y in range(self._screen.lines):
            cells = (self._screen.buffer[y][x] for x in range(self._screen.columns))
            for (ink, paper, is_turned), run in groupby(cells, lambda cell: (cell.fg, cell.bg, cell.reverse)):
                yield Run("".join(cell.data for cell in run), ink, paper, is_turned)

    @property
    def on(self) -> frozenset[int]:
        """The terminal's private modes that are switched on."""
        self._draw()
        return frozenset(self._drawn.on)

    def strange(self) -> list[str]:
        """What it wrote that no displayed text may turn into."""
        return strange(bytes(self.raw))

    def left_behind(self) -> list[str]:
        """What the program has changed about the terminal and not put back."""
        self._draw()
        is_same = termios.tcgetattr(self._slave) == self._before
        return self._drawn.left_behind() + ([] if is_same else ["the line discipline has changed"])

    @property
    def echoes(self) -> bool:
        """Whether the terminal itself echoes what is typed."""
        flags: int = termios.tcgetattr(self._slave)[3]
        return bool(flags & termios.ECHO)

    def memory(self) -> int:
        """The most memory that the program has held so far, in bytes (Linux)."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) * 1024

    # Waiting

    def wait_until(self, fact: Callable[[], object], what: str = "the fact", patience: float = PATIENCE) -> float:
        """Wait for a fact; returns when the bytes arrived that made it true."""
        until = time.perf_counter() + patience
        while not fact():
            is_over = self.status is not None
            if not self._read(0.02) and (is_over or time.perf_counter() > until):
                if fact():
                    break
                raise AssertionError(f"{what} never was (exit status {self.status}):\n{self.text}")
        return self._read_at

    def wait_for(self, pattern: str, patience: float = PATIENCE) -> Seen:
        """Wait for a text on the screen."""
        at = self.wait_until(lambda: re.search(pattern, self.text), repr(pattern), patience)
        match = re.search(pattern, self.text)
        assert match is not None
        return Seen(match.group(), at)

    def wait_bytes(self, text: str, start: int = 0, patience: float = PATIENCE) -> float:
        """Wait for a text among the bytes that were written, from some place on; returns when it arrived."""
        return self.wait_until(lambda: self.raw.find(text.encode(), start) >= 0, f"{text!r}, written,", patience)

    def wait_gone(self, pattern: str, patience: float = PATIENCE) -> None:
        """Wait for a text to be no longer on the screen."""
        self.wait_until(lambda: not re.search(pattern, self.text), f"{pattern!r}, gone,", patience)

    def wait_quiet(self, quiet: float = 0.2) -> None:
        """Wait until nothing has been written for a while."""
        while self._read(quiet):
            continue

    def read_for(self, seconds: float) -> None:
        """Read what is written for a while."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            self._read(left)

    def wait_exit(self, patience: float = PATIENCE) -> int:
        """Wait for the end; returns the exit status."""
        self.wait_until(lambda: self.status is not None, "the end", patience)
        self.wait_quiet(0.05)
        assert self.status is not None
        return self.status

    def wait_exit_unread(self, patience: float = PATIENCE) -> int:
        """Wait for the end without reading what is written."""
        return self._process.wait(patience)

    # Doing

    def send(self, data: bytes) -> float:
        """Send bytes as they are; returns when."""
        at = time.perf_counter()
        while data:
            if select.select([], [self._master], [], PATIENCE)[1]:
                data = data[os.write(self._master, data[:1024]) :]
            self._read(0)
        return at

    def press(self, *keys: str) -> float:
        """Press keys by name, or type text; returns when."""
        return self.send("".join(KEYS.get(key, key) for key in keys).encode())

    def enter(self, *lines: str) -> None:
        """Type lines, each with Enter."""
        for line in lines:
            self.press(line, "enter")

    def paste(self, text: str) -> None:
        """Paste, in brackets where the program has asked for them."""
        before, behind = ("\x1b[200~", "\x1b[201~") if 2004 in self.on else ("", "")
        self.send(f"{before}{text}{behind}".encode("utf-8", "surrogateescape"))

    def resize(self, columns: int, rows: int) -> None:
        """Make the window another size."""
        self._draw()
        self._screen.resize(rows, columns)
        self._shown = None
        self._set_size((columns, rows))

    def signal(self, number: int) -> None:
        """Send a signal to the program."""
        self._process.send_signal(number)

    def stall(self, frames: int = 100) -> None:
        """Have the program draw anew again and again, and read nothing of it, until its writing has come to a halt."""
        columns, rows = self._screen.columns, self._screen.lines
        for frame in range(frames):
            self._set_size((columns - 1 + frame % 2, rows))
            select.select([], [], [], 0.015)

    def hang_up(self) -> None:
        """Take the terminal away, as a window that is closed does."""
        os.close(self._master)
        os.close(self._slave)
        self._master, self._slave = os.openpty()

    # Inside

    def _read(self, patience: float) -> bool:
        """Take in what was written, waiting a while for it; returns whether there was any."""
        if not select.select([self._master], [], [], patience)[0]:
            return False
        data = os.read(self._master, 65_536)
        self._read_at = time.perf_counter()
        self.raw += data
        self._undrawn += data
        return True

    def _draw(self) -> None:
        """Have the screen show everything that was read."""
        data, self._undrawn = bytes(self._undrawn), bytearray()
        if data:
            self._shown = None
        for piece in self._drawn.feed(data):
            if piece is None:
                self._screen.reset()
            else:
                self._stream.feed(piece)

    def _set_size(self, size: tuple[int, int]) -> None:
        columns, rows = size
        fcntl.ioctl(self._slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


def _environment(changes: Mapping[str, str | None]) -> dict[str, str]:
    """The environment of an xterm, with changes."""
    usual = {name: value for name, value in os.environ.items() if name not in _AMBIENT and "TEXTUAL" not in name}
    wanted = {**usual, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8", **changes}
    return {name: value for name, value in wanted.items() if value is not None}

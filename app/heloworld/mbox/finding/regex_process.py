"""A search by regular expression in a process of its own, which can be stopped at any time.

Some expressions take for ever on some lines, and Python does nothing else meanwhile, in no thread. So they run apart:
the screen never waits for them, Escape ends them, and one that has not got through a piece of the file for `PATIENCE`
is given up with a sentence.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

import heloworld
from heloworld.errors import UsageError
from heloworld.mbox.finding.search import Hit, Needle, SearchStep, needle, seek, tally

PATIENCE: Final = 3.0
"""Seconds for one piece of the file."""

_LOOK: Final = 0.05
"""Seconds between two looks at whether the search is still wanted."""

_PAUSE: Final = 0.03
"""Seconds between two things that the process tells: whoever reads them has more to do."""

_NICE: Final = 10
"""How much the process gives way to others."""

_START: Final = (
    "import sys; sys.path.append(sys.argv[1]); from heloworld.mbox.finding.regex_process import answer; answer()"
)


def steps(
    fd: int, size: int, sought: Needle, start: int, way: str, is_wanted: Callable[[], bool], patience: float = PATIENCE
) -> Iterator[SearchStep]:
    """Search in a process of its own.

    Args:
        fd: A descriptor of the file, open for reading.
        size: Where the file ends.
        sought: What to look for.
        start: Where to start.
        way: ``forward`` or ``backward`` to the nearest hit, ``all`` for everything.
        is_wanted: Whether to go on; looked at many times a second.
        patience: Seconds for one piece.

    Raises:
        UsageError: The expression takes too long, or the process has failed.
    """
    root = str(Path(heloworld.__file__).parents[1])
    asked = json.dumps([fd, size, start, way, sought.text])
    command = [sys.executable, "-E", "-P", "-S", "-c", _START, root, asked]
    with subprocess.Popen(  # noqa: S603 - ourselves
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, pass_fds=[fd]
    ) as process:
        assert process.stdout is not None
        try:
            for line in _lines(process.stdout.fileno(), is_wanted, patience):
                done, hits, is_around = json.loads(line)
                yield SearchStep(done, [Hit(*each) for each in hits], is_around)
        finally:
            process.kill()


def _lines(fd: int, is_wanted: Callable[[], bool], patience: float) -> Iterator[bytes]:
    """The lines that come from a pipe, until it ends or nobody wants them any more."""
    rest, since = b"", time.monotonic()
    with selectors.DefaultSelector() as pipe:  # `select.select` knows no file above the 1,023rd
        pipe.register(fd, selectors.EVENT_READ)
        while is_wanted():
            if not pipe.select(_LOOK):
                if time.monotonic() - since > patience:
                    raise UsageError(_TOO_LONG, "Try a simpler one.")
                continue
            data = os.read(fd, 1024 * 1024)
            if not data:
                return
            *whole, rest = (rest + data).split(b"\n")
            yield from whole
            since = time.monotonic()


_TOO_LONG = "This expression takes too long here; the search was given up."


def answer() -> None:
    """In the process: search, and print now and then what was found as a line of JSON. The screen comes first."""
    os.nice(_NICE)
    fd, size, start, way, text = json.loads(sys.argv[2])
    sought = needle(text, is_pattern=True)
    found = tally(fd, size, sought, start) if way == "all" else seek(fd, size, sought, start, backward=way != "forward")
    for step in gathered(found):
        sys.stdout.write(json.dumps([step.done, step.hits, step.is_around]) + "\n")
        sys.stdout.flush()


def gathered(steps: Iterable[SearchStep], pause: float = _PAUSE) -> Iterator[SearchStep]:
    """Several steps as one, but for what would be told later than after a pause, in seconds."""
    hits: list[Hit] = []
    last, told = None, time.monotonic()
    for step in steps:
        hits, last = hits + step.hits, step
        if time.monotonic() - told >= pause:
            yield step._replace(hits=hits)
            hits, last, told = [], None, time.monotonic()
    if last is not None:
        yield last._replace(hits=hits)

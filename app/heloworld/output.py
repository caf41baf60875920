"""Text and JSON that are fit for stdout, and how they get there."""

from __future__ import annotations

import io
import json
import os
import re
import select
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from heloworld.errors import OutputError

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def print_lines(lines: Iterable[str]) -> None:
    """Print lines that are fit to be shown.

    Raises:
        BrokenPipeError: Whoever read them has gone.
        OutputError: They cannot be written.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a pipe's character set may know no marks
    for line in lines:
        with printing():
            sys.stdout.write(f"{line}\n")
    with printing():
        sys.stdout.flush()


def print_bytes(pieces: Iterable[bytes]) -> None:
    """Print bytes as they are; the errors are those of `print_lines`."""
    for piece in pieces:
        with printing():
            sys.stdout.buffer.write(piece)
    with printing():
        sys.stdout.buffer.flush()


@contextmanager
def printing() -> Iterator[None]:
    """Whatever is done inside writes to stdout; the errors are those of `print_lines`."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        give_up()
        raise unwritten(error) from error


def unwritten(error: OSError) -> OutputError:
    """What is to be said where stdout does not take what is printed."""
    return OutputError(
        f"The output could not be written: {error.strerror or error}.", "Make room there, or print to another place."
    )


def may_lose_reader() -> bool:
    """Whether stdout is a pipe or a socket of which the system says when nobody is at its other end any more."""
    if sys.stdout is None or not hasattr(select, "poll"):
        return False
    mode = os.fstat(sys.stdout.fileno()).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def reader_is_gone() -> bool:
    """Whether nobody is at the other end of stdout any more, as far as the system says it; nothing is written."""
    if not may_lose_reader():
        return False
    poll = select.poll()
    poll.register(sys.stdout.fileno(), 0)
    return any(what & (select.POLLERR | select.POLLHUP) for _, what in poll.poll(0))


def give_up() -> None:
    """Lose what has not been written yet: Python would try once more at its end, and say that it failed."""
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def ascii_json(fields: Mapping[str, object]) -> str:
    """One JSON object on one line, in ASCII that no terminal acts on."""
    return json.dumps(fields).replace("\x7f", "\\u007f")


def text_of(text: str) -> str:
    """Text for JSON: a byte that is no text of any character set is U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)

"""Which ``From_`` lines start a letter for POP3 and IMAP: those with a date that can be read, as for most programs.

A body line such as ``From Bonn to Mainz.`` has none, and is text wherever it stands; nobody but a grep takes it for the
start of a message. Dovecot and mutt do not read quite the same dates, and what either of them reads is one here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import Final

from heloworld.mbox.dialects import SEPARATOR
from heloworld.mbox.lenses.from_line import dovecot_accepts, mutt_accepts
from heloworld.mbox.reading.pread import read_all

_MOST: Final = 256
"""Bytes of a line that are read at first; nearly all end within them."""

_USUAL_LENGTH: Final = 96
"""Bytes within which nearly all of those end that are as usual."""

_LONGEST: Final = 8191
"""Bytes of a line within which a date is looked for, as mutt and Dovecot have it."""

_USUAL: Final = re.compile(
    rb"From [^ \n]+ +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) "
    rb"[ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} [0-9]{4}\n"
)
"""What nearly every program writes, our delivery too, whatever the sender looks like."""


def start_lines(fd: int, offsets: Iterable[int], size: int) -> Iterator[int]:
    """Of the lines that start ``From ``, those that start a letter: at the start of the file, or with a date.

    Args:
        fd: A descriptor of the mailbox, open for reading.
        offsets: Where those lines start.
        size: Bytes of the file that count.

    Raises:
        OSError: The file cannot be read.
    """
    for offset in offsets:
        usual = os.pread(fd, min(_USUAL_LENGTH, size - offset), offset)  # for most lines this one call is all
        if not offset or _USUAL.match(usual) or is_dated(_line(fd, offset, size)):
            yield offset


def is_dated(line: bytes) -> bool:
    """Whether a line that starts ``From `` is whole and has a date that Dovecot or mutt can read.

    Args:
        line: The line with its line end.
    """
    return line.endswith(b"\n") and bool(
        _USUAL.match(line) or mutt_accepts(line) or dovecot_accepts(line[len(SEPARATOR) :])
    )


def _line(fd: int, offset: int, size: int) -> bytes:
    """A line with its line end, or the start of one that is too long."""
    for most in (_MOST, _LONGEST):
        data = read_all(fd, offset, min(offset + most, size))
        end = data.find(b"\n") + 1
        if end or len(data) < most:
            break
    return data[:end] if end else data

"""Mailboxes in memory, looked at through a lens."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.model import LensSpan
from heloworld.mbox.lenses.view import View
from heloworld.mbox.lenses.walk import Judged, judge, refusal, spans
from heloworld.mbox.reading.message import header_fields


def offsets_of(content: bytes) -> list[int]:
    """Where the lines of a mailbox start that start ``From``."""
    return [found.start() for found in re.finditer(rb"^From ", content, re.MULTILINE)]


def first_value(header: bytes, name: bytes) -> bytes | None:
    """The unfolded value of the first field of a name, in any case; None where there is no such field."""
    values = (value for found, value in header_fields(header) if found.lower() == name.lower())
    return next(values, None)


@contextmanager
def viewed(content: bytes) -> Iterator[View]:
    """The bytes as a file that a lens can look at."""
    with tempfile.TemporaryFile(buffering=0) as file:
        file.write(content)
        yield View(file.fileno(), len(content))


def judged(name: str, content: bytes) -> list[Judged]:
    """What a reader makes of every place in a mailbox."""
    with viewed(content) as view:
        return list(judge(LENSES[name], view, offsets_of(content)))


def spans_of(name: str, content: bytes) -> list[LensSpan]:
    """The messages that a reader sees."""
    with viewed(content) as view:
        return list(spans(LENSES[name], view, offsets_of(content)))


def starts(name: str, content: bytes) -> list[int]:
    """Where a reader sees messages start."""
    return [span.offset for span in spans_of(name, content)]


def shown(name: str, content: bytes) -> list[bytes] | None:
    """The messages as a reader hands them out; None where it takes the file for no mailbox."""
    lens = LENSES[name]
    with viewed(content) as view:
        if refusal(lens, view, offsets_of(content)):
            return None
        return [b"".join(lens.show(view, span)) for span in spans(lens, view, offsets_of(content))]


def body(message: bytes) -> bytes:
    """What stands behind the first empty line, LF or CR LF, of a message as a program hands it out."""
    found = re.search(rb"^\r?\n", message, re.MULTILINE)
    return message[found.end() :] if found else b""

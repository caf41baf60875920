"""What ``helo mbox FILE --list`` and ``--count`` print."""

from __future__ import annotations

import io
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from heloworld.errors import UsageError
from heloworld.mbox.columns import cell, when, who
from heloworld.mbox.failures import reading
from heloworld.mbox.index import MailboxIndex
from heloworld.mbox.messages import Message, messages
from heloworld.mbox.messages import count as count_messages
from heloworld.mbox.readers import READERS, Reader, spans
from heloworld.mbox.summary import Summary, summary
from heloworld.wire.visible import visible_text

DEFAULT_READER: Final = "mboxrd"

_PIPE_WIDTH: Final = 120
"""Columns of a line where there is no terminal that has a width."""

_NUMBER, _DATE, _WHO, _SIZE = 6, 16, 24, 9
_LEAST_SUBJECT: Final = 12

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def reader_named(name: str) -> Reader:
    """A reader by its name.

    Raises:
        UsageError: There is none of that name.
    """
    reader = READERS.get(name)
    if reader is None:
        raise UsageError(f"There is no reader {visible_text(name)}.", f"Choose one of: {', '.join(READERS)}.")
    return reader


def show(path: Path, reader: str, *, count: bool, as_json: bool) -> None:
    """Print a mailbox to stdout.

    Args:
        path: The mailbox.
        reader: Whose eyes to read with; a key of `heloworld.mbox.readers.READERS`.
        count: Whether only the number of messages is wanted.
        as_json: Whether each message is printed as one JSON object.

    Raises:
        UsageError: There is no such reader.
        MailboxError: The file cannot be read.
        BrokenPipeError: Whoever read the output has gone.
    """
    eyes = reader_named(reader)
    if count:
        lines: Iterator[str] = iter([str(count_messages(path, eyes))])
    elif as_json:
        lines = map(json_line, messages(path, eyes))
    else:
        lines = human_lines(path, eyes, _width())
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a pipe's character set may know no marks
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def json_line(message: Message) -> str:
    """A message as one JSON object, in ASCII that no terminal acts on.

    Bytes of header fields that are no text of any character set are U+FFFD here.
    """
    told = message.summary
    fields = {
        "offset": told.offset,
        "length": told.length,
        "envelope_from": _text(told.envelope_from),
        "date": _text(told.date),
        "from": _text(told.author),
        "subject": _text(told.subject),
        "body_sha256": message.body_sha256,
    }
    return json.dumps(fields)


def human_lines(path: Path, reader: Reader, width: int) -> Iterator[str]:
    """The messages for people: number, date, from, subject and size in bytes, in columns.

    Args:
        path: The mailbox.
        reader: Whose eyes to read with.
        width: Columns of a line.

    Raises:
        MailboxError: The file cannot be read.
    """
    room = max(width - (_NUMBER + _DATE + _WHO + _SIZE + 4 * 2), _LEAST_SUBJECT)
    for number, told in enumerate(_summaries(path, reader), 1):
        date = when(told.date)
        texts = ((f"{date.day} {date.time}" if date else told.date, _DATE), (who(told), _WHO), (told.subject, room))
        columns = ("".join(piece.text for piece in cell(text, columns)) for text, columns in texts)
        yield "  ".join((f"{number:>{_NUMBER}}", *columns, f"{told.length:>{_SIZE}}"))


def _summaries(path: Path, reader: Reader) -> Iterator[Summary]:
    with MailboxIndex(path) as index, reading(path):
        index.search()
        fd = index.fileno()
        for span in spans(fd, index.offsets(), index.searched, reader):
            yield summary(fd, span.offset, span.stop - span.offset)


def _width() -> int:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else _PIPE_WIDTH


def _text(text: str) -> str:
    return _SURROGATE.sub("\ufffd", text)

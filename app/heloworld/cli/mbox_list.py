"""What ``helo mbox FILE --list`` prints."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

import click

from heloworld.mbox.lenses import lens_named
from heloworld.mbox.lenses.messages import Message, messages, summaries
from heloworld.mbox.lenses.model import Lens
from heloworld.mbox.reading.columns import cell, listed_date, one_line, who
from heloworld.output import ascii_json, print_lines, text_of

_PIPE_WIDTH: Final = 120
"""Columns of a line where there is no terminal that has a width."""

_NUMBER, _DATE, _WHO, _SIZE = 6, 16, 24, 9
_LEAST_SUBJECT: Final = 12


def show(path: Path, reader: str, *, as_json: bool) -> None:
    """Print a mailbox to stdout; for people, and on stderr, also by whose eyes.

    Args:
        path: The mailbox.
        reader: Whose eyes to read with; a key of `heloworld.mbox.lenses.LENSES`.
        as_json: Whether each message is printed as one JSON object.

    Raises:
        UsageError: There is no such reader.
        MailboxError: The file cannot be read, or is no mailbox.
        BrokenPipeError: Whoever read the output has gone.
        OutputError: It cannot be written.
    """
    lens = lens_named(reader)
    if as_json:
        print_lines(map(json_line, messages(path, lens)))
    else:
        counter = count(1)
        print_lines(line for line, _ in zip(human_lines(path, lens, _width()), counter, strict=False))
        number = next(counter) - 1
        click.echo(f"{number:,} message{'' if number == 1 else 's'} as {lens.name} sees them; see --as.", err=True)


def json_line(message: Message) -> str:
    """A message as one JSON object, in ASCII that no terminal acts on.

    Bytes of header fields that are no text of any character set are U+FFFD here.
    """
    told = message.summary
    return ascii_json(
        {
            "offset": told.offset,
            "length": told.length,
            "envelope_from": text_of(told.envelope_from),
            "date": text_of(told.date),
            "from": text_of(told.author),
            "subject": text_of(told.subject),
            "body_sha256": message.body_sha256,
        }
    )


def human_lines(path: Path, lens: Lens, width: int) -> Iterator[str]:
    """The messages for people: number, date, from, subject and size in bytes, in columns.

    Args:
        path: The mailbox.
        lens: Whose eyes to read with.
        width: Columns of a line.

    Raises:
        MailboxError: The file cannot be read, or is no mailbox.
    """
    room = max(width - (_NUMBER + _DATE + _WHO + _SIZE + 4 * 2), _LEAST_SUBJECT)
    for number, told in enumerate(summaries(path, lens), 1):
        date = listed_date(told)
        texts = (
            (f"{date.day} {date.time}" if date else told.date, _DATE),
            (who(told), _WHO),
            (one_line(told.subject), room),
        )
        columns = ("".join(piece.text for piece in cell(text, columns)) for text, columns in texts)
        yield "  ".join((f"{number:>{_NUMBER}}", *columns, f"{told.length:>{_SIZE}}"))


def _width() -> int:
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else _PIPE_WIDTH

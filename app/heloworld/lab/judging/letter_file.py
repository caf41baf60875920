"""A letter that somebody names on the command line: a file, the standard input, or message N of an mbox."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from heloworld.errors import MailboxError, UsageError
from heloworld.mbox.dialects import RULES, Dialect
from heloworld.mbox.lenses import lens_named
from heloworld.mbox.lenses.messages import opened, spans, summary
from heloworld.mbox.lenses.model import Lens
from heloworld.mbox.os_errors import reading
from heloworld.mbox.reading.plain_file import plain_file
from heloworld.mbox.reading.source import named
from heloworld.trust.message import parse

LONGEST: Final = 64 * 1024 * 1024
"""Bytes of a letter that is read; mail servers take far less."""

_GLANCE: Final = 64 * 1024
"""Bytes in which a message has a header field, or is none."""

_END_OF_HEADER: Final = re.compile(rb"(?:\A|\n)\r?\n")
_SEPARATOR: Final = b"From "
_NUMBERED: Final = re.compile(r"(.+)#([1-9][0-9]{0,9})")


@dataclass(frozen=True, slots=True)
class LetterFile:
    """A letter from a file.

    Attributes:
        data: The letter, without a ``From_`` line.
        envelope_from: The sender in its ``From_`` line; None where it has none.
    """

    data: bytes
    envelope_from: str | None = None


def read_letter(argument: str, reader: str) -> LetterFile:
    """Read a letter.

    Args:
        argument: A file, which may be compressed; ``-`` for the standard input; ``FILE#N`` for message N of an mbox,
            counted from 1. A file that is an mbox of one message needs no number.
        reader: Whose eyes to read an mbox with.

    Raises:
        UsageError: There is no such reader, or an mbox has several messages and none is named.
        MailboxError: It cannot be read, has no such message, or is no message.
    """
    lens = lens_named(reader)
    path, number = _taken_apart(argument)
    _check_number(path)
    with plain_file(path) as plain:
        letter = _of_mbox(plain, path, lens, number) if number or _is_mbox(plain) else LetterFile(_whole(plain))
    if not parse(letter.data[:_GLANCE]).fields:
        what = "is empty" if not letter.data.strip() else "does not begin with header fields, so it is no message"
        raise MailboxError(
            f"{_capital(named(path))} {what}.", "Name a file with a whole message in it, its header first."
        )
    return letter


def letter_of(record: bytes, envelope_from: str) -> LetterFile:
    """A letter that stands in an mbox.

    Args:
        record: The message with its ``From_`` line, as an mboxrd mailbox holds it.
        envelope_from: The sender in that line.
    """
    letter = record.partition(b"\n")[2]
    end, change = _END_OF_HEADER.search(letter), RULES[Dialect.MBOXRD].unquoting
    if end is None or change is None:
        return LetterFile(letter, envelope_from)
    return LetterFile(letter[: end.end()] + change.apply(letter[end.end() :]), envelope_from)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:] if text == "the standard input" else text


def _taken_apart(argument: str) -> tuple[Path, int]:
    """File and number; 0 where there is none. A file whose name ends like one is meant as it is."""
    found = _NUMBERED.fullmatch(argument)
    if found is None or _is_there(Path(argument)):
        return Path(argument), 0
    return Path(found[1]), int(found[2])


def _check_number(path: Path) -> None:
    """Whether a name that is no file's ends in what is meant as a number, and is none."""
    file, mark, number = str(path).rpartition("#")
    if mark and file and not _is_there(path) and Path(file).is_file():
        raise UsageError(
            f"“{number}” is no number of a message in {file}.", f"Messages are counted from 1: {file}#1 is the first."
        )


def _is_there(path: Path) -> bool:
    try:
        path.stat()
    except OSError:  # there can be no such name, either
        return False
    return True


def _is_mbox(path: Path) -> bool:
    with reading(path), path.open("rb") as file:
        return file.read(len(_SEPARATOR)) == _SEPARATOR


def _whole(path: Path) -> bytes:
    with reading(path), path.open("rb") as file:
        data = file.read(LONGEST + 1)
    _check_length(len(data))
    return data


def _of_mbox(path: Path, asked: Path, lens: Lens, number: int) -> LetterFile:
    """A message of an mbox; the only one for 0."""
    with opened(path) as box, reading(path):
        found = list(islice(spans(box, lens), max(number - 1, 0), max(number - 1, 0) + 2))
        if not found:
            raise MailboxError(
                f"There is no message number {number or 1} in {path}.",
                f"See what there is: helo mbox {asked} --list --as {lens.name}",
            )
        if not number and len(found) > 1:
            raise UsageError(
                f"{named(asked)} is a mailbox with several messages.", f"Say which: {asked}#1 is the first of them."
            )
        span = found[0]
        data = bytearray()
        for piece in lens.show(box.view, span):
            data += piece
            _check_length(len(data))
        return LetterFile(bytes(data), summary(box.view, span).envelope_from)


def _check_length(length: int) -> None:
    if length > LONGEST:
        raise MailboxError(
            f"The message is longer than {LONGEST:,} bytes.", "No server takes so much; take its attachments out."
        )

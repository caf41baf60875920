"""The rows of a message that is read: fields, notes and text, wrapped to the width that there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from heloworld.mbox.mime.heading import Heading
from heloworld.mbox.mime.letter import MOST_FIELDS, Letter
from heloworld.mbox.mime.parts import LONGEST_TEXT, Part
from heloworld.mbox.reading.columns import cells, fitting
from heloworld.wire.visible import readable_text, visible_text

NARROWEST: Final = 20
"""Columns that a row has at least."""

_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_STRETCH: Final = 4_000
"""Characters of a long line that are made fit to be shown at a time."""

_NOTE: Final = "letter--note"


class Row(NamedTuple):
    """One row.

    Attributes:
        lead: What stands before it: the field's name, or blanks.
        text: What it says, safe to show.
        style: How that looks.
    """

    lead: str
    text: str
    style: str = ""


EMPTY: Final = Row("", "")


def rows(letter: Letter, number: int, width: int, *, all_fields: bool) -> Iterator[Row]:
    """The rows of a message.

    Args:
        letter: The message.
        number: Which of its parts is chosen.
        width: Columns.
        all_fields: Whether all of its header fields are to be seen.
    """
    heading = letter.heading_over(number)
    yield from _fields(heading, width, all_fields)
    yield EMPTY
    part = letter.read_at(number)
    for note in (*heading.notes, *_letter_notes(letter), *_part_notes(letter, number, part)):
        yield from (Row(" ", line, _NOTE) for line in wrapped(visible_text(note), width))
        yield EMPTY
    if part.text is not None:
        yield from _text(part.text, width)
    if part.is_cut:
        yield EMPTY
        said = f"Only the first {LONGEST_TEXT:,} characters are shown. The file has the rest: Escape goes back to it."
        yield from (Row(" ", line, _NOTE) for line in wrapped(said, width))


def _fields(heading: Heading, width: int, all_fields: bool) -> Iterator[Row]:
    shown = heading.fields if all_fields else heading.fields[: heading.first]
    names = max((min(len(name), width // 3) for name, _ in shown), default=0)
    for name, value in shown:
        style = "letter--subject" if name.lower() == "subject" else ""
        lead = f" {visible_text(name[:names])[:names]:<{names}}  "
        for at, line in enumerate(_wrapped_text(value, max(width - names - 2, NARROWEST))):
            yield Row(" " * len(lead) if at else lead, line, style)
    if hidden := len(heading.fields) - len(shown):
        yield Row("", f" and {hidden:,} more field{'' if hidden == 1 else 's'} (h shows them)", _NOTE)
    elif all_fields and len(heading.fields) >= MOST_FIELDS:
        yield Row("", f" Only the first {MOST_FIELDS:,} fields are shown.", _NOTE)


def _letter_notes(letter: Letter) -> Iterator[str]:
    """What is said about the whole message."""
    if letter.left_out:
        yield f"The last {letter.left_out:,} bytes of this large message were not looked at."


def _part_notes(letter: Letter, number: int, part: Part) -> Iterator[str]:
    """What is said about the part, or in place of its text."""
    if letter.parts[number].inner is not None:
        yield "A message inside this message. The fields above are its own."
    yield from part.notes
    if part.has_parts:
        yield f"{part.kind} · It has parts of its own."
    elif part.text is None:
        yield f"{part.kind} · {part.size:,} bytes. This is not text."
    elif not part.text:
        yield f"{part.kind} · 0 bytes. It is empty."


def _text(text: str, width: int) -> Iterator[Row]:
    """The rows of a part's text."""
    for found in _LINE.finditer(text):
        line = found.group().removesuffix("\n").removesuffix("\r")
        style = "letter--quote" if line.startswith(">") else ""
        if not line:
            yield EMPTY
        else:
            yield from (Row(" ", each, style) for each in _wrapped_text(line.replace("\t", "    "), width))


def _wrapped_text(text: str, width: int) -> Iterator[str]:
    """A stranger's line, made safe and wrapped a stretch at a time: however long it is, its first row comes at once."""
    kept = ""
    for start in range(0, max(len(text), 1), _STRETCH):
        *whole, kept = wrapped(kept + readable_text(text[start : start + _STRETCH]), width)
        yield from whole
    yield kept


def wrapped(text: str, width: int) -> Iterator[str]:
    """A line as lines that fit, broken behind blanks where there are any; no character is lost but those blanks."""
    at = 0
    while len(text) - at > width or cells(text[at:]) > width:
        end = at + fitting(text[at : at + 2 * width], width)
        if end == len(text):
            break
        blank = text.rfind(" ", at + 1, end + 1)
        cut = blank if blank > at + width // 3 else end
        yield text[at:cut]
        at = cut + (cut == blank)
    yield text[at:]

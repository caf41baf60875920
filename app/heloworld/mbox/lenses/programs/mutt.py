"""mutt: a separator has a date; a Content-Length that leads to a separator is believed; one byte is always dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from heloworld.mbox.dialects import SEPARATOR
from heloworld.mbox.lenses.from_line import mutt_accepts
from heloworld.mbox.lenses.model import NEAR_THE_END, Beginning, Candidate, Lens, LensSpan, Verdict, ended
from heloworld.mbox.lenses.numbers import LARGEST, signed
from heloworld.mbox.lenses.view import PIECE, LensLine, View
from heloworld.mbox.reading.pread import read_all

FGETS: Final = 8191
"""Bytes that mutt reads of a line at a time (``HUGE_STRING`` less one): the start of each piece is a line to it."""

_MMDF: Final = b"\x01\x01\x01\x01\n"
"""What stands before and behind each message of an MMDF mailbox."""

_DATED: Final = Verdict(is_start=True, why="the line has a weekday, a date, a time and a year; mutt asks no more")
_UNDATED: Final = Verdict(is_start=False, why="mutt wants a weekday, a date, a time and a year after From")
_IN_HEADER: Final = Verdict(is_start=False, why="mutt is still in a header here, and passes over From_ lines in it")
_LENGTH: Final = re.compile(rb"content-length:[ \t\r\n]*(.+)", re.IGNORECASE | re.DOTALL)
_INTEGER: Final = re.compile(rb"[ \t-\r]*[+-]?[0-9]+")


class MuttLens(Lens):
    """mutt 2.2.12: mx.c mx_get_magic(), mbox.c mbox_parse_mailbox(), parse.c mutt_read_rfc822_header(), from.c.

    - The first line that is not empty has to start ``From``, or the file is no mailbox.
    - A line, or the 8,191st byte of a long line and so on, is a separator by its date (`mutt_accepts`).
    - A header ends at an empty line, or at the first line that is no field; quoted and dated ``From_`` lines in it
      are passed over.
    - The last Content-Length counts. It is believed if ``From`` stands one byte behind the body, or the file ends
      there; and 0 is always believed.
    - Else the body ends one byte before the next separator, or before the end of the file, whatever that byte is.
    """

    name = "mutt"
    about = "mutt, a mail program for the terminal"
    source = "mutt 2.2.12: mx.c, mbox.c, parse.c, from.c"
    limits = (
        "A file in which lines of four control-A part the letters (MMDF) is read by mutt; the lens knows mbox alone.",
        "NUL bytes in a header or a From_ line end the line for mutt; the lens reads on.",
        "After a header, mutt reads at most 1,023 bytes of a line that starts with a blank as the end of the header.",
    )
    sees_more = True

    def refusal(self, view: View) -> str | None:
        """The first line that is not empty has to start ``From``; a file of empty lines is no mailbox either."""
        start = view.first_but(b"\r\n")
        if view.read(start, start + len(_MMDF)) == _MMDF:
            return "the file starts with four control-A: to mutt it is an MMDF mailbox, and this lens knows mbox alone"
        if view.size == 0 or view.read(start, start + len(SEPARATOR)) == SEPARATOR:
            return None
        return "mutt takes the file for no mailbox: its first line that is not empty does not start with From"

    def between(self, view: View, start: int, stop: int) -> Iterator[int]:
        """Pieces of long lines that start ``From``; the first can only start `FGETS` bytes further on."""
        while start + FGETS < stop:
            text = read_all(view.fd, start, min(start + PIECE + FGETS, stop + len(SEPARATOR), view.size))
            at = 0
            while at < min(PIECE, stop - start, len(text)):
                line_end = text.rfind(b"\n", at, at + FGETS)
                at = line_end + 1 if line_end >= 0 else at + FGETS
                if line_end < 0 and text.startswith(SEPARATOR, at) and start + at < stop:
                    yield start + at
            if not text:
                return
            start += at

    def verdict(self, candidate: Candidate) -> Verdict:
        """By its date alone, outside a header."""
        opened = candidate.opened
        if opened and candidate.offset < opened.body:
            return _IN_HEADER
        line = candidate.view.line(candidate.offset).data[:FGETS]
        return _DATED if mutt_accepts(line) else _UNDATED

    def open(self, view: View, offset: int) -> Beginning:
        """Read the header, and see whether its Content-Length can be true."""
        line = view.line(offset)
        header = min(line.stop, offset + FGETS)
        plain = view.plain_header(header)
        if plain is not None:
            stop, body = header + len(plain), header + len(plain) + 1
            length = _plain_length(plain)
        else:
            stop, body, length = _read_header(view, header)
        opened = Beginning(offset, header, stop, body)
        return opened if length is None or length < 0 else _by_length(view, opened, length)

    def close(self, view: View, opened: Beginning, stop: int) -> LensSpan:
        """A believed length ends the body; else the last byte before the next separator is not the body's."""
        shown = max(stop - 1, opened.body)
        if opened.length is not None:
            shown = min(opened.body + opened.length, view.size)
        return ended(opened, shown, stop)

    def show(self, view: View, span: LensSpan) -> Iterator[bytes]:
        """Header, an empty line of mutt's own, body.

        A line of blanks that ended the header goes with it; behind a From_ line that the file ends in is nothing.
        """
        is_empty = view.read(span.header_stop, span.body) in {b"\n", b"\r\n"}
        yield from view.pieces(span.header, span.header_stop if is_empty else span.body)
        if span.header < view.size or view.read(view.size - 1, view.size) == b"\n":
            yield b"\n"
        yield from view.pieces(span.body, span.shown)


def _by_length(view: View, opened: Beginning, length: int) -> Beginning:
    """The message, with its Content-Length believed if that can be true."""
    separator = opened.body + length + 1
    settled = length == 0 or separator + NEAR_THE_END < view.size
    leads_on = view.read(separator, separator + len(SEPARATOR)) == SEPARATOR or separator == view.size
    believed = length == 0 or (length < view.size and leads_on)
    note = f"mutt believes the Content-Length of the message before: {length:,} bytes, and looks for nothing in them"
    return Beginning(
        opened.offset,
        opened.header,
        opened.header_stop,
        opened.body,
        separator if believed and length else 0,
        length if believed else None,
        note,
        settled,
    )


def _plain_length(header: bytes) -> int | None:
    if b"ength:" not in header and b"LENGTH:" not in header.upper():
        return None
    length = None
    for field in re.split(rb"\n(?![ \t])", header):
        length = _length(unfolded(field), length)
    return length


def _length(field: bytes, before: int | None) -> int | None:
    """The Content-Length of a field; -1 where it has one that is no number; what was known before for any other."""
    found = _LENGTH.fullmatch(field)
    if not found:
        return before
    number = _INTEGER.fullmatch(found.group(1))
    value = signed(number.group()) if number else -1
    return value if -LARGEST <= value <= LARGEST else -1


def unfolded(field: bytes) -> bytes:
    """A field on one line, as mutt joins it: blanks at both ends of each line go, one space takes their place."""
    return b" ".join(part.strip(b" \t\r\n") for part in field.split(b"\n")).rstrip(b" \t\r\n")


def _read_header(view: View, at: int) -> tuple[int, int, int | None]:
    """Where a header ends and the body starts, and its Content-Length, line by line as mutt reads it."""
    length: int | None = None
    field: list[LensLine] = []
    for line in chain(view.lines(at), (LensLine(view.size, b"", view.size),)):
        is_whole = line.data.endswith(b"\n") or line.stop < view.size
        if field and line.data[:1] in {b" ", b"\t"} and is_whole:
            field.append(line)
            continue
        if field and (is_whole or line.data[:1] not in {b" ", b"\t"}):
            text = unfolded(b"".join(part.data for part in field))
            if not _goes_on(text):
                return field[0].offset, field[0].offset, length
            length = _length(text, length)
        if not is_whole:
            break  # mutt forgets a line that it cannot read to its end
        if line.data[:1] in {b" ", b"\t", b"\r", b"\n"}:
            return line.offset, line.stop, length
        field = [line]
    return view.size, view.size, length


_FIELD: Final = re.compile(rb"[^: \t]*:")


def _goes_on(text: bytes) -> bool:
    """Whether a line leaves a header going on: a field, a quoted ``From_`` line, or a dated one."""
    return bool(_FIELD.match(text)) or text.startswith(b">From ") or mutt_accepts(text)

"""procmail's formail: a separator stands after an empty line, has two words, and a field that formail knows follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from heloworld.mbox.dialects import SEPARATOR
from heloworld.mbox.lenses.from_line import formail_accepts
from heloworld.mbox.lenses.model import NEAR_THE_END, Beginning, Candidate, Lens, LensSpan, Verdict
from heloworld.mbox.lenses.numbers import saturated
from heloworld.mbox.lenses.programs.formail_fields import is_known
from heloworld.mbox.lenses.view import LARGEST_HEADER, LensLine, View

_FIRST: Final = Verdict(is_start=True, why="the first text of the file starts a message, whatever it is")
_STARTS: Final = Verdict(
    is_start=True, why="the line before is empty, two words follow From, and formail knows the next line's field"
)
_NOT_EMPTY: Final = Verdict(is_start=False, why="formail wants an empty line before From, and the line before is none")
_NO_WORDS: Final = Verdict(is_start=False, why="formail wants two words after From")
_NO_FIELD: Final = Verdict(is_start=False, why="formail wants a header field that it knows in the next line")
_IN_HEADER: Final = Verdict(is_start=False, why="formail is still in a header here")

_NAME: Final = re.compile(rb"([^\x00-\x20\x7f:]++)[ \t]*+:")
_LENGTH: Final = re.compile(
    rb"^content-length[ \t]*:(?:(?:[ \t\v\f\r]|\n[ \t])*(?P<number>[+-]?[0-9]+))?", re.IGNORECASE | re.MULTILINE
)
_LAST_FIELD: Final = re.compile(rb"^[^\x00-\x20\x7f:]++[ \t]*+:(?P<value>[^\n]*\n(?:[ \t][^\n]*\n)*)\Z", re.MULTILINE)
_QUOTED: Final = (b">",)
_FOLDED: Final = (b" ", b"\t")
_SKIPPED: Final = len(SEPARATOR)


class FormailLens(Lens):
    """formail of procmail 3.22, formail.c main() and formisc.c readhead(), run as ``formail -bs``.

    - LFs at the start are skipped; any text there starts a message.
    - A separator stands after an empty line and has two words. A field follows that formail knows (header.h), or one
      that starts ``X-`` or ``Old-``; quoted lines may stand between.
    - A header ends at the first line that is no field; there formail adds an empty line, if it is not one.
    - The first Content-Length above 0 is believed whatever it says: so many bytes are skipped.
    - What comes out always ends in an empty line.
    """

    name = "formail"
    about = "formail, procmail's mailbox splitter"
    source = "procmail 3.22: formail.c main(), fields.c readhead(), formisc.c getline(), header.h"
    limits = (
        "A From_ line right after the fields of a header: formail looks at a leftover in its memory instead of the "
        "line, most often the value of the last field; the lens takes that value.",
        "Blanks between a field's name and its colon are shown; formail drops them.",
        "Where the file starts with other text, formail invents a From_ line; the lens shows none.",
        "A Content-Length farther than 256 KiB from the start of a header is not found by the lens.",
    )

    def begin(self, view: View) -> Beginning | None:
        """Any text at the start of the file is a message."""
        start = view.first_but(b"\n")
        if start >= view.size or view.read(start, start + len(SEPARATOR)) == SEPARATOR:
            return None
        return self.open(view, start)

    def verdict(self, candidate: Candidate) -> Verdict:
        """By the line before, the words of the line, and the line behind."""
        view, offset, opened = candidate.view, candidate.offset, candidate.opened
        if opened is None:
            return _FIRST
        if offset < opened.body:
            return _IN_HEADER
        if not _is_after_empty(view, opened, offset):
            return _NOT_EMPTY
        line = view.line(offset)
        words = line.data
        if offset == opened.header_stop:
            words = SEPARATOR + _leftover(view, opened)[_SKIPPED:]
        if not formail_accepts(words):
            return _NO_WORDS
        going_on = () if offset == opened.header_stop else _FOLDED if _NAME.match(line.data) else _QUOTED
        return _STARTS if _known_field_follows(view, line, going_on) else _NO_FIELD

    def open(self, view: View, offset: int) -> Beginning:
        """Read the header, and skip what its Content-Length says."""
        line = view.line(offset)
        has_from = line.data.startswith(SEPARATOR) and not _NAME.match(line.data)
        header = line.stop if has_from else offset
        plain = view.plain_header(header) if has_from else None
        if plain is not None:
            stop, body = header + len(plain), header + len(plain) + 1
        else:
            stop, body = _bounds(view, header, skip_quoted=has_from)
        length = _content_length(view, header, stop)
        opened = Beginning(offset, header, stop, body)
        return _skipping(view, opened, length) if length > 0 else opened

    def show(self, view: View, span: LensSpan) -> Iterator[bytes]:
        """Header, empty line and body; at the end of the file, the line ends that are missing."""
        yield from view.pieces(span.header, span.header_stop)
        if span.header < span.header_stop and view.read(span.header_stop - 1, span.header_stop) != b"\n":
            yield b"\n"
        yield b"\n"
        yield from view.pieces(span.body, span.shown)
        if span.stop == view.size > span.header_stop:
            yield self._ending(view, span)

    def _ending(self, view: View, span: LensSpan) -> bytes:
        """What is added so that a text ends in an empty line."""
        last = view.read(view.size - 2, view.size)
        if last == b"\n\n":
            return b""
        is_one_line = span.body == span.header_stop and view.line(span.body).stop == view.size
        is_skipped = not is_one_line and self.open(view, span.offset).floor >= view.size
        return b"\n" if is_skipped or last.endswith(b"\n") else b"\n\n"


def _bounds(view: View, header: int, *, skip_quoted: bool) -> tuple[int, int]:
    """Where a header ends and where the body starts; lines that start with ``>`` go with the ``From_`` line."""
    in_field = False
    for line in view.lines(header):
        if skip_quoted and line.data.startswith(b">"):
            continue
        skip_quoted = False
        if in_field and line.data[:1] in {b" ", b"\t"}:
            continue
        in_field = _NAME.match(line.data) is not None
        if not in_field:
            return line.offset, line.stop if line.data == b"\n" else line.offset
    return view.size, view.size


def _content_length(view: View, header: int, stop: int) -> int:
    """The number in the first Content-Length, or what a number it starts with; 0 where there is none."""
    found = _LENGTH.search(view.read(header, min(stop, header + LARGEST_HEADER)))
    return saturated(found["number"] or b"0") if found else 0


def _skipping(view: View, opened: Beginning, length: int) -> Beginning:
    """The message, with a floor behind the bytes that Content-Length claims, and behind the rest of a line end."""
    start, claimed = opened.body, length
    if opened.body == opened.header_stop:
        line = view.line(opened.body)
        start, claimed = line.stop, length - (line.stop - line.offset)
    end = min(start + max(claimed, 0), view.size)
    floor = end
    if claimed > 0 and view.read(end, end + 1) == b"\n" and view.read(end - 1, end) != b"\n":
        floor += 1
    note = f"formail believes the Content-Length of the message before, {length:,} bytes, whatever is there"
    settled = start + claimed + NEAR_THE_END < view.size
    return replace(opened, floor=floor, note=note, is_settled=settled)


def _is_after_empty(view: View, opened: Beginning, offset: int) -> bool:
    return offset == opened.header_stop or view.read(offset - 2, offset) == b"\n\n"


def _leftover(view: View, opened: Beginning) -> bytes:
    """What formail looks at instead of a From_ line behind a header's fields: the last field's value, or a length."""
    header = view.read(opened.header, min(opened.header_stop, opened.header + LARGEST_HEADER))
    length = _LENGTH.search(header)
    if length:
        return header[length.start() :]
    last = _LAST_FIELD.search(header)
    return last["value"] if last else view.line(opened.offset).data[len(SEPARATOR) :]


def _known_field_follows(view: View, line: LensLine, going_on: tuple[bytes, ...]) -> bool:
    """Whether the next line is a field that formail knows, behind those that start as lines do that still belong."""
    for following in view.lines(line.stop):
        if not following.data.startswith(going_on):
            found = _NAME.match(following.data)
            return found is not None and is_known(found.group(1))
    return False

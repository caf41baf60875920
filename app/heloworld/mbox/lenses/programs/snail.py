"""s-nail, the mailx of many Linux systems: a separator stands after an empty line, and a field must follow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from heloworld.mbox.lenses.model import Beginning, Candidate, Lens, LensSpan, Verdict
from heloworld.mbox.lenses.programs.git import without_cr
from heloworld.mbox.lenses.view import LensLine, View

_STARTS: Final = Verdict(is_start=True, why="the line before is empty, and the next one has a colon in it")
_NOT_EMPTY: Final = Verdict(is_start=False, why="s-nail wants an empty line before From, and the line before is none")
_NO_FIELD: Final = Verdict(is_start=False, why="s-nail takes it back: the next line has no colon, so it is no header")

_EMPTY: Final = frozenset({b"", b"\n", b"\r\n", b"\n\r\n"})
"""What may stand before a separator in the file: nothing, or an empty line behind a line end or the file's start."""

_EMPTY_LINE: Final = frozenset({b"\n", b"\r\n", b"\r"})
_FIELD: Final = re.compile(rb"[^: \t-\r\x00]*+[ \t-\r]*+:")


class SnailLens(Lens):
    """s-nail 14.9.24, src/mx/folder.c a_folder_mbox_setptr(), without ``mbox-rfc4155``.

    - A separator stands at the start of the file or after an empty line, LF or CR LF.
    - The next line that does not start with a blank has to have a colon in it.
    - A header ends at an empty line, or at a line that is no field; there s-nail adds an empty line, and one more
      before each line without a colon up to the first empty line.
    - The empty line before a separator belongs to the message. CR LF becomes LF; a missing last LF is added.
    """

    name = "s-nail"
    about = "s-nail, the mailx of many Linux systems"
    source = "s-nail 14.9.24: src/mx/folder.c, a_folder_mbox_setptr()"
    limits = ("Control characters and bytes that are no UTF-8 are shown as they are; s-nail shows marks for them.",)

    def verdict(self, candidate: Candidate) -> Verdict:
        """By the line before and the line behind."""
        view, offset = candidate.view, candidate.offset
        before = view.read(offset - 3, offset)
        if not (before.endswith(b"\n\n") or before in _EMPTY):
            return _NOT_EMPTY
        for line in view.lines(view.line(offset).stop):
            if _has_colon(view, line):
                return _STARTS
            if line.data[:1] not in {b" ", b"\t"}:
                break
        return _NO_FIELD

    def open(self, view: View, offset: int) -> Beginning:
        """Read the header to its end."""
        header = view.line(offset).stop
        plain = view.plain_header(header)
        if plain is not None:
            return Beginning(offset, header, header + len(plain), header + len(plain) + 1)
        in_field = False
        for line in view.lines(header):
            if line.data in _EMPTY_LINE:
                return Beginning(offset, header, line.offset, line.stop)
            if not (in_field and line.data[:1] in {b" ", b"\t"}) and not _FIELD.match(line.data):
                return Beginning(offset, header, line.offset, line.offset)
            in_field = True
        return Beginning(offset, header, view.size, view.size)

    def show(self, view: View, span: LensSpan) -> Iterator[bytes]:
        """Header, an empty line and body; all lines end in LF, the last one too."""
        ending = b"" if view.read(span.shown - 1, span.shown) == b"\n" else b"\n"
        header = view.pieces(span.header, span.header_stop)
        gap = b"\n" if span.header_stop < span.shown else b""
        return without_cr(chain(header, (gap,), _with_gaps(view, span), (ending,)))


def _with_gaps(view: View, span: LensSpan) -> Iterator[bytes]:
    """A body; where it started without an empty line, one stands before every line that is no field, up to the first.

    s-nail puts those in while it waits for the empty line that ends the header.
    """
    at = span.body
    for line in view.lines(span.body) if span.header_stop == span.body else ():
        if line.offset >= span.shown or line.data in _EMPTY_LINE:
            break
        if line.offset > span.body and line.data[:1] not in {b" ", b"\t"} and not _has_colon(view, line):
            yield b"\n"
        at = min(line.stop, span.shown)
        yield from view.pieces(line.offset, at)
    yield from view.pieces(at, span.shown)


def _has_colon(view: View, line: LensLine) -> bool:
    return b":" in line.data or view.find(b":", line.offset + len(line.data), line.stop) >= 0

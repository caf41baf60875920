"""procmail's formail: a separator stands after an empty line, has two words, and a field that formail knows follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from heloworld.mbox.dialects import SEPARATOR
from heloworld.mbox.lenses.formail_fields import is_known
from heloworld.mbox.lenses.model import NEAR_THE_END, Candidate, Lens, Opened, Verdict
from heloworld.mbox.lenses.mutt import first_text
from heloworld.mbox.lenses.postmark import formail_accepts
from heloworld.mbox.lenses.view import Line, View

_FIRST: Final = Verdict(is_start=True, why="the first text of the file starts a message, whatever it is")
_STARTS: Final = Verdict(
    is_start=True, why="the line before is empty, two words follow From, and formail knows the next line's field"
)
_NOT_EMPTY: Final = Verdict(is_start=False, why="formail wants an empty line before From, and the line before is none")
_NO_WORDS: Final = Verdict(is_start=False, why="formail wants two words behind From")
_NO_FIELD: Final = Verdict(is_start=False, why="formail wants a header field that it knows in the next line")
_IN_HEADER: Final = Verdict(is_start=False, why="formail is still in a header here")

_NAME: Final = re.compile(rb"([^\x00-\x20\x7f:]++)[ \t]*+:")
_LENGTH: Final = re.compile(rb"content-length[ \t]*:[ \t-\r]*([+-]?[0-9]+)", re.IGNORECASE)
_VALUE_SKIPPED: Final = 5


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
    about = "formail, procmail's tool to split a mailbox"
    source = "procmail 3.22: formail.c main(), fields.c readhead(), formisc.c getline(), header.h"
    limits = (
        "A From_ line right behind the fields of a header: formail looks at a leftover in its memory instead of the "
        "line, most often the value of the last field; the lens takes that value.",
        "Blanks between a field's name and its colon are shown; formail drops them.",
        "Where the file starts with other text, formail invents a From_ line; the lens shows none.",
    )

    def begin(self, view: View) -> Opened | None:
        """Any text at the start of the file is a message."""
        start = first_text(view, b"\n")
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
            words = SEPARATOR + _last_value(view, opened)
        if not formail_accepts(words):
            return _NO_WORDS
        return _STARTS if _known_field_follows(view, line) else _NO_FIELD

    def open(self, view: View, offset: int) -> Opened:
        """Read the header, and skip what its Content-Length says."""
        line = view.line(offset)
        has_from = line.data.startswith(SEPARATOR)
        header = line.stop if has_from else offset
        plain = view.plain_header(header) if has_from else None
        if plain is not None:
            stop, body = header + len(plain), header + len(plain) + 1
        else:
            stop, body = _bounds(view, header, skip_quoted=has_from)
        length = _content_length(view, header, stop)
        opened = Opened(offset, header, stop, body)
        return _skipping(view, opened, length) if length > 0 else opened

    def show(self, view: View, span: Span) -> Iterator[bytes]:
        """Header, empty line and body, and at the end of the file the line ends that are missing."""
        yield from view.pieces(span.header, span.header_stop)
        raise NotImplementedError

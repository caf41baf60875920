"""Dovecot's mbox storage: a separator has a date; a Content-Length that leads to one is believed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from heloworld.mbox.dialects import SEPARATOR
from heloworld.mbox.lenses.from_line import dovecot_accepts
from heloworld.mbox.lenses.model import NEAR_THE_END, Beginning, Candidate, Lens, LensSpan, Verdict, ended
from heloworld.mbox.lenses.view import LARGEST_HEADER, View

_DATED: Final = Verdict(is_start=True, why="a sender and a date stand in the line; Dovecot asks for no empty line")
_UNDATED: Final = Verdict(is_start=False, why="Dovecot wants a sender without spaces and a date behind From")
_AFTER_FROM: Final = Verdict(
    is_start=False, why="Dovecot looks for a line end before From, and has read that one with the From_ line before"
)
_AFTER_BARE: Final = Verdict(is_start=False, why='Dovecot misses a From_ line right behind a bare "From "')
_UNFINISHED: Final = Verdict(is_start=False, why="Dovecot wants a whole line, and the file ends within this one")

_LOOK: Final = 1024
"""Bytes of a From_ line, and behind it, that are parsed."""

_LEAST: Final = 32
"""Bytes from the line end before a separator on, without which no Content-Length is believed."""

_LENGTH: Final = re.compile(rb"^content-length[ \t]*:[ \t]?+([^\n]*(?:\n[ \t][^\n]*)*)", re.IGNORECASE | re.MULTILINE)
_DIGITS: Final = re.compile(rb"([0-9]*)[ \t\r\n]*")


class DovecotLens(Lens):
    """Dovecot 2.3.19: istream-raw-mbox.c, mbox-from.c, mbox-sync-parse.c, message-header-parser.c.

    - The file has to start with a separator, or it is no mailbox.
    - A whole line is a separator by its sender and date (`dovecot_accepts`), in a header too, unless the line before
      is a ``From_`` line itself or a bare ``From``.
    - The first Content-Length counts: a body that would end earlier is as long as it says, if a separator or the end
      of the file follows its line end.
    - The line end before a separator, LF or CR LF, belongs to the separator; so does the one at the end of the file.
    """

    name = "dovecot"
    about = "Dovecot, the IMAP server"
    source = "Dovecot 2.3.19: src/lib-mail/mbox-from.c, src/lib-storage/index/mbox/istream-raw-mbox.c"
    limits = (
        "Dovecot rewrites a mailbox when it first opens it; the lens reads the file as it was before.",
        "A first message with an X-IMAP field is Dovecot's own record and hidden; the lens shows it.",
        "From_ lines longer than Dovecot's buffer are judged by their first bytes alone.",
    )

    def refusal(self, view: View) -> str | None:
        """The first line has to be a separator."""
        if view.size == 0:
            return None
        line = view.line(0)
        if line.data.startswith(SEPARATOR) and line.data.endswith(b"\n") and _is_dated(view, 0):
            return None
        return "Dovecot takes the file for no mailbox: it does not start with a From_ line that has a date"

    def verdict(self, candidate: Candidate) -> Verdict:
        """By sender and date; two kinds of lines are never seen."""
        header = candidate.opened.header if candidate.opened else -1
        return _judged(candidate.view, candidate.offset, header)

    def open(self, view: View, offset: int) -> Beginning:
        """Read the header for its Content-Length."""
        header = view.line(offset).stop
        plain = view.plain_header(header)
        stop, body = (header + len(plain), header + len(plain) + 1) if plain is not None else _bounds(view, header)
        opened = Beginning(offset, header, stop, body)
        length = _content_length(view.read(header, min(stop, header + LARGEST_HEADER)))
        return opened if length is None else _by_length(view, opened, length)

    def show(self, view: View, span: LensSpan) -> Iterator[bytes]:
        """Header, empty line, body; the empty line is Dovecot's own where a separator ended the header."""
        yield from view.pieces(span.header, span.body)
        if span.header_stop == span.body < span.shown:
            yield b"\n"
        yield from view.pieces(span.body, span.shown)

    def close(self, view: View, opened: Beginning, stop: int) -> LensSpan:
        """The line end before the separator, or before the end of the file, is not the body's."""
        return ended(opened, max(stop - _line_end(view, stop), opened.header), stop)


def _is_dated(view: View, offset: int) -> bool:
    start = offset + len(SEPARATOR)
    return dovecot_accepts(view.read(start, start + _LOOK))


def _judged(view: View, offset: int, header: int) -> Verdict:
    """What Dovecot makes of a From_ line in a message whose header starts at an offset; -1 before the first."""
    if offset == header:
        return _AFTER_FROM
    bare = offset - len(SEPARATOR) - 1
    if bare > header >= 0 and view.read(bare - 1, offset) == b"\n" + SEPARATOR + b"\n":
        return _AFTER_BARE
    if not view.line(offset).data.endswith(b"\n"):
        return _UNFINISHED
    return _DATED if _is_dated(view, offset) else _UNDATED


def _bounds(view: View, header: int) -> tuple[int, int]:
    """Where a header ends and where the body starts: at the first empty line, LF or CR LF, or at a separator."""
    for line in view.lines(header):
        if line.data in {b"\n", b"\r\n"}:
            return line.offset, line.stop
        if line.data.startswith(SEPARATOR) and _judged(view, line.offset, header).is_start:
            end = line.offset - _line_end(view, line.offset)
            return end, end
    return view.size, view.size


def _line_end(view: View, stop: int) -> int:
    """How many bytes before an offset are a line end: LF or CR LF."""
    before = view.read(stop - 2, stop)
    return 2 if before == b"\r\n" else 1 if before.endswith(b"\n") else 0


def _content_length(header: bytes) -> int | None:
    """The first Content-Length that is a number."""
    for found in _LENGTH.finditer(header):
        number = _DIGITS.fullmatch(found.group(1))
        if number:
            return int(number.group(1)[:19] or 0)
    return None


def _by_length(view: View, opened: Beginning, length: int) -> Beginning:
    """The message, with a floor where its Content-Length leads to a separator; nothing shorter matters."""
    end = opened.body + length
    behind = view.read(end, end + _LEAST + 1)
    gap = next((gap for gap in (b"\r\n", b"\n") if behind.startswith(gap)), b"")
    start = end + len(gap)
    is_end = bool(gap) and start == view.size
    leads_on = (
        len(behind) >= _LEAST + len(gap) - 1 and behind.startswith(SEPARATOR, len(gap)) and _is_dated(view, start)
    )
    settled = end + NEAR_THE_END < view.size
    if not gap or not (is_end or leads_on):
        return replace(opened, is_settled=settled)
    more = 0
    if opened.header_stop == opened.body < view.size:  # a separator ended the header: now it is text
        more = len(b"\r\n") if view.read(opened.body, opened.body + 1) == b"\r" else len(b"\n")
    return replace(
        opened,
        header_stop=opened.header_stop + more,
        body=opened.body + more,
        floor=start,
        note=f"Dovecot believes the Content-Length of the message before: {length:,} bytes, up to a separator",
        is_settled=settled,
    )

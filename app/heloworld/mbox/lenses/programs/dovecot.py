"""Dovecot's mbox storage: a separator has a date; a Content-Length that leads to one is believed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from heloworld.mbox.dialects import SEPARATOR
from heloworld.mbox.lenses.from_line import dovecot_accepts
from heloworld.mbox.lenses.model import NEAR_THE_END, Beginning, Candidate, Lens, LensSpan, Verdict, ended
from heloworld.mbox.lenses.numbers import LARGEST, wrapped
from heloworld.mbox.lenses.view import LARGEST_HEADER, View

_DATED: Final = Verdict(is_start=True, why="the line has a sender and a date; Dovecot asks for no empty line")
_UNDATED: Final = Verdict(is_start=False, why="Dovecot wants a sender without spaces and a date after From")
_AFTER_FROM: Final = Verdict(
    is_start=False, why="Dovecot looks for a line end before From, and has read that one with the From_ line before"
)
_AFTER_BARE: Final = Verdict(is_start=False, why='Dovecot misses a From_ line right after a bare "From "')
_UNFINISHED: Final = Verdict(is_start=False, why="Dovecot wants a whole line, and the file ends within this one")

_BUFFER: Final = 8192
"""Bytes that Dovecot reads at a time: of a From_ line, with the line end before it, no more are parsed."""

_LOOK: Final = 1024
"""Bytes of a From_ line, and behind it, in which most end."""

_HIDDEN: Final = Verdict(
    is_start=False,
    why="Dovecot takes a first message with an X-IMAP field for the server's own record, and shows it to nobody",
    is_dropped=True,
)
_TOO_FAR: Final = (
    "Dovecot fails: a Content-Length of {length} leads it beyond what any disk can hold, and it opens nothing at all"
)

_LEAST: Final = 32
"""Bytes from the line end before a separator on, without which no Content-Length is believed."""

_LENGTH: Final = re.compile(rb"^content-length[ \t]*:[ \t]?+([^\n]*(?:\n[ \t][^\n]*)*)", re.IGNORECASE | re.MULTILINE)
_NUMBERS: Final = re.compile(
    rb"^x-imap(?P<base>base)?[ \t]*:[ \t]?(?P<validity>[0-9]+)"
    rb"(?: (?:[ \t]|\r?\n[ \t])*[0-9]*(?=[ \t\r\n]|\Z)|(?=\r?\n(?![ \t])|\Z))",
    re.IGNORECASE | re.MULTILINE,
)
"""A field in which a server keeps two numbers of a mailbox, the second of which may be missing."""

_DIGITS: Final = re.compile(rb"([0-9]*)[ \t\r\n]*")


class DovecotLens(Lens):
    """Dovecot 2.3.19: istream-raw-mbox.c, mbox-from.c, mbox-sync-parse.c, message-header-parser.c.

    - The file has to start with a separator, or it is no mailbox.
    - A whole line is a separator by its sender and date (`dovecot_accepts`), in a header too, unless the line before
      is a ``From_`` line itself or a bare ``From``.
    - The first Content-Length counts: a body that would end earlier is as long as it says, if a separator or the end
      of the file follows its line end.
    - A first message with an X-IMAP field is the server's own record, and hidden.
    - A Content-Length that leads beyond what a disk can have makes reading fail, and no message is shown.
    - The line end before a separator, LF or CR LF, belongs to the separator; so does the one at the end of the file.
    """

    name = "dovecot"
    about = "Dovecot, the IMAP server"
    source = "Dovecot 2.3.19: src/lib-mail/mbox-from.c, src/lib-storage/index/mbox/istream-raw-mbox.c"
    limits = (
        "Dovecot rewrites a mailbox when it first opens it; the lens reads the file as it was before.",
        "A Content-Length farther than 256 KiB from the start of a header is not found by the lens.",
        "A header that only a From_ line of more than 8,000 bytes ends makes Dovecot fail; the lens reads on.",
    )
    may_give_up = True

    def refusal(self, view: View) -> str | None:
        """The first line has to be a separator."""
        if view.size == 0:
            return None
        line = view.line(0)
        if line.data.startswith(SEPARATOR) and line.data.endswith(b"\n") and _is_dated(view, 0):
            return None
        return "Dovecot takes the file for no mailbox: it does not start with a From_ line that has a date"

    def verdict(self, candidate: Candidate) -> Verdict:
        """By sender and date; two kinds of lines are never seen, and the server's own record is not shown."""
        if candidate.opened is None and _is_record(candidate.view, candidate.offset):
            return _HIDDEN
        header = candidate.opened.header if candidate.opened else -1
        return _judged(candidate.view, candidate.offset, header)

    def open(self, view: View, offset: int) -> Beginning:
        """Read the header for its Content-Length."""
        opened = _headed(view, offset)
        length = _content_length(_header(view, opened))
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


def _headed(view: View, offset: int) -> Beginning:
    """A message, with nothing but the bounds of its header looked for."""
    header = view.line(offset).stop
    plain = view.plain_header(header)
    stop, body = (header + len(plain), header + len(plain) + 1) if plain is not None else _bounds(view, header)
    return Beginning(offset, header, stop, body)


def _header(view: View, opened: Beginning) -> bytes:
    return view.read(opened.header, min(opened.header_stop, opened.header + LARGEST_HEADER))


def _is_record(view: View, offset: int) -> bool:
    """Whether the first field with the server's numbers is X-IMAP: UW-IMAP's "folder internal data"."""
    for found in _NUMBERS.finditer(_header(view, _headed(view, offset))):
        if wrapped(found["validity"]) % 2**32:
            return not found["base"]
    return False


def _is_dated(view: View, offset: int) -> bool:
    start = offset + len(SEPARATOR)
    text = view.read(start, start + _LOOK)
    if b"\n" not in text:
        text = view.read(start, offset - _line_end(view, offset) + _BUFFER)
    return dovecot_accepts(text)


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
            return wrapped(number.group(1))
    return None


def _by_length(view: View, opened: Beginning, length: int) -> Beginning:
    """The message, with a floor where its Content-Length leads to a separator; nothing shorter matters."""
    end = (opened.body + length) % 2**64
    if end + _BUFFER > LARGEST:
        return replace(opened, trouble=_TOO_FAR.format(length=length))
    behind = view.read(end, end + _LEAST + 1)
    gap = next((gap for gap in (b"\r\n", b"\n") if behind.startswith(gap)), b"")
    start = end + len(gap)
    is_end = bool(gap) and start == view.size
    leads_on = (
        len(behind) >= _LEAST + len(gap) - 1 and behind.startswith(SEPARATOR, len(gap)) and _is_dated(view, start)
    )
    settled = end + NEAR_THE_END < view.size
    if end < opened.body or not gap or not (is_end or leads_on):
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

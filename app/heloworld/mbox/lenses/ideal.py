"""Readers as their dialects' descriptions have them: nobody's program, but what every program was built after.

=======  ===================================  =============================  ======================================
reader   a ``From_`` line separates           where the body ends            source
=======  ===================================  =============================  ======================================
naive    wherever it stands                   before the next separator      ``grep '^From '``
mboxo    at the start, or after an empty      before the next separator      J. Zawinski, "The Content-Length
         line                                                                header format" (1996): BOF, empty line
mboxrd   wherever it stands: one in a body    before the next separator      qmail mbox(5): a reader "should not
         would have been quoted                                              attempt to take advantage" of the empty
                                                                             line
mboxcl,  as in mboxo, but never before the    where Content-Length says, if  System V Release 4
mboxcl2  end of the body                      a separator or the end of the
                                              file stands there
=======  ===================================  =============================  ======================================

What a reader undoes of the quoting is its dialect's affair (`heloworld.mbox.dialects`).
"""

from __future__ import annotations

from typing import ClassVar, Final

from heloworld.mbox.dialects import SEPARATOR, Dialect
from heloworld.mbox.lenses.model import NEAR_THE_END, Beginning, Candidate, LensSpan, Verdict, ended
from heloworld.mbox.lenses.separators import SeparatingLens, laid_out
from heloworld.mbox.lenses.view import View
from heloworld.mbox.reading.message import header_fields
from heloworld.mbox.reading.summary import WINDOW

_LONGEST_LENGTH: Final = 18
"""Digits of a Content-Length that are believed to be a number of bytes."""

ANY_LINE: Final = Verdict(is_start=True, why='the line starts with "From ", and that is all it asks')
_AT_THE_START: Final = Verdict(is_start=True, why="the line is at the start of the file")
_AFTER_EMPTY: Final = Verdict(is_start=True, why="the line before it is empty")
_NOT_EMPTY: Final = Verdict(is_start=False, why="the line before it is not empty")
_BY_LENGTH: Final = Verdict(is_start=True, why="the Content-Length of the message before it leads here")


class NaiveLens(SeparatingLens):
    """What anybody writes first."""

    name = "naive"
    about = 'every line that starts with "From "'
    source = "grep '^From '"

    def verdict(self, candidate: Candidate) -> Verdict:  # noqa: ARG002 - it asks nothing
        """Every separator line is one."""
        return ANY_LINE


class MboxrdLens(NaiveLens):
    """A reader that trusts whoever wrote the file to have quoted everything else."""

    name = "mboxrd"
    about = "every From_ line; one > comes off"
    source = "qmail mbox(5), MBOXRD"
    dialect = Dialect.MBOXRD


class MboxoLens(SeparatingLens):
    """The classical reader: a separator stands after an empty line."""

    name = "mboxo"
    about = "a From_ line after an empty line"
    source = 'J. Zawinski, "The Content-Length header format" (1996)'
    dialect: ClassVar[Dialect | None] = Dialect.MBOXO

    def verdict(self, candidate: Candidate) -> Verdict:
        """At the start of the file, or after an empty line; an empty line is exactly LF LF."""
        return _after_empty_line(candidate)


class MboxclLens(SeparatingLens):
    """A reader that believes Content-Length where it can be true, and else does as mboxo."""

    name = "mboxcl"
    about = "as mboxo, but Content-Length counts first"
    source = "qmail mbox(5), MBOXCL; System V Release 4"
    dialect: ClassVar[Dialect | None] = Dialect.MBOXCL

    def verdict(self, candidate: Candidate) -> Verdict:
        """As mboxo; but where a length led to, a message starts whatever stands before."""
        opened = candidate.opened
        if opened and opened.length is not None and candidate.offset == opened.floor:
            return _BY_LENGTH
        return _after_empty_line(candidate)

    def open(self, view: View, offset: int) -> Beginning:
        """Read the header for its Content-Length: the first that can be true counts."""
        found = laid_out(view, offset, min(view.size, offset + WINDOW))
        header = view.read(found.header, found.header_stop)
        settled = True
        for name, value in header_fields(header) if b"ength" in header or b"ENGTH" in header else ():
            if name.lower() == b"content-length" and value.isdigit() and len(value) <= _LONGEST_LENGTH:
                end = found.body + int(value)
                settled = settled and end + NEAR_THE_END < view.size
                start = _start_behind(view, end)
                if start is not None:
                    note = f"it lies inside the {int(value):,} bytes that Content-Length claims for the message before"
                    return Beginning(
                        offset, found.header, found.header_stop, found.body, start, int(value), note, settled
                    )
        return Beginning(offset, offset, offset, offset, is_settled=settled)

    def close(self, view: View, opened: Beginning, stop: int) -> LensSpan:
        """A believed length ends the body; without one, the next separator does."""
        if opened.length is None:
            return super().close(view, opened, stop)
        return ended(opened, opened.body + opened.length, stop)


class Mboxcl2Lens(MboxclLens):
    """The same reader, for files in which nothing is quoted."""

    name = "mboxcl2"
    about = "as mboxcl, with nothing quoted"
    source = "qmail mbox(5), MBOXCL2; System V Release 4"
    dialect: ClassVar[Dialect | None] = Dialect.MBOXCL2


def _after_empty_line(candidate: Candidate) -> Verdict:
    """What mboxo asks of a line."""
    if candidate.offset == 0:
        return _AT_THE_START
    before = candidate.view.read(candidate.offset - 2, candidate.offset)
    return _AFTER_EMPTY if before in {b"\n\n", b"\n"} else _NOT_EMPTY


def _start_behind(view: View, end: int) -> int | None:
    """Where a message starts, or the file ends, at the end of a body or after the empty line behind it."""
    if not 0 < end <= view.size:
        return None
    before, behind = view.read(end - 1, end), view.read(end, end + len(SEPARATOR) + 2)
    gaps = (b"", b"\n", b"\r\n") if before == b"\n" else (b"\n", b"\r\n")
    for gap in gaps:
        start = end + len(gap)
        if behind.startswith(gap + SEPARATOR) or (behind == gap and start == view.size):
            return start
    return view.size if end == view.size else None

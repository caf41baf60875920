"""GNU mailutils: a separator has a date in fixed columns and stands after an empty line of a body."""

from __future__ import annotations

from typing import Final

from heloworld.mbox.dialects import Dialect
from heloworld.mbox.lenses.from_line import mailutils_accepts
from heloworld.mbox.lenses.model import Beginning, Candidate, Lens, LensSpan, Verdict, closed, ended
from heloworld.mbox.lenses.view import View

_STARTS: Final = Verdict(is_start=True, why="the line before is empty, and the line ends in a date")
_UNDATED: Final = Verdict(is_start=False, why="mailutils wants a date in fixed columns at the end of the line")
_IN_HEADER: Final = Verdict(is_start=False, why="mailutils is still in a header here, and looks for none in it")
_NOT_EMPTY: Final = Verdict(
    is_start=False, why="mailutils wants an empty line before From, and the line before is none"
)
_HEADER_END: Final = Verdict(
    is_start=False, why="the empty line before it ends a header; mailutils wants one more, at the end of the body"
)


class MailutilsLens(Lens):
    """GNU mailutils 3.15, libproto/mbox/mboxrd.c mboxrd_rescan_unlocked().

    - The first line has to be a separator, or the file is no mailbox; only LF ends a line.
    - A separator has a date in fixed columns (`mailutils_accepts`) and stands after an empty line of the body. The
      empty line that ends the header is none: a message without a body swallows the next one.
    - The empty line before a separator is not the body's. One ``>`` comes off quoted ``From_`` lines.
    """

    name = "mailutils"
    about = "GNU mailutils, GNU's own mail programs"
    source = "GNU mailutils 3.15: libproto/mbox/mboxrd.c"
    limits = (
        "Where the file ends within a header, mailutils shows the whole file as that message's body, or crashes; the "
        "lens shows none.",
        "A quoted From_ line that the file ends in is not shown by mailutils, if nothing follows From.",
    )
    dialect = Dialect.MBOXRD

    def refusal(self, view: View) -> str | None:
        """The first line has to be a separator."""
        if view.size == 0 or mailutils_accepts(view.line(0).data):
            return None
        return "mailutils takes the file for no mailbox: its first line is no From_ line with a date"

    def verdict(self, candidate: Candidate) -> Verdict:
        """By its date, and by the line before."""
        view, offset, opened = candidate.view, candidate.offset, candidate.opened
        if opened and offset < opened.body:
            return _IN_HEADER
        if opened and offset == opened.body:
            return _HEADER_END
        if opened and view.read(offset - 2, offset) != b"\n\n":
            return _NOT_EMPTY
        return _STARTS if mailutils_accepts(view.line(offset).data) else _UNDATED

    def open(self, view: View, offset: int) -> Beginning:
        """Find the empty line that ends the header."""
        header = view.line(offset).stop
        stop = view.find(b"\n\n", header - 1) + 1
        if not stop:
            return Beginning(offset, header, view.size, view.size)
        return Beginning(offset, header, stop, stop + 1)

    def close(self, view: View, opened: Beginning, stop: int) -> LensSpan:
        """Without the empty line before the next separator, if it is LF."""
        if stop > opened.body and view.read(stop - 2, stop) == b"\n\n":
            return ended(opened, stop - 1, stop)
        return closed(view, opened, stop, stop)

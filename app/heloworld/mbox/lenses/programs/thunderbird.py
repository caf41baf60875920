"""Thunderbird: a separator is followed by two lines that look like a header."""

from __future__ import annotations

import re
from typing import Final

from heloworld.mbox.dialects import SEPARATOR, Dialect
from heloworld.mbox.lenses.model import Beginning, Candidate, Lens, LensSpan, Verdict, closed, ended
from heloworld.mbox.lenses.view import LensLine, View

_FIRST: Final = Verdict(is_start=True, why="the file starts here")
_STARTS: Final = Verdict(is_start=True, why="the next two lines look like header fields, or the file ends before")
_NO_FIELD: Final = Verdict(is_start=False, why="Thunderbird wants two lines after it that look like header fields")
_IN_HEADER: Final = Verdict(is_start=False, why="Thunderbird is still in a header here, and looks for none in it")

_DROPPED: Final = Verdict(
    is_start=False,
    why="Thunderbird drops a message at the end of the file whose header no empty line ends",
    is_dropped=True,
)

_NAME: Final = re.compile(rb"[!-9;-~]*")
_FIELDS: Final = 2


class ThunderbirdLens(Lens):
    """Thunderbird 153: comm/mailnews/local/src/MboxMsgInputStream.cpp, IsReallyReallyFromLine().

    - The file has to start with a ``From_`` line. Its date does not matter.
    - A line in a body is a separator if two header fields follow, as far as the file goes on.
    - A header ends at an empty line, LF or CR LF; a message at the end of the file without one is dropped.
    - An empty line before a separator, or at the end of the file, is not the body's. One ``>`` comes off quoted
      ``From_`` lines of a body.
    """

    name = "thunderbird"
    about = "Thunderbird"
    source = "Thunderbird 153 ESR: comm/mailnews/local/src/MboxMsgInputStream.cpp"
    limits = (
        "Thunderbird judges what its buffer holds, 512 bytes at least: a look-alike whose next two lines end farther "
        "off may be taken for a separator.",
        "The rules were read in its source; the lens is not compared with the program by a test.",
    )
    dialect = Dialect.MBOXRD

    def refusal(self, view: View) -> str | None:
        """The first line has to start ``From``."""
        if view.size == 0 or view.read(0, len(SEPARATOR)) == SEPARATOR:
            return None
        return "Thunderbird takes the file for no mailbox: it does not start with From"

    def verdict(self, candidate: Candidate) -> Verdict:
        """By the two lines behind it, in a body."""
        view, offset, opened = candidate.view, candidate.offset, candidate.opened
        if opened and offset < opened.body:
            return _IN_HEADER
        if opened and not _headers_follow(view, view.line(offset)):
            return _NO_FIELD
        if self.open(view, offset).header_stop == view.size:
            return _DROPPED
        return _STARTS if opened else _FIRST

    def open(self, view: View, offset: int) -> Beginning:
        """Find the empty line that ends the header."""
        header = view.line(offset).stop
        plain = view.plain_header(header)
        if plain is not None:
            return Beginning(offset, header, header + len(plain), header + len(plain) + 1)
        for line in view.lines(header):
            if line.data in {b"\n", b"\r\n"}:
                return Beginning(offset, header, line.offset, line.stop)
        return Beginning(offset, header, view.size, view.size)

    def close(self, view: View, opened: Beginning, stop: int) -> LensSpan:
        """Without the empty line before the next separator."""
        return ended(opened, closed(view, opened, stop, stop).body_stop, stop)


def _headers_follow(view: View, line: LensLine) -> bool:
    """Whether two fields follow a line, or the file ends before that can be told."""
    fields = 0
    for following in view.lines(line.stop):
        if fields and following.data[:1] in {b" ", b"\t"}:
            continue
        if fields == _FIELDS:
            return True
        name = _NAME.match(following.data)
        end = name.end() if name else 0
        if end < len(following.data) and following.data[end : end + 1] != b":":
            return False
        fields += 1
    return True

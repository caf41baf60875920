"""Python's ``mailbox.mbox``, the module that a Python programmer finds first."""

from __future__ import annotations

from heloworld.mbox.lenses.ideal import NaiveLens
from heloworld.mbox.lenses.model import Beginning, LensSpan, closed, ended
from heloworld.mbox.lenses.separators import laid_out
from heloworld.mbox.lenses.view import View


class PythonLens(NaiveLens):
    """``mailbox.mbox``: every ``From_`` line separates, in a header too; nothing is unquoted.

    A single LF before a separator, or at the end of the file, is left out if it is an empty line. It may be the one
    that ends a header: then the message has none. An empty line that is CR LF stays (``_generate_toc`` compares whole
    lines with ``os.linesep``).
    """

    name = "python"
    about = "Python's mailbox.mbox"
    source = "CPython 3.11 to 3.13, Lib/mailbox.py, mbox._generate_toc and _mboxMMDF.get_bytes"
    limits = ("What get_bytes gives; get_message fails where a From_ line is not ASCII.",)

    def close(self, view: View, opened: Beginning, stop: int) -> LensSpan:
        """Everything up to the next separator, but for one empty line."""
        found = laid_out(view, opened.offset, stop)
        if stop > found.header and view.read(stop - 2, stop) == b"\n\n":
            return ended(found, stop - 1, stop)
        return closed(view, found, stop, stop)

"""Readers that go by their separators alone: where a header ends is asked only when a message is looked at."""

from __future__ import annotations

from heloworld.mbox.lenses.model import Beginning, Lens, LensSpan, closed
from heloworld.mbox.lenses.view import View
from heloworld.mbox.reading.summary import lay_out


class SeparatingLens(Lens):
    """A reader to whom a header is text like any other while it looks for separators.

    A message's body starts behind the first empty line, LF or CR LF.
    """

    def open(self, view: View, offset: int) -> Beginning:  # noqa: ARG002 - nothing has to be read yet
        """Nothing is read: these readers need to know no more than where a message started."""
        return Beginning(offset, offset, offset, offset)

    def close(self, view: View, opened: Beginning, stop: int) -> LensSpan:
        """Find header and body, now that the end is known; the body is everything up to the next separator."""
        return closed(view, laid_out(view, opened.offset, stop), stop, stop)


def laid_out(view: View, offset: int, stop: int) -> Beginning:
    """Where the parts of a message lie that ends at an offset: its header ends at the first empty line.

    Args:
        view: The file.
        offset: Where its ``From_`` line starts.
        stop: Where it ends.
    """
    layout = lay_out(view.fd, offset, stop)
    return Beginning(offset, layout.header, layout.blank, layout.body)

"""Taking the quoting off a body of any length, a piece at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from heloworld.mbox.dialects import Substitution

_UNDECIDED: Final = re.compile(rb"\n>*F?r?o?m?")
"""The end of a piece that may turn out to be the start of a quoted ``From_`` line."""

_LONGEST: Final = 64 * 1024
"""Bytes of such an end that are kept."""


def unquoted(pieces: Iterable[bytes], change: Substitution) -> Iterator[bytes]:
    """A body with a reader's change made to its lines, piece by piece, wherever the pieces were cut.

    Args:
        pieces: The body.
        change: What is to be changed.
    """
    text, invented = b"\n", 1  # the pattern wants the line end before a line, and the first line has none
    for piece in pieces:
        text += piece
        last = text.rfind(b"\n")
        decided = last if last >= 0 and _UNDECIDED.fullmatch(text, last) else len(text)
        if decided:
            yield change.pattern.sub(change.replacement, text[:decided])[invented:]
            text, invented = text[decided:], 0
        if len(text) > _LONGEST and text.endswith(b">"):
            yield text[invented:-1]  # of a long row of them, only one can come off
            text, invented = b"\n>", 1
    yield text[invented:]

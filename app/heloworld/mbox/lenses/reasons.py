"""One place of a mailbox, looked at closely: why a reader sees a message start there or not, and what it would show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from heloworld.mbox.lenses.compare import why_absent
from heloworld.mbox.lenses.model import Beginning, Candidate, Lens, LensSpan, Verdict
from heloworld.mbox.lenses.ruler import STARTS, Sight
from heloworld.mbox.lenses.view import View

WINDOW: Final = 32 * 1024
"""Bytes before and behind a place that are shown at most."""

_BEFORE: Final = 2 * 1024
"""Bytes before a place that are shown where its message starts too far away."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some lines, and which of them a place is.

    Attributes:
        lines: Without the LF at their ends.
        mark: Which of them is the place, counted from 0; None where it is none of them.
        inside: The first and the one after the last line that belong to the reader's message.
        said: What there is to say about it, as a phrase.
    """

    lines: tuple[bytes, ...] = ()
    mark: int | None = None
    inside: tuple[int, int] = (0, 0)
    said: str = ""


def why(view: View, sight: Sight, offset: int) -> Verdict:
    """What a reader makes of a place, and why.

    Args:
        view: The file.
        sight: What the reader saw; it has come as far as the place.
        offset: The place.

    Raises:
        OSError: The file cannot be read.
    """
    lens = sight.lens
    if not sight.is_candidate(offset):
        return Verdict(is_start=False, why=why_absent(view, offset))
    if sight.refusal:
        return Verdict(is_start=False, why=sight.refusal)
    begun = lens.begin(view)
    if begun and begun.offset == offset and sight.is_extra(offset):
        return Verdict(is_start=True, why="its first message starts with the first text of the file, whatever that is")
    opened = _opened(view, lens, begun, sight.last_before(offset))
    if opened and offset < opened.floor:
        return Verdict(is_start=False, why=opened.note)
    return lens.verdict(Candidate(view, offset, opened))


def _opened(view: View, lens: Lens, begun: Beginning | None, start: int | None) -> Beginning | None:
    """The message that a reader is in, by where that starts."""
    if begun and start in (None, begun.offset):
        return begun
    return None if start is None else lens.open(view, start)


def message(view: View, sight: Sight, offset: int) -> tuple[int, LensSpan] | None:
    """The message that a reader sees at a place: the one that starts there, or in which it lies.

    Returns:
        Its number, counted from 1, and where it is; None where the reader shows nothing of the place.

    Raises:
        OSError: The file cannot be read.
    """
    if sight.refusal:
        return None
    start = sight.last_before(offset + 1)
    if start is None or sight.code(start) != STARTS:
        return None
    opened = _opened(view, sight.lens, sight.lens.begin(view), start)
    if opened is None:
        return None
    return sight.number(start), sight.lens.close(view, opened, sight.next_after(start, view.size))


def beside(view: View, sight: Sight, offset: int) -> tuple[Excerpt, Excerpt]:
    """The file around a place, and the message that a reader would show there.

    Raises:
        OSError: The file cannot be read.
    """
    found = message(view, sight, offset)
    name = sight.lens.name
    if found is None:
        said = "shows nothing of this file" if sight.refusal else "shows nothing of this place"
        return _sent(view, _near(view, offset), offset, None), Excerpt(said=f"{name} {said}")
    number, span = found
    first = span.offset if offset - span.offset <= WINDOW else _near(view, offset)
    if first > span.offset:
        span = replace(span, header=first, header_stop=first, body=first)
    sent = _sent(view, first, offset, span)
    shown = _lines(sight.lens.show(view, span), 2 * WINDOW)
    before = _lines(sight.lens.show(view, replace(span, shown=min(max(offset, span.header), span.shown))), 2 * WINDOW)
    starts_here = offset == span.offset
    is_shown = span.header <= offset < span.shown
    mark = len(before) if is_shown and len(before) < len(shown) else None
    if starts_here:
        said = f"{name} shows it as message {number:,}"
    elif is_shown:
        said = f"{name} shows the line in message {number:,}"
    else:
        said = f"{name} ends message {number:,} before the line"
    return sent, Excerpt(shown, mark, (0, len(shown)), said)


def _sent(view: View, first: int, offset: int, span: LensSpan | None) -> Excerpt:
    """The lines of the file around a place."""
    before = _lines([view.read(first, offset)], 2 * WINDOW)
    lines = _lines([view.read(first, offset + WINDOW)], 2 * WINDOW)
    if span is None:
        return Excerpt(lines, len(before))
    inside = _lines([view.read(first, min(span.shown, offset + WINDOW))], 2 * WINDOW)
    return Excerpt(lines, len(before), (0, len(inside)))


def _near(view: View, offset: int) -> int:
    """Where a line starts, not far before a place."""
    start = max(offset - _BEFORE, 0)
    if start == 0:
        return 0
    end = view.read(start, offset).find(b"\n")
    return offset if end < 0 else start + end + 1


def _lines(pieces: Iterable[bytes], most: int) -> tuple[bytes, ...]:
    """The lines of a text, of its first bytes alone where it is long."""
    taken = bytearray()
    for piece in pieces:
        taken += piece[: most - len(taken)]
        if len(taken) >= most:
            break
    lines = bytes(taken).split(b"\n")
    return tuple(lines[:-1] if not lines[-1] else lines)

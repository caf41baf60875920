"""Going through a mailbox with a lens: line after line that may be a separator, message after message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from heloworld.mbox.lenses.model import Beginning, Candidate, Lens, LensSpan, Verdict
from heloworld.mbox.lenses.view import View


@dataclass(frozen=True, slots=True)
class Judged:
    """What a reader made of one place in the file.

    Attributes:
        offset: Where that is.
        verdict: Whether a message starts there, and why.
        opened: The message that started there, be it one that is dropped; None where none did.
    """

    offset: int
    verdict: Verdict
    opened: Beginning | None


def judge(lens: Lens, view: View, offsets: Sequence[int], opened: Beginning | None = None) -> Iterator[Judged]:
    """What a reader makes of every line that starts ``From ``, and of any other place where it sees a message start.

    Args:
        lens: The reader.
        view: The file.
        offsets: Where its separator lines start, all of them and in order; those before the open message left out.
        opened: The message to go on from, where the file has been read up to it before.

    Yields:
        The places, in order.

    Raises:
        OSError: The file cannot be read.
    """
    why = lens.refusal(view)
    if why:
        yield from refused(offsets, why)
        return
    if opened is None:
        opened = lens.begin(view)
        if opened:
            why = "its first message starts with the first text of the file, whatever that is"
            yield Judged(opened.offset, Verdict(is_start=True, why=why), opened)
    at = 0
    for offset in chain(offsets, (view.size,)):
        while (more := _between(lens, view, opened, at, offset)) is not None:
            judged = _judged(lens, view, more, opened)
            opened, at = judged.opened or opened, more
            yield judged
        if offset < view.size:
            judged = _judged(lens, view, offset, opened)
            opened, at = judged.opened or opened, offset
            yield judged


def refusal(lens: Lens, view: View, offsets: Sequence[int]) -> str | None:
    """Why a program takes the whole file for no mailbox or gives it up on the way; None where it does neither.

    The arguments are those of `judge`, which asks only whether the program begins at all.

    Raises:
        OSError: The file cannot be read.
    """
    why = lens.refusal(view)
    if why is None and lens.may_give_up:
        opened = (judged.opened for judged in judge(lens, view, offsets))
        why = next((each.trouble for each in opened if each is not None and each.trouble), None)
    return why


def refused(offsets: Iterable[int], why: str) -> Iterator[Judged]:
    """What a reader that does not read the file at all says of its separator lines."""
    return (Judged(offset, Verdict(is_start=False, why=why), None) for offset in offsets)


def _between(lens: Lens, view: View, opened: Beginning | None, at: int, offset: int) -> int | None:
    """The next candidate before an offset that is not in the index."""
    if not lens.sees_more:
        return None
    start = max(at, opened.body, opened.floor) if opened else at
    return next((more for more in lens.between(view, start, offset) if more > at), None)


def _judged(lens: Lens, view: View, offset: int, opened: Beginning | None) -> Judged:
    if opened and offset < opened.floor:
        return Judged(offset, Verdict(is_start=False, why=opened.note), None)
    verdict = lens.verdict(Candidate(view, offset, opened))
    return Judged(offset, verdict, lens.open(view, offset) if verdict.is_start or verdict.is_dropped else None)


def spans(lens: Lens, view: View, offsets: Sequence[int]) -> Iterator[LensSpan]:
    """The messages of a mailbox, as a reader sees them; the arguments are those of `judge`.

    Raises:
        OSError: The file cannot be read.
    """
    opened: Beginning | None = None
    is_shown = True
    for judged in judge(lens, view, offsets):
        if judged.opened:
            if opened and is_shown:
                yield lens.close(view, opened, judged.offset)
            opened, is_shown = judged.opened, judged.verdict.is_start
    if opened and is_shown:
        yield lens.close(view, opened, view.size)


def count(lens: Lens, view: View, offsets: Sequence[int]) -> int:
    """How many messages a reader sees.

    Raises:
        OSError: The file cannot be read.
    """
    return sum(judged.verdict.is_start for judged in judge(lens, view, offsets))

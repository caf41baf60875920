"""Readers of the same bytes, compared: the places at which some reader may see a message start, and what each says."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from heloworld.mbox.dialects import SEPARATOR
from heloworld.mbox.lenses import walk
from heloworld.mbox.lenses.messages import Beginning, check_not_foreign
from heloworld.mbox.lenses.model import Lens, Verdict
from heloworld.mbox.lenses.view import View


@dataclass(frozen=True, slots=True)
class JudgedPlace:
    """A place in a mailbox at which some reader may see a message start.

    Attributes:
        offset: Where it is.
        line: The line there, without its line end; its first bytes where it is long.
        verdicts: What each reader says, by its name.
    """

    offset: int
    line: bytes
    verdicts: Mapping[str, Verdict]

    @property
    def is_disputed(self) -> bool:
        """Whether the readers do not agree."""
        return len({verdict.is_start for verdict in self.verdicts.values()}) > 1


def refusals(box: Beginning, lenses: Sequence[Lens]) -> dict[str, str]:
    """Which readers do not read the file at all, and why.

    Raises:
        OSError: The file cannot be read.
    """
    found = {lens.name: walk.refusal(lens, box.view, box.offsets) for lens in lenses}
    return {name: why for name, why in found.items() if why}


def places(box: Beginning, lenses: Sequence[Lens], refusing: Mapping[str, str] | None = None) -> Iterator[JudgedPlace]:
    """Every place at which a reader may see a message start, with what each says.

    Args:
        box: The mailbox.
        lenses: The readers.
        refusing: What `refusals` says of them, where that is known already.

    Raises:
        OSError: The file cannot be read.
    """
    refusing = refusals(box, lenses) if refusing is None else refusing
    judged = (_judged(box, at, lens, refusing.get(lens.name)) for at, lens in enumerate(lenses))
    found = heapq.merge(*judged, key=itemgetter(0, 1))
    for offset, group in groupby(found, key=itemgetter(0)):
        verdicts = {at: verdict for _, at, verdict in group}
        absent = Verdict(is_start=False, why=why_absent(box.view, offset))
        line = box.view.line(offset).data.removesuffix(b"\n").removesuffix(b"\r")
        yield JudgedPlace(offset, line, {lens.name: verdicts.get(at, absent) for at, lens in enumerate(lenses)})


def disputed(box: Beginning, lenses: Sequence[Lens]) -> Iterator[JudgedPlace]:
    """The places on which readers disagree.

    Raises:
        MailboxError: The file is no mailbox to anybody.
    """
    seen = 0
    for place in places(box, lenses):
        seen += any(verdict.is_start for verdict in place.verdicts.values())
        if place.is_disputed:
            yield place
    if not seen:
        check_not_foreign(box)


def why_absent(view: View, offset: int) -> str:
    """Why a reader never looked at a place."""
    if view.read(offset, offset + len(SEPARATOR)) != SEPARATOR:
        return 'the line does not start with "From "'
    return "no line starts here"


def _judged(box: Beginning, at: int, lens: Lens, refusal: str | None) -> Iterator[tuple[int, int, Verdict]]:
    found = walk.refused(box.offsets, refusal) if refusal else walk.judge(lens, box.view, box.offsets)
    return ((judged.offset, at, judged.verdict) for judged in found)

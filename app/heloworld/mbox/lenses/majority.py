"""The eyes to begin with: those that see messages start where most of the programs see them start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from heloworld.mbox.lenses import LENSES
from heloworld.mbox.lenses.model import Lens
from heloworld.mbox.lenses.view import View
from heloworld.mbox.lenses.walk import judge, refusal
from heloworld.mbox.reading.messages import MBOXRD

PROGRAMS: Final = ("mutt", "dovecot", "python", "mailutils", "formail", "s-nail", "thunderbird", "git")
"""The readers that people have, those first that are preferred where several agree as well."""

PLACES: Final = 100
"""Separator lines that are looked at for that, at most."""


def begin_with(view: View, offsets: Sequence[int]) -> str:
    """The reader who sees what the most programs see.

    Of several with as many, it is the one that comes nearest to the places on which more than half of all agree, and of
    those mboxrd first.

    Programs that take the file for no mailbox have no vote.

    Args:
        view: The file.
        offsets: Where its separator lines start; the first `PLACES` count.

    Raises:
        OSError: The file cannot be read.
    """
    asked = offsets[:PLACES]
    seen = {name: _starts(LENSES[name], view, asked) for name in PROGRAMS if refusal(LENSES[name], view, asked) is None}
    if not seen:
        return MBOXRD
    places = sorted(set(asked).union(*seen.values()))
    agreed = {place for place in places if 2 * sum(place in starts for starts in seen.values()) > len(seen)}
    readers, alike = {MBOXRD: frozenset(asked), **seen}, Counter(seen.values())
    return min(readers, key=lambda name: (-alike[readers[name]], len(readers[name] ^ agreed)))


def _starts(lens: Lens, view: View, offsets: Sequence[int]) -> frozenset[int]:
    """Where a reader sees messages start, among the first places of a file."""
    judged = islice(judge(lens, view, offsets), 2 * PLACES)
    end = offsets[-1] if offsets else view.size
    return frozenset(each.offset for each in judged if each.verdict.is_start and each.offset <= end)


def others(counts: Mapping[str, int], reader: str) -> tuple[str, int] | None:
    """A program that counts otherwise, and what: of the numbers that are not the reader's, the commonest.

    Args:
        counts: How many messages each program sees.
        reader: Whose number is known already; it is among them.
    """
    differing = [count for name, count in counts.items() if name in PROGRAMS and count != counts[reader]]
    if not differing:
        return None
    commonest = max(differing, key=differing.count)
    return next((name, commonest) for name in PROGRAMS if counts.get(name) == commonest)

"""What ``helo mbox FILE --compare READER,READER`` prints: where readers of the same bytes see different messages."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Final

from heloworld.errors import UsageError
from heloworld.mbox.columns import cell
from heloworld.mbox.dialects import SEPARATOR
from heloworld.mbox.lenses.model import Lens, Verdict
from heloworld.mbox.lenses.view import View
from heloworld.mbox.lenses.walk import judge
from heloworld.mbox.messages import Opened, check_not_foreign, opened
from heloworld.mbox.printing import ascii_json, lens_named, print_lines, text_of

_LINE_WIDTH: Final = 60
"""Columns of a separator line that people are shown."""


@dataclass(frozen=True, slots=True)
class Place:
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


def show(path: Path, readers: str, *, as_json: bool) -> None:
    """Print where readers disagree.

    Args:
        path: The mailbox.
        readers: Names of two readers or more, with commas between them.
        as_json: Whether each place is printed as one JSON object.

    Raises:
        UsageError: There is no such reader, or there are fewer than two.
        MailboxError: The file cannot be read, or is no mailbox.
        BrokenPipeError: Whoever read the output has gone.
    """
    lenses = lenses_named(readers)
    with opened(path) as box:
        print_lines(map(json_line, disputed(box, lenses)) if as_json else human_lines(box, lenses))


def lenses_named(readers: str) -> Sequence[Lens]:
    """Readers' lenses by their names, with commas between them.

    Raises:
        UsageError: There is no such reader, or there are fewer than two.
    """
    lenses = {name.strip(): lens_named(name.strip()) for name in readers.split(",") if name.strip()}
    if len(lenses) < 2:
        raise UsageError("--compare needs two readers or more.", "Name them with a comma: --compare mutt,python.")
    return list(lenses.values())


def places(box: Opened, lenses: Sequence[Lens]) -> Iterator[Place]:
    """Every place at which a reader may see a message start, with what each says.

    Raises:
        OSError: The file cannot be read.
    """
    found = heapq.merge(*(_judged(box, at, lens) for at, lens in enumerate(lenses)), key=itemgetter(0, 1))
    for offset, group in groupby(found, key=itemgetter(0)):
        verdicts = {at: verdict for _, at, verdict in group}
        absent = Verdict(is_start=False, why=why_absent(box.view, offset))
        line = box.view.line(offset).data.removesuffix(b"\n").removesuffix(b"\r")
        yield Place(offset, line, {lens.name: verdicts.get(at, absent) for at, lens in enumerate(lenses)})


def disputed(box: Opened, lenses: Sequence[Lens]) -> Iterator[Place]:
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


def json_line(place: Place) -> str:
    """A place as one JSON object, in ASCII that no terminal acts on."""
    told = {name: {"starts": verdict.is_start, "why": verdict.why} for name, verdict in place.verdicts.items()}
    line = place.line.decode("utf-8", "surrogateescape")
    return ascii_json({"offset": place.offset, "line": text_of(line), "readers": told})


def human_lines(box: Opened, lenses: Sequence[Lens]) -> Iterator[str]:
    """A line for each place on which readers disagree, and a last one that sums up.

    Raises:
        MailboxError: The file is no mailbox to anybody.
    """
    counts = dict.fromkeys((lens.name for lens in lenses), 0)
    different = total = 0
    for place in places(box, lenses):
        total += 1
        for name, verdict in place.verdicts.items():
            counts[name] += verdict.is_start
        if place.is_disputed:
            different += 1
            yield human_line(place)
    if not any(counts.values()):
        check_not_foreign(box)
    seen = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    yield f"{different:,} of {total:,} places are read differently. Messages: {seen}."


def human_line(place: Place) -> str:
    """A place for people: its offset, the line, and what each reader says of it."""
    line = "".join(piece.text for piece in cell(place.line.decode("utf-8", "surrogateescape"), _LINE_WIDTH))
    told = "; ".join(
        f"{name}: {'starts' if verdict.is_start else 'no'}, {verdict.why}" for name, verdict in place.verdicts.items()
    )
    return f"{place.offset:>9}  {line.rstrip()}  {told}"


def _judged(box: Opened, at: int, lens: Lens) -> Iterator[tuple[int, int, Verdict]]:
    return ((judged.offset, at, judged.verdict) for judged in judge(lens, box.view, box.offsets))


def why_absent(view: View, offset: int) -> str:
    """Why a reader never looked at a place."""
    if view.read(offset, offset + len(SEPARATOR)) != SEPARATOR:
        return 'the line does not start with "From "'
    return "no line starts here"

"""What ``helo mbox FILE --compare READER,READER`` prints: where readers of the same bytes see different messages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from heloworld.errors import UsageError
from heloworld.mbox.lenses import lens_named
from heloworld.mbox.lenses.compare import JudgedPlace, disputed, places
from heloworld.mbox.lenses.messages import Beginning, check_not_foreign, opened
from heloworld.mbox.lenses.model import Lens
from heloworld.mbox.reading.columns import cell
from heloworld.output import ascii_json, print_lines, text_of

_LINE_WIDTH: Final = 60
"""Columns of a separator line that people are shown."""


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


def json_line(place: JudgedPlace) -> str:
    """A place as one JSON object, in ASCII that no terminal acts on."""
    told = {name: {"starts": verdict.is_start, "why": verdict.why} for name, verdict in place.verdicts.items()}
    line = place.line.decode("utf-8", "surrogateescape")
    return ascii_json({"offset": place.offset, "line": text_of(line), "readers": told})


def human_lines(box: Beginning, lenses: Sequence[Lens]) -> Iterator[str]:
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


def human_line(place: JudgedPlace) -> str:
    """A place for people: its offset, the line, and what each reader says of it."""
    line = "".join(piece.text for piece in cell(place.line.decode("utf-8", "surrogateescape"), _LINE_WIDTH))
    told = "; ".join(
        f"{name}: {'starts' if verdict.is_start else 'no'}, {verdict.why}" for name, verdict in place.verdicts.items()
    )
    return f"{place.offset:>9}  {line.rstrip()}  {told}"

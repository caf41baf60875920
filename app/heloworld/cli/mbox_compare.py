"""What ``helo mbox FILE --compare READER,READER`` prints: where readers of the same bytes see different messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from textwrap import wrap
from typing import Final

from heloworld.errors import UsageError
from heloworld.mbox.lenses import lens_named
from heloworld.mbox.lenses.compare import JudgedPlace, disputed, places, refusals
from heloworld.mbox.lenses.messages import Beginning, check_not_foreign, opened
from heloworld.mbox.lenses.model import Lens, Verdict
from heloworld.mbox.reading.columns import cell
from heloworld.output import ascii_json, print_lines, text_of

REFUSED: Final = "✗"
"""What stands for the number of messages where a program does not read the file at all."""

_LINE_WIDTH: Final = 60
"""Columns of a separator line that people are shown."""

_WIDTH: Final = 120
"""Columns of a line of reasons or numbers."""

_INDENT: Final = " " * 11


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
        OutputError: It cannot be written.
    """
    print_lines(_lines(path, lenses_named(readers), as_json=as_json))


def _lines(path: Path, lenses: Sequence[Lens], *, as_json: bool) -> Iterator[str]:
    """What is printed, by somebody outside: in here, any error would be taken for one of reading."""
    with opened(path) as box:
        yield from map(json_line, disputed(box, lenses)) if as_json else human_lines(box, lenses)


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
    """Each place on which readers disagree, with what they say of it; then their numbers, and who refuses the file.

    Raises:
        MailboxError: The file is no mailbox to anybody.
    """
    refusing = refusals(box, lenses)
    counts = {lens.name: 0 for lens in lenses if lens.name not in refusing}
    different = total = 0
    for place in places(box, lenses, refusing):
        total += 1
        verdicts = {name: place.verdicts[name] for name in counts}
        for name, verdict in verdicts.items():
            counts[name] += verdict.is_start
        if len({verdict.is_start for verdict in verdicts.values()}) > 1:
            different += 1
            yield from human_place(place.offset, place.line, verdicts)
    if not any(counts.values()):
        check_not_foreign(box)
    seen = ", ".join(f"{lens.name} {f'{counts[lens.name]:,}' if lens.name in counts else REFUSED}" for lens in lenses)
    yield from wrap(f"{different:,} of {total:,} places are read differently. Messages: {seen}.", _WIDTH)
    yield from chain.from_iterable(wrap(f"{REFUSED} {refusal}.", _WIDTH) for refusal in refusing.values())


def human_place(offset: int, line: bytes, verdicts: Mapping[str, Verdict]) -> Iterator[str]:
    """A place for people: where it is and its line; then what readers say of it, those that say the same together."""
    shown = "".join(piece.text for piece in cell(line.decode("utf-8", "surrogateescape"), _LINE_WIDTH))
    yield f"{offset:>9}  {shown.rstrip()}"
    alike: dict[Verdict, list[str]] = {}
    for name, verdict in verdicts.items():
        alike.setdefault(verdict, []).append(name)
    for verdict, names in alike.items():
        told = f"{', '.join(names)}: {'starts' if verdict.is_start else 'no'}, {verdict.why}"
        yield from wrap(told, _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT + "  ")
